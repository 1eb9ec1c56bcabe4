"""The nouns: frozen values that hold one another. Standard library only.

All offsets count Unicode code points of ``Guide.text``, half open: ``text[start:end]``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# --- a guide and its parts -------------------------------------------------


class BlockKind(StrEnum):
    """What a run of a guide's text is, for quoting and for drawing the reader page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # one list item, without its bullet
    ROW = "row"  # one table row or one term with its definition
    FIGURE = "figure"  # a value with its label, possibly on several lines: "$87,500 / median salary"
    LABEL = "label"  # a short line "Name: value"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, item, row, figure or label; bullets and blank lines lie between blocks."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and what stands under it, up to the next heading of any level.

    ``path`` runs from the outermost heading to this one and is never empty. ``anchor`` is unique in
    the guide and fit for a URL fragment. ``blocks`` are in order, do not overlap and lie inside
    ``start``..``end``; the section's own heading is the first block, unless the heading was supplied by the
    parser and does not stand in the text.
    """

    path: tuple[str, ...]
    anchor: str
    start: int
    end: int
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        return self.path[-1]

    @property
    def body(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind is not BlockKind.HEADING)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A part of the text that is kept but not indexed, with the reason in a few words."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Repair:
    """One run of garbled text that was put right; ``start``..``end`` is where the mended run stands."""

    start: int
    end: int
    was: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is known about a guide besides its text. Empty string or tuple: not stated."""

    role: str = ""
    country: str = ""
    currency: str = ""
    credited: tuple[str, ...] = ()
    date: str = ""
    licence: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """A career guide: its canonical text and how that divides. ``version`` is a hash of ``text``."""

    id: str
    title: str
    text: str
    version: str
    sections: tuple[Section, ...]
    credentials: Credentials = Credentials()
    excluded: tuple[Excluded, ...] = ()
    repairs: tuple[Repair, ...] = ()

    def section_at(self, start: int, end: int) -> Section | None:
        """The section in which ``start``..``end`` lies whole, if one does."""
        for section in self.sections:
            if section.start <= start and end <= section.end:
                return section
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` of some guide."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A verbatim slice of one section, small enough for the encoder, with the sentences and items in it."""

    id: str
    guide: Guide
    section: Section
    start: int
    end: int
    sentences: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        return self.guide.text[self.start : self.end]


# --- a question and what is found for it -----------------------------------


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message; ``role`` is ``user`` or ``assistant``."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, what was said before, the one guide to look in (``None``: all), and the guides that may be
    looked in at all (none named: all)."""

    text: str
    history: tuple[Turn, ...] = ()
    guide_id: str | None = None
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk retrieved for a question. Scores are comparable within one question only, except the cosines.

    ``sentence_scores`` has one cosine (-1..1) per sentence of the chunk, empty without an encoder;
    ``lexical`` is the chunk's BM25 score, ``dense`` its cosine or ``None`` without an encoder, ``heading`` likewise
    that of its guide's title and headings.
    """

    chunk: Chunk
    score: float
    lexical: float
    dense: float | None = None
    heading: float | None = None
    sentence_scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """One of the things that a question asks, as a question that stands alone, with what was found for it, best
    first."""

    question: str
    passages: tuple[Passage, ...]


# --- what a writer proposes ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a writer says stand at ``start``..``end`` of a passage's guide. Unverified."""

    passage: Passage
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """One sentence to show and the quotes that are to bear it. Unverified."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer proposes, unverified. No claims: the writer found nothing to say."""

    writer: str
    claims: tuple[DraftClaim, ...] = ()


# --- what a reader sees ----------------------------------------------------


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
    """The one thing every channel shows. ``message`` is the sentence of a decline; empty when claims stand."""

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


# --- what happens while a question is answered -----------------------------


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
