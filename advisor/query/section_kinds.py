"""Section kinds: those that answer a question, and those of headings.

section_kinds.yaml beside it is the map from the intents of the bank to kinds of sections, with the headings of each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from advisor.weights import weights

Vectors = npt.NDArray[np.float32]

MAP = Path(__file__).with_name("section_kinds.yaml")


@dataclass(frozen=True, slots=True)
class SectionKind:
    """One kind of section.

    ``headings``: how guides title it. ``intents``: the ids of those that it answers.
    """

    name: str
    headings: tuple[str, ...]
    intents: frozenset[str]


def read_section_kinds(intents: Sequence[Mapping[str, Any]]) -> tuple[SectionKind, ...]:
    """Read the map of section kinds for the intents of the bank."""
    import yaml

    topics = {intent["id"]: intent["topic"] for intent in intents if intent["kind"] == "usual"}
    kinds = []
    for name, entry in yaml.safe_load(MAP.read_bytes()).items():
        also, but = set(entry.get("also", ())), set(entry.get("but", ()))
        own = {intent for intent, topic in topics.items() if topic in entry.get("topics", ())}
        kinds.append(SectionKind(name, tuple(entry["headings"]), frozenset((own | also) - but)))
    return tuple(kinds)


@dataclass(frozen=True, slots=True, eq=False)
class HeadingModel:
    """The headings of each kind of section, as vectors.

    ``names``: of the kinds. ``headings``: shape (n, d), length 1, grouped by kind. ``starts``: each kind's first row.
    """

    names: tuple[str, ...]
    headings: Vectors
    starts: npt.NDArray[np.intp]

    def shares(self, titles: Vectors) -> Vectors:
        """Share each title out among the kinds.

        ``titles``: shape (n, d), length 1. The result has the shape (n, kinds); rows add up to 1.
        """
        nearest = np.maximum.reduceat(titles @ self.headings.T, self.starts, axis=1)
        shares: Vectors = np.exp((nearest - nearest.max(axis=1, keepdims=True)) / weights().section_kinds.sharpness)
        shares /= shares.sum(axis=1, keepdims=True)
        return shares

    def of_path(self, titles: Vectors) -> Vectors:
        """Tell a section's kind by its titles, outermost first.

        A unit vector over the kinds, shape (kinds,). Each outer title counts less than the next inner one.
        """
        shares = self.shares(titles)
        falling = weights().section_kinds.outer_share ** np.arange(len(titles) - 1, -1, -1)
        mixed: Vectors = (falling @ shares).astype(np.float32)
        mixed /= np.linalg.norm(mixed)
        return mixed


@dataclass(frozen=True, slots=True)
class AnsweringSections:
    """The kinds of sections that answer one question.

    ``shares``: a unit vector over the kinds, shape (kinds,), or zeros when no kind is likely. ``model`` tells the kind
    of a heading.
    """

    shares: Vectors
    model: HeadingModel

    @property
    def likeliest(self) -> str:
        """The name of the likeliest kind; empty when none is likely."""
        return self.model.names[int(self.shares.argmax())] if self.shares.any() else ""


def answering_sections(scores: Vectors, model: HeadingModel) -> AnsweringSections:
    """Turn the fitted scores of the kinds, shape (kinds,), into their shares.

    Squared, so that many unlikely kinds do not outweigh a likely one.
    """
    squared = np.maximum(scores, 0.0) ** 2
    length = float(np.linalg.norm(squared))
    return AnsweringSections((squared / length if length else squared).astype(np.float32), model)
