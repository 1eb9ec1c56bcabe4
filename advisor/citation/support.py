"""Support of a sentence by the guide's own sentences.

Supporting sentences are found among the passages, scored, and checked item by item. A writer's markers are only
hints.
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

from advisor.citation.checks import claim_fault, fold, headed_text
from advisor.citation.numbers import HeadedText, is_number
from advisor.domain import DraftClaim, Passage, Quote, Span
from advisor.embeddings import Embedder, EncoderInput
from advisor.embeddings.token_vectors import WORD_SCALE
from advisor.text.tokens import stems, tokenize
from advisor.weights import weights

Words = npt.NDArray[np.int8]
Vector = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.floating[Any]]

NO_SUPPORT, VERBATIM = -100.0, 5.0  # scores of a sentence that says nothing, and of a copied one
MAX_QUOTES = 2
SYNONYM_STEMS = {
    **dict.fromkeys(("earn", "salari", "wage", "paid", "incom", "compens"), "pay"),
    **dict.fromkeys(("annual", "yearli"), "year"),
}
FILLER_STEMS = frozenset("take taken includ usual typic general exampl such like also well call use mean one".split())
N_TRIED_ALONE = 4


@dataclass(frozen=True)
class SourceSentence:
    """One sentence of a passage, with its vectors if there are any.

    ``number`` is its passage's, from 1.
    """

    passage: Passage
    span: Span
    number: int
    vector: Vector | None = None
    words: Words | None = None

    @cached_property
    def text(self) -> str:
        return self.passage.chunk.guide.text[self.span.start : self.span.end]

    @cached_property
    def headed(self) -> HeadedText:
        return headed_text(self.quote)

    @cached_property
    def above(self) -> frozenset[str]:
        return frozenset(_content_stems(" ".join((*self.headed.headings, *self.headed.common))))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(_content_stems(self.text)) | self.above

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(_pairs(self.text))

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    def prepare(self) -> None:
        """Compute the cached properties needed for every sentence."""
        self.stems, self.pairs, self.folded, self.headed.numerals()

    @cached_property
    def quote(self) -> Quote:
        return Quote(self.passage, self.span.start, self.span.end, self.text)


@dataclass(frozen=True, slots=True)
class SupportResult:
    """The verdict on one sentence.

    ``claim`` is the sentence with its quotes if supported. Otherwise ``reason`` says why not, and ``replacement`` is
    the nearest sentence of the guide, if one is near. ``score`` is the best sources' logit. ``doubtful`` is the
    sentence with its quotes if the check can neither support nor refute it.
    """

    claim: DraftClaim | None
    replacement: DraftClaim | None
    reason: str
    score: float
    doubtful: DraftClaim | None = None


class SupportChecker:
    """Finds the support of one answer's sentences.

    Plain and CPU-bound: call it from the work lanes.
    """

    def __init__(self, sources: Sequence[SourceSentence], embedder: Embedder | None) -> None:
        """Index the sources once per answer, before the model starts writing."""
        self.sources = tuple(sources)
        for source in self.sources:
            source.prepare()
        worded = [n for n, source in enumerate(self.sources) if source.words is not None and len(source.words)]
        self._embedder = embedder if worded else None
        self._matrix = _SourceMatrix(self.sources, worded if self._embedder else ())

    def check(self, sentence: str, hints: Collection[int] = ()) -> SupportResult:
        """Find the support of a sentence.

        ``hints`` are the passage numbers marked by the writer. Raises ProviderError.
        """
        if not self.sources:
            return SupportResult(None, None, "there are no sources", NO_SUPPORT)
        content = _content_stems(sentence)
        # A sentence that only repeats the headings states nothing; models tend to copy them.
        if not content or any(source.above >= set(content) for source in self.sources):
            return SupportResult(None, None, "it states nothing", NO_SUPPORT)
        hinted = np.array([source.number in hints for source in self.sources])
        plain = fold(sentence)
        copied = [n for n, source in enumerate(self.sources) if source.folded == plain]
        if copied:  # verbatim: no scoring needed
            copy = self.sources[max(copied, key=lambda n: bool(hinted[n]))]
            return SupportResult(DraftClaim(sentence, (copy.quote,)), None, "", VERBATIM)
        limits = weights().support
        match = self._match(sentence, content)
        alone = match.logits_with(())
        ranked = np.argsort(-(alone + limits.hint * hinted), kind="stable").tolist()
        order = [n for n in ranked if alone[n] >= alone.max() - limits.near]
        best, reason = float(alone.max()), ""
        for chosen, score in _candidate_sets(match, alone, order):
            best = max(best, score)
            if score < match.threshold_for(chosen):
                continue
            quotes = tuple(self.sources[n].quote for n in chosen)
            claim = DraftClaim(sentence, quotes)
            found = claim_fault(claim, beside=[source.headed for source in self.sources])
            found = found or ("it has a part found in none of its quotes" if match.exceeds(chosen) else "")
            if not found:
                return SupportResult(claim, None, "", score)
            reason = reason or found
        nearest = self.sources[order[0]]
        replacement = DraftClaim(nearest.folded, (nearest.quote,)) if best >= limits.replaced_from else None
        return SupportResult(None, replacement, reason or "no source supports it", best)

    def features(self, sentence: str) -> dict[str, float]:
        """The features of the best sources for a sentence, for fitting."""
        match = self._match(sentence, _content_stems(sentence))
        alone = match.logits_with(())
        order = np.argsort(-alone, kind="stable").tolist()
        best, _ = max(_candidate_sets(match, alone, order), key=lambda tried: tried[1])
        return {name: float(value) for name, (value,) in match.features(best[:-1], best[-1:]).items()}

    def _match(self, sentence: str, content: tuple[str, ...]) -> "_SentenceMatch":
        matrix = self._matrix
        own, pairs = matrix.with_stems(content), matrix.with_pairs(frozenset(_pairs(sentence)))
        encoded = self._embedder.encode_in_context([EncoderInput("", sentence)])[0] if self._embedder else None
        word_stems = [_content_stems(surface) for surface in encoded.surfaces] if encoded else []
        content_words = [n for n, stems_of_word in enumerate(word_stems) if stems_of_word]
        if encoded is None or not content_words:
            return _SentenceMatch(own, pairs)
        similarities = matrix.similarities(encoded.words[content_words])
        for row, n in enumerate(content_words):
            similarities[row, matrix.with_stems(word_stems[n]).all(axis=0)] = 1.0
        return _SentenceMatch(own, pairs, similarities, matrix.vectors @ encoded.vector)


def _candidate_sets(match: "_SentenceMatch", alone: Scores, order: Sequence[int]) -> Iterator[tuple[list[int], float]]:
    """Sets of sources to try, with their scores.

    First the nearest ones alone, then each of the best two with the source that adds most to it.
    """
    yield from (([n], float(alone[n])) for n in order[:N_TRIED_ALONE])
    for first in order[:2]:
        chosen = [first]
        while len(chosen) < min(MAX_QUOTES, len(alone)):
            scores = match.logits_with(chosen)
            scores[chosen] = -np.inf
            added = int(scores.argmax())
            chosen = [*chosen, added]
            yield list(chosen), float(scores[added])


class _SourceMatrix:
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
class _SentenceMatch:
    """One sentence compared with all sources as columns.

    ``own``: its stems; ``pairs``: its word pairs; ``similarities``: of its content words; ``cosines``: of the sentence.
    """

    own: Flags
    pairs: Flags
    similarities: Vector | None = None
    cosines: Vector | None = None

    def threshold_for(self, chosen: Sequence[int]) -> float:
        """The lowest score for these sources to support the sentence."""
        limits = weights().support
        is_single = len(chosen) == 1 and self.similarities is not None
        return limits.alone_from if is_single else limits.supported_from

    def exceeds(self, chosen: Sequence[int]) -> bool:
        """Whether the sentence says more than these sources.

        It does if two neighbouring words are similar to none of theirs.
        """
        if self.similarities is None:
            return False
        best = self.similarities[:, list(chosen)].max(axis=1)
        worst = ((best[1:] + best[:-1]) / 2 if len(best) > 1 else best).min()
        return bool(worst < weights().support.part_from)

    def logits_with(self, chosen: Sequence[int]) -> Scores:
        """The support logit of each source together with those chosen.

        0 is even odds.
        """
        logit = weights().support_by_wording if self.similarities is None else weights().support_with_vectors
        found = self.features(chosen, slice(None))
        return np.asarray(
            sum(getattr(logit, name) * value for name, value in found.items()) + logit.intercept, np.float64
        )

    def features(self, chosen: Sequence[int], added: slice | Sequence[int]) -> dict[str, Scores]:
        """The features of each of ``added`` together with those chosen.

        All are 0..1, by their names in weights.toml. stems: the share of the sentence's content stems in them or their
        headings; pairs: of its word pairs; words: the mean over its words of the best cosine to one of theirs;
        worst_words: the same over the worst fifth; cosine: of the nearest source.
        """
        with_chosen = list(chosen)
        own = self.own[:, added] | self.own[:, with_chosen].any(axis=1, keepdims=True)
        pairs = self.pairs[:, added] | self.pairs[:, with_chosen].any(axis=1, keepdims=True)
        found: dict[str, Scores] = {"stems": own.mean(axis=0), "pairs": pairs.sum(axis=0) / max(1, len(pairs))}
        if self.similarities is not None and self.cosines is not None:
            best, cosines = self.similarities[:, added], self.cosines[added]
            if with_chosen:
                best = np.maximum(best, self.similarities[:, with_chosen].max(axis=1, keepdims=True))
                cosines = np.maximum(cosines, self.cosines[with_chosen].max())
            n_least = -(-len(best) // 5)
            found["words"] = best.mean(axis=0)
            found["worst_words"] = np.partition(best, n_least - 1, axis=0)[:n_least].mean(axis=0)
            found["cosine"] = cosines
        return found


def _content_stems(text: str) -> tuple[str, ...]:
    """The distinct stems carrying content, with synonyms for pay and year merged.

    Numbers are left out because they are checked by value, and filler words because any sentence may have them.
    """
    found = (SYNONYM_STEMS.get(stem, stem) for stem in stems(text) if not is_number(stem) and stem not in FILLER_STEMS)
    return tuple(dict.fromkeys(found))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return pairwise(Stemmer.Stemmer("english").stemWords(tokenize(text)))
