"""Tables of Markdown guides, those written in HTML included."""

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it.token import Token

from advisor.domain import BlockKind
from advisor.ingestion.parsing.outline import Piece
from advisor.ingestion.parsing.table_rows import Cell, Label, column_labels, distinct, pair, write_row

MAX_TABLE_TAGS = 20_000  # of one table in HTML; a longer one is read as lines
MAX_HEAD_ROWS = 3  # the row of names, and rows below it that complete them
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_TABLE_TAG = re.compile(r"<(?P<close>/?)table\b[^<>]*>", re.IGNORECASE)
_OPENS_LINE = re.compile(r"(?:^|\n)[ \t]{0,3}(?:<[^<>\n]{1,200}>[ \t]*){0,5}$")


def read_rows(tokens: Sequence[Token], text_of: Callable[[Token], str]) -> Iterator[Piece]:
    """One block per row of a table in Markdown.

    Each value is preceded by its column's name, the first cell by the first name. A row with one cell heads those
    below it.
    """
    table: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            table.append([])
        elif token.type == "inline":
            table[-1].append(text_of(token))
    heads = [table[0]]
    while len(heads) < MAX_HEAD_ROWS and len(heads) + 1 < len(table) and _completes_heads(table, len(heads)):
        heads.append(table[len(heads)])
    below = [[Cell(text.strip("()")) for text in row] for row in heads[1:]]
    labels, _ = column_labels([[Cell(text) for text in heads[0]], *below], len(table[0]))
    if len(heads) == len(table):
        yield Piece(BlockKind.ROW, pair(heads[0][0], "; ".join(text for text in heads[0][1:] if text)))
    elif not any(labels[1:]):
        labels = [()] * len(labels)
    yield from _body(table[len(heads) :], labels)


def _body(rows: Sequence[Sequence[str]], labels: Sequence[Label]) -> Iterator[Piece]:
    first = ""
    for row in rows:
        filled = [text for text in row if text]
        if len(filled) == 1 and row[0] and len(row) > 1:
            first = ""
            yield Piece(BlockKind.PARAGRAPH, row[0])
            continue
        # A row without a name goes on below the one before, as where cells are joined.
        goes_on = len(row) > 2 and not row[0] and row[1] and first and not any(map(str.isdigit, row[1]))
        cells = [Cell(first if goes_on and not at else text) for at, text in enumerate(row)]
        first = cells[0].text if cells else ""
        if distinct(cells):
            yield Piece(BlockKind.ROW, write_row(cells, labels))


def _completes_heads(table: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a row goes on with the names of the columns: units, periods.

    It has no name and no figure of its own, and the rows below it do.
    """
    row = table[at]
    if row[0] or not any(row) or any(char.isdigit() for text in row for char in text):
        return False
    return any(char.isdigit() for below in table[at + 1 :] for text in below[1:] for char in text)


def without_blank_lines(source: str) -> str:
    """The source with each HTML table in one piece.

    A blank line would end it, and what follows would be read as prose.
    """
    parts = []
    at = 0
    for start, end in _tables(source):
        opens = _OPENS_LINE.search(source[max(0, start - 1_200) : start])
        parts += [source[at:start], "" if opens else "\n\n", _BLANK_LINES.sub("\n", source[start:end])]
        at = end
    return "".join([*parts, source[at:]])


def split_tables(source: str) -> Iterator[tuple[str, bool]]:
    """The parts of an HTML block; True for tables."""
    at = 0
    for start, end in _tables(source):
        yield source[at:start], False
        yield source[start:end], True
        at = end
    yield source[at:], False


def read_html_table(source: str, *, name: str) -> Iterator[Piece] | None:
    """The rows of one table written in HTML, one by one.

    None if the table only arranges text, or has more tags than people write.
    """
    if source.count("<") > MAX_TABLE_TAGS:
        return None
    from advisor.ingestion.parsing.html.boilerplate import survey_page  # slow to import
    from advisor.ingestion.parsing.html.tables import is_layout, read_table
    from advisor.ingestion.parsing.html.tree import build_tree

    soup = build_tree(source, name=name)
    page = survey_page(soup)
    table = soup.find("table")
    if table is None or not page.includes(table) or is_layout(table, page):
        return None
    return read_table(table, page)


def _tables(source: str) -> Iterator[tuple[int, int]]:
    """The outermost HTML tables of a text that are closed."""
    depth, start = 0, 0
    for tag in _TABLE_TAG.finditer(source):
        if not tag["close"]:
            start = start if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, tag.end()
