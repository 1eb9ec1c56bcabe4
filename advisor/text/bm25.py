"""BM25 over many texts: search by wording, not by meaning."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import Stemmer

from advisor.text.tokens import content_tokens, lower_all_caps, stems

# Usual values: Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009.
K1, B = 1.5, 0.75


@dataclass(frozen=True, slots=True)
class Matches:
    """Positions of the matching texts with their scores, all above 0.

    Best first; of equal scores the earlier position comes first.
    """

    positions: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float32]


class Bm25:
    """BM25 over texts, identified by position.

    Immutable once built, so safe across threads. A stem in nearly all texts counts little but never against a text: idf
    = ln(1 + (n - df + 0.5) / (df + 0.5)).
    """

    def __init__(self, texts: Iterable[str]) -> None:
        surfaces = _Numbering()
        written, lengths = array("q"), array("q")
        for text in texts:
            before = len(written)
            written.extend(map(surfaces.__getitem__, lower_all_caps(text).split()))
            lengths.append(len(written) - before)
        self._n_texts = len(lengths)
        self._stems = _Numbering()
        contents = [content_tokens(surface) for surface in surfaces]
        stem_of, counts = self._stem(contents)

        self.vocabulary: Counter[str] = Counter()
        for content, n_uses in zip(contents, np.bincount(_numbers(written), minlength=len(contents)), strict=True):
            for word in content:
                self.vocabulary[word] += int(n_uses)

        # Each written word becomes its stems: none, one, or several for a compound.
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
        """The ``limit`` best texts sharing a stem with the question.

        ``allowed``: one flag per text; False leaves the text out.
        """
        return top_matches(self.score_all(question), limit, allowed)

    def scores(self, question: str, positions: Sequence[int] | npt.NDArray[np.integer]) -> npt.NDArray[np.float32]:
        """The scores of these texts, in the given order.

        0 where no stem is shared.
        """
        return self.score_all(question)[np.asarray(positions, np.int64)]

    def score_all(self, question: str) -> npt.NDArray[np.float32]:
        """The score of every text, by position."""
        scores = np.zeros(self._n_texts, np.float32)
        for stem in dict.fromkeys(stems(question)):
            number = self._stems.get(stem)
            if number is not None:
                own = slice(self._starts[number], self._starts[number + 1])
                scores[self._places[own]] += self._weights[own]
        return scores

    def idf(self, stem: str) -> float:
        """The inverse document frequency of a stem.

        ln(1 + (n - df + 0.5) / (df + 0.5)), highest for a stem of no text.
        """
        number = self._stems.get(stem)
        return math.log1p((self._n_texts + 0.5) / 0.5) if number is None else float(self._idf[number])

    def idf_within(self, stem: str, start: int, stop: int) -> float:
        """The inverse document frequency within the texts ``start``..``stop`` alone."""
        n_texts, n_places = stop - start, 0
        number = self._stems.get(stem)
        if number is not None:
            places = self._places[self._starts[number] : self._starts[number + 1]]  # sorted
            n_places = int(np.searchsorted(places, stop) - np.searchsorted(places, start))
        return math.log1p((n_texts - n_places + 0.5) / (n_places + 0.5))

    def _stem(self, contents: Sequence[Sequence[str]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """All words' stem numbers in one array, and the count per word."""
        stemmed = Stemmer.Stemmer("english").stemWords([word for content in contents for word in content])
        numbers = np.array([self._stems[stem] for stem in stemmed], np.int64)
        return numbers, np.array([len(content) for content in contents], np.int64)


def _numbers(written: "array[int]") -> npt.NDArray[np.int64]:
    return np.frombuffer(written, np.int64) if written else np.zeros(0, np.int64)


def top_matches(scores: npt.NDArray[np.float32], limit: int, allowed: npt.NDArray[np.bool_] | None = None) -> Matches:
    """The ``limit`` best scores above 0.

    ``allowed``: one flag per score; False leaves it out.
    """
    found = np.flatnonzero(scores if allowed is None else np.where(allowed, scores, 0))
    if len(found) > limit > 0:
        least = np.partition(scores[found], -limit)[-limit]
        found = found[scores[found] >= least]
    found = found[np.argsort(-scores[found], kind="stable")][: max(limit, 0)]
    return Matches(found, scores[found])


class _Numbering(dict[str, int]):
    """Consecutive numbers for strings, from 0 in order of first access."""

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        return number
