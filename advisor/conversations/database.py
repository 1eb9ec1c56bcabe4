"""The database of conversations: how it is reached, brought up to date, and its errors in plain words."""

import asyncio
import importlib
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import SettingsError, StorageError

# SQLAlchemy is loaded when a database is opened: a fifth of a second that the start of a server does without.
if TYPE_CHECKING:
    import sqlalchemy as sql
    from sqlalchemy.engine import URL
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

FILE_NAME = "conversations.db"
MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = ("0001", "0002")  # oldest first
TIMEOUT_S = 10
UPGRADE_LOCK = 5_206_611  # of PostgreSQL: two processes that start together upgrade one after the other
POSTGRES = ("postgres", "postgresql", "postgresql+asyncpg")
SQLITE_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",  # what a dead process wrote is there; the last second may go with the power
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted is overwritten
)


class Transaction:
    """Changes that are made together or not at all."""

    def __init__(self, db: "AsyncConnection") -> None:
        self._db = db

    async def change(self, statement: str, **values: Any) -> int:
        """How many rows that concerned."""
        return int((await self._db.execute(_text(statement), values)).rowcount)


class Database:
    """One engine. It belongs to the event loop that first uses it."""

    def __init__(self, data_dir: Path, url: str = "") -> None:
        """``url`` empty: a SQLite file in ``data_dir``. Raises SettingsError for an address that cannot work."""
        self._data_dir = data_dir
        self._url = database_url(url) if url else None
        self._engine: AsyncEngine | None = None
        self._opening = asyncio.Lock()
        self._is_open = False

    @property
    def name(self) -> str:
        """For messages: the file, or the address without its password."""
        return self._url.render_as_string() if self._url else str(self._data_dir / FILE_NAME)

    async def open(self) -> None:
        """Make or upgrade the schema. Raises StorageError."""
        async with self._opening:
            if self._is_open:
                return
            await asyncio.to_thread(importlib.import_module, "sqlalchemy.ext.asyncio")
            with self._translated():
                engine = self._engine = self._engine or self._make_engine()
                async with engine.begin() as db:
                    if await db.run_sync(lambda connection: self._revision(connection)) != REVISIONS[-1]:
                        await self._lock(db)
                        await asyncio.to_thread(importlib.import_module, "alembic.command")
                        await db.run_sync(self._upgrade)
            self._is_open = True

    async def read(self, query: str, **values: Any) -> "Sequence[sql.Row[Any]]":
        """Raises StorageError."""
        async with self._connected() as db:
            return (await db.execute(_text(query), values)).all()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """Raises StorageError."""
        async with self._connected() as db, db.begin():
            yield Transaction(db)

    async def forget(self) -> None:
        """After a deletion: empty SQLite's log, where the deleted words may stand still."""
        if self._engine is not None and self._engine.dialect.name == "sqlite":
            async with self._connected() as db:
                await db.exec_driver_sql(
                    "PRAGMA wal_checkpoint(TRUNCATE)"
                )  # what a reader holds back goes the next time

    async def aclose(self) -> None:
        if self._engine is not None:
            await self._engine.dispose()
        self._engine, self._is_open = None, False

    # --- inside ---

    @asynccontextmanager
    async def _connected(self) -> "AsyncIterator[AsyncConnection]":
        if not self._is_open:
            await self.open()
        assert self._engine is not None
        with self._translated():
            async with self._engine.connect() as db:
                yield db

    def _make_engine(self) -> "AsyncEngine":
        import sqlalchemy as sql
        from sqlalchemy.engine import URL
        from sqlalchemy.ext.asyncio import create_async_engine

        if self._url is not None:
            return create_async_engine(
                self._url,
                hide_parameters=True,  # they are what people asked
                pool_pre_ping=True,
                pool_timeout=TIMEOUT_S,
                connect_args={"timeout": TIMEOUT_S},
            )
        self._data_dir.mkdir(parents=True, exist_ok=True)
        url = URL.create("sqlite+aiosqlite", database=str(self._data_dir / FILE_NAME))
        engine = create_async_engine(
            url,
            hide_parameters=True,
            pool_size=4,
            max_overflow=0,
            pool_timeout=TIMEOUT_S,
            connect_args={"timeout": TIMEOUT_S},
        )
        sql.event.listen(engine.sync_engine, "connect", _set_pragmas)
        return engine

    async def _lock(self, db: "AsyncConnection") -> None:
        if db.dialect.name == "postgresql":
            await db.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
        else:
            await db.exec_driver_sql("BEGIN IMMEDIATE")

    def _revision(self, connection: "sql.Connection") -> str | None:
        """The schema's revision, None for an empty database. Raises StorageError for one that is not known."""
        import sqlalchemy as sql

        tables = sql.inspect(connection).get_table_names()
        if "alembic_version" not in tables:
            if "conversations" in tables:
                raise StorageError(f"{self.name} has other tables of these names; use a database of its own.")
            return None
        revision: str | None = connection.scalar(sql.text("SELECT version_num FROM alembic_version"))
        if revision is not None and revision not in REVISIONS:
            raise StorageError(
                f"{self.name} was written by a newer version of career-advisor (schema {revision}, this one knows"
                f" {REVISIONS[-1]}); upgrade the program or use another database."
            )
        return revision

    def _upgrade(self, connection: "sql.Connection") -> None:
        """Run the migrations not seen yet, all or nothing: the caller's transaction holds them."""
        from alembic import command
        from alembic.config import Config

        if self._revision(connection) == REVISIONS[-1]:
            return
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

        try:
            yield
        except ProgrammingError:
            raise  # a fault of ours
        except (SQLAlchemyError, OSError) as error:
            raise StorageError(self._sentence(error)) from error

    def _sentence(self, error: Exception) -> str:
        """What went wrong in one line, never with the values of a statement."""
        cause = getattr(error, "orig", None) or error
        reason = next(iter(str(cause).splitlines()), "") or type(cause).__name__
        if "full" in reason or "disk I/O" in reason:
            return f"The disk is full or failing: {self.name} could not be written."
        if "readonly" in reason or "unable to open" in reason or isinstance(cause, PermissionError):
            return f"{self.name} cannot be opened for writing."
        if "malformed" in reason or "not a database" in reason:
            return f"{self.name} is damaged; move it away, and a new one is begun."
        if self._url is not None:
            return f"The database {self.name} cannot be used just now ({type(cause).__name__})."
        return f"{self.name}: {reason[:200]}."


def database_url(url: str) -> "URL":
    """Raises SettingsError when it is no address of a database that is supported."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError("ADVISOR_DATABASE_URL: not an address like postgresql://user@host/name.") from error
    if parsed.drivername not in POSTGRES:
        raise SettingsError(
            f"ADVISOR_DATABASE_URL: {parsed.drivername} is not supported; use postgresql://…, or leave it unset for"
            " SQLite."
        )
    return parsed.set(drivername="postgresql+asyncpg")


@cache
def _text(statement: str) -> "sql.TextClause":
    import sqlalchemy as sql

    return sql.text(statement)


def _set_pragmas(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
