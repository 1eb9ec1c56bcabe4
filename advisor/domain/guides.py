"""Guides and their parts."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """The kind of a block, used for quoting and the reader page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # one list item, without its bullet
    ROW = "row"  # one table row, or one term with its definition
    FIGURE = "figure"  # a value with its label, possibly on several lines: "$87,500 / median salary"
    LABEL = "label"  # a short line "Name: value"


class Polarity(StrEnum):
    """What headings, lead-ins and parent items make of a block's words."""

    PLAIN = "plain"  # they hold as they stand
    NEGATIVE = "negative"  # they are not so, not needed or not to be done
    LIMITING = "limiting"  # they hold somewhere, sometimes or for some only
    ADVERSE = "adverse"  # they are a drawback


@dataclass(frozen=True, slots=True)
class Span:
    """The slice ``text[start:end]`` of a guide."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, item, row, figure or label.

    Bullets and blank lines lie between blocks. ``lead`` is the line or sentence that introduces its list, table or run,
    or the question that it answers; ``parent`` is the item that it is nested in. ``polarity`` is what they and the
    headings make of it. ``heads`` are those of them, the outermost first, without which it has another sense or none.
    """

    kind: BlockKind
    start: int
    end: int
    lead: Span | None = None
    parent: Span | None = None
    polarity: Polarity = Polarity.PLAIN
    heads: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its blocks, up to the next heading.

    ``path`` runs from the outermost heading to this one and is never empty. ``anchor`` is unique in the guide and fit
    for a URL fragment. ``blocks`` are in order, do not overlap and lie inside ``start``..``end``; the section's own
    heading is the first block, unless the parser supplied a heading that is not in the text.
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
    """A part left out of what is read, with a reason.

    It is the slice ``start``..``end`` of the text, outside all sections. ``words`` are those of a part that is not even
    in the text, such as a page's menu or a struck sentence; its place is then the end of the text.
    """

    start: int
    end: int
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """One repaired run of garbled text.

    ``start``..``end`` is the repaired run, ``was`` the original characters.
    """

    start: int
    end: int
    was: str


@dataclass(frozen=True, slots=True)
class GuideMetadata:
    """Metadata of a guide; an empty string or tuple means not stated.

    ``release`` names the edition of an official source, ``period`` the time that its figures are of.
    """

    role: str = ""
    country: str = ""
    currency: str = ""
    credited: tuple[str, ...] = ()
    date: str = ""
    licence: str = ""
    source_url: str = ""
    also_called: tuple[str, ...] = ()
    release: str = ""
    period: str = ""

    @property
    def as_of(self) -> str:
        """From when the guide's figures are: ``O*NET 29.3 (May 2025)``."""
        return f"{self.release} ({self.period})" if self.release and self.period else self.release or self.period


@dataclass(frozen=True, slots=True)
class Guide:
    """A career guide: its canonical text and the sections of it.

    ``version`` is a hash of ``text``. ``pages`` are the offsets at which the pages of its file begin, in order; a guide
    of a file without pages has none.
    """

    id: str
    title: str
    text: str
    version: str
    sections: tuple[Section, ...]
    metadata: GuideMetadata = GuideMetadata()
    excluded: tuple[Excluded, ...] = ()
    repairs: tuple[Repair, ...] = ()
    pages: tuple[int, ...] = ()

    def page_at(self, start: int) -> int | None:
        """The page that ``start`` stands on, from 1; None without pages."""
        return max(bisect_right(self.pages, start), 1) if self.pages else None

    @property
    def titles(self) -> tuple[str, ...]:
        """All titles of its sections' paths, each once, in order."""
        return tuple(dict.fromkeys(title for section in self.sections for title in section.path))

    def section_at(self, start: int, end: int) -> Section | None:
        """The section containing all of ``start``..``end``, if any."""
        for section in self.sections:
            if section.start <= start and end <= section.end:
                return section
        return None

    def block_at(self, start: int, end: int) -> Block | None:
        """The block containing all of ``start``..``end``, if any."""
        section = self.section_at(start, end)
        blocks = section.blocks if section else ()
        return next((block for block in blocks if block.start <= start and end <= block.end), None)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A verbatim slice of one section, sized for the encoder.

    ``sentences`` are the spans of its sentences and items, in order.
    """

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
        """The guide's title and headings: ``Guide title: Outer heading: Inner heading``."""
        return ": ".join((self.guide.title, *self.section.path))

    @property
    def indexed_text(self) -> str:
        """The embedded and searched text: ``heading_text``, a line break, ``text``."""
        return f"{self.heading_text}\n{self.text}"
