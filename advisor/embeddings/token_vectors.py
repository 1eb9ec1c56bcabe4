"""A text read in its place: the vector of its own words in the light of what leads up to it, and one of each word."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

WORD_DIMENSIONS = 96
WORD_SCALE = 127.0  # int8 steps a unit

# The 96 directions in which the local encoder's word vectors differ most; see evals/fitting/word_axes.py.
AXES = Path(__file__).with_name("word_axes.npy")


@dataclass(frozen=True, slots=True)
class Place:
    """A text and what leads up to it (its headings); an empty lead for a text that stands alone."""

    lead: str
    text: str

    @property
    def whole(self) -> str:
        return f"{self.lead}: {self.text}" if self.lead else self.text


@dataclass(frozen=True, slots=True)
class Reading:
    """``vector``: shape (d,), length 1. ``words``: int8, shape (n, 96), one row a content word of lead and text, coarse
    to a 127th; empty where the embedder gives no word vectors. ``surfaces``: those words as written. ``without``: for
    each of them the text's vector with the word left out, shape (n, d), length 1; empty for a text that has a lead."""

    vector: Vectors
    words: npt.NDArray[np.int8] = field(default_factory=lambda: np.empty((0, WORD_DIMENSIONS), np.int8))
    surfaces: tuple[str, ...] = ()
    without: Vectors = field(default_factory=lambda: np.empty((0, 0), np.float32))


def plain_readings(vectors: Vectors) -> list[Reading]:
    """For an embedder that gives nothing but a text's vector."""
    return [Reading(vector) for vector in vectors]


def coarse_words(vectors: Vectors, axes: Vectors) -> npt.NDArray[np.int8]:
    """Word vectors, shape (n, d), along ``axes``, shape (d, k): length 1 in steps of a 127th."""
    short = vectors @ axes
    short /= np.maximum(np.linalg.norm(short, axis=1, keepdims=True), 1e-9)
    coarse: npt.NDArray[np.int8] = np.rint(short * WORD_SCALE).astype(np.int8)
    return coarse


@cache
def word_axes() -> Vectors:
    """The directions that ship, shape (384, 96)."""
    axes: Vectors = np.load(AXES).astype(np.float32)
    return axes
