"""HTML tables and definition lists as rows, each readable on its own."""

import re
from collections.abc import Iterator

from bs4.element import Tag

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.boilerplate import PageSurvey
from advisor.ingestion.parsing.html.inline_text import flatten, join_lines
from advisor.ingestion.parsing.html.keywords import ACTION
from advisor.ingestion.parsing.html.lines import EDIT
from advisor.ingestion.parsing.outline import Piece
from advisor.ingestion.parsing.table_rows import Cell, column_labels, distinct, looks_headed, pair, write_row

MAX_COLUMNS = 100
MAX_ROWSPAN = 1000
MAX_HEADER_ROWS = 20  # more are read as rows of values
MAX_CELL_CHARS = 600


def is_layout(table: Tag, page: PageSurvey) -> bool:
    """Whether a table only arranges parts of the page.

    It holds tables, headings, long cells, or a single column.
    """
    measure = page.measure_of(table)
    if measure.tables or measure.headings or str(table.get("role")) in ("presentation", "none"):
        return True
    rows = [[page.measure_of(cell).chars for cell in cells_of(row)] for row in rows_of(table, page)]
    if max((sum(chars > 0 for chars in row) for row in rows), default=0) < 2:
        return True
    longest = max(chars for row in rows for chars in row)
    return (longest > MAX_CELL_CHARS and len(rows) < 3) or longest > 4 * MAX_CELL_CHARS


def rows_of(table: Tag, page: PageSurvey) -> Iterator[Tag]:
    """The rows of a table without nested tables.

    Those of its head, bodies and foot are included.
    """
    for part in table.children:
        inside = part.children if isinstance(part, Tag) and part.name in ("thead", "tbody", "tfoot") else [part]
        yield from (row for row in inside if isinstance(row, Tag) and row.name == "tr" and page.includes(row))


def cells_of(row: Tag) -> list[Tag]:
    return [cell for cell in row.children if isinstance(cell, Tag) and cell.name in ("td", "th")]


def read_table(table: Tag, page: PageSurvey) -> Iterator[Piece]:
    """The caption, the rows with their column headers, then the foot.

    Each is written when it is asked for, as headers and spanning cells are repeated.
    """
    return (piece for piece in _pieces_of(table, page) if piece.text)


def _pieces_of(table: Tag, page: PageSurvey) -> Iterator[Piece]:
    is_header: list[list[Cell | None]] = []
    body: list[list[Cell | None]] = []
    foot: list[list[Cell | None]] = []
    carried: dict[int, tuple[Cell, int]] = {}
    for row in rows_of(table, page):
        cells = expand_row(row, carried, page)
        if not distinct(cells):
            continue
        part = row.parent.name if row.parent is not None else ""
        if part == "tfoot":
            foot.append(cells)
        elif not body and len(is_header) < MAX_HEADER_ROWS and (part == "thead" or names_columns(cells)):
            is_header.append(cells)
        else:
            body.append(cells)
    if not is_header and looks_headed(body):
        is_header = [body.pop(0)]
    width = max((len(cells) for cells in [*is_header, *body]), default=0)
    for cap in table.find_all("caption")[:1]:
        yield Piece(BlockKind.PARAGRAPH, EDIT.sub("", join_lines(flatten(cap, page))))
    labels, captions = column_labels(is_header, width)
    yield from (Piece(BlockKind.PARAGRAPH, text) for text in captions)
    if not body:
        yield from (Piece(BlockKind.ROW, write_row(cells, [])) for cells in is_header if len(distinct(cells)) > 1)
    for cells in body:
        if len(said := distinct(cells)) == 1:
            valueless = width == 2 and said[0].is_header and cells[0] is not cells[-1]
            if not valueless and not any(cell.is_link for cell in cells if cell is not None):
                yield Piece(BlockKind.PARAGRAPH, said[0].text)
        else:
            yield Piece(BlockKind.ROW, write_row(cells, labels))
    yield from (Piece(BlockKind.PARAGRAPH, " ".join(cell.text for cell in distinct(cells))) for cells in foot)


def names_columns(cells: list[Cell | None]) -> bool:
    """Whether a row above all others consists of headers.

    It has several, or one alone in its row.
    """
    said = distinct(cells)
    return all(cell.is_header for cell in said) and (len(said) > 1 or all(c.is_header for c in cells if c is not None))


def expand_row(row: Tag, carried: dict[int, tuple[Cell, int]], page: PageSurvey) -> list[Cell | None]:
    """The cells of one row by column, including cells from rows above."""
    out: list[Cell | None] = []

    def take_carried() -> None:
        while len(out) in carried and len(out) < MAX_COLUMNS:
            cell, left = carried.pop(len(out))
            if left > 1:
                again[len(out)] = (cell, left - 1)
            out.append(cell)

    again: dict[int, tuple[Cell, int]] = {}
    for tag in cells_of(row):
        take_carried()
        if len(out) >= MAX_COLUMNS:
            break
        cell = read_cell(tag, page)
        for _ in range(min(cell.n_columns, MAX_COLUMNS - len(out))):
            if cell.n_rows > 1:
                again[len(out)] = (cell, cell.n_rows - 1)
            out.append(cell)
    take_carried()
    carried.clear()
    carried.update(again)
    return out


def read_cell(tag: Tag, page: PageSurvey) -> Cell:
    lines = flatten(tag, page) if page.includes(tag) else []
    text = " ".join(lines) if tag.name == "th" else join_lines(lines)
    only_link = page.measure_of(tag).link_share > 0.95
    is_link = only_link and ACTION.match(text) is not None
    n_columns, n_rows = span(tag, "colspan", MAX_COLUMNS), span(tag, "rowspan", MAX_ROWSPAN)
    return Cell(
        text="" if is_link else text,
        is_header=tag.name == "th" or is_bold_label(tag, text, page),
        n_columns=n_columns,
        n_rows=n_rows,
        is_link=is_link,
    )


def is_bold_label(tag: Tag, text: str, page: PageSurvey) -> bool:
    """Whether a plain cell heads its column: all bold and no figure."""
    bold = tag.find(["strong", "b"])
    return bold is not None and page.measure_of(bold).chars == page.measure_of(tag).chars and not re.search(r"\d", text)


def span(tag: Tag, key: str, most: int) -> int:
    value = str(tag.get(key) or "1").strip()
    return min(int(value), most) if value.isascii() and value.isdigit() and len(value) < 6 and int(value) else 1


def is_plain_terms(terms: Tag, page: PageSurvey) -> bool:
    """Whether a definition list gives short values.

    Otherwise it has questions with answers, or parts of the guide.
    """
    measure = page.measure_of(terms)
    if measure.lists or measure.tables or measure.headings:
        return False
    for tag in terms.find_all(["dt", "dd"]):
        own = page.measure_of(tag)
        if own.chars > MAX_CELL_CHARS or (own.paragraphs > 1 and own.chars > MAX_CELL_CHARS // 4):
            return False
        if tag.name == "dt" and join_lines(flatten(tag, page)).endswith("?"):
            return False
    return True


def read_terms(terms: Tag, page: PageSurvey) -> list[Piece]:
    """One row per run of terms with its definitions."""
    lines: list[Piece] = []
    names: list[str] = []
    values: list[str] = []

    def close() -> None:
        if text := pair(", ".join(names), "; ".join([v.removesuffix(".") for v in values[:-1]] + values[-1:])):
            lines.append(Piece(BlockKind.ROW if names and values else BlockKind.PARAGRAPH, text))
        names.clear()
        values.clear()

    for tag in terms.find_all(["dt", "dd"]):
        if not page.includes(tag):
            continue
        if tag.name == "dt" and values:
            close()
        if text := join_lines(flatten(tag, page)):
            (names if tag.name == "dt" else values).append(text)
    close()
    return lines
