"""Vectors of texts in context, and of their single words."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

WORD_DIMENSIONS = 96
WORD_SCALE = 127.0  # int8 steps per unit

# The 96 principal axes of the local encoder's word vectors; see evals/fitting/word_axes.py.
AXES = Path(__file__).with_name("word_axes.npy")


@dataclass(frozen=True, slots=True)
class EncoderInput:
    """A text with its lead, usually its headings.

    The lead is empty for a text on its own.
    """

    lead: str
    text: str

    @property
    def whole(self) -> str:
        return f"{self.lead}: {self.text}" if self.lead else self.text


@dataclass(frozen=True, slots=True)
class EncodedText:
    """The encoder's view of a text.

    ``vector``: shape (d,), length 1. ``words``: int8, shape (n, 96), one row per content word of lead and text, in
    steps of 1/127; empty if the embedder gives no word vectors. ``surfaces``: those words as written. ``without``: for
    each of them the text's vector with the word left out, shape (n, d), length 1; empty for a text with a lead.
    """

    vector: Vectors
    words: npt.NDArray[np.int8] = field(default_factory=lambda: np.empty((0, WORD_DIMENSIONS), np.int8))
    surfaces: tuple[str, ...] = ()
    without: Vectors = field(default_factory=lambda: np.empty((0, 0), np.float32))


def wrap_vectors(vectors: Vectors) -> list[EncodedText]:
    """Bare text vectors as encoded texts without word vectors."""
    return [EncodedText(vector) for vector in vectors]


def quantize_words(vectors: Vectors, axes: Vectors) -> npt.NDArray[np.int8]:
    """Word vectors projected on ``axes``, scaled to length 1 and quantized.

    ``vectors``: shape (n, d); ``axes``: shape (d, k); result: int8, shape (n, k), in steps of 1/127.
    """
    short = vectors @ axes
    short /= np.maximum(np.linalg.norm(short, axis=1, keepdims=True), 1e-9)
    coarse: npt.NDArray[np.int8] = np.rint(short * WORD_SCALE).astype(np.int8)
    return coarse


@cache
def load_word_axes() -> Vectors:
    """The shipped projection axes, shape (384, 96)."""
    axes: Vectors = np.load(AXES).astype(np.float32)
    return axes
