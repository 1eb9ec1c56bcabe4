"""HTML tables and definition lists as rows, each readable on its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4.element import Tag

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.boilerplate import PageSurvey
from advisor.ingestion.parsing.html.inline_text import flatten, join_lines, pair
from advisor.ingestion.parsing.html.keywords import ACTION
from advisor.ingestion.parsing.outline import Piece

MAX_COLUMNS = 100
MAX_ROWSPAN = 1000
MAX_HEADER_ROWS = 20  # more are read as rows of values
MAX_CELL_CHARS = 600


Label = tuple[str, ...]  # a column's headers, topmost first


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's words, with the columns and rows it spans."""

    text: str
    is_header: bool
    n_columns: int
    n_rows: int
    is_link: bool = False  # only a link such as "see" or "get", with nothing to quote


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
        yield Piece(BlockKind.PARAGRAPH, join_lines(flatten(cap, page)))
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


def distinct(cells: list[Cell | None]) -> list[Cell]:
    """The cells with text, each once however many columns it spans."""
    return list({id(cell): cell for cell in cells if cell is not None and cell.text}.values())


def looks_headed(body: list[list[Cell | None]]) -> bool:
    """Whether the first plain row names the columns.

    It has words only, above columns of figures.
    """
    if len(body) < 3 or len(distinct(body[0])) < 3 or any(re.search(r"\d", c.text) for c in distinct(body[0])):
        return False
    width = len(body[0])
    columns = [[row[i] for row in body[1:] if i < len(row)] for i in range(1, width)]
    return any(all(c is not None and re.search(r"\d", c.text) for c in column) for column in columns if column)


def column_labels(is_header: list[list[Cell | None]], width: int) -> tuple[list[Label], list[str]]:
    """One label per column, and the table-wide headers as captions.

    Spanning headers come first in a label.
    """
    captions = [cells[0].text for cells in is_header if is_whole(cells, width) and cells[0] is not None]
    rows = [cells for cells in is_header if not is_whole(cells, width)]
    labels: list[Label] = []
    for column in range(width):
        above = [cells[column] for cells in rows if column < len(cells)]
        labels.append(tuple(dict.fromkeys(cell.text.rstrip(":") for cell in above if cell is not None and cell.text)))
    return labels, captions


def write_label(labels: list[Label]) -> str:
    """A label as text: ``Change (percent)``.

    For several columns, the common beginning of their labels, or all of them.
    """
    if not labels:
        return ""
    first = labels[0]
    if any(label != first for label in labels):
        shared = next((n for n, parts in enumerate(zip(*labels, strict=False)) if len(set(parts)) > 1), 0)
        if not shared:
            return ", ".join(dict.fromkeys(write_label([label]) for label in labels if label))
        first = first[:shared]
    return f"{first[0]} ({', '.join(first[1:])})" if len(first) > 1 else "".join(first)


def is_whole(cells: list[Cell | None], width: int) -> bool:
    """Whether one header spans the whole table."""
    if len(distinct(cells)) != 1 or cells[0] is None or not cells[0].text:
        return False
    return (len(cells) >= width and all(cell is cells[0] for cell in cells)) or (len(cells) == 1 and width > 1)


def write_row(cells: list[Cell | None], labels: list[Label]) -> str:
    """A row as text: ``Header: value; header: value``.

    Without headers ``label: value``.
    """
    shown: list[tuple[str, str]] = []
    seen: set[int] = set()
    for column, cell in enumerate(cells):
        if cell is None or not cell.text or id(cell) in seen:
            continue
        seen.add(id(cell))
        shown.append((write_label(labels[column : column + cell.n_columns]), cell.text))
    if not any(label for label, _ in shown):
        texts = [text for _, text in shown]
        return pair(texts[0], "; ".join(texts[1:]))
    parts = [pair(label, text) if label else text for label, text in shown]
    return "; ".join([part.removesuffix(".") for part in parts[:-1]] + parts[-1:])


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
