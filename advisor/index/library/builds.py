"""Builds as database rows: their guides and their pipelines."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.index.library.suggestions import forget_suggestions
from advisor.index.library.vectors import forget_vectors


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


def forget_builds(db: sqlite3.Connection, keep: Sequence[str]) -> None:
    """Delete all other builds, with chunks and vectors none of these needs.

    Texts are kept.
    """
    marks = ",".join("?" * len(keep))
    db.execute(f"DELETE FROM build_guides WHERE build_id NOT IN ({marks})", tuple(keep))
    db.execute(f"DELETE FROM builds WHERE id NOT IN ({marks})", tuple(keep))
    idle = "SELECT key FROM guides WHERE has_chunks AND key NOT IN (SELECT guide_key FROM build_guides)"
    forget_suggestions(db, idle)
    forget_vectors(db, f"SELECT key FROM chunks WHERE guide_key IN ({idle})")
    db.execute(f"DELETE FROM chunks WHERE guide_key IN ({idle})")
    db.execute(f"UPDATE guides SET has_chunks = 0 WHERE key IN ({idle})")
