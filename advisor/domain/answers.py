"""What a reader sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.domain.guides import Guide, Section
from advisor.domain.questions import Choice, Question


class Status(StrEnum):
    """How a question was met; the last four carry no citations."""

    ANSWERED = "answered"
    CONFLICTING = "conflicting"
    NOT_IN_GUIDE = "not_in_guide"
    OUT_OF_SCOPE = "out_of_scope"
    CLARIFY = "clarify"
    SMALL_TALK = "small_talk"

    @property
    def cites(self) -> bool:
        return self in (Status.ANSWERED, Status.CONFLICTING)


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered place in a guide. The quote is read from the guide, so it cannot differ from it."""

    number: int
    guide: Guide
    section: Section
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.guide.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Claim:
    """A checked sentence with the numbers of the citations that bear it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more citations that disagree about one thing."""

    about: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A short sentence of ours about the answer, never about the career."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a chat model did for one answer: tokens as its service counts them (else about four characters each), and
    what became of its sentences: shown as written, replaced by the guide's own, or cut. ``failure``: why it wrote
    nothing or no more, in one word; empty when it ended as it should. ``follow_up``: what became of its rewriting of
    the question: rewritten, refused, or why it failed; empty when it was not asked for one."""

    model: str
    tokens_in: int = 0
    tokens_out: int = 0
    n_kept: int = 0
    n_repaired: int = 0
    n_cut: int = 0
    failure: str = ""
    follow_up: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The one thing every channel shows.

    ``message`` is the sentence of a decline, empty when claims stand. ``choices`` are the meanings that a decline of
    status ``clarify`` offers.
    """

    id: str
    question: Question
    searched: str
    status: Status
    writer: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    message: str = ""
    conversation_id: str = ""
    conflicts: tuple[Conflict, ...] = ()
    notices: tuple[Notice, ...] = ()
    suggestions: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    model: ModelUse | None = None

    def __post_init__(self) -> None:
        if not self.status.cites and (self.citations or self.claims):
            raise ValueError(f"an answer of status {self.status} carries no claims or citations")
        if self.status.cites and not self.claims:
            raise ValueError(f"an answer of status {self.status} needs claims")

    @property
    def text(self) -> str:
        """The whole answer as one string, each claim followed by its markers: ``Sentence. [1][2]``."""
        if not self.claims:
            return self.message
        return "\n".join(claim.text + " " + "".join(f"[{n}]" for n in claim.citations) for claim in self.claims)
