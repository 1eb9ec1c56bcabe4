"""One whole build in memory, as used by questions."""

import logging
import random
import re
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

import numpy as np

from advisor.careers.gazetteer import Gazetteer, occupation_words
from advisor.domain import Chunk, Guide
from advisor.errors import StaleIndexError, StorageError
from advisor.facts import CareerFact, Disagreement, find_disagreements, find_facts
from advisor.facts.serialization import FINDER, READER, dump_own_facts, load_disagreements, load_own_facts
from advisor.index.chroma import ChunkStore, Neighbour
from advisor.index.data_directory import DataDirectory
from advisor.index.library import BuildRecord, Library, StoredVectors, StoredWords, Suggestions, Vectors
from advisor.text.bm25 import Bm25
from advisor.text.spelling import Speller

log = logging.getLogger(__name__)

N_PROBED = 8
WORDS = re.compile(r"[\w&+#]+")


class SnapshotGoneError(StorageError):
    """A question's build was dropped meanwhile; ask the newest one."""


class SearchMode(StrEnum):
    """The current mode of dense search."""

    CHROMA = "chroma"
    EXACT = "exact"
    LEXICAL = "lexical"


class Snapshot:
    """One whole build in memory: guides, chunks, lexical index, vector access.

    A question uses one snapshot from its first look-up to its last, so an answer never mixes two builds.
    """

    def __init__(self, record: BuildRecord, library: Library, directory: DataDirectory | None) -> None:
        """Load a build; the snapshot closes ``library`` at its end.

        ``record`` and the rows it names must belong to one state of the library. ``directory`` None: without the Chroma
        build, which holds more guides than the record names.
        """
        self.record = record
        self._library = library
        weakref.finalize(self, library.close)
        by_key = library.guides([entry.key for entry in record.entries])
        if len(by_key) != len(record.entries):
            raise StorageError(f"{library.path} lacks guides of the build {record.id}; run `advisor ingest --rebuild`.")
        stored = library.chunks(by_key)
        self.guides: Mapping[str, Guide] = {g.id: g for g in sorted(by_key.values(), key=lambda g: g.id)}
        self._guide_keys = {entry.guide_id: entry.key for entry in record.entries}
        self.keys = stored.keys
        self.chunks: tuple[Chunk, ...] = stored.chunks
        self.row_of = {key: row for row, key in enumerate(stored.keys)}
        self.row_of_chunk = {chunk.id: row for row, chunk in enumerate(stored.chunks)}
        rows: dict[str, list[int]] = {guide_id: [] for guide_id in self.guides}
        for row, chunk in enumerate(self.chunks):
            rows[chunk.guide.id].append(row)
        self.rows_of_guide: Mapping[str, tuple[int, ...]] = {g: tuple(r) for g, r in rows.items()}
        self.bm25 = Bm25([chunk.indexed_text for chunk in self.chunks])
        self._vocabularies: dict[str, frozenset[str]] = {}
        self.careers = Gazetteer(self.guides.values())
        self.speller = Speller({**dict.fromkeys(self.careers.words, 1), **self.bm25.vocabulary}, occupation_words())
        self._lock = threading.Lock()
        self._matrix: Vectors | None = None
        self._disagreements: dict[str, tuple[Disagreement, ...]] = {}
        self._facts: dict[str, tuple[CareerFact, ...]] = {}
        self._store: ChunkStore | None = None
        self.trouble = ""
        self._parts: dict[tuple[str, ...], Snapshot] = {}
        if record.dimensions and directory is not None:
            try:
                self._store = ChunkStore(directory.build_path(record.id))
                # Chroma's files are released when the last question on this snapshot ends.
                weakref.finalize(self, self._store.close)
            except StorageError as error:
                self._fall_back(error)

    def restricted_to(self, guide_ids: tuple[str, ...]) -> "Snapshot":
        """The same build limited to these guides. Raises SnapshotGoneError."""
        with self._lock:
            part = self._parts.get(guide_ids)
            if part is None:
                entries = tuple(entry for entry in self.record.entries if entry.guide_id in guide_ids)
                try:
                    library = Library.open(self._library.path)
                    part = self._parts[guide_ids] = Snapshot(replace(self.record, entries=entries), library, None)
                except StorageError as error:
                    raise SnapshotGoneError(str(error)) from error
            return part

    @property
    def search(self) -> SearchMode:
        if not self.record.dimensions:
            return SearchMode.LEXICAL
        return SearchMode.CHROMA if self._store else SearchMode.EXACT

    def neighbours(self, vector: Vectors, limit: int) -> tuple[Neighbour, ...]:
        """The nearest chunks to a unit vector, best first.

        Exact search in SQLite replaces Chroma when it fails. Raises StaleIndexError for a vector of another length, and
        SnapshotGoneError.
        """
        self.check_length(vector)
        store = self._store
        if store is not None:
            try:
                near = store.search(vector, limit)
                if all(neighbour.key in self.row_of for neighbour in near):
                    return near
                raise StorageError(f"The Chroma build {self.record.id} finds chunks that it does not hold.")
            except StorageError as error:
                self._fall_back(error)
        cosines = self._exact() @ vector
        limit = min(limit, len(cosines))
        best = np.argpartition(-cosines, limit - 1)[:limit] if limit else np.empty(0, np.intp)
        best = best[np.argsort(-cosines[best], kind="stable")]
        return tuple(Neighbour(self.keys[row], float(cosines[row])) for row in best)

    def vocabulary_of(self, guide_id: str) -> frozenset[str]:
        """The lower-case words of a guide."""
        found = self._vocabularies.get(guide_id)
        if found is None:
            guide = self.guides[guide_id]
            found = self._vocabularies[guide_id] = frozenset(WORDS.findall(f"{guide.title} {guide.text}".lower()))
        return found

    def check_length(self, vector: Vectors) -> None:
        """Raise StaleIndexError for a vector of another length."""
        if len(vector) != self.record.dimensions:
            raise StaleIndexError(
                f"The index holds vectors of {self.record.dimensions} values and the question's has {len(vector)};"
                " run `advisor ingest --rebuild`."
            )

    def older_guide(self, guide_id: str, version: str) -> Guide | None:
        """An earlier version of a guide. Raises StorageError."""
        return self._library.guide_version(guide_id, version)

    def vectors(self, rows: Sequence[int]) -> StoredVectors:
        """The stored vectors of distinct chunks.

        Raises SnapshotGoneError when they were dropped meanwhile.
        """
        made = self._library.stacked_vectors([self.keys[row] for row in rows], self.record.dimensions)
        if len(made.keys) != len(rows):
            raise SnapshotGoneError(f"Vectors of the build {self.record.id} are gone; run `advisor ingest --rebuild`.")
        return made

    def words(self, rows: Sequence[int]) -> StoredWords:
        """The stored word vectors of distinct chunks, in order.

        Raises SnapshotGoneError when they were dropped meanwhile.
        """
        try:
            return self._library.words([self.keys[row] for row in rows])
        except StorageError as error:
            raise SnapshotGoneError(str(error)) from error

    def title_vectors(self, guide_id: str) -> Vectors | None:
        """The vectors of a guide's titles, shape (n, d).

        They are in the order of ``Guide.titles``. None for a guide indexed by an older program.
        """
        return self._library.titles(self._guide_keys[guide_id], self.record.dimensions)

    def suggestions(self, guide_id: str) -> Suggestions | None:
        """The suggested questions of a guide; None before any were tried."""
        return self._library.suggestions(self._guide_keys[guide_id])

    def disagreements(self, guide_id: str) -> tuple[Disagreement, ...]:
        """The contradictions within a guide.

        They are stored by the indexer; a guide indexed by an older program is examined at the first call.
        """
        found = self._disagreements.get(guide_id)
        if found is None:
            record = self._library.disagreements(self._guide_keys[guide_id], FINDER)
            guide = self.guides[guide_id]
            found = find_disagreements(find_facts(guide)) if record is None else load_disagreements(record)
            self._disagreements[guide_id] = found
        return found

    def own_facts(self, guide_id: str) -> tuple[CareerFact, ...]:
        """What a guide states about its own career as a whole.

        Stored by the indexer and kept in memory; a guide indexed by an older program is read at the first call.
        """
        found = self._facts.get(guide_id)
        if found is None:
            guide = self.guides[guide_id]
            record = self._library.facts(self._guide_keys[guide_id], READER)
            found = load_own_facts(dump_own_facts(find_facts(guide)) if record is None else record, guide)
            self._facts[guide_id] = found
        return found

    def library_trouble(self) -> str:
        """The trouble of the library's file by a cheap look, or empty."""
        return self._library.trouble()

    def library_damage(self) -> str:
        """The same after reading the whole file."""
        return self._library.damage()

    def probe(self) -> None:
        """Search for some stored vectors and check Chroma's files.

        Falls back to exact search when a check fails.
        """
        store = self._store
        if store is None or not self.keys:
            return
        # A generator of its own leaves the state of the global one unchanged.
        rows = random.Random().sample(range(len(self.keys)), min(N_PROBED, len(self.keys)))
        made = self.vectors(rows)
        try:
            store.probe(made.keys, made.chunks)
        except StorageError as error:
            self._fall_back(error)

    def _exact(self) -> Vectors:
        with self._lock:
            if self._matrix is None:
                try:
                    self._matrix = self._library.matrix(self.keys, self.record.dimensions)
                except StorageError as error:
                    raise SnapshotGoneError(str(error)) from error
            return self._matrix

    def _fall_back(self, error: StorageError) -> None:
        log.warning("chroma build unusable, searching exactly: %s", error)
        self.trouble = str(error)
        self._store = None
