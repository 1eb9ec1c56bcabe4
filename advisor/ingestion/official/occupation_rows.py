"""Rows of many tables, put together by occupation, outside of memory."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from advisor.ingestion.official.tables import Row

OCCUPATION = "code"
_CELL_END = "\t"  # no cell of a tab-separated table holds one


class OccupationRows:
    """The rows of all tables in a temporary database.

    A table may be in any order; what is in memory is one occupation.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("")  # SQLite's private temporary file
        self._database.execute("CREATE TABLE rows (occupation TEXT, of TEXT, cells TEXT)")
        self._database.execute("PRAGMA synchronous = OFF")
        self._columns: dict[str, Sequence[str]] = {}
        self._is_indexed = False

    def close(self) -> None:
        self._database.close()

    def add(self, table: str, columns: Collection[str], rows: Iterable[Row]) -> None:
        """Keep rows of a table; each has a cell of each column."""
        order = self._columns.setdefault(table, sorted(set(columns) - {OCCUPATION}))
        self._database.executemany(
            "INSERT INTO rows VALUES (?, ?, ?)",
            ((row[OCCUPATION], table, _CELL_END.join(row.get(name, "") for name in order)) for row in rows),
        )

    def of(self, occupation: str) -> Mapping[str, Sequence[Row]]:
        """The rows of an occupation by table, each in its table's order."""
        if not self._is_indexed:
            self._database.execute("CREATE INDEX by_occupation ON rows (occupation)")
            self._is_indexed = True
        found: dict[str, list[Row]] = defaultdict(list)
        query = "SELECT of, cells FROM rows WHERE occupation = ? ORDER BY rowid"
        for table, cells in self._database.execute(query, (occupation,)):
            found[table].append(dict(zip(self._columns[table], cells.split(_CELL_END), strict=True)))
        return found
