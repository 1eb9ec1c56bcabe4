"""Edits of sentences that keep or change what they say.

They make training pairs for the support model out of sentences of a text. An edit returns None where it does not apply.
"""

import random
import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from importlib.resources import files
from typing import Any

Edit = Callable[[str, random.Random], str | None]
WORDS: Mapping[str, Any] = tomllib.loads((files("evals.fitting") / "support_words.toml").read_text(encoding="utf-8"))
DIGITS = "one two three four five six seven eight nine ten eleven twelve".split()
_PREPOSITION = r"(?:in|at|on|for|by|from|during|after|before|with|through|within|under)"
_PLACE = re.compile(
    rf"^((?:{_PREPOSITION}|if|when|although|because|while|unless|once) [^,.;]{{4,60}}), (\w)", re.IGNORECASE
)
_TAIL = re.compile(
    rf" ((?:{_PREPOSITION}|if|when|because|unless|while|although|so that|until|such as|including) [^,.;]{{4,70}})\.$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r", (?:which|who|including|such as|where|especially|for example)\b[^,.;]{4,80}(?=[,.])")
_LIST = re.compile(r"(?:\w[\w' -]{1,30}, ){1,6}(?:\w[\w' -]{1,30},? )?(?:and|or) \w[\w' -]{1,30}")
_NUMBER = re.compile(r"(?<![\w.,])[$€£]?\d[\d,]*(?:\.\d+)?(?![\w])")
_VERB = re.compile(
    r"\b(are|is|can|may|must|should|will|need|work|use|have|has|help|make|include|require|requires|provide|earn|spend|"
    r"receive|prepare|learn|perform|take|study|meet|travel|become|review|manage|plan|develop|assist)\b"
)
_STOP = frozenset(
    "the a an of to and or in on at for with by from as that this these those their its they it he she you we "
    "is are was were be been has have had do does did can may might must can should will would not no also "
    "which who whom when where if than then such other more most many some all about into over under between "
    "through during before after because while although however".split()
)
_PEOPLE = re.compile(
    r"(?!Some|Many|Most|Few|All|Other|Employers)"
    r"(?:They|Workers|Candidates|Applicants|[A-Z][a-z]+(?: [a-z]+)?(?:ers|ors|ists|ants|ians)) (?=\w)"
)
_NOUN = re.compile(r"\b[a-z]{4,}(?:s|ers|ors|ists|ants|ents|ians|ees|ment|tion|ness|ity|ing)\b")

_LONG_WORD = re.compile(r"[a-z]{4,}", re.IGNORECASE)
_AS_NOUN = re.compile(
    r"\b(?:the|a|an|most|many|some|few|their|your|every|each|no|all|other|than|by|of|for)\s+([a-z]{4,})\b"
)
_AS_VERB = re.compile(
    r"\b(?:to|may|must|can|should|will|not|they|who|you|cannot|don't|doesn't|never|usually|often)\s+([a-z]{4,})\b"
)
_TIMES = frozenset(
    "years year months month weeks week hours hour minutes minute times time things thing others".split()
)
_BESIDE = re.compile(r"(?:,? (?:\w+ )?(?:and|or) (?:\w+ )?|, (?:\w+ )?| (?:of|in) (?:\w+ )?| )")


def exchange(text: str, groups: Sequence[Sequence[str]], draw: random.Random) -> str | None:
    """Put one phrase of a group in place of another."""
    found = []
    folded = text.casefold()
    for group in groups:
        for old in group:
            at = folded.find(old)
            while at >= 0:
                end = at + len(old)
                if not (
                    folded[at - 1 : at].isalnum() or folded[end : end + 1].isalnum() or folded[end : end + 1] == "-"
                ):
                    found.append((at, end, [new for new in group if groups is WORDS["same"] or not _means(new, old)]))
                at = folded.find(old, end)
    if not found:
        return None
    # A phrase inside a longer one that was found too is no phrase of its own.
    whole = [a for a in found if not any(b[0] <= a[0] and a[1] <= b[1] and b[1] - b[0] > a[1] - a[0] for b in found)]
    start, end, others = draw.choice(whole)
    others = [new for new in others if new != folded[start:end]]
    new = draw.choice(others) if others else None
    if new is None:
        return None
    return text[:start] + (capital(new) if text[start].isupper() else new) + text[end:]


def _means(one: str, other: str) -> bool:
    """Whether two phrases are equal or in one group of ``same``."""
    return one == other or any(one in group and other in group for group in WORDS["same"])


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text with a small first letter.

    An abbreviation keeps its capitals.
    """
    first = text.split(" ", 1)[0]
    return text if first == "I" or any(map(str.isupper, first[1:])) else text[:1].lower() + text[1:]


def _of(name: str) -> Edit:
    return lambda text, draw: exchange(text, WORDS[name], draw)


def front(text: str, _: random.Random) -> str | None:
    """Move the opening clause to the end, or the reverse."""
    if match := _PLACE.match(text):
        rest = capital(text[match.end() - 1 :])
        return f"{rest[:-1]} {lowered(match[1])}." if rest.endswith(".") and "," not in rest[:-1] else None
    if (match := _TAIL.search(text)) and not match[1].startswith(("such", "including", "by", "with", "from", "for")):
        return f"{capital(match[1])}, {lowered(text[: match.start()])}."
    return None


def shorter(text: str, _: random.Random) -> str | None:
    """Drop an aside at the end of the sentence."""
    if match := _ASIDE.search(text):
        return text[: match.start()] + text[match.end() :].lstrip(",") if text[match.end()] == "." else None
    return None


def fewer(text: str, draw: random.Random) -> str | None:
    """Drop one of three or more items of a list."""
    match = _LIST.search(text)
    if match is None or match[0].count(",") < 2:
        return None
    items = re.split(r", (?!and |or )", match[0])
    if len(items) < 3:
        return None
    items.pop(draw.randrange(1, len(items) - 1))
    return text[: match.start()] + ", ".join(items) + text[match.end() :]


def reordered(text: str, _: random.Random) -> str | None:
    """Turn round two one-word items of a list."""
    match = re.search(r"\b(\w+), (\w+),? (and|or) (\w+)\b(?=[,.])", text)
    return f"{text[: match.start(2)]}{match[4]}, {match[3]} {match[2]}{text[match.end() :]}" if match else None


def addressed(text: str, draw: random.Random) -> str | None:
    """Say "you" for the people of the sentence."""
    match = _PEOPLE.match(text)
    if match is None or re.match(r"(?:with|in|at|of|who|and|or|for)\b", text[match.end() :]):
        return None
    rest = re.sub(r"\btheir\b", "your", re.sub(r"\bthem\b", "you", text[match.end() :]))
    return f"{draw.choice(('You', 'As one of them, you', 'In this job you'))} {rest}"


def renumbered(text: str, draw: random.Random) -> str | None:
    """Write a number in another form: digits, words, thousands with k."""
    if (match := re.search(r"\$(\d{1,3}),000\b", text)) and draw.random() < 0.7:
        return f"{text[: match.start()]}${match[1]}k{text[match.end() :]}"
    for n, word in enumerate(DIGITS, 1):
        if match := re.search(rf"\b{word}\b", text) if n > 1 else None:
            return text[: match.start()] + str(n) + text[match.end() :]
        if match := re.search(rf"(?<![\d,.$]){n}(?= [a-z])", text):
            return text[: match.start()] + word + text[match.end() :]
    return None


def opened(text: str, draw: random.Random) -> str | None:
    return f"{draw.choice(WORDS['openings'])}{lowered(text)}"


def part(text: str, draw: random.Random) -> str | None:
    """Keep one of two joined main clauses."""
    pieces = re.split(r"(?:;|, and|, but) (?=(?:they|it|this|these|some|most|many|the) )", text)
    if len(pieces) != 2 or min(len(piece.split()) for piece in pieces) < 4:
        return None
    return capital(draw.choice(pieces).rstrip(".")) + "."


SAME: Sequence[Edit] = (
    _of("same"), _of("same"), _of("same"), front, shorter, fewer, reordered, addressed, renumbered, opened, part,
)  # fmt: skip


def only(text: str, draw: random.Random) -> str | None:
    """Put "only" before a phrase, or take it away."""
    if match := re.search(r"\b(only|just|solely|exclusively) ", text):
        return text[: match.start()] + text[match.end() :]
    word = draw.choice(("only", "only", "just", "solely", "exclusively", "nothing but"))
    places = [m.start() for m in re.finditer(rf"(?<= ){_PREPOSITION} |(?<= )(?:if|when|the|a|to) ", text)]
    if draw.random() < 0.3 and text[:1].isupper():
        return f"Only {lowered(text)}"
    if (match := _VERB.search(text)) and draw.random() < 0.4 and word != "nothing but":
        return (
            f"{text[: match.end()]} {word}{text[match.end() :]}"
            if match[0] in ("are", "is", "can", "may", "will")
            else (f"{text[: match.start()]}{word} {text[match.start() :]}")
        )
    if not places:
        return None
    at = draw.choice(places)
    return f"{text[:at]}{word} {text[at:]}"


def unhedged(text: str, draw: random.Random) -> str | None:
    """Drop a hedge, a quantity, a condition or a place."""
    if (match := _PLACE.match(text)) and draw.random() < 0.6:
        return capital(text[match.end() - 1 :])
    if (
        (match := _TAIL.search(text))
        and draw.random() < 0.5
        and re.match(r"if|when|unless|in|after|before|until|during", match[1])
    ):
        return text[: match.start()] + "."
    found = [m for hedge in WORDS["hedges"] for m in re.finditer(rf"\b{hedge} ", text, re.IGNORECASE)]
    if not found:
        return None
    match = draw.choice(found)
    shown = text[: match.start()] + text[match.end() :]
    return capital(shown) if match.start() == 0 else shown


def denied(text: str, draw: random.Random) -> str | None:
    """Deny the sentence, or drop its denial."""
    if match := re.search(r"\b(?:not|never|rarely|seldom|hardly) ", text):
        return text[: match.start()] + text[match.end() :]
    if draw.random() < 0.25:
        return f"{draw.choice(WORDS['denials'])}{lowered(text)}"
    match = _VERB.search(text)
    if match is None:
        return None
    if match[0] in ("are", "is", "can", "may", "must", "should", "will"):
        word = draw.choice(("not", "no longer", "rarely", "never", "hardly ever", "barely"))
        return f"{text[: match.end()]} {word}{text[match.end() :]}"
    if match[0] in ("has", "requires"):
        return f"{text[: match.start()]}{draw.choice(('never', 'rarely', 'no longer'))} {text[match.start() :]}"
    if match[0] == "have" and draw.random() < 0.5:
        return f"{text[: match.start()]}lack{text[match.end() :]}"
    return f"{text[: match.start()]}{draw.choice(WORDS['denying'])} {text[match.start() :]}"


def misnumbered(text: str, draw: random.Random) -> str | None:
    """Write another number."""
    found = list(_NUMBER.finditer(text))
    if found:
        match = draw.choice(found)
        digits = re.sub(r"[^\d.]", "", match[0])
        value = float(digits) if digits.count(".") <= 1 and digits.strip(".") else 0.0
        new = (
            value * draw.choice((0.5, 0.8, 0.9, 1.1, 1.2, 1.5, 2, 10))
            if value > 20
            else value + draw.choice((-2, -1, 1, 2, 5))
        )
        shown = f"{abs(round(new)) or 3:,}" if "," in match[0] or value < 1000 else str(abs(round(new)))
        sign = match[0][0] if match[0][0] in "$€£" else ""
        return text[: match.start()] + sign + shown + text[match.end() :] if sign + shown != match[0] else None
    return exchange(text, [DIGITS[1:]], draw)


def swapped(text: str, draw: random.Random) -> str | None:
    """Exchange two nouns, or the two sides of a comparison."""
    if (
        match := re.search(
            r"\b([\w' -]{3,30}?) (more|less|higher|lower|larger|smaller|rather) than ([\w' -]{3,30})(?=[,.])", text
        )
    ) and (draw.random() < 0.5):
        return f"{text[: match.start()]}{match[3]} {match[2]} than {match[1]}{text[match.end() :]}"
    nouns = [m for m in _NOUN.finditer(text.lower()) if m[0] not in _STOP and not m[0].endswith("ss")]
    pairs = [
        (a, b)
        for i, a in enumerate(nouns)
        for b in nouns[i + 1 :]
        # Items of one list may change places; words with something else between them may not.
        if a[0] != b[0] and len(re.sub(r"\b(?:and|or)\b|[\s,]", "", text[a.end() : b.start()])) > 2
        and not re.fullmatch(r"[^.;]{0,60}?(?:, | and | or )[^.;]{0,25}", text[a.end() : b.start()])
        and a[0].endswith("s") == b[0].endswith("s")
    ]  # fmt: skip
    if not pairs:
        return None
    a, b = draw.choice(pairs)
    first, second = text[a.start() : a.end()], text[b.start() : b.end()]
    second = capital(second) if first[:1].isupper() else second
    return text[: a.start()] + second + text[a.end() : b.start()] + first.lower() + text[b.end() :]


def invented(text: str, draw: random.Random) -> str | None:
    """Add a clause at the end, a name or an adjective."""
    if draw.random() < 0.3 and (nouns := [m for m in _NOUN.finditer(text) if m[0] not in _STOP]):
        match = draw.choice(nouns)
        return f"{text[: match.start()]}{draw.choice(WORDS['adjectives'])} {text[match.start() :]}"
    clause = draw.choice(WORDS["invented"])
    if draw.random() < 0.2:
        return f"{text.rstrip('.')}, such as {draw.choice(WORDS['names'])}."
    comma = ", " if clause.startswith(("and ", "which ", "so ", "because ")) and draw.random() < 0.7 else " "
    return f"{text.rstrip('.')}{comma}{clause}."


def named(text: str, draw: random.Random) -> str | None:
    """Put a name in place of another one."""
    found = list(re.finditer(r"(?<=[a-z,] )(?:[A-Z][\w&.-]+(?: [A-Z][\w&.-]+)*)", text))
    if not found:
        return None
    match = draw.choice(found)
    name = draw.choice(WORDS["names"])
    return text[: match.start()] + name + text[match.end() :] if name.casefold() not in text.casefold() else None


CHANGED: Mapping[str, Edit] = {
    "quantity": _of("quantities"), "only": only, "modal": _of("modals"), "hedge": unhedged, "opposed": _of("opposed"),
    "denied": denied, "number": misnumbered, "order": _of("order"), "unit": _of("units"), "swapped": swapped,
    "invented": invented, "named": named,
}  # fmt: skip


def kept(text: str, draw: random.Random, n: int) -> str:
    """Make up to ``n`` edits that keep what the text says."""
    for _ in range(n):
        text = draw.choice(SAME)(text, draw) or text
    return text


def changed(text: str, draw: random.Random) -> tuple[str, str] | None:
    """Make one edit that changes what the text says.

    The edit's name comes second.
    """
    names = list(CHANGED)
    draw.shuffle(names)
    for name in names:
        new = CHANGED[name](text, draw)
        if new and " ".join(new.casefold().split()) != " ".join(text.casefold().split()):
            return new, name
    return None


def role_nouns(text: str) -> frozenset[str]:
    """The nouns of a guide that stand in both numbers.

    Those that may be verbs are left out.

    They are mostly people, places of work and papers.
    """
    lower = text.lower()
    words = set(_LONG_WORD.findall(lower))
    verbs, named = set(_AS_VERB.findall(lower)), set(_AS_NOUN.findall(lower))
    plural = {
        word
        for word in words
        if word.endswith("s") and word[:-1] in words and not verbs & {word, word[:-1]} and named & {word, word[:-1]}
    }
    return frozenset(plural | {word[:-1] for word in plural if word[:-1] in named}) - _TIMES


def exchanged(sentence: str, nouns: Collection[str], draw: random.Random) -> str | None:
    """The sentence with two of the nouns in each other's place.

    None where it has no two of one number.

    Two that only stand beside each other ("and", "of") are left where they are.
    """
    found = [match for match in _LONG_WORD.finditer(sentence) if match[0].lower() in nouns]
    pairs = [
        (one, other)
        for n, one in enumerate(found)
        for other in found[n + 1 :]
        if one[0].lower() != other[0].lower()
        and one[0].endswith("s") == other[0].endswith("s")
        and not _BESIDE.fullmatch(sentence[one.end() : other.start()])
    ]
    if not pairs:
        return None
    one, other = draw.choice(pairs)
    between = sentence[one.end() : other.start()]
    return f"{sentence[: one.start()]}{other[0]}{between}{one[0]}{sentence[other.end() :]}"
