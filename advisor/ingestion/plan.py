"""The plan of an ingest: added, updated, unchanged and removed guides.

Only changed files are read, and ids are unique.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from advisor.domain import Guide
from advisor.errors import GuideError
from advisor.index.library import Entry
from advisor.ingestion.parsing import parse_guide
from advisor.ingestion.sources import CORPUS, WEB, GatheredFiles, RefusedFile, Source, hash_source

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """The outcome of an ingest for one guide."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class IndexedGuide:
    """The outcome for one guide.

    ``guide`` is None if its file was not read, because it had not changed.
    """

    guide_id: str
    source: str
    outcome: Outcome
    n_chunks: int = 0
    guide: Guide | None = None


class Progress(Protocol):
    """The progress of an ingest.

    Tests use ``step`` to stop the process at a stage.
    """

    def step(self, name: str) -> None: ...

    def expect(self, stage: str, n_total: int) -> None: ...

    def advance(self, n_done: int) -> None: ...


class NoProgress:
    """A Progress without any output."""

    def step(self, name: str) -> None:
        pass

    def expect(self, stage: str, n_total: int) -> None:
        pass

    def advance(self, n_done: int) -> None:
        pass


@dataclass(slots=True)
class Plan:
    """An ingest in progress: the next build's entries, its pipeline, the outcomes.

    ``dimensions`` is 0 for a build without vectors.
    """

    entries: dict[str, Entry]
    pipeline: str
    dimensions: int
    indexed: list[IndexedGuide] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    n_encoded: int = 0
    arrivals: dict[str, "Arrival"] = field(default_factory=dict)  # those that were stored, by guide

    @property
    def arrived(self) -> list[int]:
        """Keys of the guides read in this ingest."""
        return [
            self.entries[i.guide_id].key for i in self.indexed if i.guide is not None and i.guide_id in self.entries
        ]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A guide to chunk and encode.

    ``known`` is its entry in the serving build, if any.
    """

    guide: Guide
    source: Source
    source_hash: str
    known: Entry | None


def read_arrivals(gathered: GatheredFiles, plan: Plan, progress: Progress) -> list[Arrival]:
    """Parse new and changed files; refuse unusable ones."""
    sources = gathered.sources
    progress.expect("Reading guides", len(sources))
    by_source = {entry.source: entry for entry in plan.entries.values()}
    arrivals: dict[str, Arrival] = {}
    seen: dict[str, Path] = {}
    # Known files go first: one of them may release an id for a new file.
    for source in sorted(sources, key=lambda source: str(source.path) not in by_source):
        try:
            digest = hash_source(source.path, source.address)
            known = by_source.get(str(source.path))
            if known and known.source_hash == digest:
                _claim_id(known.guide_id, source, seen, None)
                plan.entries[known.guide_id] = replace(known, origin=source.origin)
                plan.indexed.append(IndexedGuide(known.guide_id, known.source, Outcome.UNCHANGED))
            else:
                guide = read_source(source)
                _claim_id(guide.id, source, seen, _holder(guide.id, source, plan, gathered.corpus))
                if known and known.guide_id != guide.id:
                    plan.entries.pop(known.guide_id, None)
                    plan.indexed.append(IndexedGuide(known.guide_id, known.source, Outcome.REMOVED))
                arrivals[guide.id] = Arrival(guide, source, digest, plan.entries.get(guide.id))
        except GuideError as error:
            refuse(plan, source, str(error))
        progress.advance(1)
    progress.step("read")
    return list(arrivals.values())


def read_source(source: Source) -> Guide:
    """The guide in a file, cited with its address, if any.

    Raises GuideError.
    """
    guide = parse_guide(source.path)
    if not source.address:
        return guide
    # The copy's name is the id, whatever the page says: by it the page is refreshed and removed.
    return replace(guide, id=source.path.stem, metadata=replace(guide.metadata, source_url=source.address))


def source_of(entry: Entry, guide: Guide) -> Source:
    """Where an indexed guide came from."""
    return Source(Path(entry.source), entry.origin, guide.metadata.source_url if entry.origin == WEB else "")


def refuse(plan: Plan, source: Source, reason: str) -> None:
    """Note that a file was refused; what its guide served before stays."""
    plan.refused.append(RefusedFile(source.path, reason.replace(str(source.path), source.name)))


def drop_guides(guide_ids: Iterable[str], plan: Plan) -> None:
    """Drop guides by id; unknown ones are passed over."""
    for guide_id in guide_ids:
        if gone := plan.entries.pop(guide_id, None):
            plan.indexed.append(IndexedGuide(guide_id, gone.source, Outcome.REMOVED))


def drop_gone(gathered: GatheredFiles, arrivals: Sequence[Arrival], plan: Plan) -> None:
    """Drop corpus guides without a file, unless they arrived from another.

    When the folder itself is another one now, a guide whose file was refused there stays as it was.
    """
    present = {str(source.path) for source in gathered.sources}
    moved = {arrival.guide.id for arrival in arrivals}
    refused = {refusal.path.name for refusal in plan.refused}
    for entry in list(plan.entries.values()):
        stays = Path(entry.source).name in refused and not _lies_in(entry.source, gathered.corpus)
        if entry.origin == CORPUS and entry.source not in present and entry.guide_id not in moved and not stays:
            del plan.entries[entry.guide_id]
            plan.indexed.append(IndexedGuide(entry.guide_id, entry.source, Outcome.REMOVED))


def drop_missing(folder: Path, plan: Plan) -> None:
    """Drop guides whose file in ``folder`` is gone."""
    for entry in list(plan.entries.values()):
        if _lies_in(entry.source, folder) and not Path(entry.source).exists():
            del plan.entries[entry.guide_id]
            plan.indexed.append(IndexedGuide(entry.guide_id, entry.source, Outcome.REMOVED))


def _holder(guide_id: str, source: Source, plan: Plan, corpus: Path | None) -> Entry | None:
    """The entry that has this id, if the file has to respect it.

    A file of the corpus takes over from the same guide of the folder that was the corpus before.
    """
    holder = plan.entries.get(guide_id)
    if holder and holder.origin == source.origin == CORPUS and not _lies_in(holder.source, corpus):
        return None
    return holder


def _lies_in(file: str, folder: Path | None) -> bool:
    return folder is not None and folder in Path(file).parents


def _claim_id(guide_id: str, source: Source, seen: dict[str, Path], holder: Entry | None) -> None:
    """Reserve a guide id for this file.

    Raises GuideError when another file of this run, or one that still exists, has it.
    """
    other = seen.get(guide_id)
    if other is None and holder is not None and holder.source != str(source.path) and Path(holder.source).exists():
        other = Path(holder.source)
    if other is not None:
        raise GuideError(
            f"{source.path} has the id {guide_id!r}, which {other} has already; give one of them another `id:`"
            f" in its front matter (or another file name), or run `advisor remove {guide_id}` first."
        )
    seen[guide_id] = source.path
