"""Events of one question being answered."""

from dataclasses import dataclass

from advisor.domain.answer_parts import AnswerPart
from advisor.domain.answers import Answer, Citation, Claim
from advisor.domain.questions import Passage


@dataclass(frozen=True, slots=True)
class Started:
    """The question was accepted."""

    answer_id: str
    searched: str


@dataclass(frozen=True, slots=True)
class Progressed:
    """The current step, in words for the reader."""

    text: str


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """The retrieved passages, best first."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Arranged:
    """The parts in which the claims that follow are shown.

    Only where all claims are known before the first is shown; else the finished answer brings them.
    """

    parts: tuple[AnswerPart, ...]


@dataclass(frozen=True, slots=True)
class ClaimMade:
    """A verified sentence with its citations not used by earlier claims."""

    claim: Claim
    new_citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Suggested next questions."""

    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; the last event unless the question failed."""

    answer: Answer


Event = Started | Progressed | PassagesFound | Arranged | ClaimMade | Suggested | Finished
