"""Pieces of a guide from paragraphs; headings by size and weight."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.domain import BlockKind
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.limits import TextBudget
from advisor.ingestion.parsing.outline import Piece
from advisor.ingestion.parsing.pdf.paragraphs import Layout, Paragraph, half, markers
from advisor.ingestion.parsing.pdf.tables import Table, table_pieces

LARGER = 1.12  # times the text's size: a heading
MAX_HEADING_CHARS = 160
MAX_BOLD_RUN = 3  # more bold lines in a row are no headings
MAX_LARGE_WORDS = 12
FIGURE_SIZE = 1.3
ASIDE_LEVEL = 2


@dataclass(frozen=True, slots=True)
class PagedPiece:
    """A piece with its page.

    ``breaks`` are the offsets in it at which later pages begin, with their numbers.
    """

    piece: Piece
    page: int
    breaks: tuple[tuple[int, int], ...] = ()


Style = tuple[float, bool]


def to_pieces(items: Sequence[Paragraph | Table], layout: Layout, budget: TextBudget) -> list[PagedPiece]:
    """The pieces of a document in order.

    A heading's level is the rank of its size among those of headings, bold ones first; a number before it counts in
    headings of one style.
    """
    styles = [_style(item, layout) if isinstance(item, Paragraph) else None for item in items]
    _drop_runs(items, styles, layout)
    levels = _levels([style for style in styles if style])
    depths = list(markers(items))
    numbers = _numbered_styles(items, styles)
    out: list[PagedPiece] = []
    at = 0
    while at < len(items):
        item, style = items[at], styles[at]
        if isinstance(item, Table):
            out += [PagedPiece(piece, item.page) for piece in budget.spend(table_pieces(item))]
        elif style is not None:
            text = _heading_text(item)
            level = levels[style]
            if style in numbers and (number := line_shapes.outline_number(text)):
                level += len(number) - numbers[style]
            if item.is_aside:  # stands beside the sections, in none of them
                level = min(level, ASIDE_LEVEL)
            out.append(_paged(item, Piece(BlockKind.HEADING, text, max(1, level)), len(text) - len(item.text)))
        elif (figure := _figure(items, styles, at, layout)) is not None:
            out.append(figure)
            at += 2
            continue
        elif item.marker:
            out.append(_paged(item, Piece(BlockKind.ITEM, item.text, depth=depths[at])))
        else:
            out.append(_paged(item, Piece(_kind(item), item.text)))
        at += 1
    return out


def _paged(item: Paragraph, piece: Piece, shift: int = 0) -> PagedPiece:
    return PagedPiece(piece, item.page, tuple((at + shift, page) for at, page in item.breaks))


def _heading_text(item: Paragraph) -> str:
    marker = item.marker if item.marker[:1].isdigit() else ""
    return f"{marker} {item.text}".strip()


def _kind(item: Paragraph) -> BlockKind:
    if len(item.lines) == 1 and line_shapes.label_name(item.text):
        return BlockKind.LABEL
    if line_shapes.is_value(item.text) or line_shapes.is_named_value(item.text):
        return BlockKind.FIGURE
    return BlockKind.PARAGRAPH


def _style(item: Paragraph, layout: Layout) -> Style | None:
    """The style of a heading; None for a paragraph that is none."""
    text = _heading_text(item)
    larger = item.size >= LARGER * layout.size
    if len(text) > MAX_HEADING_CHARS or len(item.lines) > 4 or not any(map(str.isalpha, text)):
        return None
    if item.marker and not (item.marker[0].isdigit() and (larger or item.bold)):
        return None
    if line_shapes.is_value(text) or line_shapes.is_named_value(text) or text.endswith((",", ";")):
        return None
    if larger:
        ends = text.endswith(".") and len(text.split()) > MAX_LARGE_WORDS
        return None if ends or (line_shapes.starts_lower(text) and not item.bold) else (half(item.size), item.bold)
    if len(item.lines) == 1 and len(line_shapes.outline_number(text)) > 1 and line_shapes.heading_shape(text):
        return half(item.size), item.bold
    if len(item.lines) == 1 and line_shapes.is_capitals(text) and line_shapes.heading_shape(text):
        return half(item.size), item.bold
    if not item.bold or item.size < 0.9 * layout.size or text.endswith((".", "!")):
        return None
    return None if line_shapes.label_name(text) else (half(item.size), True)


def _drop_runs(items: Sequence[Paragraph | Table], styles: list[Style | None], layout: Layout) -> None:
    """Take runs of bold lines, and the last of all, for text: names, not headings."""
    at = 0
    while at < len(items):
        end = at
        while end < len(items) and (style := styles[end]) and style[0] < LARGER * layout.size:
            end += 1
        if end - at > MAX_BOLD_RUN or (end == len(items) and end > at):
            styles[at:end] = [None] * (end - at)
        at = max(end, at + 1)


def _levels(styles: Sequence[Style]) -> dict[Style, int]:
    levels: dict[Style, int] = {}
    rank = 0
    before: Style | None = None
    for style in sorted(set(styles), reverse=True):
        if before is None or before[0] - style[0] > 0.6 or before[1] != style[1]:
            rank += 1
        levels[style] = rank
        before = style
    return levels


def _numbered_styles(items: Sequence[Paragraph | Table], styles: Sequence[Style | None]) -> dict[Style, int]:
    """The styles whose headings have numbers of several depths, with the least depth."""
    depths: dict[Style, set[int]] = {}
    for item, style in zip(items, styles, strict=True):
        if style is not None and isinstance(item, Paragraph):
            number = line_shapes.outline_number(_heading_text(item))
            if number:
                depths.setdefault(style, set()).add(len(number))
    return {style: min(found) for style, found in depths.items() if len(found) > 1}


def _figure(
    items: Sequence[Paragraph | Table], styles: Sequence[Style | None], at: int, layout: Layout
) -> PagedPiece | None:
    """A large value with the line that names it, below it."""
    item = items[at]
    after = items[at + 1] if at + 1 < len(items) else None
    if not isinstance(item, Paragraph) or not isinstance(after, Paragraph) or item.page != after.page:
        return None
    if item.size < FIGURE_SIZE * after.size and item.size < FIGURE_SIZE * layout.size:
        return None
    if not line_shapes.is_value(item.text) or styles[at + 1] or not line_shapes.is_figure_name(after.text):
        return None
    return PagedPiece(Piece(BlockKind.FIGURE, f"{item.text}\n{after.text}"), item.page)
