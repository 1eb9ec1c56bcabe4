"""SQLite under the data directory: guide texts, sections, chunks, vectors and builds. The truth.

A guide's row never changes once written, and a build names the rows it serves, so whoever reads a build reads
one whole state. Chroma is made from this and can be made again at any time.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from advisor.domain import Chunk, Guide, Span
from advisor.errors import StorageError
from advisor.index.library.builds import BuildRecord, Entry, forget_builds, load_build, save_build
from advisor.index.library.connection import MIGRATIONS, connect_to_read, connect_to_write, migrate, translated
from advisor.index.library.serialization import dump_guide, fingerprint, load_guide
from advisor.index.library.suggestions import Suggestions, load_suggestions, save_suggestions, untried
from advisor.index.library.vectors import (
    ChunkVectors,
    StoredVectors,
    StoredWords,
    Vectors,
    load_matrix,
    load_stacked,
    load_words,
    save_vectors,
)

__all__ = [
    "FILE_NAME",
    "BuildRecord",
    "ChunkVectors",
    "Entry",
    "Library",
    "StoredChunks",
    "StoredVectors",
    "StoredWords",
    "Suggestions",
    "Vectors",
]

FILE_NAME = "library.db"


@dataclass(frozen=True, slots=True)
class StoredChunks:
    """The chunks of a build with their keys, in the same order, guide by guide."""

    keys: tuple[int, ...]
    chunks: tuple[Chunk, ...]


class Library:
    """The database file. One connection a thread; writers hold the data directory's lock."""

    def __init__(
        self,
        path: Path,
        *,
        migrations: Sequence[str] = MIGRATIONS,
        connect: Callable[[Path], sqlite3.Connection] = connect_to_write,
    ) -> None:
        """Makes the file where there is none, and brings an older one up to date.

        Raises StorageError for a database that is damaged, newer than this program or somebody else's.
        """
        self.path = path
        self._connect = connect
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        try:
            with translated(path):
                migrate(self._db, path, migrations)
        except StorageError:
            self.close()
            raise

    @classmethod
    def open(cls, path: Path) -> "Library":
        """A library that has to be there already, for reading. Raises StorageError when it is not."""
        if not path.is_file():
            raise StorageError(f"{path} is gone, and the indexed guides with it; run `advisor ingest` again.")
        return cls(path, connect=connect_to_read)

    def close(self) -> None:
        """Let go of every thread's connection; a later call opens one anew."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Show this thread one state of the database throughout, whatever a writer does meanwhile."""
        with translated(self.path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.rollback()

    # --- builds ---

    def newest_build(self) -> str | None:
        """The build that was recorded last, switched to or not; its guides are whole either way."""
        with translated(self.path):
            row = self._db.execute("SELECT id FROM builds ORDER BY id DESC LIMIT 1").fetchone()
        return None if row is None else str(row[0])

    def build(self, build_id: str) -> BuildRecord | None:
        """What a build serves; None for one that was never recorded or is forgotten."""
        with translated(self.path):
            return load_build(self._db, build_id)

    def save_build(self, record: BuildRecord) -> None:
        with translated(self.path), self._db as db:
            save_build(db, record)

    def forget_builds(self, keep: Sequence[str]) -> None:
        """Drop all other builds, and the chunks and vectors that none of the kept ones serves; texts stay."""
        with translated(self.path), self._db as db:
            forget_builds(db, keep)

    # --- guides ---

    def retire_guide(self, key: int) -> None:
        """Let the same guide be saved again in a new row; builds that serve this row keep it."""
        with translated(self.path), self._db as db:
            db.execute("UPDATE guides SET fingerprint = fingerprint || '#' || key WHERE key = ?", (key,))

    def find_guide(self, guide: Guide, pipeline: str) -> int | None:
        """The key of this very guide, indexed by this very pipeline, if it is there with its chunks."""
        with translated(self.path):
            row = self._db.execute(
                "SELECT key FROM guides WHERE fingerprint = ? AND has_chunks", (fingerprint(guide, pipeline),)
            ).fetchone()
        return None if row is None else int(row[0])

    def save_guide(self, guide: Guide, pipeline: str, chunks: Sequence[Chunk], vectors: Sequence[ChunkVectors]) -> int:
        """Write a guide whole, in one transaction; returns its key. ``vectors`` is empty without an encoder."""
        sections = {section: n for n, section in enumerate(guide.sections)}
        mark = fingerprint(guide, pipeline)
        with translated(self.path), self._db as db:
            db.execute(
                "INSERT INTO guides (fingerprint, id, version, pipeline, text, record, has_chunks)"
                " VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT (fingerprint) DO UPDATE SET has_chunks = 1",
                (mark, guide.id, guide.version, pipeline, guide.text, dump_guide(guide)),
            )
            key = int(db.execute("SELECT key FROM guides WHERE fingerprint = ?", (mark,)).fetchone()[0])
            for n, chunk in enumerate(chunks):
                spans = json.dumps([[s.start, s.end] for s in chunk.sentences], separators=(",", ":"))
                chunk_key = db.execute(
                    "INSERT INTO chunks (guide_key, id, section, start, end, sentences) VALUES (?, ?, ?, ?, ?, ?)",
                    (key, chunk.id, sections[chunk.section], chunk.start, chunk.end, spans),
                ).lastrowid
                if vectors:
                    assert chunk_key is not None
                    save_vectors(db, chunk_key, vectors[n])
        return key

    def guides(self, keys: Sequence[int]) -> dict[int, Guide]:
        """By key; one that is not there is left out."""
        with translated(self.path):
            rows = self._db.execute(
                f"SELECT key, id, version, text, record FROM guides WHERE key IN ({','.join('?' * len(keys))})",
                tuple(keys),
            ).fetchall()
        return {row[0]: load_guide(row[1], row[2], row[3], row[4]) for row in rows}

    def guide_version(self, guide_id: str, version: str) -> Guide | None:
        """A guide as it was in one version; texts are kept after they serve no longer."""
        with translated(self.path):
            row = self._db.execute(
                "SELECT id, version, text, record FROM guides WHERE id = ? AND version = ? ORDER BY key DESC LIMIT 1",
                (guide_id, version),
            ).fetchone()
        return None if row is None else load_guide(row[0], row[1], row[2], row[3])

    # --- questions known to be answerable ---

    def suggestions(self, guide_key: int) -> Suggestions | None:
        """Those of a guide; None where none were tried."""
        with translated(self.path):
            return load_suggestions(self._db, guide_key)

    def save_suggestions(self, guide_key: int, made: Suggestions) -> None:
        with translated(self.path), self._db as db:
            save_suggestions(db, guide_key, made)

    def untried(self, guide_keys: Sequence[int]) -> list[int]:
        """Those guides, of some, for which no questions were tried yet."""
        with translated(self.path):
            return untried(self._db, guide_keys)

    # --- what guides say against themselves ---

    def save_disagreements(self, key: int, finder: str, record: str) -> None:
        """Keep what ``finder`` found in a guide, instead of what another one did."""
        with translated(self.path), self._db as db:
            db.execute("INSERT OR REPLACE INTO disagreements VALUES (?, ?, ?)", (key, finder, record))

    def disagreements(self, key: int, finder: str) -> str | None:
        """What ``finder`` found in a guide; None when it has not looked."""
        with translated(self.path):
            row = self._db.execute(
                "SELECT record FROM disagreements WHERE guide_key = ? AND finder = ?", (key, finder)
            ).fetchone()
        return None if row is None else str(row[0])

    # --- chunks and vectors ---

    def chunks(self, guides: Mapping[int, Guide]) -> StoredChunks:
        """Every chunk of the given guides, by key of guide and then in order of the text."""
        keys: list[int] = []
        chunks: list[Chunk] = []
        with translated(self.path):
            for guide_key, guide in sorted(guides.items()):
                rows = self._db.execute(
                    "SELECT key, id, section, start, end, sentences FROM chunks WHERE guide_key = ? ORDER BY key",
                    (guide_key,),
                ).fetchall()
                for key, chunk_id, section, start, end, sentences in rows:
                    spans = tuple(Span(a, b) for a, b in json.loads(sentences))
                    keys.append(key)
                    chunks.append(Chunk(chunk_id, guide, guide.sections[section], start, end, spans))
        return StoredChunks(tuple(keys), tuple(chunks))

    def vectors(self, keys: Sequence[int], dimensions: int) -> dict[int, ChunkVectors]:
        """The vectors of some chunks, by chunk key; a key without vectors is left out."""
        made = self.stacked_vectors(keys, dimensions)
        found = {}
        for n, (key, start, end) in enumerate(zip(made.keys, (0, *made.ends), made.ends, strict=False)):
            stored = self.words([key])
            words = tuple(np.split(stored.words, np.cumsum(stored.counts)[:-1])) if len(stored.counts) else ()
            found[key] = ChunkVectors(made.chunks[n], made.headings[n], made.sentences[start:end], words)
        return found

    def words(self, keys: Sequence[int]) -> StoredWords:
        """The word vectors of some chunks that are all there. Raises StorageError when one has none."""
        with translated(self.path):
            return load_words(self._db, self.path, keys)

    def stacked_vectors(self, keys: Sequence[int], dimensions: int) -> StoredVectors:
        """The vectors of some chunks, in no special order; a key without vectors is left out."""
        with translated(self.path):
            return load_stacked(self._db, keys, dimensions)

    def matrix(self, keys: Sequence[int], dimensions: int) -> Vectors:
        """The chunk vectors for ``keys`` in that order, shape (n, dimensions).

        Raises StorageError when one is missing.
        """
        with translated(self.path):
            return load_matrix(self._db, self.path, keys, dimensions)

    # --- the connection ---

    @property
    def _db(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect(self.path)
            self._local.connection = connection
            with self._lock:
                self._open.append(connection)
        return connection
