"""Polarity: what a heading or lead-in makes of the words under it."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from advisor.domain import Polarity

MAX_HEAD_CHARS = 400  # what is longer heads nothing, and more is not read
MAX_BETWEEN_CHARS = 12  # between two contraries of one heading ("Pros and Cons")
MAX_FRAGMENT_WORDS = 40
MAX_CLIPPED_WORDS = 6  # of a fragment with a full stop ("A clear voice.")

_CLAUSES = re.compile(r"[;!?]\s|\.\s|,?\s(?:but|however|yet|whereas|while)\s|\s[–—]\s", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"^\W*(?:although|though|even though|while|whilst|if|when|once|since|because|as|after|before|whether)\b"
    r"[^,]{1,150},\s*",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\W{0,3}(?:and|&|vs\.?|versus|or|/|,|\+)\W{0,3}(?:the\s)?(?:\w+\s)?", re.IGNORECASE)
_QUESTION = re.compile(r"\?[^\w?]{0,8}$")
_ASKS_WHICH = re.compile(r"^\W*(?:\w{1,12}[.)]\s)?(?:and |but |so )?(?:what|which|who|where|when)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|am|can|could|may|might|must|should|will|would|shall|has|have|had|do|does|did|isn't|aren't|can't|don't"
    r"|doesn't|won't)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^\W*(?:you|they|we|i|it|he|she|there|this|that|these|those|most|many|some|all|everyone|nobody|people)"
    r"\s+\w",
    re.IGNORECASE,
)
_NOUN_FIRST = re.compile(
    r"^\W*(?:an?|the|your|one|two|three|four|five|six|any|at least|good|strong|no|up to|\d[\d.,-]*"
    r"|[$£€]\s?\d[\d.,]*)\s",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(
    r"^\W*(?:yes|yeah|no|nope|not (?:[a-z]{1,12} ?){1,3}(?=[.,;!])|almost (?:never|always)"
    r"|absolutely|definitely|sometimes|often|never|rarely|seldom|usually|generally|it depends|that depends|depends"
    r"|of course|certainly|probably|maybe"
    r"|perhaps|both|neither|either|mostly|hardly|only if|only in|only for|correct|true|false|wrong|right|unfortunately"
    r"|fortunately|luckily)\b(?=\W*$|\s*[,.;:!–—-]|\s(?:it|they|you|there|that|this|if|in|for|on|but)\b)",
    re.IGNORECASE,
)
# "They do, if …", "You can."
_STANDS_FOR = re.compile(
    r"^\W*(?:you|they|we|it|he|she|there|this|that|i)\s(?:can|do|does|did|will|would|should|could|may|might|must|is|are|was|were|has|have)"
    r"(?:\snot|n't|n’t)?(?:\s(?:be|do))?\s?[,.;!]",
    re.IGNORECASE,
)
_RUN_IN = re.compile(r"^[^\W\d_][^:.?!\n]{0,60}:(?=\s)")
_ANSWER_MARK = re.compile(r"^(?:Q|A|Question|Answer)\s?\d{0,3}\s?[.:)]\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of polarity.toml."""

    empty: re.Pattern[str]
    remedies: re.Pattern[str]
    remedies_first: re.Pattern[str]
    wrong: re.Pattern[str]
    negative: re.Pattern[str]
    limiting: re.Pattern[str]
    adverse: re.Pattern[str]
    affirming: re.Pattern[str]
    scoped: re.Pattern[str]
    unscoped: re.Pattern[str]
    pointing: re.Pattern[str]
    open_ends: re.Pattern[str]
    wrong_said: re.Pattern[str]
    drawback_said: re.Pattern[str]
    advantage_said: re.Pattern[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(files(__package__).joinpath("polarity.toml").read_text(encoding="utf-8"))
    at_start, at_end = ("remedies_first", "scoped", "unscoped"), ("pointing", "open_ends", "scoped")
    return _Words(
        **{
            name: _pattern(
                lines,
                before=r"^\W*" if name in at_start else r"(?<![\w'-])",
                after=r"\W*$" if name in at_end else r"(?![\w'-])",
            )
            for name, lines in data.items()
        }
    )


def _pattern(alternatives: Iterable[str], *, before: str, after: str) -> re.Pattern[str]:
    return re.compile(f"{before}(?:{'|'.join(alternatives)}){after}", re.IGNORECASE)


@lru_cache(maxsize=4096)
def head_polarity(head: str) -> Polarity | None:
    """Tell what a head makes of the words under it.

    PLAIN where it says that they hold ("You need:"), None where it says nothing of it ("Duties", "Pros and cons").
    """
    if len(head) > MAX_HEAD_CHARS:
        return None
    words = _words()
    said = words.empty.sub(" ", _plain(head))
    if _QUESTION.search(said) and not _ASKS_WHICH.search(said):
        return None
    clause = _governing_clause(said)
    if words.remedies_first.search(clause) or words.remedies.search(clause):
        return Polarity.PLAIN
    against = words.wrong.search(clause) or words.adverse.search(clause) or words.negative.search(clause)
    if against and any(_are_contrary(clause, against, one) for one in words.affirming.finditer(clause)):
        return None
    if words.wrong.search(clause) or words.negative.search(clause):
        return Polarity.NEGATIVE
    if words.limiting.search(clause):
        return Polarity.LIMITING
    if words.adverse.search(clause):
        return Polarity.ADVERSE
    if said.endswith(":") and words.scoped.search(said) and not words.unscoped.search(said):
        return Polarity.LIMITING
    return Polarity.PLAIN if words.affirming.search(clause) else None


class SaidVerdict(StrEnum):
    """What a sentence itself says of what it is about."""

    DENIED = "denied"  # not so, wrong, a mistake, not needed
    DRAWBACK = "drawback"
    ADVANTAGE = "advantage"


@lru_cache(maxsize=4096)
def verdicts_of(sentence: str) -> frozenset[SaidVerdict]:
    """The verdicts that the words of a sentence give."""
    words = _words()
    said = words.empty.sub(" ", _plain(sentence))
    found = set()
    if words.wrong.search(said) or words.negative.search(said) or words.wrong_said.search(said):
        found.add(SaidVerdict.DENIED)
    if words.adverse.search(said) or words.drawback_said.search(said):
        found.add(SaidVerdict.DRAWBACK)
    if words.advantage_said.search(said):
        found.add(SaidVerdict.ADVANTAGE)
    return frozenset(found)


def turns_prose(heading: str) -> bool:
    """Whether whole sentences under a heading mean something else without it.

    Those under "Myths" do, those under "You do not need a degree" do not: it is a statement of its own.
    """
    words = _words()
    said = words.empty.sub(" ", _plain(heading))
    if words.wrong.search(said):
        return True
    if _QUESTION.search(said):
        return False
    for pattern in (words.negative, words.limiting):
        if (found := pattern.search(said)) is not None:
            is_gap = len(_content(said[found.end() :])) <= 1 or bool(_ASKS_WHICH.search(said))
            return is_gap or (pattern is words.limiting and found.start() == 0)
    return False


def repeats_head(head: str, sentence: str) -> bool:
    """Whether a sentence says itself what its heading would add to it."""
    words = _words()
    said, plain = _plain(head), _plain(sentence)
    for pattern in (words.wrong, words.negative, words.limiting):
        if (found := pattern.search(said)) is not None:
            return found.group().rstrip("s") in plain if pattern is words.wrong else bool(pattern.search(plain))
    return False


def completes(head: str, text: str) -> bool:
    """Whether a lead-in carries the verb of an item."""
    words = _words()
    plain = _plain(head).rstrip(" :-–—")
    if not is_fragment(text) or words.pointing.search(plain):
        return False
    return bool(words.open_ends.search(plain)) or (
        head_polarity(head) is Polarity.PLAIN and bool(_FINITE.search(plain) or _SUBJECT.search(plain))
    )


def is_fragment(text: str) -> bool:
    """Whether a text is no sentence by itself."""
    words = text.split()
    if not words or len(words) > MAX_FRAGMENT_WORDS or _SUBJECT.search(text):
        return False
    if _SENTENCE_END.search(text):
        return len(words) <= MAX_CLIPPED_WORDS and not _FINITE.search(text) and bool(_NOUN_FIRST.search(text))
    letter = next((char for char in text if char.isalpha()), "")
    return letter.islower() or bool(_NOUN_FIRST.search(text)) or not _FINITE.search(text)


def is_question(text: str) -> bool:
    """Whether a text is a question and says nothing after it."""
    return text.rstrip("”\"’'*_) ").endswith("?")


def is_elliptic(text: str) -> bool:
    """Whether an answer leans on its question ("Yes, …", "It depends.")."""
    return bool(_ELLIPTIC.search(text[:80]) or _STANDS_FOR.search(text[:80]))


def run_in_length(text: str) -> int:
    """The length of a run-in label ("Don't:"), else 0."""
    found = _RUN_IN.match(text)
    return found.end() if found and head_polarity(found.group()) in (Polarity.NEGATIVE, Polarity.LIMITING) else 0


def mark_length(text: str) -> int:
    """The length of a leading "Q:" or "A:", else 0."""
    found = _ANSWER_MARK.match(text)
    return found.end() if found else 0


def joined(heads: Sequence[str], text: str) -> str:
    """Write heads before a text as one sentence."""
    out = ""
    for piece in (*heads, text):
        if not out:
            out = piece
        elif out[-1] in ":.?!;,":
            out += f" {piece}"
        elif ": " in out:
            out += f", {piece}"
        else:
            out += f": {piece}"
    return out


def _are_contrary(clause: str, one: re.Match[str], other: re.Match[str]) -> bool:
    first, second = sorted((one, other), key=lambda match: match.start())
    between = clause[first.end() : second.start()]
    return len(between) <= MAX_BETWEEN_CHARS and _JOINED.fullmatch(between) is not None


def _governing_clause(text: str) -> str:
    """The last main clause of a lead-in, which governs what follows."""
    clause = next((part for part in reversed(_CLAUSES.split(text.rstrip(" :.?!"))) if part.strip()), text)
    return _SUBORDINATE.sub("", clause, count=1)


def _content(text: str) -> list[str]:
    return [word for word in re.findall(r"[\w'-]+", text) if word not in _SMALL]


_SMALL = frozenset(
    (
        "a an the to do be is are in on of at for any these this those it you your we they i that following or and as"
        " by here"
    ).split()
)


def _plain(text: str) -> str:
    return " ".join(text[:MAX_HEAD_CHARS].replace("’", "'").replace("*", "").casefold().split())
