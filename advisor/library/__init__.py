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
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from advisor.domain import Chunk, Guide, Span
from advisor.errors import StorageError
from advisor.library.opening import MIGRATIONS, connect_to_read, connect_to_write, migrate, translated
from advisor.library.records import dump_guide, fingerprint, load_guide
from advisor.library.suggestions import (
    Suggestions,
    forget_suggestions,
    load_suggestions,
    save_suggestions,
    untried,
)

Vectors = npt.NDArray[np.float32]
Words = npt.NDArray[np.int8]

FILE_NAME = "library.db"


@dataclass(frozen=True, slots=True)
class ChunkVectors:
    """What the encoder made of one chunk: itself and its heading, shape (d,), its sentences, shape (n, d), and the
    words of each sentence, int8 of shape (words, k)."""

    chunk: Vectors
    heading: Vectors
    sentences: Vectors
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class StoredWords:
    """The word vectors of some chunks' sentences, stacked in the order the chunks were asked for: int8 of shape (n, k),
    and how many words each of those sentences has."""

    words: Words
    counts: npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """The vectors of n chunks, stacked: chunks and headings of shape (n, d), and all their sentences one after another,
    those of the first chunk before ``ends[0]`` and so on."""

    keys: tuple[int, ...]
    chunks: Vectors
    headings: Vectors
    sentences: Vectors
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One guide's row in a build: where it came from and the hash of the file it was read from.

    ``origin`` is ``corpus`` for guides that follow the corpus folder and ``added`` for those that stay until removed.
    """

    key: int
    guide_id: str
    origin: str
    source: str
    source_hash: str


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """What a build serves; ``dimensions`` is 0 for one without vectors."""

    id: str
    pipeline: str
    dimensions: int
    entries: tuple[Entry, ...]


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
        with translated(self.path):
            row = self._db.execute("SELECT pipeline, dimensions FROM builds WHERE id = ?", (build_id,)).fetchone()
            if row is None:
                return None
            entries = self._db.execute(
                "SELECT guide_key, guides.id, origin, source, source_hash FROM build_guides"
                " JOIN guides ON guides.key = guide_key WHERE build_id = ? ORDER BY guides.id",
                (build_id,),
            ).fetchall()
        return BuildRecord(build_id, row[0], row[1], tuple(Entry(*entry) for entry in entries))

    def save_build(self, record: BuildRecord) -> None:
        with translated(self.path), self._db as db:
            db.execute(
                "INSERT INTO builds (id, pipeline, dimensions) VALUES (?, ?, ?)",
                (record.id, record.pipeline, record.dimensions),
            )
            db.executemany(
                "INSERT INTO build_guides VALUES (?, ?, ?, ?, ?)",
                [(record.id, e.key, e.origin, e.source, e.source_hash) for e in record.entries],
            )

    def forget_builds(self, keep: Sequence[str]) -> None:
        """Drop all other builds, and the chunks and vectors that none of the kept ones serves; texts stay."""
        with translated(self.path), self._db as db:
            marks = ",".join("?" * len(keep))
            db.execute(f"DELETE FROM build_guides WHERE build_id NOT IN ({marks})", tuple(keep))
            db.execute(f"DELETE FROM builds WHERE id NOT IN ({marks})", tuple(keep))
            idle = "SELECT key FROM guides WHERE has_chunks AND key NOT IN (SELECT guide_key FROM build_guides)"
            forget_suggestions(db, idle)
            db.execute(f"DELETE FROM words WHERE chunk_key IN (SELECT key FROM chunks WHERE guide_key IN ({idle}))")
            db.execute(f"DELETE FROM vectors WHERE chunk_key IN (SELECT key FROM chunks WHERE guide_key IN ({idle}))")
            db.execute(f"DELETE FROM chunks WHERE guide_key IN ({idle})")
            db.execute(f"UPDATE guides SET has_chunks = 0 WHERE key IN ({idle})")

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
                    made = vectors[n]
                    db.execute(
                        "INSERT INTO vectors VALUES (?, ?, ?, ?)",
                        (
                            chunk_key,
                            made.chunk.astype(np.float32).tobytes(),
                            made.heading.astype(np.float16).tobytes(),
                            made.sentences.astype(np.float16).tobytes(),
                        ),
                    )
                    counts = np.array([len(words) for words in made.words], np.uint16)
                    words = b"".join(words.tobytes() for words in made.words)
                    db.execute("INSERT INTO words VALUES (?, ?, ?)", (chunk_key, counts.tobytes(), words))
        return key

    def guides(self, keys: Sequence[int]) -> dict[int, Guide]:
        with translated(self.path):
            rows = self._db.execute(
                f"SELECT key, id, version, text, record FROM guides WHERE key IN ({','.join('?' * len(keys))})",
                tuple(keys),
            ).fetchall()
        return {row[0]: load_guide(row[1], row[2], row[3], row[4]) for row in rows}

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

    def guide_version(self, guide_id: str, version: str) -> Guide | None:
        """A guide as it was in one version; texts are kept after they serve no longer."""
        with translated(self.path):
            row = self._db.execute(
                "SELECT id, version, text, record FROM guides WHERE id = ? AND version = ? ORDER BY key DESC LIMIT 1",
                (guide_id, version),
            ).fetchone()
        return None if row is None else load_guide(row[0], row[1], row[2], row[3])

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
            rows = self._db.execute(
                f"SELECT chunk_key, counts, vectors FROM words WHERE chunk_key IN ({','.join('?' * len(keys))})",
                [int(key) for key in keys],
            ).fetchall()
        by_key = {key: (counts, vectors) for key, counts, vectors in rows}
        if len(by_key) != len(set(keys)):
            raise StorageError(f"{self.path} lacks words of some chunks; run `advisor ingest --rebuild`.")
        counts = np.frombuffer(b"".join(by_key[key][0] for key in keys), np.uint16)
        words = np.frombuffer(b"".join(by_key[key][1] for key in keys), np.int8)
        n_words = int(counts.sum())
        return StoredWords(words.reshape(n_words, -1 if n_words else 0), counts)

    def stacked_vectors(self, keys: Sequence[int], dimensions: int) -> StoredVectors:
        """The vectors of some chunks, in no special order; a key without vectors is left out."""
        with translated(self.path):
            rows = self._db.execute(
                "SELECT chunk_key, chunk, heading, sentences FROM vectors"
                f" WHERE chunk_key IN ({','.join('?' * len(keys))})",
                [int(key) for key in keys],
            ).fetchall()
        # All of one kind are converted at once: one by one costs a question more than finding them.
        found, chunk_blobs, heading_blobs, sentence_blobs = zip(*rows, strict=True) if rows else ((),) * 4
        bytes_each = dimensions * np.dtype(np.float16).itemsize
        return StoredVectors(
            found,
            np.frombuffer(b"".join(chunk_blobs), np.float32).reshape(-1, dimensions),
            widen(b"".join(heading_blobs)).reshape(-1, dimensions),
            widen(b"".join(sentence_blobs)).reshape(-1, dimensions),
            tuple(accumulate(len(blob) // bytes_each for blob in sentence_blobs)),
        )

    def matrix(self, keys: Sequence[int], dimensions: int) -> Vectors:
        """The chunk vectors for ``keys`` in that order, shape (n, dimensions).

        Raises StorageError when one is missing.
        """
        matrix = np.empty((len(keys), dimensions), np.float32)
        row_of = {key: row for row, key in enumerate(keys)}
        found = 0
        with translated(self.path):
            for key, vector in self._db.execute("SELECT chunk_key, chunk FROM vectors"):
                row = row_of.get(key)
                if row is not None:
                    matrix[row] = np.frombuffer(vector, np.float32)
                    found += 1
        if found != len(keys):
            raise StorageError(f"{self.path} lacks {len(keys) - found} vectors; run `advisor ingest --rebuild`.")
        return matrix

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


def widen(blob: bytes) -> Vectors:
    """float16 numbers as float32, finite ones exactly: six times as fast as numpy, and a question waits for it."""
    bits = np.frombuffer(blob, np.int16).astype(np.int32)
    bits <<= 13  # fraction and exponent to where float32 has them; the sign is there already
    bits &= np.int32(~0x70000000)  # which its extension left in the exponent's upper bits
    numbers = bits.view(np.float32)
    numbers *= np.float32(2.0**112)  # the exponents' different zero points: 127 - 15
    return numbers
