"""HashEmbedder: stemmed words hashed to signed dimensions, for tests."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import Stemmer

from advisor.embeddings.token_vectors import EncodedText, EncoderInput, wrap_vectors

WORD = re.compile(r"\w+")
PLACES_PER_WORD = 4
SHORT_CHARS = 3
SHORT_WEIGHT = 0.25  # "the", "of" and "is" would otherwise dominate the similarity


class HashEmbedder:
    """A fast, deterministic embedder by shared words.

    Texts with the same stems have cosine 1, texts without a shared stem about 0.
    """

    def __init__(self, *, dimensions: int = 64) -> None:
        self.dimensions = dimensions
        self.name = f"hash-{dimensions}"

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One row per text, of length 1; zeros without a word."""
        stemmer = Stemmer.Stemmer("english")
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word, count in sorted(Counter(stemmer.stemWords(WORD.findall(text.lower()))).items()):
                weight = count**0.5 * (SHORT_WEIGHT if len(word) <= SHORT_CHARS and word.isalpha() else 1.0)
                digest = blake2b(word.encode("utf-8", "replace"), digest_size=4 * PLACES_PER_WORD).digest()
                for number in np.frombuffer(digest, "<u4").tolist():
                    row[(number >> 1) % self.dimensions] += weight if number & 1 else -weight
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: npt.NDArray[np.float32] = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
        return unit

    def encode_in_context(self, inputs: Sequence[EncoderInput]) -> list[EncodedText]:
        """The texts' own vectors; context is ignored, and there are no words."""
        return wrap_vectors(self.encode([one.text for one in inputs]))
