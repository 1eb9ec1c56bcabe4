"""Tables as rows of cells, by aligned columns and ruling lines."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from advisor.domain import BlockKind
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.outline import Piece
from advisor.ingestion.parsing.pdf.page_text import PlacedWord, Rule, TextLine
from advisor.ingestion.parsing.table_rows import Cell, column_labels, distinct, looks_headed, write_row

CELL_GAP = 0.45  # of the size: between columns, in every row
SAME_ROW = 0.25
BESIDE = 0.85  # times the size: closer than lines of one column can be
MAX_STEP = 3.2  # times the size: from one row of a table to the next
ALIGNED, EXACT = 2.5, 0.7  # points
MAX_SHORT_WORDS = 10
MAX_SPLIT_STEP = 1.9  # times the size: from a row to one that is split like it
TIGHT = 0.85  # times the step between rows: lines of one cell
MAX_HEAD_ROWS = 3
MAX_SEEN_ROWS = 30  # above a row, by which it is judged
CLOSE = 1.15  # times the closest step: lines of one wrapped cell


@dataclass(frozen=True, slots=True)
class Table:
    """A table as rows of cells by column."""

    rows: tuple[tuple[Cell | None, ...], ...]
    page: int
    size: float


Row = list[TextLine]


def find_tables(lines: Sequence[TextLine], rules: Sequence[Rule]) -> list[TextLine | Table]:
    """The lines of a region, with the tables among them put together."""
    rows = _split_alike(_rows(lines))
    out: list[TextLine | Table] = []
    at = 0
    while at < len(rows):
        end = _table_end(rows, at)
        if end > at:
            out.append(_read_table(rows[at:end], rules))
            at = end
        else:
            out += _without_gaps(rows[at])
            at += 1
    return out


def _without_gaps(row: Row) -> Row:
    """A row of text as one line: its wide gaps come of its being justified, or set cells apart that have no table."""
    if len(row) < 2 or any(line.marker for line in row[1:]) or _n_cells(row) < len(row):
        return sorted(row, key=lambda line: (line.base, line.left))
    return [replace(row[0], words=tuple(word for line in row for word in line.words))]


def _rows(lines: Sequence[TextLine]) -> list[Row]:
    """Lines side by side: on one base line, or closer to one another than lines of a paragraph.

    The latter are cells whose words are set in the middle of a higher neighbour.
    """
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: line.base):
        last = rows[-1] if rows else []
        step = line.base - last[-1].base if last else 0.0
        if last and (step <= SAME_ROW * line.size or (step < BESIDE * line.size and _is_beside(last, line))):
            last.append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _is_beside(row: Row, line: TextLine) -> bool:
    """Whether a line stands beside those of a row that are not well above it."""
    near = [one for one in row if line.base - one.base < BESIDE * line.size]
    return all(one.x1 < line.left - 2 or line.x1 < one.left - 2 for one in near)


def _split_alike(rows: list[Row]) -> list[Row]:
    """Rows split where their neighbours' cells begin or end, though the gap there is narrow."""
    for order in (range(1, len(rows)), range(len(rows) - 2, -1, -1)):
        step = 1 if order.step > 0 else -1
        for at in order:
            beside, row = rows[at - step], rows[at]
            distance = abs(_first(row) - _first(beside))
            if (
                _n_cells(beside) < 2
                or _n_cells(row) >= _n_cells(beside)
                or distance > MAX_SPLIT_STEP * row[0].size + _last(beside) - _first(beside)
            ):
                continue
            rows[at] = [part for line in row for part in _split_line(line, beside)]
    return rows


def _split_line(line: TextLine, beside: Row) -> Iterator[TextLine]:
    starts, ends = sorted(cell.x0 for cell in beside[1:]), sorted(cell.x1 for cell in beside[1:])
    gaps = [after.x0 - word.x1 for word, after in pairwise(line.words)]
    wide = max(CELL_GAP * 0.9 * line.size, 1.6 * median(gaps or [0.0]))
    begun = 0
    for at, gap in enumerate(gaps, 1):
        nearest = _distance(starts, line.words[at].x0)
        last = next((n for n in range(at, len(gaps)) if gaps[n] >= wide), len(gaps)) if gap >= wide else at
        set_right = gap >= wide and _distance(ends, line.words[last].x1) < ALIGNED
        is_exact = nearest < EXACT and gap > 0.15 * line.size and len(line.words) <= MAX_SHORT_WORDS
        if is_exact or set_right or (gap >= wide and nearest < ALIGNED):
            yield replace(line, words=line.words[begun:at], marker="" if begun else line.marker)
            begun = at
    yield replace(line, words=line.words[begun:], marker="" if begun else line.marker)


def _n_cells(row: Row) -> int:
    """The number of columns that a row has words in."""
    n_cells, reached = 0, float("-inf")
    for line in row:
        n_cells += line.left > reached
        reached = max(reached, line.x1)
    return n_cells


def _first(row: Row) -> float:
    return min(line.base for line in row)


def _last(row: Row) -> float:
    return max(line.base for line in row)


def _table_end(rows: Sequence[Row], at: int) -> int:
    """The end of the table that begins at a row; the row itself if none does."""
    if _n_cells(rows[at]) < 2 and not (at + 1 < len(rows) and _opens(rows, at)):
        return at
    end = at + 1
    n_full = int(_n_cells(rows[at]) > 1)
    while end < len(rows):
        before, row = rows[end - 1], rows[end]
        step = _first(row) - _last(before)
        if step > MAX_STEP * max(row[0].size, before[0].size):
            break
        if _n_cells(row) == 1 and not _goes_on(rows, at, end):
            break
        n_full += _n_cells(row) > 1
        end += 1
    while (
        end > at
        and _n_cells(rows[end - 1]) == 1
        and _is_wide(rows[max(at, end - MAX_SEEN_ROWS) : end], rows[end - 1][0])
    ):
        end -= 1
    if n_full < 2:
        return at
    most = max(map(_n_cells, rows[at:end]))
    return end if len(_columns([row for row in rows[at:end] if _n_cells(row) == most])) > 1 else at


def _opens(rows: Sequence[Row], at: int) -> bool:
    """Whether a line alone belongs to the head of the table below it: close to it, and set in the same way."""
    for here in range(at, min(at + MAX_HEAD_ROWS, len(rows) - 1)):
        line, below = rows[here][0], rows[here + 1]
        alike = line.bold == below[0].bold and abs(line.size - below[0].size) <= 0.05 * line.size
        if line.marker or not alike or _first(below) - line.base > 1.3 * line.size:
            return False
        if _n_cells(below) > 1:
            return line.bold or line.x0 >= below[1].left - 3
    return False


def _goes_on(rows: Sequence[Row], at: int, here: int) -> bool:
    """Whether a line alone belongs to a cell, or heads the rows below it."""
    line = rows[here][0]
    at = max(at, here - MAX_SEEN_ROWS)
    if line.marker or _is_wide(rows[at:here], line):
        return False
    step = line.base - _last(rows[here - 1])
    starts = [cell.left for row in rows[at:here] for cell in row[1:]]
    if any(abs(line.left - start) < 4 for start in starts) or line.left > min(starts, default=line.left + 1) - 2:
        return step <= 1.7 * line.size
    followed = here + 1 < len(rows) and _n_cells(rows[here + 1]) > 1
    firsts = [row[0].left for row in (rows[at], rows[here + 1] if followed else rows[at])]
    is_first = any(abs(line.left - first) < 4 for first in firsts) and line.size <= 1.1 * rows[here - 1][0].size
    closer = min((_first(row) - _last(before) for before, row in pairwise(rows[at:here])), default=step)
    if is_first and step <= min(TIGHT * closer, 1.4 * line.size) and line.bold == rows[here - 1][0].bold:
        return True  # closer than rows are: its cell goes on
    after = _first(rows[here + 1]) - line.base if followed else 0.0
    if is_first and followed and closer and abs(step - after) < 0.3 * line.size and _n_cells(rows[here - 1]) > 1:
        return True  # a row of its own that names those below it
    return followed and is_first and step <= 1.7 * line.size


def _is_wide(rows: Sequence[Row], line: TextLine) -> bool:
    """Whether a line runs from the first column into others."""
    full = [row for row in rows if _n_cells(row) > 1]
    if not full:
        return False
    second = median(row[1].left for row in full)
    return line.left < min(row[0].x1 for row in full) and line.x1 > second + 4


def _read_table(rows: Sequence[Row], rules: Sequence[Rule]) -> Table:
    most = max(map(_n_cells, rows))
    columns = _columns([row for row in rows if _n_cells(row) == most])
    groups = _group(rows, rules, columns)
    read = [_cells([line for row in group for line in row], columns) for group in groups]
    return Table(tuple(map(tuple, read)), rows[0][0].page, rows[0][0].size)


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The columns, from what no cell of the fullest rows stands in."""
    spans = sorted((line.left, line.x1, line.size) for row in rows for line in row)
    columns: list[list[float]] = []
    for x0, x1, size in spans:
        if columns and x0 - columns[-1][1] < 0.1 * size:
            columns[-1][1] = max(columns[-1][1], x1)
        else:
            columns.append([x0, x1])
    return [(x0, x1) for x0, x1 in columns]


def _group(rows: Sequence[Row], rules: Sequence[Rule], columns: Sequence[tuple[float, float]]) -> list[list[Row]]:
    """Rows of the table, each of the lines of its wrapped cells."""
    width = len(columns)
    left, right = min(row[0].left for row in rows), max(row[-1].x1 for row in rows)
    across = sorted(r[1] for r in rules if r[2] - r[0] > r[3] - r[1] and r[0] < right and r[2] > left)
    steps = [_first(after) - _last(row) for row, after in pairwise(rows)]
    closest = min(steps, default=0.0)
    ruled = [_is_ruled(row, after, across) for row, after in pairwise(rows)]
    is_ruled = sum(ruled) >= 2
    loose = max(steps, default=0.0) > 1.2 * closest
    groups: list[list[Row]] = [[rows[0]]]
    for at, row in enumerate(rows[1:]):
        partial = _n_cells(row) < width or _n_cells(rows[at]) < width
        if is_ruled and across[0] <= _first(row) <= across[-1] + row[0].size:
            joins = not ruled[at]
        else:
            is_close = loose and steps[at] <= CLOSE * closest
            opens = abs(row[0].left - rows[0][0].left) < 4  # has a first cell
            joins = is_close and _wraps(rows[at], row, columns)
            if partial and (_n_cells(row) == 1 or loose or not opens):
                joins = joins or is_close or (_n_cells(row) < width and not opens and row[0].left > rows[0][0].left)
        if joins:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _wraps(row: Row, after: Row, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether every cell of the lower row goes on with the one above it."""
    above = {_column(line.words[-1], columns): line for line in row}
    for line in after:
        before = above.get(_column(line.words[0], columns))
        if before is None:
            return False
        edge = columns[_column(before.words[-1], columns)][1]
        is_full = before.x1 + 0.3 * line.size + line.words[0].x1 - line.words[0].x0 > edge
        if not (line_shapes.starts_lower(line.text) or is_full):
            return False
    return True


def _is_ruled(row: Row, after: Row, across: Sequence[float]) -> bool:
    at = bisect_left(across, _last(row) - 1)
    return at < len(across) and across[at] < _first(after) - 0.3 * after[0].size


def _cells(lines: Sequence[TextLine], columns: Sequence[tuple[float, float]]) -> list[Cell | None]:
    """The cells of one row by column; one that spans several stands in each."""
    held: dict[tuple[int, int], list[PlacedWord]] = {}
    for line in sorted(lines, key=lambda line: (round(line.base), line.left)):
        at = line.marker_x
        marker = [PlacedWord(line.marker, at, at, 0, 0, line.base, line.size)] if line.marker else []
        part: list[PlacedWord] = []
        for word in [*marker, *line.words]:
            crosses = part and _column(word, columns) != _column(part[-1], columns)
            if crosses and word.x0 - part[-1].x1 >= CELL_GAP * word.size:
                held.setdefault(_span(part, columns), []).extend(part)
                part = []
            part.append(word)
        held.setdefault(_span(part, columns), []).extend(part)
    out: list[Cell | None] = [None] * len(columns)
    for (first, last), words in sorted(held.items()):
        free = [at for at in range(first, last + 1) if out[at] is None]
        if not free:
            words_before = out[first]
            assert words_before is not None
            text = f"{words_before.text} {_text(words, columns[last][1])}"
            merged = Cell(text, words_before.is_header, words_before.n_columns)
            out = [merged if cell is words_before else cell for cell in out]
            continue
        cell = Cell(_text(words, columns[last][1]), all(word.bold for word in words), n_columns=len(free))
        for at in free:
            out[at] = cell
    return out


def _text(words: Sequence[PlacedWord], edge: float) -> str:
    """The words of a cell, whose lines are parts of one sentence or values of their own."""
    lines: list[list[PlacedWord]] = []
    for word in words:
        if lines and word.base <= lines[-1][-1].base + 1:
            lines[-1].append(word)
        else:
            lines.append([word])
    is_head = all(word.bold for word in words)
    text = said = ""
    for at, line in enumerate(lines):
        before, said = said, " ".join(word.text for word in line)
        if not text:
            text = said
        elif len(text) > 2 and text[-1] == "-" and text[-2].isalpha() and said[0].islower():
            text = text[:-1] + said
        else:
            needed = 0.3 * line[0].size + line[0].x1 - line[0].x0
            fits = not is_head and lines[at - 1][-1].x1 + needed < edge - 1
            values = line_shapes.is_value(before) and line_shapes.is_value(said)
            apart = (fits or values) and not said[0].islower() and text[-1] not in ",;:.?!-–"
            text += f"; {said}" if apart else f" {said}"
    return text


def _column(word: PlacedWord, columns: Sequence[tuple[float, float]]) -> int:
    """The column that a word stands in, or nearest to."""
    middle = (word.x0 + word.x1) / 2
    at = max(bisect_right(columns, middle, key=lambda column: column[0]) - 1, 0)
    if at + 1 < len(columns) and columns[at + 1][0] - middle < middle - columns[at][1]:
        return at + 1
    return at


def _distance(places: Sequence[float], x: float) -> float:
    """How far the nearest of some places is, which are in order."""
    at = bisect_left(places, x)
    return min((abs(place - x) for place in places[max(0, at - 1) : at + 1]), default=float("inf"))


def _span(part: Sequence[PlacedWord], columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    return _column(part[0], columns), max(_column(part[-1], columns), _column(part[0], columns))


def table_pieces(table: Table) -> Iterator[Piece]:
    """The rows of a table, each with the names of its columns."""
    body = [list(row) for row in table.rows]
    width = len(body[0]) if body else 0
    if figures := _figures(body):
        yield from figures
        return
    heads: list[list[Cell | None]] = []
    all_bold = all(cell.is_header for row in body for cell in distinct(row))
    while len(body) > 1 and not all_bold and len(heads) < 3 and _names_columns(body[0]):
        heads.append(body.pop(0))
    if not heads and looks_headed(body):
        heads = [body.pop(0)]
    labels, captions = column_labels(heads, width)
    yield from (Piece(BlockKind.PARAGRAPH, text) for text in captions)
    for row in body:
        if len(said := distinct(row)) == 1:
            yield Piece(BlockKind.PARAGRAPH, said[0].text)
        elif said:
            yield Piece(BlockKind.ROW, write_row(row, labels))


def _names_columns(row: Sequence[Cell | None]) -> bool:
    said = distinct(row)
    return len(said) > 1 and all(cell.is_header for cell in said)


def _figures(rows: Sequence[Sequence[Cell | None]]) -> list[Piece]:
    """Values side by side with their names below or above them, if a table is nothing else."""
    if len(rows) != 2 or any(cell is None for row in rows for cell in row):
        return []
    values, names = ([cell.text for cell in row if cell is not None] for row in rows)
    if not all(map(line_shapes.is_value, values)):
        values, names = names, values
    if not all(map(line_shapes.is_value, values)) or any(map(line_shapes.is_value, names)):
        return []
    return [Piece(BlockKind.FIGURE, f"{value}\n{name}") for value, name in zip(values, names, strict=True)]
