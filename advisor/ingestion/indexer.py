"""The indexing of guides, from files to a new serving build.

File, parse, chunk, encode, SQLite, then a new Chroma build, then the switch.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from advisor.domain import Chunk
from advisor.embeddings import Embedder, EncodedText, EncoderInput
from advisor.errors import AdvisorError, GuideError, StaleIndexError, StatementError, StorageError, UnknownGuideError
from advisor.index.chroma import UnsearchableError, first_of_equals, most_alike, write_build
from advisor.index.chroma_manifest import check_files, read_manifest
from advisor.index.data_directory import DataDirectory, new_build_id
from advisor.index.library import FILE_NAME, BuildRecord, Entry, Library, Vectors
from advisor.index.pipeline import pipeline_name, stale_sentence
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.embed_chunks import collect_inputs, collect_vectors, encode_texts, restore_encodings
from advisor.ingestion.parsing.limits import check_chunks
from advisor.ingestion.plan import (
    Arrival,
    IndexedGuide,
    NoProgress,
    Outcome,
    Plan,
    Progress,
    drop_gone,
    drop_guides,
    drop_missing,
    read_arrivals,
    refuse,
    source_of,
)
from advisor.ingestion.sources import GatheredFiles
from advisor.ingestion.stated_facts import read_stated, store_missing
from advisor.ingestion.summary import Summary

log = logging.getLogger(__name__)


TryQuestions = Callable[[BuildRecord, Library, Sequence[int], Progress], None]


class Indexer:
    """Writer of the data directory.

    Every public method holds its lock and leaves one whole build serving.
    """

    def __init__(
        self,
        directory: DataDirectory,
        embedder: Embedder | None,
        *,
        progress: Progress | None = None,
        try_questions: TryQuestions | None = None,
    ) -> None:
        """Index into ``directory``.

        ``embedder`` None: for lexical search only. ``try_questions`` rehearses suggested questions for guides, by key,
        before the build with them serves.
        """
        self._directory = directory
        self._embedder = embedder
        self._progress: Progress = progress or NoProgress()
        self._try_questions = try_questions
        self.pipeline = pipeline_name(embedder)

    def ingest(
        self,
        gathered: GatheredFiles,
        *,
        follow_corpus: bool = False,
        follow_folder: Path | None = None,
        gone: Collection[str] = (),
    ) -> Summary:
        """Ingest the gathered files.

        ``follow_corpus``: corpus guides without a file are removed; ``follow_folder``: those of that folder; those with
        an id in ``gone`` are in any case.
        Unusable files are refused one by one; the guide a refused file gave before stays. Raises BusyError,
        StorageError, ProviderError, and StaleIndexError when another pipeline built the index.
        """
        with self._writing() as library:
            current = self._current(library)
            if current and current.pipeline != self.pipeline:
                raise StaleIndexError(stale_sentence(current.pipeline, self.pipeline))
            held = {entry.guide_id: entry for entry in current.entries} if current else {}
            plan = Plan(held, self.pipeline, current.dimensions if current else self._dimensions())
            plan.refused += gathered.refused
            drop_guides(gone, plan)
            arrivals = read_arrivals(gathered, plan, self._progress)
            if follow_corpus:
                drop_gone(gathered, arrivals, plan)
            if follow_folder is not None:
                drop_missing(follow_folder, plan)
            self._index(library, arrivals, plan, current)
            self._encode_titles(library, plan, reuse=True)
            store_missing(library, [entry.key for entry in plan.entries.values()])
            return self._finish(library, plan, current)

    def remove(self, *guide_ids: str) -> Summary:
        """Remove guides; no encoder is needed.

        Raises UnknownGuideError when one is not there.
        """
        with self._writing() as library:
            current = self._current(library)
            held = {entry.guide_id: entry for entry in current.entries} if current else {}
            for guide_id in guide_ids:
                if guide_id not in held:
                    known = ", ".join(sorted(held)) or "none"
                    raise UnknownGuideError(f"There is no guide {guide_id!r} in the index; it holds: {known}.")
            plan = Plan(held, current.pipeline if current else "", current.dimensions if current else 0)
            drop_guides(guide_ids, plan)
            return self._finish(library, plan, current)

    def rebuild(self) -> Summary:
        """Chunk and encode every stored guide again, into a new build."""
        with self._writing() as library:
            current = self._current(library)
            plan = Plan({}, self.pipeline, self._dimensions())
            arrivals = []
            if current:
                guides = library.guides([entry.key for entry in current.entries])
                arrivals = [
                    Arrival(guides[e.key], source_of(e, guides[e.key]), e.source_hash, e) for e in current.entries
                ]
                if current.pipeline == self.pipeline:
                    for entry in current.entries:
                        library.retire_guide(entry.key)
            self._index(library, arrivals, plan, None)
            self._encode_titles(library, plan, reuse=False)
            return self._finish(library, plan, None)

    def repair(self, build_id: str) -> Summary | None:
        """Rebuild a build's Chroma part from SQLite, under a new build id.

        Returns None if the build no longer serves.
        """
        with self._writing() as library:
            current = self._current(library)
            if current is None or current.id != build_id:
                return None
            plan = Plan({entry.guide_id: entry for entry in current.entries}, current.pipeline, current.dimensions)
            return self._finish(library, plan, None)

    def prune_versions(self, keep: int, cited: Callable[[], Set[tuple[str, str]]]) -> int:
        """Delete old versions of guides and return their number.

        The ``keep`` newest of each and those cited stay.

        ``cited`` is called only if there is anything to delete.
        """
        with self._directory.writing(), closing(Library(self._directory.path / FILE_NAME)) as library:
            idle = library.idle_versions(keep)
            gone = sorted(set(idle) - cited()) if idle else []
            if gone:
                library.forget_versions(gone)
        return len(gone)

    # --- stages ---

    @contextmanager
    def _writing(self) -> Iterator[Library]:
        with self._directory.writing():
            self._directory.sweep()
            with closing(Library(self._directory.path / FILE_NAME)) as library:
                self._progress.step("locked")
                yield library

    def _dimensions(self) -> int:
        return self._embedder.dimensions if self._embedder else 0

    def _current(self, library: Library) -> BuildRecord | None:
        """The serving build, or the newest one if the pointer is damaged."""
        try:
            build_id = self._directory.current_build()
        except StorageError as error:
            log.warning("%s", error)
            build_id = library.newest_build()
        if build_id is None:
            return None
        current = library.build(build_id)
        if current is None:
            raise StorageError(
                f"{library.path} does not know the serving build {build_id}; remove {self._directory.pointer}"
                " and run `advisor ingest` again."
            )
        return current

    def _index(self, library: Library, arrivals: Sequence[Arrival], plan: Plan, current: BuildRecord | None) -> None:
        """Chunk, encode and store each arrival.

        Each is committed by itself, so a stopped ingest continues from there. Raises StaleIndexError when a service's
        model of the same name returns vectors of another length.
        """
        if arrivals and self._dimensions() != plan.dimensions:
            raise StaleIndexError(
                f"The index holds vectors of {plan.dimensions} values and {self.pipeline!r} now makes some of"
                f" {self._dimensions()}; run `advisor ingest --rebuild` to make it anew."
            )
        chunked = [(arrival, chunks) for arrival in arrivals if (chunks := self._chunks(arrival, plan)) is not None]
        texts = [collect_inputs(chunks) for _, chunks in chunked]
        self._progress.expect("Encoding", sum(len(t) for t in texts) if self._embedder else 0)
        for (arrival, chunks), needed in zip(chunked, texts, strict=True):
            with _refusing(arrival, plan):
                self._store(library, arrival, chunks, needed, plan, current)
                self._progress.step("guide saved")

    def _chunks(self, arrival: Arrival, plan: Plan) -> tuple[Chunk, ...] | None:
        """The chunks of an arrival; None if it is refused."""
        with _refusing(arrival, plan):
            chunks = chunk_guide(arrival.guide)
            check_chunks(len(chunks), name=str(arrival.source.path))
            if not chunks and any(section.body for section in arrival.guide.sections):
                raise GuideError(f"{arrival.source.path}: nothing in this file is text that could be searched.")
            return chunks
        return None

    def _store(
        self,
        library: Library,
        arrival: Arrival,
        chunks: Sequence[Chunk],
        needed: Sequence[EncoderInput],
        plan: Plan,
        current: BuildRecord | None,
    ) -> None:
        """Encode and store one arrival, in one transaction."""
        guide = arrival.guide
        stated = read_stated(guide)
        key = library.find_guide(guide, self.pipeline)
        if key is None:
            made = []
            if self._embedder is not None:
                old = self._old_encodings(library, arrival.known, current)
                vectors = encode_texts(needed, self._embedder, old, self._progress.advance)
                plan.n_encoded += sum(text not in old for text in needed)
                made = [collect_vectors(chunk, vectors, self._embedder.dimensions) for chunk in chunks]
            key = library.save_guide(guide, self.pipeline, chunks, made)
        else:
            self._progress.advance(len(needed) if self._embedder else 0)
        stated.store(library, key)
        same = arrival.known is not None and arrival.known.key == key
        outcome = Outcome.UNCHANGED if same else Outcome.UPDATED if arrival.known else Outcome.ADDED
        source = str(arrival.source.path)
        plan.entries[guide.id] = Entry(
            key=key,
            guide_id=guide.id,
            origin=arrival.source.origin,
            source=source,
            source_hash=arrival.source_hash,
        )
        plan.indexed.append(IndexedGuide(guide.id, source, outcome, n_chunks=len(chunks), guide=guide))
        plan.arrivals[guide.id] = arrival

    def _old_encodings(
        self, library: Library, known: Entry | None, current: BuildRecord | None
    ) -> dict[EncoderInput, EncodedText]:
        if known is None or current is None or not current.dimensions:
            return {}
        stored = library.chunks(library.guides([known.key]))
        made = library.vectors(stored.keys, current.dimensions)
        pairs = [(c, made[k]) for k, c in zip(stored.keys, stored.chunks, strict=True) if k in made]
        return restore_encodings([c for c, _ in pairs], [v for _, v in pairs])

    def _encode_titles(self, library: Library, plan: Plan, *, reuse: bool) -> None:
        """Encode the titles of guides that lack their vectors.

        Those that an older program indexed are among them. ``reuse``: titles of a guide's earlier version keep theirs.
        """
        if self._embedder is None or self._dimensions() != plan.dimensions:
            return
        lacking = library.guides(library.untitled([entry.key for entry in plan.entries.values()]))
        arrived = [plan.arrivals[guide.id] for guide in lacking.values() if guide.id in plan.arrivals]
        before = [arrival.known.key for arrival in arrived if reuse and arrival.known]
        made: dict[str, Vectors] = {}  # guides share most of their titles with others and with their older versions
        for key, guide in library.guides(before).items():
            vectors = library.titles(key, plan.dimensions)
            made.update(zip(guide.titles, vectors, strict=True) if vectors is not None else ())
        for key, guide in lacking.items():
            new = [title for title in guide.titles if title not in made]
            made.update(zip(new, self._embedder.encode(new), strict=True) if new else ())
            vectors = np.array([made[title] for title in guide.titles], np.float32).reshape(-1, plan.dimensions)
            library.save_titles(key, vectors)

    def _finish(self, library: Library, plan: Plan, current: BuildRecord | None) -> Summary:
        """Write and switch to a new build, if needed.

        A sound serving build with exactly these guides is kept. Without any guide, now or before, none is made: a first
        file that was refused is no index. An arrived guide that makes the build unsearchable is refused.
        """
        while True:
            try:
                return self._build(library, plan, current)
            except UnsearchableError as error:
                if not self._refuse_worst(library, plan, error):
                    raise

    def _refuse_worst(self, library: Library, plan: Plan, error: UnsearchableError) -> bool:
        """Refuse the arrived guide with the most passages that are all alike; False if none arrived."""
        keys = {plan.entries[guide_id].key: guide_id for guide_id in plan.arrivals if guide_id in plan.entries}
        if not keys:
            return False
        stored = library.chunks(library.guides(list(keys)))
        vectors = library.matrix(stored.keys, plan.dimensions)
        worst = most_alike([chunk.guide.id for chunk in stored.chunks], vectors) or next(iter(keys.values()))
        arrival = plan.arrivals.pop(worst)
        del plan.entries[worst]
        if arrival.known is not None:
            plan.entries[worst] = arrival.known
        plan.indexed[:] = [one for one in plan.indexed if one.guide_id != worst or one.guide is None]
        refuse(
            plan,
            arrival.source,
            f"{arrival.source.path}: too many of its passages are alike to be told apart by a search; leave out what"
            " is repeated.",
        )
        log.warning("%s", error)
        return True

    def _build(self, library: Library, plan: Plan, current: BuildRecord | None) -> Summary:
        entries = tuple(sorted(plan.entries.values(), key=lambda entry: entry.guide_id))
        if current and current.entries == entries and self._is_sound(current):
            return Summary(current.id, tuple(plan.indexed), tuple(plan.refused), plan.n_encoded)
        if not entries and not self._directory.has_pointer():
            return Summary("", (), tuple(plan.refused), 0)
        record = BuildRecord(new_build_id(), plan.pipeline, plan.dimensions, entries)
        library.save_build(record)
        self._progress.step("build recorded")
        if record.dimensions:
            self._write_chroma(library, record)
        self._progress.step("chroma written")
        came = library.untried(plan.arrived)
        if came and self._try_questions:
            self._try_questions(record, library, came, self._progress)
        self._progress.step("questions tried")
        kept = self._directory.switch_to(record.id)
        self._progress.step("switched")
        library.forget_builds(kept)
        self._directory.sweep()
        self._progress.step("swept")
        return Summary(record.id, tuple(plan.indexed), tuple(plan.refused), plan.n_encoded)

    def _write_chroma(self, library: Library, record: BuildRecord) -> None:
        stored = library.chunks(library.guides([entry.key for entry in record.entries]))
        vectors = library.matrix(stored.keys, record.dimensions)
        guide_ids = [chunk.guide.id for chunk in stored.chunks]
        rows = first_of_equals(guide_ids, vectors)
        self._progress.expect("Building and checking the search index", len(rows))
        keys, owners = [stored.keys[row] for row in rows], [guide_ids[row] for row in rows]
        directory = self._directory.build_path(record.id)
        write_build(directory, keys, owners, vectors[rows], self._progress.advance)

    def _is_sound(self, current: BuildRecord) -> bool:
        """Whether the pointer names this build and its Chroma files are intact."""
        try:
            if self._directory.current_build() != current.id:
                return False
            if current.dimensions:
                directory = self._directory.build_path(current.id)
                check_files(directory, read_manifest(directory))
        except StorageError as error:
            log.warning("%s It is made anew.", error)
            return False
        return True


@contextmanager
def _refusing(arrival: Arrival, plan: Plan) -> Iterator[None]:
    """Refuse an arrival on which a stage fails; the others go in.

    An encoder or a disk that fails concerns them all and is raised.
    """
    try:
        yield
    except GuideError as error:
        refuse(plan, arrival.source, str(error))
    except StatementError as error:
        refuse(
            plan,
            arrival.source,
            f"{arrival.source.path}: this guide cannot be stored ({str(error).rstrip('.')}); split it.",
        )
    except AdvisorError:
        raise
    except Exception as error:  # the door of guides: whatever a stage raises for one guide concerns it alone
        log.warning("indexing failed on %s", arrival.source.path, exc_info=True)
        reason = f"{arrival.source.path}: this guide cannot be indexed ({type(error).__name__})"
        refuse(plan, arrival.source, f"{reason}; the log says where.")
