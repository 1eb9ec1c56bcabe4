"""One whole build in memory, as questions see it."""

import logging
import random
import re
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

import numpy as np

from advisor.careers.gazetteer import Careers, occupation_words
from advisor.domain import Chunk, Guide
from advisor.errors import StaleIndexError, StorageError
from advisor.facts import Disagreement, find_disagreements, find_facts
from advisor.facts.serialization import FINDER, load_disagreements
from advisor.index.chroma import ChunkStore, Neighbour
from advisor.index.data_directory import DataDirectory
from advisor.index.library import BuildRecord, Library, StoredVectors, StoredWords, Suggestions, Vectors
from advisor.text.bm25 import Bm25
from advisor.text.spelling import Speller

log = logging.getLogger(__name__)

N_PROBED = 8
WORDS = re.compile(r"[\w&+#]+")


class SnapshotGoneError(StorageError):
    """The build that a question was begun with was dropped meanwhile; the newest one can be asked."""


class Search(StrEnum):
    """How dense search is done just now."""

    CHROMA = "chroma"
    EXACT = "exact"
    LEXICAL = "lexical"


class Snapshot:
    """One whole build in memory: guides, chunks, lexical index, and the way to its vectors.

    A question holds one snapshot from its first look-up to its last, so an answer is never of two builds.
    """

    def __init__(self, record: BuildRecord, library: Library, directory: DataDirectory | None) -> None:
        """``record`` and what it names are to be of one state of the library; the snapshot closes it at its end.

        ``directory`` None: without the Chroma build, which holds more guides than the record names.
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
        self.careers = Careers(self.guides.values())
        self.speller = Speller({**dict.fromkeys(self.careers.words, 1), **self.bm25.vocabulary}, occupation_words())
        self._lock = threading.Lock()
        self._matrix: Vectors | None = None
        self._disagreements: dict[str, tuple[Disagreement, ...]] = {}
        self._store: ChunkStore | None = None
        self.trouble = ""
        self._parts: dict[tuple[str, ...], Snapshot] = {}
        if record.dimensions and directory is not None:
            try:
                self._store = ChunkStore(directory.build_path(record.id))
                # Chroma's files are let go when the last question on this snapshot is over.
                weakref.finalize(self, self._store.close)
            except StorageError as error:
                self._fall_back(error)

    def only(self, guide_ids: tuple[str, ...]) -> "Snapshot":
        """The same build as if it held these guides alone. Raises SnapshotGoneError."""
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
    def search(self) -> Search:
        if not self.record.dimensions:
            return Search.LEXICAL
        return Search.CHROMA if self._store else Search.EXACT

    def neighbours(self, vector: Vectors, limit: int) -> tuple[Neighbour, ...]:
        """The nearest chunks to a unit vector, best first; exact, from SQLite, when Chroma fails.

        Raises StaleIndexError for a vector of another length, SnapshotGoneError.
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
        """The words of a guide, lower case."""
        found = self._vocabularies.get(guide_id)
        if found is None:
            guide = self.guides[guide_id]
            found = self._vocabularies[guide_id] = frozenset(WORDS.findall(f"{guide.title} {guide.text}".lower()))
        return found

    def check_length(self, vector: Vectors) -> None:
        """Raises StaleIndexError for a vector that cannot be held against this build's."""
        if len(vector) != self.record.dimensions:
            raise StaleIndexError(
                f"The index holds vectors of {self.record.dimensions} values and the question's has {len(vector)};"
                " run `advisor ingest --rebuild`."
            )

    def older_guide(self, guide_id: str, version: str) -> Guide | None:
        """A guide's text of an earlier build. Raises StorageError."""
        return self._library.guide_version(guide_id, version)

    def vectors(self, rows: Sequence[int]) -> StoredVectors:
        """The kept vectors of different chunks. Raises SnapshotGoneError when they were dropped meanwhile."""
        made = self._library.stacked_vectors([self.keys[row] for row in rows], self.record.dimensions)
        if len(made.keys) != len(rows):
            raise SnapshotGoneError(f"Vectors of the build {self.record.id} are gone; run `advisor ingest --rebuild`.")
        return made

    def words(self, rows: Sequence[int]) -> StoredWords:
        """The kept word vectors of different chunks, in order. Raises SnapshotGoneError as ``vectors`` does."""
        try:
            return self._library.words([self.keys[row] for row in rows])
        except StorageError as error:
            raise SnapshotGoneError(str(error)) from error

    def suggestions(self, guide_id: str) -> Suggestions | None:
        """The questions that a guide was found to answer when it was indexed; None where none were tried."""
        return self._library.suggestions(self._guide_keys[guide_id])

    def disagreements(self, guide_id: str) -> tuple[Disagreement, ...]:
        """What a guide says against itself, as it was found when the guide was indexed or, by an older program, not."""
        found = self._disagreements.get(guide_id)
        if found is None:
            record = self._library.disagreements(self._guide_keys[guide_id], FINDER)
            guide = self.guides[guide_id]
            found = find_disagreements(find_facts(guide)) if record is None else load_disagreements(record)
            self._disagreements[guide_id] = found
        return found

    def probe(self) -> None:
        """Let Chroma find a few stored vectors again and look at its files; fall back to exact search if it cannot."""
        store = self._store
        if store is None or not self.keys:
            return
        # Dice of its own: what draws from the program's is to find them as it left them.
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
