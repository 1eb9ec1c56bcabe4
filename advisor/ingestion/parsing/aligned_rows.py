"""Rows of pasted tables, cells apart by tabs, blanks or bars."""

import re
from collections.abc import Sequence
from itertools import groupby

from advisor.text.columns import split_columns

MAX_CELL_CHARS = 48  # of a cell set apart by blanks; longer ones are prose with wide spaces
_FIGURE = re.compile(r"\d")


def find_rows(lines: Sequence[tuple[str, bool]]) -> list[bool]:
    """Which lines are rows of a table.

    Each line comes with whether a blank line stands before it. Rows set apart by blanks or bars stand in runs of as
    many cells each, with figures below the first row; a tab makes any line a row.
    """
    rows = [split_columns(text) for text, _ in lines]
    found = ["\t" in text for text, _ in lines]
    runs = [0]
    for at in range(1, len(lines)):
        same = len(rows[at]) == len(rows[at - 1]) or (len(rows[at]) == len(rows[at - 1]) + 1 and _opens(lines, at - 1))
        runs.append(runs[-1] if same and len(rows[at]) > 1 and not lines[at][1] else at)
    for _, group in groupby(range(len(lines)), key=lambda at: runs[at]):
        run = list(group)
        if len(run) > 1 and _is_table([rows[at] for at in run]):
            for at in run:
                found[at] = True
    for at in range(1, len(lines)):  # a cell too wide for its column leaves a single blank before the next one
        if found[at - 1] and not lines[at][1] and len(rows[at - 1]) > len(rows[at]) > 1:
            found[at] = found[at] or bool(_FIGURE.search(rows[at][-1]))
    return found


def _opens(lines: Sequence[tuple[str, bool]], at: int) -> bool:
    """Whether a line can be the head of a table whose corner is empty."""
    return (at == 0 or lines[at][1]) and len(split_columns(lines[at][0])) > 1 and not _FIGURE.search(lines[at][0])


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    if any(len(cell) > MAX_CELL_CHARS for row in rows for cell in row):
        return False
    below = rows[1:] if len(rows) > 2 or not _FIGURE.search("".join(rows[0][1:])) else rows
    return all(_FIGURE.search("".join(row[1:])) for row in below if row is not rows[0])
