"""SQLite file of records under hashed names, bounded in number and age."""

import hashlib
import json
import logging
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from advisor.errors import StorageError
from advisor.private_files import create_private, make_private_directory

log = logging.getLogger(__name__)

FILE_NAME = "answers.db"
LIMIT_RECORDS = 10_000
MAX_RECORD_CHARS = 200_000
BUSY_S = 0.5  # a miss costs less than a long wait
TOUCH_AFTER_S = 60.0  # uses closer together than this are not told apart
SCHEMA = 1
DAY_S = 86_400.0
TABLE = """
    CREATE TABLE records (
        name TEXT PRIMARY KEY,
        build TEXT NOT NULL,
        record TEXT NOT NULL,
        checksum TEXT NOT NULL,
        made_at REAL NOT NULL,
        used_at REAL NOT NULL
    ) WITHOUT ROWID
"""
INDEX = "CREATE INDEX records_by_use ON records (used_at)"
FIND = "SELECT record, checksum, used_at FROM records WHERE name = ? AND made_at BETWEEN ? AND ?"
PUT = "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?)"
TOUCH = "UPDATE records SET used_at = ? WHERE name = ?"
DROP = "DELETE FROM records WHERE name = ?"
DROP_OUTDATED = "DELETE FROM records WHERE made_at NOT BETWEEN ? AND ?"
DROP_BUILDS = "DELETE FROM records WHERE build NOT IN (SELECT value FROM json_each(?))"
DROP_LEAST_USED = """
    DELETE FROM records WHERE name IN (SELECT name FROM records ORDER BY used_at DESC, name LIMIT -1 OFFSET ?)
"""


class AnswerFile:
    """Records of one file, shared by processes; each call opens it anew.

    What cannot be read is not there, and what cannot be written is not kept: the log says so once, and nothing is
    raised.
    """

    def __init__(
        self,
        path: Path,
        *,
        keep_days: float,
        limit_records: int = LIMIT_RECORDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Keep records at ``path`` for ``keep_days`` from when they were made."""
        self._path = path
        self._keep_s = keep_days * DAY_S
        self._limit_records = limit_records
        self._clock = clock
        self._trouble = ""

    def get(self, name: str) -> str | None:
        """The record of a name, which is then used; None without."""
        if not self._path.exists():
            return None
        now = self._clock()
        found = None
        with self._told(), self._connected() as db:
            row = db.execute(FIND, (name, *self._alive(now))).fetchone()
            if row is None:
                return None
            record, checksum, used_at = row
            if checksum != _checksum(name, record):
                db.execute(DROP, (name,))
                return None
            found = str(record)  # found it is, even if its use cannot be noted
            if abs(now - used_at) > TOUCH_AFTER_S:
                db.execute(TOUCH, (now, name))
        return found

    def put(self, name: str, build: str, record: str) -> None:
        """Keep a record, and delete what is old or little used."""
        if len(record) > MAX_RECORD_CHARS:
            return
        now = self._clock()
        with self._told(), self._connected() as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute(PUT, (name, build, record, _checksum(name, record), now, now))
            db.execute(DROP_OUTDATED, self._alive(now))
            db.execute(DROP_LEAST_USED, (self._limit_records,))
            db.execute("COMMIT")
            self._trouble = ""

    def drop(self, name: str) -> None:
        """Delete a record."""
        with self._told(), self._connected() as db:
            db.execute(DROP, (name,))

    def purge(self, builds: Collection[str]) -> None:
        """Delete records too old or of other builds."""
        if not self._path.exists():
            return
        with self._told(), self._connected() as db:
            db.execute(DROP_OUTDATED, self._alive(self._clock()))
            db.execute(DROP_BUILDS, (json.dumps(sorted(builds)),))

    def _alive(self, now: float) -> tuple[float, float]:
        """When what still counts was made; none of it to-morrow, as a clock set back would have it."""
        return now - self._keep_s, now + DAY_S

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        if not self._path.parent.exists():
            make_private_directory(self._path.parent)
        create_private(self._path)  # SQLite gives its journal the mode of the file
        with closing(sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None)) as db:
            db.execute("PRAGMA secure_delete = ON")  # overwrites deleted answers
            db.execute("PRAGMA synchronous = NORMAL")
            if db.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:
                _make(db)
            yield db

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Log a failure once; one that goes on is not logged again."""
        try:
            yield
        except (sqlite3.Error, OSError, StorageError) as error:
            reason = next(iter(str(error).splitlines()), "") or type(error).__name__
            if self._trouble != reason:
                self._trouble = reason
                log.warning(
                    "Answers cannot be kept in %s (%s), so a chat model is asked each time; a damaged file may be"
                    " deleted while the server runs.",
                    self._path,
                    reason[:200],
                )


def _make(db: sqlite3.Connection) -> None:
    """Make the table, in place of another version's."""
    db.execute("BEGIN IMMEDIATE")
    if db.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:  # another process may have been faster
        db.execute("DROP TABLE IF EXISTS records")
        db.execute(TABLE)
        db.execute(INDEX)
        db.execute(f"PRAGMA user_version = {SCHEMA}")
    db.execute("COMMIT")


def _checksum(name: str, record: str) -> str:
    return hashlib.sha256(f"{name}\0{record}".encode("utf-8", "surrogatepass")).hexdigest()
