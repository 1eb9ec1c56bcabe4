"""Ambiguity: questions with several readings, and pointers at what nobody spoke of."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from advisor.domain import Choice, Status, Turn
from advisor.domain.declines import Decline
from advisor.text.tokens import stems

# Small words around such a question.
LEADS = re.compile(r"^(?:(?:so|and|but|ok|okay|well|um+|hi|hey|hello|please|pls|then|oh|now)\b[\s,.!]*)+")
TRAILS = re.compile(
    r"(?:[\s,]+(?:tho|though|then|please|pls|plz|exactly|actually|usually|typically|normally|anyway|really|overall"
    r"|(?:in|for|of|with|at) (?:this|the|that|such a|a) (?:job|career|role|work|position|profession|field)"
    r"|(?:for|of|as|in|to be) (?:they|them|one|someone in this job)))+$"
)
# What is pointed at with "that", where it is neither the work itself nor the beginning of a clause.
POINTS = re.compile(
    r"\b(?:at|in|for|of|with|on|about|do|does|did|get|pull|reach|use|take) "
    r"(?P<named>(?:that|those)(?: (?!job\b|career|role\b|field|work|position|profession|line\b|industr|title|kind\b"
    r"|sort\b|type\b|way\b|much\b|many\b|people\b|who\b|is\b|are\b|was\b|off\b|up\b|out\b|i\b|you\b|we\b|they\b|he\b|she\b|it\b)\w+))"
    r"(?=\s*$|\s*[?.!,])"
    r"|\b(?:pull|get|do|manage) (?P<alone>that|those)(?: off| done)?(?=\s*$|\s*[?.!])"
    r"|\b(?P<one>(?:the |that )(?:first|second|third|fourth|last|other|latter|former) one)\b"
    r"|^(?P<which>which one)\b(?!.*\bof\b)",
    re.IGNORECASE,
)
MAX_BESIDE = 2  # telling words beside it, from which a question says what it is about
MEANS = "Do you mean "
LEAD = re.compile(r"^\W*(?:(?:i mea?nt?|i was asking|no|yes|ok(?:ay)?|well|about)\b\W*)+", re.IGNORECASE)
PLACES = tuple(
    re.compile(rf"\b(?:the )?(?:{words})\b(?: one)?\W*$", re.IGNORECASE)
    for words in ("first|1st|former", "second|2nd|latter", "third|3rd|last")
)
# A clause before it, in which that may have been spoken of.
SPOKEN_OF = re.compile(r"[.!?;:,–—]|\b(?:and|but|if|when|that|because|so)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a question: ``words`` to tell or ask a reader, ``question`` to say it in full."""

    words: str
    question: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A question with several readings, likeliest first; ``likelier``: the first is so by far."""

    likelier: bool
    readings: tuple[Reading, ...]


def shape_of(text: str) -> Shape | None:
    """The readings of a question of one of a few short shapes; None for any other.

    ``text`` has "someone in this job" or "they" in the place of careers' names.
    """
    bare = " ".join(re.sub(r"[^\w' ]+", " ", text.lower().replace("’", "'")).split())
    bare = TRAILS.sub("", LEADS.sub("", bare))
    return next((shape for asked, shape in _shapes() if asked.fullmatch(bare)), None)


def points_at(text: str) -> str:
    """The thing that a first question points at ("that level", "the second one"); empty when there is none."""
    found = POINTS.search(text)
    if found is None or SPOKEN_OF.search(text[: found.start()]):
        return ""
    if len(stems(text[: found.start()]) + stems(text[found.end() :])) > MAX_BESIDE:
        return ""
    return next(filter(None, found.groups()), "").strip()


def read_as(readings: Sequence[Reading]) -> str:
    """Word the notice of how a question was read: the answered reading first, then the others."""
    others = [reading.words for reading in readings[1:]]
    asked = f" Ask again if you mean {_either(others)}." if others else ""
    return f"Read as: {readings[0].words}.{asked}"


def which_reading(readings: Sequence[Reading], guide_id: str) -> Decline:
    """Ask which of several readings is meant, and offer the question in full for each."""
    asked = f"{MEANS}{_either([reading.words for reading in readings])}?"
    choices = tuple(Choice(reading.question, guide_id) for reading in readings)
    return Decline(Status.CLARIFY, asked, tuple(choice.question for choice in choices), choices)


def picked_reading(history: Sequence[Turn], text: str) -> Reading | None:
    """The reading that a reader chooses from those just offered: by its place, or by words of its own."""
    readings = _offered(history)
    place = next((n for n, pattern in enumerate(PLACES) if pattern.search(text)), None)
    if place is not None:
        return readings[place] if place < len(readings) else None
    said = " ".join(re.findall(r"[\w']+", text.lower()))
    named = [reading for reading in readings if said and said in reading.words]
    if len(named) == 1:
        return named[0]
    wanted = set(stems(LEAD.sub("", text)))
    own = [set(stems(f"{reading.words} {reading.question}")) for reading in readings]
    shares = [len(wanted & words) for words in own]
    best = max(shares, default=0)
    alone = 0 < best == len(wanted) and shares.count(best) == 1
    return readings[shares.index(best)] if alone else None


def _offered(history: Sequence[Turn]) -> list[Reading]:
    """The readings that the last answer offered; one that came without its choices is told by its words."""
    if not history:
        return []
    last = history[-1]
    if last.choices:
        known = {reading.question: reading for _, shape in _shapes() for reading in shape.readings}
        return [known[choice.question] for choice in last.choices if choice.question in known]
    asked = [turn.content for turn in history if turn.role == "user"][-1:]
    shape = shape_of(asked[0]) if asked and last.content.startswith(MEANS) else None
    return [reading for reading in shape.readings if reading.words in last.content] if shape else []


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], Shape], ...]:
    data = tomllib.loads(files(__package__).joinpath("readings.toml").read_text(encoding="utf-8"))
    return tuple(
        (
            re.compile(entry["asked"]),
            Shape(entry["likelier"], tuple(Reading(words, question) for words, question in entry["readings"])),
        )
        for entry in data["shape"]
    )
