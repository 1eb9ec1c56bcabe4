"""What happens while a question is answered."""

from dataclasses import dataclass

from advisor.domain.answers import Answer, Citation, Claim
from advisor.domain.questions import Passage


@dataclass(frozen=True, slots=True)
class Started:
    """The question was taken."""

    answer_id: str
    searched: str


@dataclass(frozen=True, slots=True)
class Progressed:
    """What is being done now, in words a reader can be shown."""

    text: str


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """What was retrieved, best first."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ClaimMade:
    """A checked sentence, with those of its citations that no earlier claim used."""

    claim: Claim
    new_citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Questions to ask next."""

    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; always the last event of a question that did not fail."""

    answer: Answer


Event = Started | Progressed | PassagesFound | ClaimMade | Suggested | Finished
