"""Tables of a guide: rows with their values by column."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from advisor.domain import Block, BlockKind, Guide, Section
from advisor.text.columns import split_columns

MAX_ROW_CHARS = 2_000
MAX_HEAD_ROWS = 3
MAX_NAME_WORDS, MAX_VALUE_WORDS = 9, 14  # of a row of one name and one value; more are prose
_NAMED = re.compile(r"([^:;\n]{1,120}):\s+(\S[^\n]*)")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?\d{2,4})?")
_MONEY = re.compile(r"[$£€¥₹]|\d,\d{3}")
_RAW = re.compile(r"\t|\s\|\s|\S {2,}\S")


@dataclass(frozen=True, slots=True)
class TableCell:
    """One value of a row, with what it is of.

    ``column`` is the name of its column, ``row`` that of its row with the words before it; ``notes`` are the row's
    other words. What is unnamed is empty.
    """

    value: str
    column: str
    row: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """The words telling the value from all others of its table."""
        return (self.column, *self.row, *self.notes)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table that starts at ``table``."""

    table: int
    corner: str
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class _RowLine:
    """A row as written: pairs of column and words."""

    block: Block
    parts: tuple[tuple[str, str], ...]
    is_raw: bool


def read_tables(guide: Guide, section: Section, is_topic: Callable[[str], bool]) -> dict[int, TableRow]:
    """The rows of a section's tables, by the start of their blocks.

    A row that reads as prose is left out. A column whose name ``is_topic`` says something of the row's name and does
    not belong to it.
    """
    found: dict[int, TableRow] = {}
    for run in _runs(guide, section.body):
        found.update(_read(run, is_topic))
    return found


def _runs(guide: Guide, body: Sequence[Block]) -> Iterator[list[_RowLine]]:
    """The lines of one table after the other; other columns begin another table."""
    run: list[_RowLine] = []
    for block in body:
        text = guide.text[block.start : block.end]
        line = _line(block, text) if block.kind is BlockKind.ROW and len(text) <= MAX_ROW_CHARS else None
        gap = guide.text[run[-1].block.end : block.start] if run else ""
        if run and (line is None or _differs(run[-1], line) or (gap.count("\n") > 1 and _opens_anew(run[-1], line))):
            yield run
            run = []
        if line is not None:
            run.append(line)
    if run:
        yield run


def _line(block: Block, text: str) -> _RowLine | None:
    if _RAW.search(text):
        return _RowLine(block, tuple(("", cell) for cell in split_columns(text)), is_raw=True)
    parts: list[tuple[str, str]] = []
    for part in text.split("; "):
        match = _NAMED.fullmatch(part)
        if match:
            parts.append((match[1], match[2]))
        elif not parts:
            parts.append(("", part))
        else:
            parts[-1] = parts[-1][0], f"{parts[-1][1]}; {part}"
    if len(parts) == 2 and not parts[0][0] and parts[1][0][0].islower():  # "Hospitals; state: $50,000" has one name
        parts = [(f"{parts[0][1]}; {parts[1][0]}", parts[1][1])]
    is_prose = len(parts) == 1 and (
        not parts[0][0] or len(parts[0][0].split()) > MAX_NAME_WORDS or len(parts[0][1].split()) > MAX_VALUE_WORDS
    )
    return None if is_prose else _RowLine(block, tuple(parts), is_raw=False)


def _differs(before: _RowLine, line: _RowLine) -> bool:
    if before.is_raw or line.is_raw:
        return before.is_raw != line.is_raw
    names, others = ({name for name, _ in one.parts if name} for one in (before, line))
    many = len(before.parts) > 1, len(line.parts) > 1
    return many[0] != many[1] or (all(many) and not names & others)


def _opens_anew(before: _RowLine, line: _RowLine) -> bool:
    """Whether a row after a blank line names the columns of another table."""
    figures = [any(_is_figure(words) for _, words in one.parts[1:]) for one in (before, line)]
    return line.is_raw and figures == [True, False]


def _read(run: Sequence[_RowLine], is_topic: Callable[[str], bool]) -> Iterator[tuple[int, TableRow]]:
    table = run[0].block.start
    if not run[0].is_raw and len(run[0].parts) > 1:
        rows = [(line.block, [name for name, _ in line.parts], [words for _, words in line.parts]) for line in run]
    else:
        rows = list(_columns_of_raw(run))
    n_leading = _n_leading([words for _, _, words in rows])
    for block, names, words in rows:
        own = [at == 0 or (at < n_leading and not is_topic(names[at].lower())) for at in range(len(words))]
        yield block.start, TableRow(table, names[0], tuple(_cells(names, words, own)))


def _columns_of_raw(run: Sequence[_RowLine]) -> Iterator[tuple[Block, list[str], list[str]]]:
    """The rows below the names of columns, which are given to each.

    The first rows name columns if only those below have figures. The names are given from the right, as the corner may
    be empty.
    """
    rows = [[name_or_words for part in line.parts for name_or_words in part if name_or_words] for line in run]
    if not run[0].is_raw:
        rows = [[words[0], *words[1].split("; ")] if len(words) > 1 else words for words in rows]
    width = max(len(row) for row in rows)
    n_heads = 0
    while n_heads < min(MAX_HEAD_ROWS, len(rows) - 1) and _names_columns(rows, n_heads):
        n_heads += 1
    if not any(_is_figure(cell) for row in rows[n_heads:] for cell in row[1:]):
        n_heads = 0
    names = [""] * width
    for head in rows[:n_heads]:
        for at, cell in enumerate(reversed(head)):
            names[width - 1 - at] = f"{names[width - 1 - at]} {cell}".strip()
    for line, row in zip(run[n_heads:], rows[n_heads:], strict=True):
        yield line.block, names[: len(row)] if n_heads else [""] * len(row), row


def _names_columns(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a row has words only, or figures above sums of money: ``10%``, ``3-5 years``."""
    if not any(_is_figure(cell) for cell in rows[at]):
        return True
    below = [cell for row in rows[at + 1 :] for cell in row[1:]]
    return not any(_MONEY.search(cell) for cell in rows[at]) and all(_MONEY.search(cell) for cell in below)


def _is_figure(words: str) -> bool:
    return bool(_DIGIT.search(words)) and not _YEAR.fullmatch(words.strip())


def _n_leading(rows: Sequence[Sequence[str]]) -> int:
    """The number of columns before the first with figures, at least one."""
    width = max((len(row) for row in rows), default=0)
    for at in range(1, width):
        cells = [row[at] for row in rows if at < len(row)]
        if sum(map(_is_figure, cells)) * 2 >= len(cells):
            return at
    return 1


def _cells(names: Sequence[str], words: Sequence[str], is_name: Sequence[bool]) -> Iterator[TableCell]:
    """The values of a row; words that ``is_name`` marks tell what the others are of."""
    if len(words) == 1:
        yield TableCell(words[0], "", (names[0],))
        return
    for at in range(1, len(words)):
        row = tuple(word for n, word in enumerate(words) if is_name[n] and n != at)
        notes = (word for n, word in enumerate(words) if not is_name[n] and n != at and not _is_figure(word))
        yield TableCell(words[at], names[at], row, tuple(notes))
