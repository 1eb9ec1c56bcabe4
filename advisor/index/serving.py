"""The serving build: opening, health checks and repair of its Chroma part."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from advisor.errors import BusyError, NoIndexError, StaleIndexError, StorageError
from advisor.index.data_directory import DataDirectory
from advisor.index.library import FILE_NAME, BuildRecord, Library
from advisor.index.pipeline import LEXICAL, stale_sentence
from advisor.index.snapshot import SearchMode, Snapshot, SnapshotGoneError

__all__ = ["Health", "SearchMode", "ServingIndex", "Snapshot", "SnapshotGoneError"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the serving build.

    ``search`` is the mode in use; ``warnings`` are plain sentences for an operator.
    """

    build: str
    n_guides: int
    n_chunks: int
    search: SearchMode | None
    warnings: tuple[str, ...]


class ServingIndex:
    """The newest whole build.

    ``current`` is cheap and waits only for the first build to load.
    """

    def __init__(
        self,
        directory: DataDirectory,
        *,
        pipeline: str,
        embedder_trouble: str,
        repair: Callable[[str], object],
        snapshot: Snapshot | None = None,
        open_snapshot: Callable[[BuildRecord, Library, DataDirectory], Snapshot] = Snapshot,
    ) -> None:
        """Serve the builds of ``directory``.

        ``pipeline`` is the configured one. ``embedder_trouble`` is the reason for a missing encoder, else empty.
        ``repair`` rebuilds the Chroma part of the given build if it still serves. ``snapshot`` is served first and may
        belong to a build that does not serve yet. ``open_snapshot`` loads a build.
        """
        self._directory = directory
        self._pipeline = pipeline
        self._embedder_trouble = embedder_trouble
        self._repair = repair
        self._snapshot = snapshot
        self._open_snapshot = open_snapshot
        self._trouble = ""  # why the newest build could not be opened
        self._unrepaired = ""  # why the serving build could not be repaired
        self._damage = ""  # what the last probe found wrong with the library
        self._lock = threading.Lock()

    def current(self) -> Snapshot:
        """The snapshot to answer from.

        Raises NoIndexError, StaleIndexError and StorageError.
        """
        snapshot = self._snapshot
        return snapshot if snapshot is not None else self.refresh()

    def refresh(self) -> Snapshot:
        """Move to the newest build, if it can be opened.

        Otherwise the former build keeps serving; while there is none, the errors of ``current`` are raised.
        """
        with self._lock:
            try:
                build_id = self._directory.current_build()
                if build_id is None:
                    raise NoIndexError(f"Nothing has been indexed in {self._directory.path} yet; run `advisor ingest`.")
                if self._snapshot is None or self._snapshot.record.id != build_id:
                    self._snapshot = self._open()
                self._trouble = ""
            except (NoIndexError, StaleIndexError, StorageError) as error:
                if self._snapshot is None:
                    raise
                if self._trouble != str(error):
                    log.warning("still serving build %s: %s", self._snapshot.record.id, error)
                self._trouble = str(error)
            return self._snapshot

    def probe(self) -> None:
        """Check the library and the serving build; rebuild a damaged one.

        Never raises for a damaged build.
        """
        snapshot = self.refresh()
        damage = snapshot.library_damage()
        if damage and damage != self._damage:
            log.error("%s", damage)
        self._damage = damage
        try:
            snapshot.probe()
            if snapshot.search is not SearchMode.EXACT:
                return
            self._repair(snapshot.record.id)
        except (BusyError, StorageError) as error:
            if self._unrepaired != str(error):
                log.warning("the search index could not be made anew yet: %s", error)
            self._unrepaired = str(error)
            return
        log.info("the search index was made anew")
        self._unrepaired = ""
        self.refresh()

    def health(self) -> Health:
        """The current state, without any slow check."""
        snapshot = self._snapshot
        warnings = [self._embedder_trouble, self._trouble]
        if snapshot is None:
            return Health(build="", n_guides=0, n_chunks=0, search=None, warnings=tuple(filter(None, warnings)))
        warnings.append(snapshot.library_trouble() or self._damage)
        if snapshot.trouble:
            warnings.append(f"{snapshot.trouble} Searching exactly until the index is made anew.")
        if not snapshot.record.dimensions and not self._embedder_trouble:
            warnings.append("The index has no vectors; run `advisor ingest --rebuild` to add them.")
        search = SearchMode.LEXICAL if self._embedder_trouble else snapshot.search
        return Health(
            build=snapshot.record.id,
            n_guides=len(snapshot.guides),
            n_chunks=len(snapshot.chunks),
            search=search,
            warnings=tuple(filter(None, warnings)),
        )

    def close(self) -> None:
        self._snapshot = None

    def _open(self) -> Snapshot:
        """The serving build, read in one state of the library.

        A writer may drop the build while it is read.
        """
        library = Library.open(self._directory.path / FILE_NAME)
        try:
            with library.reading():
                build_id = self._directory.current_build() or ""
                record = library.build(build_id)
                if record is not None:
                    self._check(record)
                    return self._open_snapshot(record, library, self._directory)
        except Exception:
            library.close()
            raise
        library.close()
        if self._directory.current_build() != build_id:
            return self._open()
        raise StorageError(
            f"{library.path} does not know the serving build {build_id}; remove {self._directory.pointer} and run"
            " `advisor ingest` again."
        )

    def _check(self, record: BuildRecord) -> None:
        """Raise StaleIndexError for a build of another pipeline.

        An index without vectors can always be searched lexically, and so can any index without an encoder.
        """
        usable = record.pipeline == self._pipeline or self._embedder_trouble or record.pipeline.startswith(LEXICAL)
        if not usable:
            raise StaleIndexError(stale_sentence(record.pipeline, self._pipeline))
