"""Questions that can be read in more ways than one, and those that point at what nobody spoke of."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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
# A clause before it, in which that may have been spoken of.
SPOKEN_OF = re.compile(r"[.!?;:,–—]|\b(?:and|but|if|when|that|because|so)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question may mean: ``words`` to tell or ask a reader, and ``question``, which says it in full."""

    words: str
    question: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A question with several readings, likeliest first; ``likelier``: the first is so by far."""

    likelier: bool
    readings: tuple[Reading, ...]


def shape_of(text: str) -> Shape | None:
    """The readings of a question that is no more than one of a few short shapes; None for any other.

    ``text`` has "someone in this job" or "they" in the place of careers' names.
    """
    bare = " ".join(re.sub(r"[^\w' ]+", " ", text.lower().replace("’", "'")).split())
    bare = TRAILS.sub("", LEADS.sub("", bare))
    return next((shape for asked, shape in _shapes() if asked.fullmatch(bare)), None)


def points_at(text: str) -> str:
    """What a question without any before it points at ("that level", "the second one"); empty when it does not."""
    found = POINTS.search(text)
    if found is None or SPOKEN_OF.search(text[: found.start()]):
        return ""
    if len(stems(text[: found.start()]) + stems(text[found.end() :])) > MAX_BESIDE:
        return ""
    return next(filter(None, found.groups()), "").strip()


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
