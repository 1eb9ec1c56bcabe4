"""What is said of how a question was read: a notice of the reading that is answered, or the question which is meant."""

from collections.abc import Sequence

from advisor.declining import Decline
from advisor.domain import Status
from advisor.questions.readings import Reading


def read_as(readings: Sequence[Reading]) -> str:
    """The words of a notice: the reading that is answered, first, and the others that the guide answers as well."""
    others = [reading.words for reading in readings[1:]]
    asked = f" Ask again if you mean {_either(others)}." if others else ""
    return f"Read as: {readings[0].words}.{asked}"


def which_reading(readings: Sequence[Reading]) -> Decline:
    """Asks which of several readings is meant, and offers the question in full for each."""
    asked = f"Do you mean {_either([reading.words for reading in readings])}?"
    return Decline(Status.CLARIFY, asked, tuple(reading.question for reading in readings), offers_choices=True)


def clarified(asked: str) -> Decline:
    return Decline(Status.CLARIFY, asked)


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
