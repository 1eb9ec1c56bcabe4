"""Decomposition of a question into parts to search for alone."""

import re
from collections.abc import Iterable

from advisor.query.answer_type import detect_answer_type
from advisor.text.content_words import content_words
from advisor.text.tokens import stems
from advisor.weights import weights

MAX_PARTS = 3
_ASKING = (
    r"what(?:'?s|s)?|how(?:'?s|s)?|who(?:'?s|m|se)?|wh(?:en|ere|y|ich)|wich|wat|is|are|do|does|did|can|could|will|would"
    r"|should|has|have|which"
)
# "… and what …": a second question in the same sentence.
SECOND = re.compile(
    rf"(?:[,;]\s*+|(?<!\s)\s++)(?:and|but|or|n|&|plus)\s++(?:also\s++)?(?=(?:{_ASKING})\b)", re.IGNORECASE
)
SENTENCE = re.compile(r"(?<=[?!.;])\s+|\n+")
# The beginning of a sentence that asks, with or without a question mark.
ASKS = re.compile(
    r"^(?:(?:and|but|so|also|then|ok|okay|in|at|for|by|from|to|on|with)\s+)?"
    rf"(?:{_ASKING}|tell|give|list|name|explain|describe)\b",
    re.IGNORECASE,
)
PRONOUN = re.compile(
    r"\b(?:it(?! takes?\b)|its|that|this|they|them|their|those|these|he|she|one|each|both)\b", re.IGNORECASE
)
# A statement of the reader's, which is no question even beside one.
TELLS = re.compile(r"\b(?:i|i['’]?m|i['’]?ve|im|ive|my|me|we|our)\b", re.IGNORECASE)
# The text before the two sides of a comparison.
BEFORE_SIDES = re.compile(r"(.+\b(?:of|for) )", re.IGNORECASE)
COMPARES = re.compile(
    r"\b(?:what(?:'?s| is| are)?\s+)?(?:the\s+)?differences?\s+(?:is\s+)?(?:between|of)\s+"
    r"|\bcompar(?:e|ed|ing|ison)\b(?:\s+(?:of|between))?\s*"
    r"|\b(?:how|where) (?:do|does|is|are) (?=.{1,300}\bdiffer)"
    r"|\bcontrast\b\s*",
    re.IGNORECASE,
)
# Joints between two sides of a comparison; the strong ones make a comparison by themselves.
JOINT = re.compile(
    r"(?<!\s)\s++(?:vs\.?|versus|v\.?s|and|or|n|&|with|from|than|against|compared (?:to|with)|as opposed to"
    r"|rather than)\s++|(?:(?<!\s)\s++)?[:,/]\s*+",
    re.IGNORECASE,
)
STRONG_JOINT = re.compile(r"(?<!\s)\s++(?:vs\.?|versus)\s++", re.IGNORECASE)
# The text after a side: the rest of the sentence, or a question.
AFTER_SIDE = re.compile(
    rf"(?:(?<!\s)\s++)?[,;?.!]\s.*|(?<!\s)\s++(?=(?:{_ASKING})\b(?!\s*+$)).*", re.IGNORECASE | re.DOTALL
)
# Two words named together.
TOGETHER = re.compile(
    r"\b(?=(?P<one>[\w-]{1,40})(?:\s++(?:and|or|&|n)\s++(?:the\s++)?|\s*+/\s*+|\s++)(?P<other>[\w-]{1,40})\b)",
    re.IGNORECASE,
)
NOUNS = re.compile(
    r"\W*+(?P<one>\w[\w' -]{2,59}?)(?:\s*+(?:,|/|&|\+)\s*+|\s(?:and|n|plus|or)\s)(?P<other>\w[\w' -]{2,59})\W*+",
    re.IGNORECASE,
)
MAX_JOINED_WORDS = 5  # content words of a mere phrase
MAX_CLOCK_CHARS = 2  # "am" and "12" may stand beside the one word of a heading
# Words of comparing, which say nothing of a side.
FILLER = re.compile(
    r"\b(?:differ(?:s|ent|ence)?|compare[ds]?|between|versus|vs|the same|better|worse|more|most|than)\b", re.IGNORECASE
)


def decompose(question: str) -> tuple[str, ...]:
    """Divide a text into its questions, at most three.

    A text that asks one thing is given as it is. A comparison gives one question a side. A part with a pronoun gets the
    first part's words beside its own.
    """
    found = _sides(question) or _questions(question)
    if not 2 <= len(found) <= MAX_PARTS:
        return (question,)
    standalone = weights().decomposition.standalone_words
    alone: list[str] = []
    for part in found:
        pointing = PRONOUN.search(part) and alone and len(content_words(part)) < standalone
        alone.append(f"{part} ({alone[0].strip(' ?.!')})" if pointing else part)
    return tuple(alone)


def split_joined_headings(question: str, titles: Iterable[str]) -> tuple[str, ...]:
    """Divide a question about two things that have a heading each.

    "The pros and cons" are two questions of a guide with the headings "Pros" and "Cons". Any other question is given as
    it is. ``titles``: the headings.
    """
    single: set[str] = set()
    title_words: set[str] = set()
    for title in titles:
        found = {s for s in stems(title) if len(s) > MAX_CLOCK_CHARS}
        if len(found) == 1:
            single |= found
            title_words |= {word.lower() for word in re.findall(r"[\w-]+", title)}
    for joined in TOGETHER.finditer(question):
        two = {*stems(joined["one"]), *stems(joined["other"])}
        # Without an "and" they may be a noun and its verb ("which employers pay"), so each has to match word for word.
        side_by_side = question[joined.end("one") : joined.start("other")].isspace()
        as_said = {joined["one"].lower(), joined["other"].lower()} <= title_words
        if len(two) == 2 and two <= single and (as_said or not side_by_side):
            before, after = question[: joined.start("one")], question[joined.end("other") :]
            return (f"{before}{joined['one']}{after}", f"{before}{joined['other']}{after}")
    return (question,)


def split_joined_nouns(question: str) -> tuple[str, ...]:
    """Divide a mere phrase of two joined things.

    Any other question is given as it is.
    """
    joined = NOUNS.fullmatch(question)
    if joined is None or ASKS.match(question) or len(content_words(question)) > MAX_JOINED_WORDS:
        return (question,)
    sides = (joined["one"].strip(), joined["other"].strip())
    return sides if all(map(content_words, sides)) else (question,)


def asking_sentence(text: str) -> str:
    """Select the one sentence of several that asks, else the whole text."""
    sentences = [s.strip() for s in SENTENCE.split(text) if s.strip()]
    asking = [s for s in sentences if s.endswith("?") or ASKS.match(s)]
    if len(asking) != 1 or len(sentences) < 2:
        return text
    return asking[0] if len(content_words(asking[0])) >= weights().decomposition.part_words else text


def _questions(text: str) -> list[str]:
    """Divide asking sentences where a second question begins.

    Statements are left out.
    """
    sentences = [s.strip() for s in SENTENCE.split(text) if s.strip()]
    asking = [s for s in sentences if s.endswith("?") or ASKS.match(s) or (SECOND.search(s) and not TELLS.search(s))]
    if not asking:
        return [text]
    cut = [part.strip(" ,;") for sentence in asking for part in SECOND.split(sentence)]
    parts = [part for part in cut if content_words(part)]
    # A mere "how much?" behind a question belongs to it.
    least = weights().decomposition.part_words
    complete = all(len(content_words(part)) >= least or PRONOUN.search(part) for part in parts[1:])
    return parts if len(parts) > 1 and complete else [text]


def _sides(text: str) -> list[str]:
    """Divide a comparison into its two sides, each a question.

    Empty for any other text.
    """
    compared = COMPARES.search(text)
    strong = STRONG_JOINT.search(text)
    if not compared and not strong:
        return []
    rest = text[compared.end() :] if compared else text
    sides = (JOINT if compared and not strong else STRONG_JOINT).split(rest.strip(" ?.!"))
    sides = [" ".join(FILLER.sub(" ", AFTER_SIDE.sub("", side.strip())).split()) for side in sides]
    before = BEFORE_SIDES.match(sides[0])
    most = weights().decomposition.bare_side_words
    if len(sides) == 2 and before and not BEFORE_SIDES.match(sides[1]) and len(content_words(sides[1])) <= most:
        sides[1] = before[1] + sides[1]  # "the pay of beginners", "seniors"
    if len(sides) == 2 and (tail := sides[1].split()[-1:]) and tail[0] not in sides[0]:
        # "entry level vs senior pay": what is asked for stands at the second side alone
        shared = f"{sides[0]} {tail[0]}"
        wanted = detect_answer_type(sides[1]).value
        if wanted and not detect_answer_type(sides[0]).value and detect_answer_type(shared).value is wanted:
            sides[0] = shared
    return sides if len(sides) == 2 and all(map(content_words, sides)) else []
