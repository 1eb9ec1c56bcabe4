"""Builds as database rows: their guides and their pipelines."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.index.library.key_lists import LISTED, list_keys
from advisor.index.library.suggestions import forget_suggestions
from advisor.index.library.vectors import forget_titles, forget_vectors


@dataclass(frozen=True, slots=True)
class Entry:
    """One guide in a build, with its source and the source's hash.

    ``origin`` is ``corpus`` for guides that follow the corpus folder and ``added`` for those that stay until removed.
    """

    key: int
    guide_id: str
    origin: str
    source: str
    source_hash: str


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """A build's guides and pipeline; ``dimensions`` is 0 without vectors."""

    id: str
    pipeline: str
    dimensions: int
    entries: tuple[Entry, ...]


def load_build(db: sqlite3.Connection, build_id: str) -> BuildRecord | None:
    """A build with its guides ordered by id; None if unknown."""
    row = db.execute("SELECT pipeline, dimensions FROM builds WHERE id = ?", (build_id,)).fetchone()
    if row is None:
        return None
    entries = db.execute(
        "SELECT guide_key, guides.id, origin, source, source_hash FROM build_guides"
        " JOIN guides ON guides.key = guide_key WHERE build_id = ? ORDER BY guides.id",
        (build_id,),
    ).fetchall()
    return BuildRecord(build_id, row[0], row[1], tuple(Entry(*entry) for entry in entries))


def save_build(db: sqlite3.Connection, record: BuildRecord) -> None:
    """Record a new build."""
    db.execute(
        "INSERT INTO builds (id, pipeline, dimensions) VALUES (?, ?, ?)",
        (record.id, record.pipeline, record.dimensions),
    )
    db.executemany(
        "INSERT INTO build_guides VALUES (?, ?, ?, ?, ?)",
        [(record.id, e.key, e.origin, e.source, e.source_hash) for e in record.entries],
    )


def idle_versions(db: sqlite3.Connection, keep: int) -> list[tuple[str, str]]:
    """The (guide id, version) pairs of no build, without each guide's newest.

    ``keep`` of the newest are left out.
    """
    rows = db.execute(
        "SELECT id, version, max(key IN (SELECT guide_key FROM build_guides)) FROM guides GROUP BY id, version"
        " ORDER BY max(key) DESC"
    ).fetchall()
    n_seen: dict[str, int] = {}
    idle = []
    for guide_id, version, serves in rows:
        n_seen[guide_id] = n_seen.get(guide_id, 0) + 1
        if n_seen[guide_id] > keep and not serves:
            idle.append((guide_id, version))
    return idle


def forget_versions(db: sqlite3.Connection, versions: Iterable[tuple[str, str]]) -> None:
    """Delete the rows of some versions.

    Of every other version the rows that a newer one repeats go too.
    """
    db.executemany("UPDATE guides SET has_chunks = -1 WHERE id = ? AND version = ?", list(versions))
    gone = (
        "SELECT key FROM guides WHERE key NOT IN (SELECT guide_key FROM build_guides) AND (has_chunks = -1 OR"
        " (NOT has_chunks AND key NOT IN (SELECT max(key) FROM guides GROUP BY id, version)))"
    )
    db.execute(f"DELETE FROM disagreements WHERE guide_key IN ({gone})")
    db.execute(f"DELETE FROM facts WHERE guide_key IN ({gone})")
    db.execute(f"DELETE FROM guides WHERE key IN ({gone})")


def forget_builds(db: sqlite3.Connection, keep: Sequence[str]) -> None:
    """Delete all other builds, with chunks and vectors none of these needs.

    Texts are kept.
    """
    kept = list_keys(keep)
    db.execute(f"DELETE FROM build_guides WHERE build_id NOT IN ({LISTED})", (kept,))
    db.execute(f"DELETE FROM builds WHERE id NOT IN ({LISTED})", (kept,))
    idle = "SELECT key FROM guides WHERE has_chunks AND key NOT IN (SELECT guide_key FROM build_guides)"
    forget_suggestions(db, idle)
    forget_titles(db, idle)
    forget_vectors(db, f"SELECT key FROM chunks WHERE guide_key IN ({idle})")
    db.execute(f"DELETE FROM chunks WHERE guide_key IN ({idle})")
    db.execute(f"UPDATE guides SET has_chunks = 0 WHERE key IN ({idle})")
