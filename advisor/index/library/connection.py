"""The database file: schema, migrations, connections, errors in plain words."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from advisor.errors import StatementError, StorageError
from advisor.private_files import create_private

TIMEOUT_S = 10
HEADER = b"SQLite format 3\0"
DAMAGED = "answers may fail from now on. Stop the server, move the data directory away and run `advisor ingest`."
TABLES = frozenset({"guides", "chunks", "vectors", "builds", "build_guides"})  # present in every version

# One entry per schema version; a database of an older version runs the missing ones.
MIGRATIONS = (
    """
    CREATE TABLE guides (
        key INTEGER PRIMARY KEY,
        fingerprint TEXT NOT NULL UNIQUE,
        id TEXT NOT NULL,
        version TEXT NOT NULL,
        pipeline TEXT NOT NULL,
        text TEXT NOT NULL,
        record TEXT NOT NULL,
        has_chunks INTEGER NOT NULL
    );
    CREATE INDEX guides_by_id ON guides (id, version);
    CREATE TABLE chunks (
        key INTEGER PRIMARY KEY,
        guide_key INTEGER NOT NULL REFERENCES guides (key),
        id TEXT NOT NULL,
        section INTEGER NOT NULL,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        sentences TEXT NOT NULL
    );
    CREATE INDEX chunks_by_guide ON chunks (guide_key);
    CREATE TABLE vectors (
        chunk_key INTEGER PRIMARY KEY REFERENCES chunks (key),
        chunk BLOB NOT NULL,
        heading BLOB NOT NULL,
        sentences BLOB NOT NULL
    );
    CREATE TABLE builds (
        id TEXT PRIMARY KEY,
        pipeline TEXT NOT NULL,
        dimensions INTEGER NOT NULL,
        created_at TEXT NOT NULL DEFAULT (datetime('now'))
    );
    CREATE TABLE build_guides (
        build_id TEXT NOT NULL REFERENCES builds (id),
        guide_key INTEGER NOT NULL REFERENCES guides (key),
        origin TEXT NOT NULL,
        source TEXT NOT NULL,
        source_hash TEXT NOT NULL,
        PRIMARY KEY (build_id, guide_key)
    );
    """,
    """
    CREATE TABLE words (
        chunk_key INTEGER PRIMARY KEY REFERENCES chunks (key),
        counts BLOB NOT NULL,
        vectors BLOB NOT NULL
    );
    """,
    """
    CREATE TABLE suggestions (
        guide_key INTEGER PRIMARY KEY REFERENCES guides (key),
        record TEXT NOT NULL,
        vectors BLOB NOT NULL
    );
    """,
    """
    CREATE TABLE disagreements (
        guide_key INTEGER PRIMARY KEY REFERENCES guides (key),
        finder TEXT NOT NULL,
        record TEXT NOT NULL
    );
    """,
    """
    CREATE TABLE titles (
        guide_key INTEGER PRIMARY KEY REFERENCES guides (key),
        vectors BLOB NOT NULL
    );
    """,
    """
    CREATE TABLE facts (
        guide_key INTEGER PRIMARY KEY REFERENCES guides (key),
        reader TEXT NOT NULL,
        record TEXT NOT NULL
    );
    """,
)


def migrate(db: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    """Run the missing migrations, all or nothing.

    Raises StorageError for a database that is newer or not ours.
    """
    if check_version(db, path, migrations) == len(migrations):
        return
    db.execute("PRAGMA journal_mode = WAL")  # stays with the file
    db.isolation_level = None
    db.execute("BEGIN IMMEDIATE")  # then check again: another process may have been faster
    try:
        for number in range(check_version(db, path, migrations), len(migrations)):
            for statement in migrations[number].split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number + 1}")
        db.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise
    db.isolation_level = "DEFERRED"


def check_version(db: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> int:
    """The schema's version.

    Raises StorageError when this program cannot use it.
    """
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > len(migrations):
        raise StorageError(
            f"{path} was written by a newer version of career-advisor (schema {version}, this one knows"
            f" {len(migrations)}); upgrade the program or use another ADVISOR_DATA_DIR."
        )
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if (version and not tables >= TABLES) or (not version and tables):
        raise StorageError(f"{path} is not a library of career-advisor; move it away and ingest again.")
    return version


def connect_to_write(path: Path) -> sqlite3.Connection:
    """A connection to an existing or new file, checked by a query.

    Raises sqlite3.DatabaseError.
    """
    create_private(path)  # SQLite gives its log the mode of the file
    return _checked(sqlite3.connect(path, timeout=TIMEOUT_S, check_same_thread=False))


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection to an existing file, for reading.

    It also works for a read-only file and on a full disk. Raises sqlite3.DatabaseError.
    """
    try:
        address = f"{path.absolute().as_uri()}?mode=rw"  # what is gone is not made anew
        return _checked(sqlite3.connect(address, uri=True, timeout=TIMEOUT_S, check_same_thread=False))
    except sqlite3.OperationalError:
        wal = path.with_name(f"{path.name}-wal")
        # SQLite would try to create a log. Without one the file is complete and can be read as immutable.
        mode = "mode=ro" if wal.exists() and wal.stat().st_size else "immutable=1"
        address = f"{path.absolute().as_uri()}?{mode}"
        return _checked(sqlite3.connect(address, uri=True, timeout=TIMEOUT_S, check_same_thread=False))


def file_identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a file; None without one."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def file_trouble(path: Path, opened: tuple[int, int] | None) -> str:
    """Why a file is not the library that was opened, or empty."""
    found = file_identity(path)
    if found is None:
        return f"{path} is gone; answers come from memory, and the next start finds no guides. Put it back."
    if found != opened:
        return f"{path} was replaced while it was open; restart to read the new one."
    try:
        head = _head(path, found)
    except OSError as error:
        return f"{path} cannot be read any more ({error.strerror})."
    return "" if head == HEADER else f"{path} is damaged; {DAMAGED}"


def _head(path: Path, identity: tuple[int, int]) -> bytes:
    """The first bytes of a file, by a descriptor that stays open.

    Closing one would drop this process's locks on the file, and SQLite would read it while another process writes.
    """
    if identity not in _HEADS:
        _HEADS[identity] = os.open(path, os.O_RDONLY)
    return os.pread(_HEADS[identity], len(HEADER), 0)


_HEADS: dict[tuple[int, int], int] = {}


def file_damage(path: Path) -> str:
    """SQLite's complaint after reading a whole file, or empty."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=TIMEOUT_S)) as db:
            verdict = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        return ""  # locked just now, or its log cannot be opened from a read-only place
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    return "" if verdict == "ok" else f"{path} is damaged ({verdict.splitlines()[0][:100]}); {DAMAGED}"


def _checked(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        # The pointer to a build is synced to disk, so the build's rows must be on disk before it.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA user_version")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into a StorageError naming the file."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        reason = str(error)
        if "full" in reason or "disk I/O" in reason:
            raise StorageError(f"The disk is full or failing: {path} could not be written ({reason}).") from error
        if "readonly" in reason or "unable to open" in reason:
            raise StorageError(f"{path} cannot be opened for writing ({reason}).") from error
        if "malformed" in reason or "not a database" in reason:
            raise StorageError(f"{path} is damaged ({reason}); move it away and run `advisor ingest` again.") from error
        if isinstance(error, sqlite3.DataError | sqlite3.IntegrityError) or reason.startswith("too many"):
            raise StatementError(f"{path}: {reason}.") from error
        raise StorageError(f"{path}: {reason}.") from error
