"""Nearness of sources to a sentence, by words and vectors."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from advisor.citation.sources import SourceSentence, Vector, Words
from advisor.embeddings.token_vectors import WORD_SCALE
from advisor.weights import weights

Flags = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.floating[Any]]


class SourceMatrix:
    """The sources of one answer as columns: stems, word pairs and vectors.

    ``worded`` are the sources with word vectors.
    """

    def __init__(self, sources: Sequence[SourceSentence], worded: Sequence[int]) -> None:
        self._n = len(sources)
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
        for n, source in enumerate(sources):
            for stem in source.stems:
                self._stems[stem].append(n)
            for pair in source.pairs:
                self._pairs[pair].append(n)
        self._worded = list(worded)
        words = [own for n in worded if (own := sources[n].words) is not None]
        self._starts = np.cumsum([0, *(len(own) for own in words[:-1])]) if words else np.zeros(0, np.intp)
        self._words = np.concatenate(words).astype(np.float32).T / WORD_SCALE if words else None
        held = [source.vector for source in sources if source.vector is not None]
        none = np.zeros_like(held[0]) if held else np.zeros(0, np.float32)
        self.vectors = np.array([none if source.vector is None else source.vector for source in sources])

    def with_stems(self, wanted: Sequence[str]) -> Flags:
        return self._flags_of([self._stems.get(stem, ()) for stem in wanted])

    def with_pairs(self, wanted: Collection[tuple[str, str]]) -> Flags:
        return self._flags_of([self._pairs.get(pair, ()) for pair in wanted])

    def similarities(self, words: Words) -> Vector:
        """The best cosine of each word to a word of each source.

        Shape (words, sources); 0 for a source without words.
        """
        found = np.zeros((len(words), self._n), np.float32)
        if self._words is not None:
            cosines = words.astype(np.float32) / WORD_SCALE @ self._words
            found[:, self._worded] = np.maximum.reduceat(cosines, self._starts, axis=1)
        return found

    def _flags_of(self, holders: Sequence[Sequence[int]]) -> Flags:
        found = np.zeros((len(holders), self._n), np.bool_)
        for row, columns in enumerate(holders):
            found[row, columns] = True
        return found


@dataclass(frozen=True, slots=True)
class SentenceMatch:
    """One sentence compared with all sources as columns.

    ``own``: its stems; ``pairs``: its word pairs; ``similarities``: of its content words; ``cosines``: of the sentence.
    """

    own: Flags
    pairs: Flags
    similarities: Vector | None = None
    cosines: Vector | None = None

    def logits(self) -> Scores:
        """The logit of each source being about the sentence."""
        logit = weights().support_by_wording if self.similarities is None else weights().support_with_vectors
        found = self.features()
        return np.asarray(
            sum(getattr(logit, name) * value for name, value in found.items()) + logit.intercept, np.float64
        )

    def features(self) -> dict[str, Scores]:
        """The features of each source, shape (sources,).

        All are 0..1, by their names in weights.toml. stems: the share of the sentence's content stems in it or its
        headings; pairs: of its word pairs; words: the mean over its words of the best cosine to one of the source's;
        worst_words: the same over the worst fifth; cosine: of sentence and source.
        """
        found: dict[str, Scores] = {
            "stems": self.own.mean(axis=0),
            "pairs": self.pairs.sum(axis=0) / max(1, len(self.pairs)),
        }
        if self.similarities is not None and self.cosines is not None:
            n_least = -(-len(self.similarities) // 5)
            found["words"] = self.similarities.mean(axis=0)
            found["worst_words"] = np.partition(self.similarities, n_least - 1, axis=0)[:n_least].mean(axis=0)
            found["cosine"] = self.cosines
        return found
