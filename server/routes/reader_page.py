"""The layout of the reader page: sections, blocks and text runs.

A block's runs joined are exactly ``guide.text[start:end]``, so that browsers find quotes and text fragments in the
page.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from advisor.domain import Block, BlockKind, Guide, Section

MAX_NAME_CHARS = 60
MIN_WRAPPED_LINE_CHARS = 50
TOP_LEVEL = 2
DEEPEST_LEVEL = 6


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of text; ``role`` is name, value, gap or empty."""

    text: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class DrawnBlock:
    """A block to draw.

    ``style`` is ``lines`` where line breaks are deliberate, else empty. ``page`` is the number of the page of its
    file that begins with it, after the block before it has begun; 0 where none does.
    """

    start: int
    end: int
    runs: tuple[TextRun, ...]
    style: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class BlockGroup:
    """Adjacent blocks of one kind, such as list items or table rows."""

    kind: str
    blocks: tuple[DrawnBlock, ...]


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """A section with the level of its heading, 2 to 6.

    ``heading`` is None when the text has no heading and ``title`` takes its place.
    """

    anchor: str
    title: str
    level: int
    heading: DrawnBlock | None
    groups: tuple[BlockGroup, ...]


@dataclass(frozen=True, slots=True)
class ExcludedPart:
    """The position of an excluded part of the source, with the reason."""

    reason: str


def draw(guide: Guide) -> tuple[DrawnSection | ExcludedPart, ...]:
    """Lay out a guide's sections and excluded parts in text order."""
    begun = _begun_pages(guide)
    places: list[tuple[int, DrawnSection | ExcludedPart]] = [
        (s.start, _draw_section(guide, s, begun)) for s in guide.sections
    ]
    places += [(part.start, ExcludedPart(part.reason)) for part in guide.excluded if not part.words]
    return tuple(entry for _, entry in sorted(places, key=lambda place: place[0]))


def quoted_range(guide: Guide, asked: str) -> tuple[int, int] | None:
    """Parse ``"120-164"`` into offsets; None if outside the guide."""
    found = re.fullmatch(r"(\d{1,9})-(\d{1,9})", asked, re.ASCII)
    if found is None:
        return None
    start, end = int(found[1]), int(found[2])
    return (start, end) if start < end <= len(guide.text) else None


def _begun_pages(guide: Guide) -> dict[int, int]:
    """The pages that begin with a block, by its offset; all but the first."""
    begun: dict[int, int] = {}
    before = 1
    for section in guide.sections if guide.pages else ():
        for block in section.blocks:
            page = guide.page_at(block.start) or 1
            if page > before:
                begun[block.start] = before = page
    return begun


def _draw_section(guide: Guide, section: Section, begun: Mapping[int, int]) -> DrawnSection:
    headings = [block for block in section.blocks if block.kind is BlockKind.HEADING]
    groups = tuple(
        BlockGroup(kind.value, tuple(_draw_block(guide, block, begun) for block in blocks))
        for kind, blocks in groupby(section.body, key=lambda block: block.kind)
    )
    level = min(TOP_LEVEL + len(section.path) - 1, DEEPEST_LEVEL)
    heading = _draw_block(guide, headings[0], begun) if headings else None
    return DrawnSection(section.anchor, section.title, level, heading, groups)


def _draw_block(guide: Guide, block: Block, begun: Mapping[int, int]) -> DrawnBlock:
    text = guide.text[block.start : block.end]
    if block.kind in (BlockKind.ROW, BlockKind.LABEL):
        runs = tuple(_name_value_runs(text))
    elif block.kind is BlockKind.FIGURE:
        runs = tuple(_figure_runs(text))
    else:
        runs = (TextRun(text),)
    style = "lines" if _breaks_matter(text) else ""
    return DrawnBlock(block.start, block.end, runs, style, begun.get(block.start, 0))


def _name_value_runs(text: str) -> Iterator[TextRun]:
    """Split ``Name: value; Name: value`` into runs of names, values and gaps.

    Only the first value has the role ``value``: the others describe it.
    """
    for number, part in enumerate(re.split(r"(; )", text)):
        if number % 2:
            yield TextRun(part, "gap")
            continue
        name, colon, value = part.partition(": ")
        if colon and len(name) <= MAX_NAME_CHARS:
            yield TextRun(name + ":", "name")
            yield TextRun(" " + value, "" if number else "value")
        elif part:
            yield TextRun(part)


def _figure_runs(text: str) -> Iterator[TextRun]:
    """Split a figure's lines into values, with a digit, and names."""
    lines = re.split(r"((?<!\s)\s*\n\s*)", text)
    has_digit = any(map(str.isdigit, text))
    for number, line in enumerate(lines):
        if number % 2:
            yield TextRun(line, "gap")
        elif line:
            yield TextRun(line, "value" if any(map(str.isdigit, line)) or not has_digit else "name")


def _breaks_matter(text: str) -> bool:
    """Whether line breaks are deliberate (verse, addresses) rather than wrapping."""
    lines = text.split("\n")[:-1]
    return bool(lines) and not all(len(line) >= MIN_WRAPPED_LINE_CHARS for line in lines)
