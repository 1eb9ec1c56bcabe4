"""The database of conversations as its users see it: SQLite in the data directory, or the PostgreSQL of an address."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from advisor.conversations.queries import Change


class Database(Protocol):
    """Statements name their values as ``:name``; a row's are attributes. Each call raises StorageError."""

    async def open(self) -> None:
        """Make or upgrade the schema; done by the first call too."""

    async def read(self, query: str, **values: object) -> Sequence[Any]: ...

    async def write(self, *changes: Change) -> tuple[int, ...]:
        """All in one transaction; how many rows each concerned, as far as they were done."""

    async def forget(self) -> None:
        """After a deletion: see that the deleted words stand in no file any more."""

    async def aclose(self) -> None: ...


def build_database(data_dir: Path, url: str = "") -> Database:
    """``url`` empty: a SQLite file in ``data_dir``. Raises SettingsError for an address that cannot work."""
    if not url:
        from advisor.conversations.sqlite import SqliteFile

        return SqliteFile(data_dir)
    from advisor.conversations.postgres import PostgresServer

    return PostgresServer(url)
