"""Ambiguity: questions with several readings, and pointers to nothing."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from advisor.domain import Choice, Reason, Status, Turn
from advisor.domain.declines import Decline
from advisor.text.tokens import stems
from advisor.weights import weights

# Small words before and after an ambiguous question.
LEADING_WORDS = re.compile(r"^(?:(?:so|and|but|ok|okay|well|um+|hi|hey|hello|please|pls|then|oh|now)\b[\s,.!]*)+")
TRAILING_WORDS = re.compile(
    r"(?<![\s,])(?:[\s,]++(?:tho|though|then|please|pls|plz|exactly|actually|usually|typically|normally|anyway|really|overall"
    r"|(?:in|for|of|with|at) (?:this|the|that|such a|a) (?:job|career|role|work|position|profession|field)"
    r"|(?:for|of|as|in|to be) (?:they|them|one|someone in this job))){1,8}$"
)
# "That" with its noun, unless the noun is the work itself or "that" begins a clause.
POINTER = re.compile(
    r"\b(?:at|in|for|of|with|on|about|do|does|did|get|pull|reach|use|take) "
    r"(?P<named>(?:that|those)(?: (?!job\b|career|role\b|field|work|position|profession|line\b|industr|title|kind\b"
    r"|sort\b|type\b|way\b|much\b|many\b|people\b|who\b|is\b|are\b|was\b|off\b|up\b|out\b|i\b|you\b|we\b|they\b|he\b|she\b|it\b)\w+))"
    r"(?=\s*$|\s*[?.!,])"
    r"|\b(?:pull|get|do|manage) (?P<alone>that|those)(?: off| done)?(?=\s*$|\s*[?.!])"
    r"|\b(?P<one>(?:the |that )(?:first|second|third|fourth|last|other|latter|former) one)\b"
    r"|^(?P<which>which one)\b(?!.*\bof\b)"
    r"|^(?:and )?(?:which|what|who|how many|are any|is any|any) (?:one |ones )?of (?P<several>those|these|them)\b",
    re.IGNORECASE,
)
ASKS_WHICH = "Do you mean "
CHOICE_LEAD = re.compile(r"^\W*(?:(?:i mea?nt?|i was asking|no|yes|ok(?:ay)?|well|about)\b\W*)+", re.IGNORECASE)
ORDINALS = tuple(
    re.compile(rf"\b(?:the )?(?:{words})\b(?: one)?\W*$", re.IGNORECASE)
    for words in ("first|1st|former", "second|2nd|latter", "third|3rd|last")
)
# The end of a clause that may have named what a pointer points to.
CLAUSE_END = re.compile(r"[.!?;:,–—]|\b(?:and|but|if|when|that|because|so)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of an ambiguous question.

    ``words``: for a reader. ``question``: the full question.
    """

    words: str
    question: str


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """The readings of an ambiguous question, likeliest first.

    ``prefers_first``: the first is likelier by far.
    """

    prefers_first: bool
    readings: tuple[Reading, ...]


def find_ambiguity(text: str) -> Ambiguity | None:
    """Recognise one of a few short ambiguous questions; None for any other.

    ``text`` has "someone in this job" or "they" in place of careers' names.
    """
    bare = " ".join(re.sub(r"[^\w' ]+", " ", text.lower().replace("’", "'")).split())
    bare = TRAILING_WORDS.sub("", LEADING_WORDS.sub("", bare))
    return next((ambiguity for pattern, ambiguity in _ambiguities() if pattern.fullmatch(bare)), None)


def dangling_pointer(text: str) -> str:
    """Find the dangling pointer of a first question, or empty.

    Such as "that level" or "the second one".
    """
    found = POINTER.search(text)
    if found is None or CLAUSE_END.search(text[: found.start()]):
        return ""
    n_beside = len(stems(text[: found.start()]) + stems(text[found.end() :]))
    if n_beside > weights().ambiguity.max_words_beside:
        return ""
    return next(filter(None, found.groups()), "").strip()


def reading_notice(readings: Sequence[Reading]) -> str:
    """Word the notice of how a question was read.

    ``readings``: the answered one first, then the others.
    """
    others = [reading.words for reading in readings[1:]]
    asked = f" Ask again if you mean {_either(others)}." if others else ""
    return f"Read as: {readings[0].words}.{asked}"


def ask_which_reading(readings: Sequence[Reading], guide_id: str) -> Decline:
    """Ask which reading is meant, and offer the full questions."""
    asked = f"{ASKS_WHICH}{_either([reading.words for reading in readings])}?"
    choices = tuple(Choice(reading.question, guide_id) for reading in readings)
    offered = tuple(choice.question for choice in choices)
    return Decline(Status.CLARIFY, asked, offered, choices, Reason("which_reading"))


def chosen_reading(history: Sequence[Turn], text: str) -> Reading | None:
    """Find the reading that a reader chooses from those just offered.

    It is chosen by its ordinal or by words that it alone has.
    """
    readings = _offered_readings(history)
    ordinal = next((n for n, pattern in enumerate(ORDINALS) if pattern.search(text)), None)
    if ordinal is not None:
        return readings[ordinal] if ordinal < len(readings) else None
    bare = " ".join(re.findall(r"[\w']+", text.lower()))
    quoted = [reading for reading in readings if bare and bare in reading.words]
    if len(quoted) == 1:
        return quoted[0]
    wanted = set(stems(CHOICE_LEAD.sub("", text)))
    n_shared = [len(wanted & set(stems(f"{reading.words} {reading.question}"))) for reading in readings]
    best = max(n_shared, default=0)
    is_only_one = 0 < best == len(wanted) and n_shared.count(best) == 1
    return readings[n_shared.index(best)] if is_only_one else None


def _offered_readings(history: Sequence[Turn]) -> list[Reading]:
    """List the readings that the last answer offered.

    A client that sends its own history may leave out the choices; then the answer's words decide.
    """
    if not history:
        return []
    last = history[-1]
    if last.choices:
        known = {reading.question: reading for _, ambiguity in _ambiguities() for reading in ambiguity.readings}
        return [known[choice.question] for choice in last.choices if choice.question in known]
    asked = [turn.content for turn in history if turn.role == "user"][-1:]
    ambiguity = find_ambiguity(asked[0]) if asked and last.content.startswith(ASKS_WHICH) else None
    return [reading for reading in ambiguity.readings if reading.words in last.content] if ambiguity else []


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


@cache
def _ambiguities() -> tuple[tuple[re.Pattern[str], Ambiguity], ...]:
    data = tomllib.loads(files(__package__).joinpath("readings.toml").read_text(encoding="utf-8"))
    return tuple(
        (
            re.compile(entry["asked"]),
            Ambiguity(entry["likelier"], tuple(Reading(words, question) for words, question in entry["readings"])),
        )
        for entry in data["shape"]
    )
