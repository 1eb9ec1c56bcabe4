"""A guide and its parts."""

from dataclasses import dataclass
from enum import StrEnum


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
class GuideMetadata:
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
    metadata: GuideMetadata = GuideMetadata()
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

    @property
    def heading_text(self) -> str:
        """The chunk's place in words: ``Guide title: Outer heading: Inner heading``."""
        return ": ".join((self.guide.title, *self.section.path))

    @property
    def indexed_text(self) -> str:
        """What is embedded and searched for the chunk: ``heading_text``, a line break, then ``text``."""
        return f"{self.heading_text}\n{self.text}"
