"""The build that answers: opened, watched, probed and, when its Chroma part is damaged, made anew."""

import logging
import random
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from advisor.builds import DataDirectory
from advisor.chunking import chunk_words
from advisor.domain import Chunk, Guide
from advisor.errors import BusyError, NoIndexError, StaleIndexError, StorageError
from advisor.indexing import LEXICAL, stale_sentence
from advisor.lexical import Bm25
from advisor.library import FILE_NAME, BuildRecord, ChunkVectors, Library
from advisor.store import ChunkStore, Neighbour

log = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]
N_PROBED = 8


class Search(StrEnum):
    """How dense search is done just now."""

    CHROMA = "chroma"
    EXACT = "exact"
    LEXICAL = "lexical"


class Snapshot:
    """One whole build in memory: guides, chunks, lexical index, and the way to its vectors.

    A question holds one snapshot from its first look-up to its last, so an answer is never of two builds.
    """

    def __init__(self, record: BuildRecord, library: Library, directory: DataDirectory) -> None:
        self.record = record
        self._library = library
        by_key = library.guides([entry.key for entry in record.entries])
        if len(by_key) != len(record.entries):
            raise StorageError(f"{library.path} lacks guides of the build {record.id}; run `advisor ingest --rebuild`.")
        stored = library.chunks(by_key)
        self.guides: Mapping[str, Guide] = {g.id: g for g in sorted(by_key.values(), key=lambda g: g.id)}
        self.keys = stored.keys
        self.chunks: tuple[Chunk, ...] = stored.chunks
        self.row_of = {key: row for row, key in enumerate(stored.keys)}
        rows: dict[str, list[int]] = {guide_id: [] for guide_id in self.guides}
        for row, chunk in enumerate(self.chunks):
            rows[chunk.guide.id].append(row)
        self.rows_of_guide: Mapping[str, tuple[int, ...]] = {g: tuple(r) for g, r in rows.items()}
        self.bm25 = Bm25([chunk_words(chunk) for chunk in self.chunks])
        self._lock = threading.Lock()
        self._matrix: Vectors | None = None
        self._store: ChunkStore | None = None
        self.trouble = ""
        if record.dimensions:
            try:
                self._store = ChunkStore(directory.build_path(record.id))
                # Chroma's files are let go when the last question on this snapshot is over.
                weakref.finalize(self, self._store.close)
            except StorageError as error:
                self._fall_back(error)

    @property
    def search(self) -> Search:
        if not self.record.dimensions:
            return Search.LEXICAL
        return Search.CHROMA if self._store else Search.EXACT

    def neighbours(self, vector: Vectors, limit: int) -> tuple[Neighbour, ...]:
        """The nearest chunks to a unit vector, best first; exact, from SQLite, when Chroma fails."""
        store = self._store
        if store is not None:
            try:
                return store.search(vector, limit)
            except StorageError as error:
                self._fall_back(error)
        cosines = self._exact() @ vector
        limit = min(limit, len(cosines))
        best = np.argpartition(-cosines, limit - 1)[:limit] if limit else np.empty(0, np.intp)
        best = best[np.argsort(-cosines[best], kind="stable")]
        return tuple(Neighbour(self.keys[row], float(cosines[row])) for row in best)

    def vectors(self, rows: Sequence[int]) -> dict[int, ChunkVectors]:
        """The kept vectors of some chunks, by row."""
        found = self._library.vectors([self.keys[row] for row in rows], self.record.dimensions)
        return {self.row_of[key]: made for key, made in found.items()}

    def probe(self) -> None:
        """Let Chroma find a few stored vectors again and look at its files; fall back to exact search if it cannot."""
        store = self._store
        if store is None or not self.keys:
            return
        keys = random.sample(self.keys, min(N_PROBED, len(self.keys)))
        made = self._library.vectors(keys, self.record.dimensions)
        try:
            store.probe(keys, np.stack([made[key].chunk for key in keys]))
        except StorageError as error:
            self._fall_back(error)

    def _exact(self) -> Vectors:
        with self._lock:
            if self._matrix is None:
                self._matrix = self._library.matrix(self.keys, self.record.dimensions)
            return self._matrix

    def _fall_back(self, error: StorageError) -> None:
        log.warning("chroma build unusable, searching exactly: %s", error)
        self.trouble = str(error)
        self._store = None


@dataclass(frozen=True, slots=True)
class Health:
    """What serves now: ``search`` is how, ``warnings`` are plain sentences for an operator."""

    build: str
    n_guides: int
    n_chunks: int
    search: Search | None
    warnings: tuple[str, ...]


class ServingIndex:
    """Always the newest whole build. ``current`` is cheap and never waits for a build to load but the first."""

    def __init__(
        self, directory: DataDirectory, *, pipeline: str, embedder_trouble: str, repair: Callable[[], object]
    ) -> None:
        """``pipeline`` is what is configured; ``embedder_trouble`` says why there is no encoder (empty: there is one);
        ``repair`` makes the serving build's Chroma part anew."""
        self._directory = directory
        self._pipeline = pipeline
        self._embedder_trouble = embedder_trouble
        self._repair = repair
        self._library: Library | None = None
        self._snapshot: Snapshot | None = None
        self._trouble = ""
        self._lock = threading.Lock()

    def current(self) -> Snapshot:
        """The snapshot to answer from. Raises NoIndexError, StaleIndexError, StorageError."""
        snapshot = self._snapshot
        return snapshot if snapshot is not None else self.refresh()

    def refresh(self) -> Snapshot:
        """Move to the newest build if there is one; a build that cannot be opened leaves the former serving.

        Raises what ``current`` raises when nothing serves yet.
        """
        with self._lock:
            try:
                build_id = self._directory.current_build()
                if build_id is None:
                    raise NoIndexError(
                        f"Nothing has been indexed in {self._directory.path} yet; run `advisor ingest`."
                    )
                if self._snapshot is None or self._snapshot.record.id != build_id:
                    self._snapshot = self._open(build_id)
                self._trouble = ""
            except (NoIndexError, StaleIndexError, StorageError) as error:
                if self._snapshot is None:
                    raise
                if self._trouble != str(error):
                    log.warning("still serving build %s: %s", self._snapshot.record.id, error)
                self._trouble = str(error)
            return self._snapshot

    def probe(self) -> None:
        """Check the serving build and make its Chroma part anew if it is damaged. Never raises for a damaged build."""
        snapshot = self.refresh()
        snapshot.probe()
        if snapshot.search is Search.EXACT:
            try:
                self._repair()
            except (BusyError, StorageError, StaleIndexError) as error:
                log.warning("the search index could not be made anew yet: %s", error)
                return
            log.info("the search index was made anew")
            self.refresh()

    def health(self) -> Health:
        snapshot = self._snapshot
        warnings = [self._embedder_trouble, self._trouble]
        if snapshot is None:
            return Health("", 0, 0, None, tuple(filter(None, warnings)))
        if snapshot.trouble:
            warnings.append(f"{snapshot.trouble} Searching exactly until the index is made anew.")
        if not snapshot.record.dimensions and not self._embedder_trouble:
            warnings.append("The index has no vectors; run `advisor ingest --rebuild` to add them.")
        search = Search.LEXICAL if self._embedder_trouble else snapshot.search
        return Health(
            snapshot.record.id, len(snapshot.guides), len(snapshot.chunks), search, tuple(filter(None, warnings))
        )

    def close(self) -> None:
        self._snapshot = None
        if self._library is not None:
            self._library.close()
            self._library = None

    def _open(self, build_id: str) -> Snapshot:
        if self._library is None:
            self._library = Library(self._directory.path / FILE_NAME)
        record = self._library.build(build_id)
        if record is None:
            raise StorageError(f"{self._library.path} does not know the build {build_id}; run `advisor ingest` again.")
        self._check(record)
        return Snapshot(record, self._library, self._directory)

    def _check(self, record: BuildRecord) -> None:
        """An index without vectors can always be searched lexically, and any index can when there is no encoder."""
        usable = record.pipeline == self._pipeline or self._embedder_trouble or record.pipeline.startswith(LEXICAL)
        if not usable:
            raise StaleIndexError(stale_sentence(record.pipeline, self._pipeline))
