"""Which guides come, stay and go in an ingest: files are read where they changed, and no two have one id."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from advisor.domain import Guide
from advisor.errors import GuideError
from advisor.index.library import Entry
from advisor.ingestion.parsing import parse_guide
from advisor.ingestion.sources import CORPUS, Gathered, Refusal, Source, hash_source

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What an ingest did to a guide."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Indexed:
    """What became of one guide. ``guide`` is None for one whose file was not even read, because it had not changed."""

    guide_id: str
    source: str
    outcome: Outcome
    n_chunks: int = 0
    guide: Guide | None = None


class Progress(Protocol):
    """Hears how far an ingest has come; ``step`` is also the door for tests that stop the process there."""

    def step(self, name: str) -> None: ...

    def expect(self, stage: str, n_total: int) -> None: ...

    def advance(self, n_done: int) -> None: ...


class Silent:
    """A Progress that tells nobody."""

    def step(self, name: str) -> None:
        pass

    def expect(self, stage: str, n_total: int) -> None:
        pass

    def advance(self, n_done: int) -> None:
        pass


@dataclass(slots=True)
class Plan:
    """An ingest under way: the entries the next build will have, what makes it, and what has happened so far.

    ``dimensions`` is 0 for a build without vectors.
    """

    entries: dict[str, Entry]
    pipeline: str
    dimensions: int
    indexed: list[Indexed] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    n_encoded: int = 0

    @property
    def arrived(self) -> list[int]:
        """The keys of the guides that were read in this ingest."""
        return [
            self.entries[i.guide_id].key for i in self.indexed if i.guide is not None and i.guide_id in self.entries
        ]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A guide that was read and has to be chunked and encoded, with the row it would take in the build."""

    guide: Guide
    source: Source
    source_hash: str
    known: Entry | None


def read_arrivals(sources: Sequence[Source], plan: Plan, progress: Progress) -> list[Arrival]:
    """Parse what is new or changed; refuse what cannot be used."""
    progress.expect("Reading guides", len(sources))
    by_source = {entry.source: entry for entry in plan.entries.values()}
    arrivals: dict[str, Arrival] = {}
    seen: dict[str, Path] = {}
    # Files known before go first: one of them may give up an id that a new file takes over.
    for source in sorted(sources, key=lambda source: str(source.path) not in by_source):
        try:
            digest = hash_source(source.path)
            known = by_source.get(str(source.path))
            if known and known.source_hash == digest:
                _claim_id(known.guide_id, source, seen, None)
                plan.entries[known.guide_id] = replace(known, origin=source.origin)
                plan.indexed.append(Indexed(known.guide_id, known.source, Outcome.UNCHANGED))
            else:
                guide = parse_guide(source.path)
                _claim_id(guide.id, source, seen, plan.entries.get(guide.id))
                if known and known.guide_id != guide.id:
                    plan.entries.pop(known.guide_id, None)
                    plan.indexed.append(Indexed(known.guide_id, known.source, Outcome.REMOVED))
                arrivals[guide.id] = Arrival(guide, source, digest, plan.entries.get(guide.id))
        except GuideError as error:
            plan.refused.append(Refusal(source.path, str(error)))
            log.warning("guide refused: %s", error)
        progress.advance(1)
    progress.step("read")
    return list(arrivals.values())


def drop_gone(gathered: Gathered, arrivals: Sequence[Arrival], plan: Plan) -> None:
    """Let guides of the corpus leave whose file is no longer there, unless they arrived from another."""
    present = {str(source.path) for source in gathered.sources}
    moved = {arrival.guide.id for arrival in arrivals}
    for entry in list(plan.entries.values()):
        if entry.origin == CORPUS and entry.source not in present and entry.guide_id not in moved:
            del plan.entries[entry.guide_id]
            plan.indexed.append(Indexed(entry.guide_id, entry.source, Outcome.REMOVED))


def _claim_id(guide_id: str, source: Source, seen: dict[str, Path], holder: Entry | None) -> None:
    """Raises GuideError when another file of this run, or one that still exists, has the id."""
    other = seen.get(guide_id)
    if other is None and holder is not None and holder.source != str(source.path) and Path(holder.source).exists():
        other = Path(holder.source)
    if other is not None:
        raise GuideError(
            f"{source.path} has the id {guide_id!r}, which {other} has already; give one of them another `id:`"
            f" in its front matter (or another file name), or run `advisor remove {guide_id}` first."
        )
    seen[guide_id] = source.path
