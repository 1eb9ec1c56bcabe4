"""What is said of how a question was read: a notice of the reading that is answered, or the question which is meant."""

import re
from collections.abc import Sequence

from advisor.domain import Status, Turn
from advisor.domain.declines import Decline
from advisor.query.ambiguity import Reading, shape_of
from advisor.text.tokens import stems

MEANS = "Do you mean "
LEAD = re.compile(r"^\W*(?:(?:i mea?nt?|i was asking|no|yes|ok(?:ay)?|well|about)\b\W*)+", re.IGNORECASE)
PLACES = tuple(
    re.compile(rf"\b(?:the )?(?:{words})\b(?: one)?\W*$", re.IGNORECASE)
    for words in ("first|1st|former", "second|2nd|latter", "third|3rd|last")
)


def read_as(readings: Sequence[Reading]) -> str:
    """The words of a notice: the reading that is answered, first, and the others that the guide answers as well."""
    others = [reading.words for reading in readings[1:]]
    asked = f" Ask again if you mean {_either(others)}." if others else ""
    return f"Read as: {readings[0].words}.{asked}"


def which_reading(readings: Sequence[Reading]) -> Decline:
    """Asks which of several readings is meant, and offers the question in full for each."""
    asked = f"{MEANS}{_either([reading.words for reading in readings])}?"
    return Decline(Status.CLARIFY, asked, tuple(reading.question for reading in readings), offers_choices=True)


def picked(history: Sequence[Turn], text: str) -> Reading | None:
    """The reading that a reader chooses from those just asked about: by its place, or by the words that are its own."""
    if len(history) < 2 or not history[-1].content.startswith(MEANS):
        return None
    offered = [turn.content for turn in history if turn.role == "user"][-1:]
    shape = shape_of(offered[0]) if offered else None
    if shape is None:
        return None
    readings = [reading for reading in shape.readings if reading.words in history[-1].content]
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


def clarified(asked: str) -> Decline:
    return Decline(Status.CLARIFY, asked)


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
