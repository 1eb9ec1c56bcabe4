"""Rows of pasted tables, shown with the names of their columns."""

from advisor.domain import BlockKind, Guide, Quote, Section, Span
from advisor.facts.tables import TableRow, read_tables


def is_head_row(guide: Guide, section: Section, span: Span) -> bool:
    """Whether a row only names the columns of the rows below it."""
    if not _is_row(section, span.start) or any(map(str.isdigit, guide.text[span.start : span.end])):
        return False
    rows = _rows(guide, section)
    return span.start not in rows and any(row.table <= span.start < start for start, row in rows.items())


def row_with_columns(quote: Quote) -> tuple[str, Quote] | None:
    """A row with its columns' names, and the quote of these.

    None for other quotes, and for a row that has the names itself.
    """
    guide, section = quote.passage.chunk.guide, quote.passage.chunk.section
    if not _is_row(section, quote.start):
        return None
    rows = _rows(guide, section)
    row = rows.get(quote.start)
    if row is None or row.table in rows:
        return None
    first = min(start for start, other in rows.items() if other.table == row.table)
    end = max(block.end for block in section.body if row.table <= block.start < first)
    names = Quote(quote.passage, row.table, end, guide.text[row.table : end])
    parts = [(row.corner, row.cells[0].row[0]), *((cell.column, cell.value) for cell in row.cells)]
    return "; ".join(f"{name}: {value}" if name else value for name, value in parts if value), names


def _is_row(section: Section, start: int) -> bool:
    return any(block.start == start and block.kind is BlockKind.ROW for block in section.body)


def _rows(guide: Guide, section: Section) -> dict[int, TableRow]:
    return read_tables(guide, section, lambda _: False)
