"""Answers and their parts, as shown to readers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.domain.answer_parts import AnswerPart
from advisor.domain.guides import Guide, Section
from advisor.domain.questions import Choice, Question


class Status(StrEnum):
    """The outcome of a question; the last four carry no citations."""

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
    """A numbered place in a guide.

    ``quote`` is sliced from the guide, so it cannot differ from it.
    """

    number: int
    guide: Guide
    section: Section
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.guide.text[self.start : self.end]

    @property
    def page(self) -> int | None:
        """The page on which the quote begins; None without pages."""
        return self.guide.page_at(self.start)


@dataclass(frozen=True, slots=True)
class Claim:
    """A verified sentence with the numbers of its supporting citations.

    ``translation`` is the sentence in the reader's language, empty where it is not translated.
    """

    text: str
    citations: tuple[int, ...]
    translation: str = ""

    @property
    def shown(self) -> str:
        """The sentence as readers see it."""
        return self.translation or self.text


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more citations contradicting each other about one subject."""

    about: str
    citations: tuple[int, ...]


REASONS = frozenset(
    "absent absent_of_role off_topic no_guide not_english site empty gibberish vague pointer which_career which_reading"
    " out_of_time no_criterion no_career complaint machine ourselves how_we_are compliment farewell thanks greeting nod"
    " wish retreat opening".split()
)
TRANSLATED = "Translated by a chat model; the quotes are the guide's own words."
NEAR_MISS = "near_miss"  # the kind of a notice that stands before an answer that may be none


GAPS = frozenset({"partial", "not_in_guide", "no_guide"})  # kinds of notices on what the answer lacks


@dataclass(frozen=True, slots=True)
class Notice:
    """A short sentence of ours about the answer, never the career.

    ``values`` are what stands in the sentence besides our own words, by name; kind and values say it in any language.
    """

    kind: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a question is declined, for clients with words of their own.

    ``kind`` is one of ``REASONS``; ``values`` are what stands in the message besides our own words, by name.
    """

    kind: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in REASONS:
            raise ValueError(f"{self.kind!r} is no reason to decline")


@dataclass(frozen=True, slots=True)
class SectionPlace:
    """A section of a guide, to be read there; no citation."""

    guide: Guide
    section: Section


@dataclass(frozen=True, slots=True)
class SecondReading:
    """A chat model's reading of sentences beside their quotes.

    ``n_read`` sentences were put to it, and it called ``n_supported`` of them supported. Tokens are counted as in
    ModelUse; ``ms`` is the time it took in milliseconds, and ``failure`` one word for why it said nothing.
    """

    model: str
    n_read: int
    n_supported: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    ms: float = 0.0
    failure: str = ""
    tokens_cached: int = 0


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A chat model's part in one answer.

    Tokens are as counted by the service, else estimated at four characters each; ``tokens_cached`` of ``tokens_in``
    were in its cache. It was called ``n_calls`` times, a second reading's calls among them; attempts at one call count
    as one. ``n_kept``, ``n_repaired`` and ``n_cut`` count its sentences shown as written, replaced by the guide's own,
    and dropped. ``failure`` is one word for why it wrote nothing or stopped early, empty after a normal end.
    ``follow_up`` is the result of rewriting the question: rewritten, refused or a failure; empty when no rewriting was
    requested. ``second``: what reading its sentences again took, if any were. ``cached_answer``: the answer was kept
    from an earlier question, and nothing was asked for this one. ``verdict`` is the model's on its
    passages: answer, partly, not_in_guide, off_topic or which; empty where it gave none. ``rules`` is what would have
    been said without it: a status, or near_miss.
    """

    model: str
    tokens_in: int = 0
    tokens_out: int = 0
    n_kept: int = 0
    n_repaired: int = 0
    n_cut: int = 0
    failure: str = ""
    follow_up: str = ""
    second: SecondReading | None = None
    verdict: str = ""
    rules: str = ""
    tokens_cached: int = 0
    n_calls: int = 0
    cached_answer: bool = False


@dataclass(frozen=True, slots=True)
class More:
    """What a section says beyond what an answer shows of it.

    ``citations`` are numbered on from the answer's.
    """

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The value every channel shows.

    ``message`` is the text of a decline, empty when there are claims. ``searched`` is the query in use, equal to the
    question's text where nothing was rewritten. ``claims`` are what is shown, and ``parts`` group them; ``more`` waits
    behind a press, and the last part lists it. ``choices`` are the meanings offered by a decline of status
    ``clarify``, ``reason`` says why it is a decline, and ``nearest`` is the section nearest to what the guide does not
    say. ``language`` is the BCP 47 code of the claims' translations, empty where none is translated; ``text`` stays in
    the guide's language. Raises ValueError for claims or citations that do not fit the status, and for translations
    without a language or a language without translations.
    """

    id: str
    question: Question
    searched: str
    status: Status
    writer: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    parts: tuple[AnswerPart, ...] = ()
    more: More | None = None
    message: str = ""
    conversation_id: str = ""
    conflicts: tuple[Conflict, ...] = ()
    notices: tuple[Notice, ...] = ()
    suggestions: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    reason: Reason | None = None
    nearest: SectionPlace | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    model: ModelUse | None = None
    language: str = ""

    def __post_init__(self) -> None:
        if not self.status.cites and (self.citations or self.claims or self.parts or self.more):
            raise ValueError(f"an answer of status {self.status} carries no claims or citations")
        if self.status.cites and not self.claims:
            raise ValueError(f"an answer of status {self.status} needs claims")
        rest = self.more.claims if self.more else ()
        if any(claim.translation for claim in (*self.claims, *rest)) != bool(self.language):
            raise ValueError("an answer names a language exactly where its claims are translated")

    @property
    def text(self) -> str:
        """The answer as one string; markers follow each claim: ``Sentence. [1][2]``."""
        if not self.claims:
            return self.message
        return "\n".join(claim.text + " " + "".join(f"[{n}]" for n in claim.citations) for claim in self.claims)
