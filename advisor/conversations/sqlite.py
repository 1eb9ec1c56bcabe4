"""Conversations in an SQLite file of the data directory."""

import asyncio
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock

from advisor.conversations.queries import ALL_KEYS, MAKE_KEY, Change
from advisor.conversations.schema_upgrade import REVISION, REVISIONS, check_revision, upgrade
from advisor.errors import StorageError
from advisor.private_files import FILE_MODE, create_private, make_private_directory

log = logging.getLogger(__name__)

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
        self._turn = threading.Condition()
        self._n_busy = 0
        self._opened: tuple[int, int] | None = None  # device and inode of the file that is written to
        self._trouble = ""
        self._epoch = 0
        self._keys: list[dict[str, str]] = []  # of a file that is gone, until a new one has them

    @property
    def trouble(self) -> str:
        return self._trouble

    @property
    def epoch(self) -> int:
        return self._epoch

    async def open(self) -> None:
        async with self._opening:
            if not self._is_open:
                await self._run(self._make_or_upgrade)
                self._is_open = True
                self._opened = self._identity()

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
        self._opened = None

    # --- internals, run in a thread ---

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run work on a connection in a thread. Raises StorageError."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run_connected, work)

    def _run_connected(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            with self._taking_part():
                opened = self._opened
                db = self._idle_connection() or self._connect()
                try:
                    done = work(db)
                except BaseException:
                    db.close()  # rolls back
                    raise
                if opened is not None and opened != self._opened:
                    db.close()  # the file was replaced while a long reading went on
                    return done
                self._idle.append(db)
                return done
        except sqlite3.ProgrammingError:
            raise  # a bug of ours
        except (sqlite3.Error, OSError) as error:
            raise StorageError(self._sentence(error)) from error

    @contextmanager
    def _taking_part(self) -> Iterator[None]:
        """Use the file that is at the path now: a file that was moved away or deleted is never written on."""
        with self._turn:
            if self._is_gone():
                self._turn.wait_for(lambda: not self._n_busy, TIMEOUT_S)
            if self._is_gone():
                self._begin_anew()
            self._n_busy += 1
        try:
            yield
        finally:
            with self._turn:
                self._n_busy -= 1
                self._turn.notify_all()

    def _is_gone(self) -> bool:
        return self._opened is not None and self._identity() != self._opened

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _begin_anew(self) -> None:
        """Leave the old file whole, and open or make the one that belongs at the path.

        Several processes may notice at once; a lock lets the first make the file. The keys that it lacks are taken
        over, so that what was signed with them stays good.
        """
        self._keys = self._held_keys() or self._keys
        for db in self._idle:
            with suppress(sqlite3.Error):
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        self._close_all()
        make_private_directory(self.path.parent)
        with FileLock(self.path.with_suffix(".lock"), timeout=TIMEOUT_S, mode=FILE_MODE):
            is_new = not self.path.exists()
            if is_new:
                for suffix in ("-wal", "-shm"):  # of the file that was here
                    self.path.with_name(f"{self.path.name}{suffix}").unlink(missing_ok=True)
            db = self._connect()
            try:
                self._make_or_upgrade(db)
                db.executemany(MAKE_KEY, self._keys)
            except BaseException:
                db.close()
                raise
        self._keys = []
        self._idle.append(db)
        self._opened = self._identity()
        self._epoch += 1
        self._trouble = (
            f"{self.path} was moved away or deleted while the server ran; "
            + ("a new one was begun" if is_new else "another one is at its place")
            + ", and conversations kept before are not in it."
        )
        log.error("%s", self._trouble)

    def _held_keys(self) -> list[dict[str, str]]:
        """The keys in the file that was here, as far as it can still be read."""
        for db in self._idle:
            with suppress(sqlite3.Error):
                return [dict(row) for row in db.execute(ALL_KEYS)]
        return []

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
