"""Vectors of chunks as database rows.

Vectors of headings and sentences are stored in half precision.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from advisor.errors import StorageError
from advisor.index.library.key_lists import LISTED, list_keys

Vectors = npt.NDArray[np.float32]
Words = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class ChunkVectors:
    """The vectors of one chunk.

    ``chunk`` and ``heading``: shape (d,). ``sentences``: shape (n, d). ``words``: for each sentence, int8 of shape
    (words, k).
    """

    chunk: Vectors
    heading: Vectors
    sentences: Vectors
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class StoredWords:
    """The word vectors of chunks' sentences, stacked in the requested order.

    ``words``: int8, shape (n, k). ``counts``: the number of words of each sentence.
    """

    words: Words
    counts: npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """The stacked vectors of n chunks.

    ``chunks`` and ``headings``: shape (n, d). ``sentences``: all sentences one after another; those of the first chunk
    end before ``ends[0]`` and so on.
    """

    keys: tuple[int, ...]
    chunks: Vectors
    headings: Vectors
    sentences: Vectors
    ends: tuple[int, ...]


def save_vectors(db: sqlite3.Connection, chunk_key: int, made: ChunkVectors) -> None:
    """Write the vectors of one new chunk."""
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


def load_words(db: sqlite3.Connection, path: Path, keys: Sequence[int]) -> StoredWords:
    """The word vectors of these chunks.

    Raises StorageError when one has none.
    """
    rows = db.execute(
        f"SELECT chunk_key, counts, vectors FROM words WHERE chunk_key IN ({LISTED})", (list_keys(keys),)
    ).fetchall()
    by_key = {key: (counts, vectors) for key, counts, vectors in rows}
    if len(by_key) != len(set(keys)):
        raise StorageError(f"{path} lacks words of some chunks; run `advisor ingest --rebuild`.")
    counts = np.frombuffer(b"".join(by_key[key][0] for key in keys), np.uint16)
    words = np.frombuffer(b"".join(by_key[key][1] for key in keys), np.int8)
    n_words = int(counts.sum())
    return StoredWords(words.reshape(n_words, -1 if n_words else 0), counts)


def load_stacked(db: sqlite3.Connection, keys: Sequence[int], dimensions: int) -> StoredVectors:
    """The vectors of chunks in arbitrary order; missing ones are left out."""
    rows = db.execute(
        f"SELECT chunk_key, chunk, heading, sentences FROM vectors WHERE chunk_key IN ({LISTED})", (list_keys(keys),)
    ).fetchall()
    # Converted all at once: one by one would take longer than the query itself.
    found, chunk_blobs, heading_blobs, sentence_blobs = zip(*rows, strict=True) if rows else ((),) * 4
    bytes_each = dimensions * np.dtype(np.float16).itemsize
    return StoredVectors(
        keys=found,
        chunks=np.frombuffer(b"".join(chunk_blobs), np.float32).reshape(-1, dimensions),
        headings=float16_to_float32(b"".join(heading_blobs)).reshape(-1, dimensions),
        sentences=float16_to_float32(b"".join(sentence_blobs)).reshape(-1, dimensions),
        ends=tuple(accumulate(len(blob) // bytes_each for blob in sentence_blobs)),
    )


def load_matrix(db: sqlite3.Connection, path: Path, keys: Sequence[int], dimensions: int) -> Vectors:
    """The chunk vectors in the order of ``keys``, shape (n, dimensions).

    Raises StorageError when one is missing.
    """
    matrix = np.empty((len(keys), dimensions), np.float32)
    row_of = {key: row for row, key in enumerate(keys)}
    found = 0
    for key, vector in db.execute("SELECT chunk_key, chunk FROM vectors"):
        row = row_of.get(key)
        if row is not None:
            matrix[row] = np.frombuffer(vector, np.float32)
            found += 1
    if found != len(keys):
        raise StorageError(f"{path} lacks {len(keys) - found} vectors; run `advisor ingest --rebuild`.")
    return matrix


def save_titles(db: sqlite3.Connection, guide_key: int, vectors: Vectors) -> None:
    """Store the vectors of a guide's titles, replacing earlier ones.

    They are stored in half precision.
    """
    db.execute("INSERT OR REPLACE INTO titles VALUES (?, ?)", (guide_key, vectors.astype(np.float16).tobytes()))


def load_titles(db: sqlite3.Connection, guide_key: int, dimensions: int) -> Vectors | None:
    """The vectors of a guide's titles, shape (n, dimensions).

    None before they were made.
    """
    row = db.execute("SELECT vectors FROM titles WHERE guide_key = ?", (guide_key,)).fetchone()
    return None if row is None else float16_to_float32(row[0]).reshape(-1, dimensions)


def untitled(db: sqlite3.Connection, keys: Sequence[int]) -> list[int]:
    """The keys of guides without vectors of titles, in the given order."""
    rows = db.execute(f"SELECT guide_key FROM titles WHERE guide_key IN ({LISTED})", (list_keys(keys),)).fetchall()
    made = {row[0] for row in rows}
    return [key for key in keys if key not in made]


def forget_titles(db: sqlite3.Connection, idle: str) -> None:
    """Delete the vectors of titles of guides selected by a query."""
    db.execute(f"DELETE FROM titles WHERE guide_key IN ({idle})")


def forget_vectors(db: sqlite3.Connection, idle: str) -> None:
    """Delete the vectors of the chunks selected by a query of keys."""
    db.execute(f"DELETE FROM words WHERE chunk_key IN ({idle})")
    db.execute(f"DELETE FROM vectors WHERE chunk_key IN ({idle})")


def float16_to_float32(blob: bytes) -> Vectors:
    """Widen float16 numbers, exactly for finite ones.

    Six times as fast as numpy, and every question waits for it.
    """
    bits = np.frombuffer(blob, np.int16).astype(np.int32)
    bits <<= 13  # aligns fraction and exponent with float32; the sign is already in place
    bits &= np.int32(~0x70000000)  # clears the sign extension in the exponent's upper bits
    numbers = bits.view(np.float32)
    numbers *= np.float32(2.0**112)  # corrects the exponent bias: 127 - 15
    return numbers
