"""The questions that a guide is known to answer, as one row of the database."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from advisor.index.library.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Suggestions:
    """``questions`` that were answered when they were tried, each from the section whose number in the guide stands in
    ``sections``; ``related``: by number of a section, the questions to go on with, nearest first. ``vectors``: shape
    (questions, d), or (0, 0) without an encoder."""

    questions: tuple[str, ...]
    sections: tuple[int, ...]
    related: Mapping[int, tuple[int, ...]]
    vectors: Vectors


def save_suggestions(db: sqlite3.Connection, guide_key: int, made: Suggestions) -> None:
    """Keep them for a guide, in place of earlier ones; vectors in half precision."""
    record = json.dumps(
        {
            "questions": made.questions,
            "sections": made.sections,
            "related": {str(s): r for s, r in made.related.items()},
        },
        separators=(",", ":"),
    )
    vectors = made.vectors.astype(np.float16).tobytes()
    db.execute("INSERT OR REPLACE INTO suggestions VALUES (?, ?, ?)", (guide_key, record, vectors))


def load_suggestions(db: sqlite3.Connection, guide_key: int) -> Suggestions | None:
    """Those of a guide; None where none were tried."""
    row = db.execute("SELECT record, vectors FROM suggestions WHERE guide_key = ?", (guide_key,)).fetchone()
    if row is None:
        return None
    known = json.loads(row[0])
    n = len(known["questions"])
    flat = np.frombuffer(row[1], np.float16).astype(np.float32)
    return Suggestions(
        tuple(known["questions"]),
        tuple(known["sections"]),
        {int(section): tuple(related) for section, related in known["related"].items()},
        flat.reshape(n, -1) if n and flat.size else np.empty((0, 0), np.float32),
    )


def forget_suggestions(db: sqlite3.Connection, idle: str) -> None:
    """Drop those of the guides that a query gives the keys of."""
    db.execute(f"DELETE FROM suggestions WHERE guide_key IN ({idle})")


def untried(db: sqlite3.Connection, keys: Sequence[int]) -> list[int]:
    """Those guides, of some, whose questions were never tried."""
    marks = ",".join("?" * len(keys))
    rows = db.execute(f"SELECT guide_key FROM suggestions WHERE guide_key IN ({marks})", tuple(keys)).fetchall()
    tried = {row[0] for row in rows}
    return [key for key in keys if key not in tried]
