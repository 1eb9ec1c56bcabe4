"""BM25 over many texts: what is found by wording rather than by meaning."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import Stemmer

from advisor.text.tokens import content_of, hush, stems

K1, B = (
    1.5,
    0.75,
)  # the usual ones: Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009


@dataclass(frozen=True, slots=True)
class Matches:
    """Positions of texts, best first and the earlier one at a tie, with their scores, all above 0."""

    positions: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float32]


class Bm25:
    """BM25 over texts, which are known by their positions. Never changed once built, so safe across threads.

    A stem in nearly all texts counts little but never against a text: idf = ln(1 + (n - df + 0.5) / (df + 0.5)).
    """

    def __init__(self, texts: Iterable[str]) -> None:
        surfaces = _Numbers()
        written, lengths = array("q"), array("q")
        for text in texts:
            before = len(written)
            written.extend(map(surfaces.__getitem__, hush(text).split()))
            lengths.append(len(written) - before)
        self._n_texts = len(lengths)
        self._stems = _Numbers()
        contents = [content_of(surface) for surface in surfaces]
        stem_of, counts = self._stem(contents)

        self.vocabulary: Counter[str] = Counter()
        for content, n_uses in zip(contents, np.bincount(_numbers(written), minlength=len(contents)), strict=True):
            for word in content:
                self.vocabulary[word] += int(n_uses)

        # Each surface as written becomes its stems: none, one, or several for a compound.
        uses = _numbers(written)
        n_stems = counts[uses]
        starts = (np.cumsum(counts) - counts)[uses] - (np.cumsum(n_stems) - n_stems)
        stem = stem_of[np.repeat(starts, n_stems) + np.arange(n_stems.sum())]
        place = np.repeat(np.repeat(np.arange(self._n_texts), np.asarray(lengths, np.int64)), n_stems)

        posting, frequency = np.unique(stem * max(self._n_texts, 1) + place, return_counts=True)
        stem, self._places = np.divmod(posting, max(self._n_texts, 1))
        n_places = np.bincount(stem, minlength=len(self._stems))
        self._starts = np.concatenate(([0], np.cumsum(n_places)))
        n_words = np.bincount(place, minlength=self._n_texts)
        share = n_words / max(float(n_words.mean()) if self._n_texts else 0.0, 1.0)
        idf = np.log1p((self._n_texts - n_places + 0.5) / (n_places + 0.5))
        self._idf = idf
        weight = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * share[self._places]))
        self._weights = (idf[stem] * weight).astype(np.float32)
        self._places = self._places.astype(np.int32)

    def __len__(self) -> int:
        return self._n_texts

    def search(self, question: str, limit: int, allowed: npt.NDArray[np.bool_] | None = None) -> Matches:
        """The ``limit`` best texts that share a stem with the question, where ``allowed`` (one a text) is true."""
        return best(self.score_all(question), limit, allowed)

    def scores(self, question: str, positions: Sequence[int] | npt.NDArray[np.integer]) -> npt.NDArray[np.float32]:
        """The score of each of these texts, in the order given; 0 where no stem is shared."""
        return self.score_all(question)[np.asarray(positions, np.int64)]

    def score_all(self, question: str) -> npt.NDArray[np.float32]:
        """The score of every text, by its position."""
        scores = np.zeros(self._n_texts, np.float32)
        for stem in dict.fromkeys(stems(question)):
            number = self._stems.get(stem)
            if number is not None:
                own = slice(self._starts[number], self._starts[number + 1])
                scores[self._places[own]] += self._weights[own]
        return scores

    def idf(self, stem: str) -> float:
        """How telling a stem is: ln(1 + (n - df + 0.5) / (df + 0.5)), the most for one that no text has."""
        number = self._stems.get(stem)
        return math.log1p((self._n_texts + 0.5) / 0.5) if number is None else float(self._idf[number])

    def idf_within(self, stem: str, start: int, stop: int) -> float:
        """How telling a stem is among the texts ``start``..``stop`` alone."""
        n_texts, n_places = stop - start, 0
        number = self._stems.get(stem)
        if number is not None:
            places = self._places[self._starts[number] : self._starts[number + 1]]  # in order
            n_places = int(np.searchsorted(places, stop) - np.searchsorted(places, start))
        return math.log1p((n_texts - n_places + 0.5) / (n_places + 0.5))

    def _stem(self, contents: Sequence[Sequence[str]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The stems' numbers of all surfaces, one after the other, and how many each surface has."""
        stemmed = Stemmer.Stemmer("english").stemWords([word for content in contents for word in content])
        numbers = np.array([self._stems[stem] for stem in stemmed], np.int64)
        return numbers, np.array([len(content) for content in contents], np.int64)


def _numbers(written: "array[int]") -> npt.NDArray[np.int64]:
    return np.frombuffer(written, np.int64) if written else np.zeros(0, np.int64)


def best(scores: npt.NDArray[np.float32], limit: int, allowed: npt.NDArray[np.bool_] | None = None) -> Matches:
    """The ``limit`` best of these scores above 0, where ``allowed`` (one a score) is true."""
    found = np.flatnonzero(scores if allowed is None else np.where(allowed, scores, 0))
    if len(found) > limit > 0:
        least = np.partition(scores[found], -limit)[-limit]
        found = found[scores[found] >= least]
    found = found[np.argsort(-scores[found], kind="stable")][: max(limit, 0)]
    return Matches(found, scores[found])


class _Numbers(dict[str, int]):
    """Numbers strings from 0 in the order they are first asked for."""

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        return number
