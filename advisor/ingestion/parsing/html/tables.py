"""An HTML table or definition list, row by row, each row readable on its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4.element import Tag

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.boilerplate import Survey
from advisor.ingestion.parsing.html.inline_text import flatten, join_lines, pair
from advisor.ingestion.parsing.html.keywords import ACTION
from advisor.ingestion.parsing.outline import Piece

MAX_COLUMNS = 100
MAX_ROWSPAN = 1000
MAX_CELL_CHARS = 600


Label = tuple[str, ...]  # a column's headers from the topmost down


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's words as they are read in a row."""

    text: str
    heads: bool
    across: int
    down: int
    cut: bool = False  # it held only a link that says "see" or "get": nothing to quote


def is_layout(table: Tag, page: Survey) -> bool:
    """Whether a table only places parts of the page: it holds tables, headings, long cells, or one column."""
    measure = page.of(table)
    if measure.tables or measure.headings or str(table.get("role")) in ("presentation", "none"):
        return True
    rows = [[page.of(cell).chars for cell in cells_of(row)] for row in rows_of(table, page)]
    if max((sum(chars > 0 for chars in row) for row in rows), default=0) < 2:
        return True
    longest = max(chars for row in rows for chars in row)
    return (longest > MAX_CELL_CHARS and len(rows) < 3) or longest > 4 * MAX_CELL_CHARS


def rows_of(table: Tag, page: Survey) -> Iterator[Tag]:
    """The rows of a table that holds no other, those of its head, bodies and foot included."""
    for part in table.children:
        inside = part.children if isinstance(part, Tag) and part.name in ("thead", "tbody", "tfoot") else [part]
        yield from (row for row in inside if isinstance(row, Tag) and row.name == "tr" and page.reads(row))


def cells_of(row: Tag) -> list[Tag]:
    return [cell for cell in row.children if isinstance(cell, Tag) and cell.name in ("td", "th")]


def read_table(table: Tag, page: Survey) -> list[Piece]:
    """Caption, rows with their column headers, then what the table's foot says."""
    heads: list[list[Cell | None]] = []
    body: list[list[Cell | None]] = []
    foot: list[list[Cell | None]] = []
    carried: dict[int, tuple[Cell, int]] = {}
    for row in rows_of(table, page):
        cells = spread(row, carried, page)
        if not distinct(cells):
            continue
        part = row.parent.name if row.parent is not None else ""
        if part == "tfoot":
            foot.append(cells)
        elif not body and (part == "thead" or names_columns(cells)):
            heads.append(cells)
        else:
            body.append(cells)
    if not heads and looks_headed(body):
        heads = [body.pop(0)]
    width = max((len(cells) for cells in [*heads, *body]), default=0)
    lines = [
        Piece(BlockKind.PARAGRAPH, text)
        for cap in table.find_all("caption")[:1]
        if (text := join_lines(flatten(cap, page)))
    ]
    labels, captions = column_labels(heads, width)
    lines += [Piece(BlockKind.PARAGRAPH, text) for text in captions]
    if not body:
        lines += [Piece(BlockKind.ROW, write_row(cells, [])) for cells in heads if len(distinct(cells)) > 1]
    for cells in body:
        if len(said := distinct(cells)) == 1:
            valueless = width == 2 and said[0].heads and cells[0] is not cells[-1]
            if not valueless and not any(cell.cut for cell in cells if cell is not None):
                lines.append(Piece(BlockKind.PARAGRAPH, said[0].text))
        elif text := write_row(cells, labels):
            lines.append(Piece(BlockKind.ROW, text))
    lines += [Piece(BlockKind.PARAGRAPH, " ".join(cell.text for cell in distinct(cells))) for cells in foot]
    return [line for line in lines if line.text]


def names_columns(cells: list[Cell | None]) -> bool:
    """Whether a row above all others consists of headers: several, or one that stands alone in its row."""
    said = distinct(cells)
    return all(cell.heads for cell in said) and (len(said) > 1 or all(c.heads for c in cells if c is not None))


def spread(row: Tag, carried: dict[int, tuple[Cell, int]], page: Survey) -> list[Cell | None]:
    """The cells of one row by column, with those that reach down from rows above."""
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
        for _ in range(min(cell.across, MAX_COLUMNS - len(out))):
            if cell.down > 1:
                again[len(out)] = (cell, cell.down - 1)
            out.append(cell)
    take_carried()
    carried.clear()
    carried.update(again)
    return out


def read_cell(tag: Tag, page: Survey) -> Cell:
    lines = flatten(tag, page) if page.reads(tag) else []
    text = " ".join(lines) if tag.name == "th" else join_lines(lines)
    only_link = page.of(tag).link_share > 0.95
    cut = only_link and ACTION.match(text) is not None
    across, down = span(tag, "colspan", MAX_COLUMNS), span(tag, "rowspan", MAX_ROWSPAN)
    return Cell("" if cut else text, tag.name == "th" or is_bold_label(tag, text, page), across, down, cut)


def is_bold_label(tag: Tag, text: str, page: Survey) -> bool:
    """Whether a plain cell heads its column all the same: all of it is bold, and it is no figure."""
    bold = tag.find(["strong", "b"])
    return bold is not None and page.of(bold).chars == page.of(tag).chars and not re.search(r"\d", text)


def span(tag: Tag, key: str, most: int) -> int:
    value = str(tag.get(key) or "1").strip()
    return min(int(value), most) if value.isascii() and value.isdigit() and len(value) < 6 and int(value) else 1


def distinct(cells: list[Cell | None]) -> list[Cell]:
    """The cells that say something, each once however many columns it spans."""
    return list({id(cell): cell for cell in cells if cell is not None and cell.text}.values())


def looks_headed(body: list[list[Cell | None]]) -> bool:
    """Whether the first of some plain rows names the columns: words only, above columns of figures."""
    if len(body) < 3 or len(distinct(body[0])) < 3 or any(re.search(r"\d", c.text) for c in distinct(body[0])):
        return False
    width = len(body[0])
    columns = [[row[i] for row in body[1:] if i < len(row)] for i in range(1, width)]
    return any(all(c is not None and re.search(r"\d", c.text) for c in column) for column in columns if column)


def column_labels(heads: list[list[Cell | None]], width: int) -> tuple[list[Label], list[str]]:
    """One label a column, spanning headers first, and the headers that span the whole table as captions."""
    captions = [cells[0].text for cells in heads if is_whole(cells, width) and cells[0] is not None]
    rows = [cells for cells in heads if not is_whole(cells, width)]
    labels: list[Label] = []
    for column in range(width):
        parts: list[str] = []
        for cells in rows:
            cell = cells[column] if column < len(cells) else None
            if cell is not None and cell.text and cell.text.rstrip(":") not in parts:
                parts.append(cell.text.rstrip(":"))
        labels.append(tuple(parts))
    return labels, captions


def write_label(labels: list[Label]) -> str:
    """``Change (percent)``; over several columns what their labels begin with, or all of them."""
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
    """``Header: value; header: value``; without headers ``label: value``."""
    shown: list[tuple[str, str]] = []
    seen: set[int] = set()
    for column, cell in enumerate(cells):
        if cell is None or not cell.text or id(cell) in seen:
            continue
        seen.add(id(cell))
        shown.append((write_label(labels[column : column + cell.across]), cell.text))
    if not any(label for label, _ in shown):
        texts = [text for _, text in shown]
        return pair(texts[0], "; ".join(texts[1:]))
    parts = [pair(label, text) if label else text for label, text in shown]
    return "; ".join([part.removesuffix(".") for part in parts[:-1]] + parts[-1:])


def is_plain_terms(terms: Tag, page: Survey) -> bool:
    """Whether a definition list gives short values, not questions with answers or parts of the guide."""
    measure = page.of(terms)
    if measure.lists or measure.tables or measure.headings:
        return False
    for tag in terms.find_all(["dt", "dd"]):
        own = page.of(tag)
        if own.chars > MAX_CELL_CHARS or (own.paragraphs > 1 and own.chars > MAX_CELL_CHARS // 4):
            return False
        if tag.name == "dt" and join_lines(flatten(tag, page)).endswith("?"):
            return False
    return True


def read_terms(terms: Tag, page: Survey) -> list[Piece]:
    """One row for each run of terms with its definitions."""
    lines: list[Piece] = []
    names: list[str] = []
    values: list[str] = []

    def close() -> None:
        if text := pair(", ".join(names), "; ".join([v.removesuffix(".") for v in values[:-1]] + values[-1:])):
            lines.append(Piece(BlockKind.ROW if names and values else BlockKind.PARAGRAPH, text))
        names.clear()
        values.clear()

    for tag in terms.find_all(["dt", "dd"]):
        if not page.reads(tag):
            continue
        if tag.name == "dt" and values:
            close()
        if text := join_lines(flatten(tag, page)):
            (names if tag.name == "dt" else values).append(text)
    close()
    return lines
