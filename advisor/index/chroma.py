"""Chroma builds in the data directory; the only module importing chromadb.

A build is written once, in a directory of its own, closed, and only then opened for searching. A manifest beside it
has the hashes of its index files, so that damage is detected before Chroma loads it. chromadb is imported where it is
used first, since that takes half a second, which a command that asks one question does without.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import DatabaseError
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from advisor.errors import StorageError
from advisor.index.chroma_manifest import check_database, check_files, read_manifest, stamps, write_manifest
from advisor.private_files import close_to_others, make_private_directory

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

Vectors = npt.NDArray[np.float32]

COLLECTION = "chunks"
BATCH = 1000
EF_SEARCH = 100  # candidates of one search
# From about 10,000 chunks on, Chroma's defaults of 16 and 100 leave some chunks unreachable.
MAX_NEIGHBORS, EF_CONSTRUCTION = 32, 200
VERIFIED_AT_ONCE = 100
MIN_RECALL = 0.99
SAMPLE = 64
SELF_COSINE = 0.9995  # from here on, two stored vectors count as equal
ALIKE_COSINE = 0.99
N_EQUALS = 3


class UnsearchableError(StorageError):
    """A finished build whose search misses its own chunks."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A chunk's key with the cosine of its vector to the query's."""

    key: int
    cosine: float


class ChunkStore:
    """One finished build, opened for searching.

    Safe to search from several threads.
    """

    def __init__(self, directory: Path) -> None:
        """Open a build. Raises StorageError if it is damaged or missing."""
        self.directory = directory
        self._manifest = read_manifest(directory)
        self._stamps = stamps(directory, self._manifest)
        check_files(directory, self._manifest)
        with translate_errors(f"The Chroma build {directory.name} cannot be opened"):
            self._client = open_client(directory)
        try:
            with translate_errors(f"The Chroma build {directory.name} cannot be opened"):
                self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            self._load()
        except StorageError:
            self.close()
            raise

    def _load(self) -> None:
        # Chroma loads its index at the first search and keeps it in memory from then on. Searching here, between
        # two checks of the files, makes sure that the checked files are the loaded ones.
        if self._manifest.n_chunks:
            vector = np.zeros((1, self._manifest.dimensions), np.float32)
            vector[0, 0] = 1.0
            self.search_many(vector, 1)
        if stamps(self.directory, self._manifest) != self._stamps:
            raise StorageError(f"The Chroma build {self.directory.name} changed while it was opened.")

    def search(self, vector: Vectors, limit: int) -> tuple[Neighbour, ...]:
        """The nearest chunks to a unit vector of shape (d,), best first.

        Raises StorageError.
        """
        return self.search_many(vector[np.newaxis, :], limit)[0]

    def search_many(self, vectors: Vectors, limit: int) -> tuple[tuple[Neighbour, ...], ...]:
        """The nearest chunks to each unit vector, best first.

        ``vectors``: shape (n, d). Raises StorageError.
        """
        n_chunks = self._manifest.n_chunks
        if not n_chunks:
            return ((),) * len(vectors)
        limit = min(limit, n_chunks)
        with translate_errors(f"The Chroma build {self.directory.name} cannot be searched"):
            found = self._collection.query(query_embeddings=vectors, n_results=limit, include=["distances"])
            neighbours = tuple(
                tuple(Neighbour(int(key), 1.0 - distance) for key, distance in zip(ids, distances, strict=True))
                for ids, distances in zip(found["ids"], found["distances"] or (), strict=True)
            )
        if any(len(near) < min(limit, EF_SEARCH) for near in neighbours):
            raise StorageError(f"The Chroma build {self.directory.name} finds fewer chunks than it holds.")
        return neighbours

    def probe(self, keys: Sequence[int], vectors: Vectors) -> None:
        """Search for some stored vectors, shape (n, d), and check the files.

        Raises StorageError when files changed under the build or a vector finds neither itself nor an equal one.
        """
        seen = stamps(self.directory, self._manifest)
        if seen != self._stamps:
            check_files(self.directory, read_manifest(self.directory))
            self._stamps = seen
        check_database(self.directory, self._manifest.n_chunks)
        for key, found in zip(keys, self.search_many(vectors, N_EQUALS), strict=True):
            if not is_found(key, found):
                raise StorageError(f"The Chroma build {self.directory.name} lost chunk {key}.")

    def close(self) -> None:
        close(self._client)


def write_build(
    directory: Path,
    keys: Sequence[int],
    guide_ids: Sequence[str],
    vectors: Vectors,
    on_verified: Callable[[int], None],
) -> None:
    """Write a build to a new directory, verify it and close it.

    ``vectors``: shape (n, d). ``on_verified`` is called with the size of each verified batch. Raises StorageError,
    leaving nothing behind, when the build cannot be written or differs from its input.
    """
    try:
        with translate_errors(f"The Chroma build could not be written to {directory.parent}"):
            make_private_directory(directory.parent)
            _fill(directory, keys, guide_ids, vectors)
            write_manifest(directory, n_chunks=len(keys), dimensions=vectors.shape[1])
            close_to_others(directory)
        store = ChunkStore(directory)
        try:
            verify(store, keys, vectors, on_verified)
        finally:
            store.close()
    except StorageError:
        shutil.rmtree(directory, ignore_errors=True)
        raise


def _fill(directory: Path, keys: Sequence[int], guide_ids: Sequence[str], vectors: Vectors) -> None:
    client = open_client(directory)
    try:
        # One sync at the end leaves nothing in Chroma's log to replay at every opening.
        n_synced = max(2, len(keys))
        collection = client.create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "sync_threshold": n_synced,
                    "batch_size": min(100, n_synced),
                    "ef_search": EF_SEARCH,
                    "ef_construction": EF_CONSTRUCTION,
                    "max_neighbors": MAX_NEIGHBORS,
                }
            },
        )
        for at in range(0, len(keys), BATCH):
            until = at + BATCH
            collection.add(
                ids=[str(key) for key in keys[at:until]],
                embeddings=vectors[at:until],
                metadatas=[{"guide": guide_id} for guide_id in guide_ids[at:until]],
            )
    finally:
        close(client)


def close(client: "ClientAPI") -> None:
    """Release a build's files.

    ``close`` is a method of the client missing in its published type.
    """
    client.close()  # type: ignore[attr-defined]


@contextmanager
def translate_errors(sentence: str) -> Iterator[None]:
    """Turn Chroma's errors into a StorageError beginning with ``sentence``."""
    try:
        yield
    except BaseException as error:
        if not _is_vendors(error):
            raise
        raise StorageError(f"{sentence} ({error}).") from error


def verify(store: ChunkStore, keys: Sequence[int], vectors: Vectors, on_verified: Callable[[int], None]) -> None:
    """Check that a new build finds its vectors again.

    Each stored vector must find itself or an equal one, and recall@10 of a sample must be at least 0.99. Raises
    UnsearchableError with the missed chunk or the recall.
    """
    check_database(store.directory, len(keys))
    for at in range(0, len(keys), VERIFIED_AT_ONCE):
        batch = keys[at : at + VERIFIED_AT_ONCE]
        for key, found in zip(batch, store.search_many(vectors[at : at + len(batch)], N_EQUALS), strict=True):
            if not is_found(key, found):
                raise UnsearchableError(f"The new Chroma build does not find chunk {key} again.")
        on_verified(len(batch))
    recall = recall_at_10(store, keys, vectors)
    if recall < MIN_RECALL:
        raise UnsearchableError(f"The new Chroma build finds {recall:.3f} of the nearest chunks, below {MIN_RECALL}.")


def first_of_equals(guide_ids: Sequence[str], vectors: Vectors) -> list[int]:
    """The rows to write: the first of a guide's equal vectors.

    Equal vectors cut the graph of a search.
    """
    seen: set[tuple[str, bytes]] = set()
    rows = []
    for row, guide_id in enumerate(guide_ids):
        mark = (guide_id, vectors[row].tobytes())
        if mark not in seen:
            seen.add(mark)
            rows.append(row)
    return rows


def most_alike(guide_ids: Sequence[str], vectors: Vectors) -> str | None:
    """The guide with the most nearly equal chunks; None without any."""
    counts: dict[str, int] = {}
    owners = np.array(guide_ids)
    for guide_id in dict.fromkeys(guide_ids):
        own = vectors[owners == guide_id]
        sample = own[:: max(1, len(own) // SAMPLE)]
        counts[guide_id] = int((own @ sample.T >= ALIKE_COSINE).sum(axis=0).max())
    return max(counts, key=lambda guide_id: counts[guide_id], default=None)


def is_found(key: int, nearest: Sequence[Neighbour]) -> bool:
    """Whether a chunk is among the nearest of its own vector.

    Also true if all of those are its equals and crowd it out.
    """
    return any(n.key == key for n in nearest) or all(n.cosine >= SELF_COSINE for n in nearest)


def recall_at_10(store: ChunkStore, keys: Sequence[int], vectors: Vectors) -> float:
    """Recall@10 of approximate search against exact search, 0..1.

    Measured on a sample of stored vectors. A neighbour as near as the tenth counts as found, so that ties do not
    matter.
    """
    if not len(keys):
        return 1.0
    step = max(1, len(keys) // SAMPLE)
    row_of = {key: row for row, key in enumerate(keys)}
    shares = []
    for row in range(0, len(keys), step):
        cosines = vectors @ vectors[row]
        depth = min(10, len(keys))
        tenth = float(np.partition(cosines, -depth)[-depth])
        found = store.search(vectors[row], depth)
        shares.append(sum(cosines[row_of[n.key]] >= tenth - 1e-4 for n in found) / depth)
    return float(np.mean(shares))


def open_client(directory: Path) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(directory), settings=Settings(anonymized_telemetry=False))


def _is_vendors(error: BaseException) -> bool:
    """Whether an error is Chroma's, or one that its code runs into.

    Its Rust core reports some failures as RuntimeError, ValueError or OSError; its Python part then fails with
    AttributeError or KeyError on half-initialised objects. A panic of the core is known by its name only, since each
    extension defines its own class.
    """
    if isinstance(error, (RuntimeError, ValueError, OSError, DatabaseError, AttributeError, KeyError)):
        return True
    kinds = type(error).__mro__
    return kinds[0].__name__ == "PanicException" or any(kind.__module__.startswith("chromadb.") for kind in kinds)
