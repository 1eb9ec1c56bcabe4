"""Conversations in an SQLite file of the data directory."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from advisor.conversations.queries import Change
from advisor.conversations.schema_upgrade import REVISION, REVISIONS, check_revision, upgrade
from advisor.errors import StorageError
from advisor.private_files import create_private, make_private_directory

T = TypeVar("T")

FILE_NAME = "conversations.db"
TIMEOUT_S = 10
N_THREADS = 2  # one for a long read, while the other writes
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",  # survives a killed process; a power cut may lose the last second
    "foreign_keys = ON",
    "secure_delete = ON",  # overwrites deleted data
)


class Row(sqlite3.Row):
    """A row with values as attributes, like SQLAlchemy's."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


class SqliteFile:
    """A Database on SQLite, running each call in a thread.

    SQLAlchemy is used for upgrades only: for each statement it took twice the time of SQLite itself.
    """

    def __init__(self, data_dir: Path, *, pragmas: Sequence[str] = PRAGMAS) -> None:
        self.path = data_dir / FILE_NAME
        self._pragmas = pragmas
        self._threads = ThreadPoolExecutor(N_THREADS, thread_name_prefix="conversations")
        self._idle: deque[sqlite3.Connection] = deque()
        self._opening = asyncio.Lock()
        self._is_open = False

    async def open(self) -> None:
        async with self._opening:
            if not self._is_open:
                await self._run(self._make_or_upgrade)
                self._is_open = True

    async def read(self, query: str, **values: object) -> Sequence[Any]:
        if not self._is_open:
            await self.open()
        return await self._run(lambda db: db.execute(query, values).fetchall())

    async def write(self, *changes: Change) -> tuple[int, ...]:
        if not self._is_open:
            await self.open()
        return await self._run(lambda db: _write(db, changes))

    async def forget(self) -> None:
        """Truncate the log, since it may still contain deleted words.

        A log held by a reader is truncated the next time.
        """
        try:
            await self._run(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").close())
        except StorageError:
            return

    async def aclose(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, self._close_all)
        self._is_open = False

    # --- internals, run in a thread ---

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run work on a connection in a thread. Raises StorageError."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run_connected, work)

    def _run_connected(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            db = self._idle_connection() or self._connect()
            try:
                done = work(db)
            except BaseException:
                db.close()  # rolls back
                raise
        except sqlite3.ProgrammingError:
            raise  # a bug of ours
        except (sqlite3.Error, OSError) as error:
            raise StorageError(self._sentence(error)) from error
        self._idle.append(db)
        return done

    def _idle_connection(self) -> sqlite3.Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _connect(self) -> sqlite3.Connection:
        if not self._is_open:
            make_private_directory(self.path.parent)
        create_private(self.path)  # SQLite gives its log the mode of the file
        db = sqlite3.connect(self.path, timeout=TIMEOUT_S, isolation_level=None, check_same_thread=False)
        db.row_factory = Row
        try:
            for pragma in self._pragmas:
                db.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            db.close()
            raise
        return db

    def _close_all(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _make_or_upgrade(self, db: sqlite3.Connection) -> None:
        """Create or upgrade the schema. Raises StorageError."""
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        if "alembic_version" in tables:
            held = db.execute(REVISION).fetchone()
            if check_revision(held and held[0], str(self.path)) == REVISIONS[-1]:
                return
        import sqlalchemy as sql

        engine = sql.create_engine(
            "sqlite://", creator=lambda: sqlite3.connect(self.path, timeout=TIMEOUT_S), poolclass=sql.NullPool
        )
        try:
            with engine.connect() as connection:
                upgrade(connection, str(self.path))
        except sql.exc.DBAPIError as error:
            if isinstance(error.orig, sqlite3.Error):
                raise error.orig from None
            raise

    def _sentence(self, error: Exception) -> str:
        """The error in one line, never with a statement's values."""
        reason = next(iter(str(error).splitlines()), "") or type(error).__name__
        if "full" in reason or "disk I/O" in reason:
            return f"The disk is full or failing: {self.path} could not be written."
        if "readonly" in reason or "unable to open" in reason or isinstance(error, PermissionError):
            return f"{self.path} cannot be opened for writing."
        if "malformed" in reason or "not a database" in reason:
            return f"{self.path} is damaged; move it away, and a new one is begun."
        return f"{self.path}: {reason[:200]}."


def _write(db: sqlite3.Connection, changes: Sequence[Change]) -> tuple[int, ...]:
    if len(changes) == 1:
        return (db.execute(changes[0].statement, changes[0].values).rowcount,)
    counts: list[int] = []
    db.execute("BEGIN IMMEDIATE")
    for change in changes:
        counts.append(db.execute(change.statement, change.values).rowcount)
        if change.is_needed and not counts[-1]:
            break
    db.execute("COMMIT")
    return tuple(counts)
