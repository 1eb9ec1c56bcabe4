"""Conversations in PostgreSQL, through SQLAlchemy and asyncpg."""

import asyncio
import importlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from advisor.conversations.queries import Change
from advisor.conversations.schema_upgrade import REVISIONS, revision_of, upgrade
from advisor.errors import SettingsError, StorageError

# SQLAlchemy is imported when the database is opened, which makes the server start 0.2 s faster.
if TYPE_CHECKING:
    import sqlalchemy as sql
    from sqlalchemy.engine import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")

TIMEOUT_S = 10
SCHEMES = ("postgres", "postgresql", "postgresql+asyncpg")


class PostgresServer:
    """A Database on PostgreSQL, one connection per call."""

    def __init__(self, url: str) -> None:
        """Parse the address. Raises SettingsError for an invalid one."""
        self._url = database_url(url)
        self._engine: AsyncEngine | None = None
        self._opening = asyncio.Lock()
        self._is_open = False

    @property
    def name(self) -> str:
        """The address without its password, for messages."""
        return self._url.render_as_string()

    @property
    def trouble(self) -> str:
        return ""

    @property
    def epoch(self) -> int:
        return 0

    async def open(self) -> None:
        async with self._opening:
            if self._is_open:
                return
            await asyncio.to_thread(importlib.import_module, "sqlalchemy.ext.asyncio")
            if await self._run(lambda db: revision_of(db, self.name)) != REVISIONS[-1]:
                await asyncio.to_thread(importlib.import_module, "alembic.command")
                await self._run(lambda db: upgrade(db, self.name))
            self._is_open = True

    async def read(self, query: str, **values: object) -> "Sequence[sql.Row[Any]]":
        if not self._is_open:
            await self.open()
        return await self._run(lambda db: db.execute(_text(query), values).all())

    async def write(self, *changes: Change) -> tuple[int, ...]:
        if not self._is_open:
            await self.open()

        def work(db: "sql.Connection") -> tuple[int, ...]:
            counts: list[int] = []
            with db.begin():
                for change in changes:
                    counts.append(db.execute(_text(change.statement), change.values).rowcount)
                    if change.is_needed and not counts[-1]:
                        break
            return tuple(counts)

        return await self._run(work)

    async def forget(self) -> None:
        """Nothing to do: PostgreSQL vacuums by itself."""

    async def aclose(self) -> None:
        if self._engine is not None:
            await self._engine.dispose()
        self._engine = None
        self._is_open = False

    async def _run(self, work: "Callable[[sql.Connection], T]") -> T:
        """Run work on a connection. Raises StorageError."""
        from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

        try:
            if self._engine is None:
                self._engine = _make_engine(self._url)
            async with self._engine.connect() as db:
                return await db.run_sync(work)
        except ProgrammingError:
            raise  # a bug of ours
        except (SQLAlchemyError, OSError) as error:
            cause = getattr(error, "orig", None) or error
            reason = next(iter(str(cause).splitlines()), "")
            if "full" in reason:
                raise StorageError(f"The disk is full or failing: {self.name} could not be written.") from error
            raise StorageError(f"The database {self.name} cannot be used just now ({type(cause).__name__}).") from error


def database_url(url: str) -> "URL":
    """The address for asyncpg.

    Raises SettingsError for an invalid address or unsupported database.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError("ADVISOR_DATABASE_URL: not an address like postgresql://user@host/name.") from error
    if parsed.drivername not in SCHEMES:
        raise SettingsError(
            f"ADVISOR_DATABASE_URL: {parsed.drivername} is not supported; use postgresql://…, or leave it unset for"
            " SQLite."
        )
    return parsed.set(drivername="postgresql+asyncpg")


def _make_engine(url: "URL") -> "AsyncEngine":
    from sqlalchemy.ext.asyncio import create_async_engine

    return create_async_engine(
        url,
        hide_parameters=True,  # they contain readers' questions
        pool_pre_ping=True,
        pool_timeout=TIMEOUT_S,
        connect_args={"timeout": TIMEOUT_S},
    )


@cache
def _text(statement: str) -> "sql.TextClause":
    import sqlalchemy as sql

    return sql.text(statement)
