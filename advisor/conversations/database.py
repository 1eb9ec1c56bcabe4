"""The database interface of conversations: SQLite or PostgreSQL."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from advisor.conversations.queries import Change


class Database(Protocol):
    """A database for conversations.

    Statements name their values as ``:name``; a row's values are attributes. Each call raises StorageError.
    """

    @property
    def trouble(self) -> str:
        """The database's trouble in one sentence for operators, or empty."""

    @property
    def epoch(self) -> int:
        """A number that changes when another database takes its place."""

    async def open(self) -> None:
        """Create or upgrade the schema; the first call does so too."""

    async def read(self, query: str, **values: object) -> Sequence[Any]: ...

    async def write(self, *changes: Change) -> tuple[int, ...]:
        """Run the changes in one transaction.

        Returns the number of affected rows for each change made.
        """

    async def forget(self) -> None:
        """Purge deleted words from all files."""

    async def aclose(self) -> None: ...


def build_database(data_dir: Path, url: str = "") -> Database:
    """The database of an address; an empty ``url`` means SQLite in ``data_dir``.

    Raises SettingsError for an invalid address.
    """
    if not url:
        from advisor.conversations.sqlite import SqliteFile

        return SqliteFile(data_dir)
    from advisor.conversations.postgres import PostgresServer

    return PostgresServer(url)
