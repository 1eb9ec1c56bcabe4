"""Tab-separated tables of official data, row by row, by their columns' names."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from advisor.errors import GuideError
from advisor.text.invisible import tidy_line

MAX_LINE_BYTES = 1_000_000
MAX_SHOWN_CHARS = 80

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableForm:
    """The columns that are read of a table.

    ``namings`` are the names that releases give its file, or the files it is divided into. ``needed`` and ``optional``
    say under which names a column goes; ``ignored`` are columns that are known and not read.
    """

    key: str
    namings: tuple[tuple[str, ...], ...]
    needed: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table whose first line was read.

    ``unread`` are columns with unknown names; ``at`` gives the place of each column that is read.
    """

    path: Path
    at: Mapping[str, int]
    n_columns: int
    unread: tuple[str, ...]
    file: BinaryIO

    def rows(self) -> Iterator[Row]:
        """Each row below the first line, "n/a" being empty.

        Raises GuideError naming the line that is no such row.
        """
        for number, line in enumerate(_lines(self.file, self.path, first=2), 2):
            if not line.strip():
                continue
            cells = line.split("\t")
            if len(cells) != self.n_columns:
                raise GuideError(
                    f"{self.path}, line {number}: {len(cells)} of {self.n_columns} columns; the table is cut short or"
                    " damaged, so fetch the file again."
                )
            yield {key: _cell(cells[at]) for key, at in self.at.items()}


@contextmanager
def open_table(path: Path, form: TableForm) -> Iterator[OpenTable]:
    """Open a table and find its columns.

    Raises GuideError when it cannot be read or lacks a column.
    """
    try:
        with path.open("rb") as file:
            head = next(_lines(file, path, first=1), "")
            names = [name.strip() for name in head.removeprefix("\ufeff").split("\t")]
            yield OpenTable(path, _places(names, form, path), len(names), _unread(names, form), file)
    except OSError as error:
        raise GuideError(f"{path} cannot be read ({error.strerror or error}).") from error


def _places(names: Sequence[str], form: TableForm, path: Path) -> dict[str, int]:
    at = {}
    for key, known in (*form.needed.items(), *form.optional.items()):
        found = next((names.index(name) for name in known if name in names), None)
        if found is not None:
            at[key] = found
        elif key in form.needed:
            shown = tidy_line(", ".join(filter(None, names)), MAX_SHOWN_CHARS) or "nothing"
            wanted = " or ".join(f"“{name}”" for name in known)
            raise GuideError(f"{path}, line 1: the column {wanted} is missing; the columns are: {shown}.")
    return at


def _unread(names: Sequence[str], form: TableForm) -> tuple[str, ...]:
    known = {name for group in (form.needed, form.optional) for many in group.values() for name in many}
    return tuple(tidy_line(name, MAX_SHOWN_CHARS) for name in names if name and name not in known | form.ignored)


def _lines(file: BinaryIO, path: Path, *, first: int) -> Iterator[str]:
    number = first
    while data := file.readline(MAX_LINE_BYTES + 1):
        if len(data) > MAX_LINE_BYTES:
            raise GuideError(f"{path}, line {number}: this line is longer than a row of such a table.")
        try:
            yield data.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise GuideError(
                f"{path}, line {number}: the text is not UTF-8 (see byte {error.start} of the line); save the file as"
                " UTF-8."
            ) from error
        number += 1


def _cell(text: str) -> str:
    stripped = " ".join(text.split())
    return "" if stripped.lower() == "n/a" else stripped
