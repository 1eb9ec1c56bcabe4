"""Suggested questions of a guide, stored as one database row."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from advisor.index.library.key_lists import LISTED, list_keys
from advisor.index.library.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Questions answered in the rehearsal, with their sections.

    ``sections``: for each question, the number of its section in the guide. ``related``: by section number, the
    follow-up questions, nearest first. ``vectors``: shape (questions, d), or (0, 0) without an encoder. ``starters``:
    first questions in plain words, foremost first.
    """

    questions: tuple[str, ...]
    sections: tuple[int, ...]
    related: Mapping[int, tuple[int, ...]]
    vectors: Vectors
    starters: tuple[str, ...] = ()


def save_suggestions(db: sqlite3.Connection, guide_key: int, made: Suggestions) -> None:
    """Store a guide's suggestions, replacing earlier ones.

    Vectors are stored in half precision.
    """
    record = json.dumps(
        {
            "questions": made.questions,
            "sections": made.sections,
            "related": {str(s): r for s, r in made.related.items()},
            "starters": made.starters,
        },
        separators=(",", ":"),
    )
    vectors = made.vectors.astype(np.float16).tobytes()
    db.execute("INSERT OR REPLACE INTO suggestions VALUES (?, ?, ?)", (guide_key, record, vectors))


def load_suggestions(db: sqlite3.Connection, guide_key: int) -> Suggestions | None:
    """The suggestions of a guide; None before any were tried."""
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
        tuple(known.get("starters", ())),
    )


def forget_suggestions(db: sqlite3.Connection, idle: str) -> None:
    """Delete the suggestions of the guides selected by a query of keys."""
    db.execute(f"DELETE FROM suggestions WHERE guide_key IN ({idle})")


def untried(db: sqlite3.Connection, keys: Sequence[int]) -> list[int]:
    """The keys without tried questions, in the given order."""
    query = f"SELECT guide_key FROM suggestions WHERE guide_key IN ({LISTED})"
    rows = db.execute(query, (list_keys(keys),)).fetchall()
    tried = {row[0] for row in rows}
    return [key for key in keys if key not in tried]
