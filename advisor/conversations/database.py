"""The database of conversations: how it is reached, brought up to date, and its errors in plain words."""

import asyncio
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from advisor.errors import SettingsError, StorageError

# SQLAlchemy is loaded when a database is opened: a fifth of a second that the start of a server does without.
if TYPE_CHECKING:
    import sqlalchemy as sql
    from sqlalchemy.engine import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")

FILE_NAME = "conversations.db"
MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = ("0001", "0002", "0003")  # oldest first
TIMEOUT_S = 10
N_THREADS = 2  # one for a long read, while the other writes
UPGRADE_LOCK = 5_206_611  # of PostgreSQL: two processes that start together upgrade one after the other
POSTGRES = ("postgres", "postgresql", "postgresql+asyncpg")
SQLITE_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",  # what a dead process wrote is there; the last second may go with the power
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted is overwritten
)


@dataclass(frozen=True, slots=True)
class Change:
    """One statement of a transaction. When it concerns no row and ``is_needed``, the rest is not done."""

    statement: str
    values: Mapping[str, object]
    is_needed: bool = False


class Database:
    """The same plain work over one connection, run in a thread for SQLite and by the event loop for PostgreSQL.

    A thread takes SQLite's calls together; awaiting each of them costs a question more than the work itself.
    """

    def __init__(self, data_dir: Path, url: str = "") -> None:
        """``url`` empty: a SQLite file in ``data_dir``. Raises SettingsError for an address that cannot work."""
        self._data_dir = data_dir
        self._url = database_url(url) if url else None
        self._file_engine: sql.Engine | None = None
        self._server_engine: AsyncEngine | None = None
        self._threads = ThreadPoolExecutor(N_THREADS, thread_name_prefix="conversations")
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
                if self._url is None:
                    self._file_engine = self._file_engine or self._make_file_engine(self._data_dir)
                else:
                    self._server_engine = self._server_engine or self._make_server_engine(self._url)
            if await self._run(self._revision) != REVISIONS[-1]:
                await asyncio.to_thread(importlib.import_module, "alembic.command")
                await self._run(self._upgrade)
            self._is_open = True

    async def read(self, query: str, **values: object) -> "Sequence[sql.Row[Any]]":
        """Raises StorageError."""
        if not self._is_open:
            await self.open()
        return await self._run(lambda db: db.execute(_text(query), values).all())

    async def write(self, *changes: Change) -> tuple[int, ...]:
        """All in one transaction; how many rows each concerned, as far as they were done. Raises StorageError."""
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
        """After a deletion: empty SQLite's log, where the deleted words may stand still."""
        if self._file_engine is not None:
            with suppress(StorageError):  # what a reader holds back goes the next time
                await self._run(lambda db: db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close())

    async def aclose(self) -> None:
        if self._file_engine is not None:
            await asyncio.get_running_loop().run_in_executor(self._threads, self._file_engine.dispose)
        if self._server_engine is not None:
            await self._server_engine.dispose()
        self._file_engine = self._server_engine = None
        self._is_open = False

    # --- inside ---

    async def _run(self, work: "Callable[[sql.Connection], T]") -> T:
        """Raises StorageError."""
        with self._translated():
            if self._server_engine is not None:
                async with self._server_engine.connect() as db:
                    return await db.run_sync(work)
            engine = self._file_engine
            assert engine is not None

            def connected() -> T:
                with engine.connect() as db:
                    return work(db)

            return await asyncio.get_running_loop().run_in_executor(self._threads, connected)

    @staticmethod
    def _make_file_engine(data_dir: Path) -> "sql.Engine":
        import sqlalchemy as sql

        data_dir.mkdir(parents=True, exist_ok=True)
        url = sql.URL.create("sqlite", database=str(data_dir / FILE_NAME))
        engine = sql.create_engine(
            url,
            hide_parameters=True,  # they are what people asked
            pool_size=N_THREADS,
            max_overflow=0,
            connect_args={"timeout": TIMEOUT_S},
        )
        sql.event.listen(engine, "connect", _set_pragmas)
        return engine

    @staticmethod
    def _make_server_engine(url: "URL") -> "AsyncEngine":
        from sqlalchemy.ext.asyncio import create_async_engine

        return create_async_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_timeout=TIMEOUT_S,
            connect_args={"timeout": TIMEOUT_S},
        )

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
        """Run the migrations not seen yet, all or nothing, one process after the other."""
        from alembic import command
        from alembic.config import Config

        connection.rollback()  # what was read before the lock does not count
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if self._revision(connection) == REVISIONS[-1]:
            connection.rollback()
            return
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()

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
