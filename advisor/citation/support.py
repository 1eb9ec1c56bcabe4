"""Sentence -> the guide's sentences that bear it: found among the passages, scored, and checked item by item.

A writer's own markers are hints only; what bears a sentence is found here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import Stemmer

from advisor.citation.checks import fault, fold, said_by
from advisor.citation.numbers import Said, is_number
from advisor.domain import DraftClaim, Passage, Quote, Span
from advisor.embeddings import Embedder, Place
from advisor.embeddings.token_vectors import WORD_SCALE
from advisor.text.tokens import stems, tokenize
from advisor.weights import weights

Words = npt.NDArray[np.int8]
Vector = npt.NDArray[np.float32]
Has = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.floating[Any]]

NOTHING, COPIED = -100.0, 5.0  # scores of a sentence that says nothing, and of a copied one
MAX_QUOTES = 2
SAME = {
    **dict.fromkeys(("earn", "salari", "wage", "paid", "incom", "compens"), "pay"),
    **dict.fromkeys(("annual", "yearli"), "year"),
}
TURNS = frozenset("take taken includ usual typic general exampl such like also well call use mean one".split())
N_TRIED = 4  # sources that are tried alone


@dataclass(frozen=True)
class Source:
    """One sentence of a passage, with its vectors where there are any. ``number`` is its passage's, from 1."""

    passage: Passage
    span: Span
    number: int
    vector: Vector | None = None
    words: Words | None = None

    @cached_property
    def text(self) -> str:
        return self.passage.chunk.guide.text[self.span.start : self.span.end]

    @cached_property
    def said(self) -> Said:
        return said_by(self.quote)

    @cached_property
    def above(self) -> frozenset[str]:
        return frozenset(_told(" ".join((*self.said.headings, *self.said.common))))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(_told(self.text)) | self.above

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(_pairs(self.text))

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    def prepare(self) -> None:
        """Work out what every sentence is held against."""
        self.stems, self.pairs, self.folded, self.said.numerals()

    @cached_property
    def quote(self) -> Quote:
        return Quote(self.passage, self.span.start, self.span.end, self.text)


@dataclass(frozen=True, slots=True)
class Borne:
    """What became of one sentence: ``claim`` with its quotes when it holds, else ``reason``, and ``instead`` the
    guide's own sentence that comes nearest, where one is near. ``score`` is the best sources' logit."""

    claim: DraftClaim | None
    instead: DraftClaim | None
    reason: str
    score: float


class Bearing:
    """Finds what bears the sentences of one answer. Plain and CPU-bound: call it from the worker pool."""

    def __init__(self, sources: Sequence[Source], embedder: Embedder | None) -> None:
        """Works out once an answer, while the model has not begun to write, what every sentence is held against."""
        self.sources = tuple(sources)
        for source in self.sources:
            source.prepare()
        worded = [n for n, source in enumerate(self.sources) if source.words is not None and len(source.words)]
        self._embedder = embedder if worded else None
        self._against = _Against(self.sources, worded if self._embedder else ())

    def bear(self, sentence: str, hints: Collection[int] = ()) -> Borne:
        """``hints`` are numbers of passages that the writer marked. Raises ProviderError."""
        if not self.sources:
            return Borne(None, None, "there is nothing to bear it", NOTHING)
        told = _told(sentence)
        # Only what the headings say, too, is no statement: models like to copy them.
        if not told or any(source.above >= set(told) for source in self.sources):
            return Borne(None, None, "it says nothing", NOTHING)
        hinted = np.array([source.number in hints for source in self.sources])
        plain = fold(sentence)
        copied = [n for n, source in enumerate(self.sources) if source.folded == plain]
        if copied:  # word for word: nothing to weigh
            copy = self.sources[max(copied, key=lambda n: bool(hinted[n]))]
            return Borne(DraftClaim(sentence, (copy.quote,)), None, "", COPIED)
        limits = weights().support
        asked = self._asked(sentence, told)
        alone = asked.with_each(())
        ranked = np.argsort(-(alone + limits.hint * hinted), kind="stable").tolist()
        order = [n for n in ranked if alone[n] >= alone.max() - limits.near]
        best, reason = float(alone.max()), ""
        for chosen, score in _choices(asked, alone, order):
            best = max(best, score)
            if score < asked.needed(chosen):
                continue
            quotes = tuple(self.sources[n].quote for n in chosen)
            claim = DraftClaim(sentence, quotes)
            found = fault(claim, beside=[source.said for source in self.sources])
            found = found or ("a part of it stands in none of its quotes" if asked.adds_to(chosen) else "")
            if not found:
                return Borne(claim, None, "", score)
            reason = reason or found
        nearest = self.sources[order[0]]
        instead = DraftClaim(nearest.folded, (nearest.quote,)) if best >= limits.replaced_from else None
        return Borne(None, instead, reason or "nothing that was found bears it", best)

    def features(self, sentence: str) -> dict[str, float]:
        """What the weights are fitted on: the features of the sources that bear the sentence best, as they stand."""
        asked = self._asked(sentence, _told(sentence))
        alone = asked.with_each(())
        order = np.argsort(-alone, kind="stable").tolist()
        best, _ = max(_choices(asked, alone, order), key=lambda tried: tried[1])
        return {name: float(value) for name, (value,) in asked.features(best[:-1], best[-1:]).items()}

    def _asked(self, sentence: str, told: tuple[str, ...]) -> "_Asked":
        against = self._against
        own, pairs = against.having_stems(told), against.having_pairs(frozenset(_pairs(sentence)))
        reading = self._embedder.read([Place("", sentence)])[0] if self._embedder else None
        tellings = [_told(surface) for surface in reading.surfaces] if reading else []
        telling = [n for n, stems_of_word in enumerate(tellings) if stems_of_word]
        if reading is None or not telling:
            return _Asked(own, pairs)
        alike = against.alike(reading.words[telling])
        for row, n in enumerate(telling):
            alike[row, against.having_stems(tellings[n]).all(axis=0)] = 1.0
        return _Asked(own, pairs, alike, against.vectors @ reading.vector)


def _choices(asked: "_Asked", alone: Scores, order: Sequence[int]) -> Iterator[tuple[list[int], float]]:
    """Sources to try with their score: the nearest one by one, then each of the best two with what adds most to it."""
    yield from (([n], float(alone[n])) for n in order[:N_TRIED])
    for first in order[:2]:
        chosen = [first]
        while len(chosen) < min(MAX_QUOTES, len(alone)):
            scores = asked.with_each(chosen)
            scores[chosen] = -np.inf
            added = int(scores.argmax())
            chosen = [*chosen, added]
            yield list(chosen), float(scores[added])


class _Against:
    """The sources of one answer in columns: which have a stem, which a pair of words, and the vectors of their words.
    ``worded`` are those with vectors."""

    def __init__(self, sources: Sequence[Source], worded: Sequence[int]) -> None:
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

    def having_stems(self, wanted: Sequence[str]) -> Has:
        return self._having([self._stems.get(stem, ()) for stem in wanted])

    def having_pairs(self, wanted: Collection[tuple[str, str]]) -> Has:
        return self._having([self._pairs.get(pair, ()) for pair in wanted])

    def alike(self, words: Words) -> Vector:
        """The best cosine of each word to one of each source, shape (words, sources); 0 to a source without words."""
        found = np.zeros((len(words), self._n), np.float32)
        if self._words is not None:
            cosines = words.astype(np.float32) / WORD_SCALE @ self._words
            found[:, self._worded] = np.maximum.reduceat(cosines, self._starts, axis=1)
        return found

    def _having(self, holders: Sequence[Sequence[int]]) -> Has:
        found = np.zeros((len(holders), self._n), np.bool_)
        for row, columns in enumerate(holders):
            found[row, columns] = True
        return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """One sentence held against all sources, which are the columns: its stems, its pairs of words, how alike its
    telling words are to theirs, and its cosines to them."""

    own: Has
    pairs: Has
    alike: Vector | None = None
    cosines: Vector | None = None

    def needed(self, chosen: Sequence[int]) -> float:
        """The least score at which these sources bear it."""
        limits = weights().support
        return limits.alone_from if len(chosen) == 1 and self.alike is not None else limits.supported_from

    def adds_to(self, chosen: Sequence[int]) -> bool:
        """Whether two neighbouring words of it are like none of these sources', so that it says more than they do."""
        if self.alike is None:
            return False
        best = self.alike[:, list(chosen)].max(axis=1)
        worst = ((best[1:] + best[:-1]) / 2 if len(best) > 1 else best).min()
        return bool(worst < weights().support.part_from)

    def with_each(self, chosen: Sequence[int]) -> Scores:
        """The logit of each source bearing the sentence together with those chosen: 0 is even odds."""
        logit = weights().support_by_wording if self.alike is None else weights().support_with_vectors
        found = self.features(chosen, slice(None))
        return np.asarray(
            sum(getattr(logit, name) * value for name, value in found.items()) + logit.intercept, np.float64
        )

    def features(self, chosen: Sequence[int], added: slice | Sequence[int]) -> dict[str, Scores]:
        """Of each of ``added`` together with those chosen, all 0..1, by the names in weights.toml. stems: content stems
        of the sentence that they or their headings have; pairs: neighbouring words; words: mean over its words of the
        best cosine to one of theirs; worst_words: the same of its worst fifth; cosine: of the nearest source."""
        with_chosen = list(chosen)
        own = self.own[:, added] | self.own[:, with_chosen].any(axis=1, keepdims=True)
        pairs = self.pairs[:, added] | self.pairs[:, with_chosen].any(axis=1, keepdims=True)
        found: dict[str, Scores] = {"stems": own.mean(axis=0), "pairs": pairs.sum(axis=0) / max(1, len(pairs))}
        if self.alike is not None and self.cosines is not None:
            best, cosines = self.alike[:, added], self.cosines[added]
            if with_chosen:
                best = np.maximum(best, self.alike[:, with_chosen].max(axis=1, keepdims=True))
                cosines = np.maximum(cosines, self.cosines[with_chosen].max())
            n_least = -(-len(best) // 5)
            found["words"] = best.mean(axis=0)
            found["worst_words"] = np.partition(best, n_least - 1, axis=0)[:n_least].mean(axis=0)
            found["cosine"] = cosines
        return found


def _told(text: str) -> tuple[str, ...]:
    """The stems that a text tells something by, each once, one for all words for pay and one for all for a year.
    Numbers are left out, as they are checked by their values, and so are words that any sentence may be turned with."""
    found = (SAME.get(stem, stem) for stem in stems(text) if not is_number(stem) and stem not in TURNS)
    return tuple(dict.fromkeys(found))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return pairwise(Stemmer.Stemmer("english").stemWords(tokenize(text)))
