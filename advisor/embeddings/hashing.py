"""HashEmbedder: stemmed words hashed to signed dimensions; quick and repeatable, for tests."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import Stemmer

from advisor.embeddings.token_vectors import Place, Reading, plain_readings

WORD = re.compile(r"\w+")
PLACES_PER_WORD = 4
SHORT_CHARS = 3
SHORT_WEIGHT = 0.25  # "the", "of", "is": otherwise they would decide what is similar


class HashEmbedder:
    """Texts with the same words (up to their endings) have cosine 1, texts without a shared word about 0."""

    def __init__(self, *, dimensions: int = 64) -> None:
        self.dimensions = dimensions
        self.name = f"hash-{dimensions}"

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One row a text, of length 1; zeros where a text has no word."""
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

    def read(self, places: Sequence[Place]) -> list[Reading]:
        """The texts' own vectors, whatever leads up to them; no words."""
        return plain_readings(self.encode([place.text for place in places]))
