"""SQLite store of guides, sections, chunks, vectors and builds: the truth.

A guide's row never changes once written, and a build names the rows it serves, so reading a build reads one
consistent state. The Chroma builds are derived from it and can be rebuilt at any time.
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
from advisor.index.library.builds import (
    BuildRecord,
    Entry,
    forget_builds,
    forget_versions,
    idle_versions,
    load_build,
    save_build,
)
from advisor.index.library.connection import (
    MIGRATIONS,
    connect_to_read,
    connect_to_write,
    file_damage,
    file_identity,
    file_trouble,
    migrate,
    translate_errors,
)
from advisor.index.library.key_lists import LISTED, list_keys
from advisor.index.library.serialization import dump_guide, fingerprint, load_guide
from advisor.index.library.suggestions import Suggestions, load_suggestions, save_suggestions, untried
from advisor.index.library.vectors import (
    ChunkVectors,
    StoredVectors,
    StoredWords,
    Vectors,
    load_matrix,
    load_stacked,
    load_titles,
    load_words,
    save_titles,
    save_vectors,
    untitled,
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
    """The chunks of a build and their keys, guide by guide."""

    keys: tuple[int, ...]
    chunks: tuple[Chunk, ...]


class Library:
    """The database file, with one connection per thread.

    Writers hold the data directory's lock.
    """

    def __init__(
        self,
        path: Path,
        *,
        migrations: Sequence[str] = MIGRATIONS,
        connect: Callable[[Path], sqlite3.Connection] = connect_to_write,
    ) -> None:
        """Create the file if there is none, or migrate an older one.

        Raises StorageError for a database that is damaged, newer than this program or not ours.
        """
        self.path = path
        self._connect = connect
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._opened: tuple[int, int] | None = None
        try:
            with translate_errors(path):
                migrate(self._db, path, migrations)
        except StorageError:
            self.close()
            raise
        self._opened = file_identity(path)

    def trouble(self) -> str:
        """The trouble of the opened file in one sentence, or empty.

        Costs next to nothing.
        """
        return file_trouble(self.path, self._opened)

    def damage(self) -> str:
        """The same after reading the whole file."""
        return self.trouble() or file_damage(self.path)

    @classmethod
    def open(cls, path: Path) -> "Library":
        """Open an existing library for reading.

        Raises StorageError when it does not exist.
        """
        if not path.is_file():
            raise StorageError(f"{path} is gone, and the indexed guides with it; run `advisor ingest` again.")
        return cls(path, connect=connect_to_read)

    def close(self) -> None:
        """Close every thread's connection; a later call opens a new one."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold one consistent state of the database for this thread."""
        with translate_errors(self.path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.rollback()

    # --- builds ---

    def newest_build(self) -> str | None:
        """The build recorded last, whether or not it was switched to.

        Its guides are complete either way.
        """
        with translate_errors(self.path):
            row = self._db.execute("SELECT id FROM builds ORDER BY id DESC LIMIT 1").fetchone()
        return None if row is None else str(row[0])

    def build(self, build_id: str) -> BuildRecord | None:
        """The record of a build; None if unknown or forgotten."""
        with translate_errors(self.path):
            return load_build(self._db, build_id)

    def save_build(self, record: BuildRecord) -> None:
        with translate_errors(self.path), self._db as db:
            save_build(db, record)

    def forget_builds(self, keep: Sequence[str]) -> None:
        """Delete all other builds, with chunks and vectors none of these needs.

        Texts are kept.
        """
        with translate_errors(self.path), self._db as db:
            forget_builds(db, keep)

    def idle_versions(self, keep: int) -> list[tuple[str, str]]:
        """The (guide id, version) pairs of no build, without each guide's newest.

        ``keep`` of the newest are left out.
        """
        with translate_errors(self.path):
            return idle_versions(self._db, keep)

    def forget_versions(self, versions: Sequence[tuple[str, str]]) -> None:
        """Delete the texts of these versions, which no build has."""
        with translate_errors(self.path), self._db as db:
            forget_versions(db, versions)

    # --- guides ---

    def retire_guide(self, key: int) -> None:
        """Let the same guide be saved again in a new row.

        Builds that serve this row keep it.
        """
        with translate_errors(self.path), self._db as db:
            db.execute("UPDATE guides SET fingerprint = fingerprint || '#' || key WHERE key = ?", (key,))

    def find_guide(self, guide: Guide, pipeline: str) -> int | None:
        """The key of this exact guide, indexed by this pipeline.

        None if it is missing or has no chunks.
        """
        with translate_errors(self.path):
            row = self._db.execute(
                "SELECT key FROM guides WHERE fingerprint = ? AND has_chunks", (fingerprint(guide, pipeline),)
            ).fetchone()
        return None if row is None else int(row[0])

    def save_guide(self, guide: Guide, pipeline: str, chunks: Sequence[Chunk], vectors: Sequence[ChunkVectors]) -> int:
        """Write a guide in one transaction and return its key.

        ``vectors`` is empty without an encoder.
        """
        sections = {id(section): n for n, section in enumerate(guide.sections)}  # hashing one reads all its blocks
        mark = fingerprint(guide, pipeline)
        with translate_errors(self.path), self._db as db:
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
                    (key, chunk.id, sections[id(chunk.section)], chunk.start, chunk.end, spans),
                ).lastrowid
                if vectors:
                    assert chunk_key is not None
                    save_vectors(db, chunk_key, vectors[n])
        return key

    def guides(self, keys: Sequence[int]) -> dict[int, Guide]:
        """The guides by key; missing ones are left out."""
        with translate_errors(self.path):
            rows = self._db.execute(
                f"SELECT key, id, version, text, record FROM guides WHERE key IN ({LISTED})", (list_keys(keys),)
            ).fetchall()
        return {row[0]: load_guide(row[1], row[2], row[3], row[4]) for row in rows}

    def guide_version(self, guide_id: str, version: str) -> Guide | None:
        """One version of a guide.

        Texts stay available after they no longer serve.
        """
        with translate_errors(self.path):
            row = self._db.execute(
                "SELECT id, version, text, record FROM guides WHERE id = ? AND version = ? ORDER BY key DESC LIMIT 1",
                (guide_id, version),
            ).fetchone()
        return None if row is None else load_guide(row[0], row[1], row[2], row[3])

    # --- suggestions ---

    def suggestions(self, guide_key: int) -> Suggestions | None:
        """The suggested questions of a guide; None before any were tried."""
        with translate_errors(self.path):
            return load_suggestions(self._db, guide_key)

    def save_suggestions(self, guide_key: int, made: Suggestions) -> None:
        with translate_errors(self.path), self._db as db:
            save_suggestions(db, guide_key, made)

    def untried(self, guide_keys: Sequence[int]) -> list[int]:
        """Keys of these guides without tried questions."""
        with translate_errors(self.path):
            return untried(self._db, guide_keys)

    # --- contradictions ---

    def save_disagreements(self, key: int, finder: str, record: str) -> None:
        """Store one finder's contradictions of a guide, replacing earlier ones."""
        with translate_errors(self.path), self._db as db:
            db.execute("INSERT OR REPLACE INTO disagreements VALUES (?, ?, ?)", (key, finder, record))

    def disagreements(self, key: int, finder: str) -> str | None:
        """The contradictions stored by ``finder``; None if it has not run."""
        with translate_errors(self.path):
            row = self._db.execute(
                "SELECT record FROM disagreements WHERE guide_key = ? AND finder = ?", (key, finder)
            ).fetchone()
        return None if row is None else str(row[0])

    # --- facts ---

    def save_facts(self, key: int, reader: str, record: str) -> None:
        """Store the facts of a guide as one reader found them."""
        with translate_errors(self.path), self._db as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", (key, reader, record))

    def facts(self, key: int, reader: str) -> str | None:
        """The facts stored by ``reader``; None if it has not run."""
        with translate_errors(self.path):
            query = "SELECT record FROM facts WHERE guide_key = ? AND reader = ?"
            row = self._db.execute(query, (key, reader)).fetchone()
        return None if row is None else str(row[0])

    # --- chunks and vectors ---

    def chunks(self, guides: Mapping[int, Guide]) -> StoredChunks:
        """All chunks of the given guides, by guide key, then text order."""
        keys: list[int] = []
        chunks: list[Chunk] = []
        with translate_errors(self.path):
            for guide_key, guide in sorted(guides.items()):
                rows = self._db.execute(
                    "SELECT key, id, section, start, end, sentences FROM chunks WHERE guide_key = ? ORDER BY key",
                    (guide_key,),
                ).fetchall()
                for key, chunk_id, section, start, end, sentences in rows:
                    spans = tuple(Span(a, b) for a, b in json.loads(sentences))
                    keys.append(key)
                    chunks.append(
                        Chunk(chunk_id, guide, section=guide.sections[section], start=start, end=end, sentences=spans)
                    )
        return StoredChunks(tuple(keys), tuple(chunks))

    def vectors(self, keys: Sequence[int], dimensions: int) -> dict[int, ChunkVectors]:
        """The vectors of chunks, by chunk key; missing ones are left out."""
        made = self.stacked_vectors(keys, dimensions)
        found = {}
        for n, (key, start, end) in enumerate(zip(made.keys, (0, *made.ends), made.ends, strict=False)):
            stored = self.words([key])
            words = tuple(np.split(stored.words, np.cumsum(stored.counts)[:-1])) if len(stored.counts) else ()
            found[key] = ChunkVectors(made.chunks[n], made.headings[n], made.sentences[start:end], words)
        return found

    def words(self, keys: Sequence[int]) -> StoredWords:
        """The word vectors of these chunks.

        Raises StorageError when one has none.
        """
        with translate_errors(self.path):
            return load_words(self._db, self.path, keys)

    def stacked_vectors(self, keys: Sequence[int], dimensions: int) -> StoredVectors:
        """The vectors of chunks in arbitrary order; missing ones are left out."""
        with translate_errors(self.path):
            return load_stacked(self._db, keys, dimensions)

    def save_titles(self, guide_key: int, vectors: Vectors) -> None:
        """Store the vectors of a guide's titles, in the order of ``Guide.titles``."""
        with translate_errors(self.path), self._db as db:
            save_titles(db, guide_key, vectors)

    def titles(self, guide_key: int, dimensions: int) -> Vectors | None:
        """The vectors of a guide's titles, shape (n, dimensions).

        None before they were made.
        """
        with translate_errors(self.path):
            return load_titles(self._db, guide_key, dimensions)

    def untitled(self, guide_keys: Sequence[int]) -> list[int]:
        """Keys of these guides without vectors of titles."""
        with translate_errors(self.path):
            return untitled(self._db, guide_keys)

    def matrix(self, keys: Sequence[int], dimensions: int) -> Vectors:
        """The chunk vectors in the order of ``keys``, shape (n, dimensions).

        Raises StorageError when one is missing.
        """
        with translate_errors(self.path):
            return load_matrix(self._db, self.path, keys, dimensions)

    # --- the connection ---

    @property
    def _db(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._held_after_loss()
            if connection is None:
                connection = self._connect(self.path)
                with self._lock:
                    self._open.append(connection)
            self._local.connection = connection
        return connection

    def _held_after_loss(self) -> sqlite3.Connection | None:
        """Another thread's connection, when its file is no longer at its place.

        SQLite lets threads share one.
        """
        if self._opened is None or file_identity(self.path) == self._opened:
            return None
        with self._lock:
            return next(iter(self._open), None)
