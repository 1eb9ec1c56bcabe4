"""Sentence -> the guide's sentences that bear it: found among the passages, scored, and checked item by item.

A writer's own markers are hints only; what bears a sentence is found here.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt
import Stemmer

from advisor.citation.faults import fault
from advisor.domain import DraftClaim, Passage, Quote, Span
from advisor.embedding import Embedder, Place
from advisor.embedding.reading import WORD_SCALE
from advisor.lexical import stems, tokenize

Words = npt.NDArray[np.int8]
Vector = npt.NDArray[np.float32]

# The logit of "these sentences bear that one"; fitted, see evals/fitting/README.md.
# Without word vectors only the first two count.
WITH_WORDS = {"own": 3.0, "pairs": 1.0, "alike": 6.0, "least": 2.0, "cosine": 3.0, "intercept": -8.5}
BY_WORDING = {"own": 8.0, "pairs": 3.0, "intercept": -6.0}
BORNE_FROM = 0.5
REPAIRED_FROM = 0.2  # from here a sentence that does not hold is taken to be about what its best source says
HINTED = 0.03  # what a writer's marker is worth
MAX_QUOTES = 3
N_TRIED = 6  # sources that are tried alone and beside others


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
    def headings(self) -> tuple[str, ...]:
        chunk = self.passage.chunk
        return (chunk.guide.title, chunk.guide.credentials.role, *chunk.section.path)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stems(self.text)) | frozenset(stems(" ".join(self.headings)))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(_pairs(self.text))

    @cached_property
    def quote(self) -> Quote:
        return Quote(self.passage, self.span.start, self.span.end, self.text)


@dataclass(frozen=True, slots=True)
class Borne:
    """What became of one sentence: ``claim`` with its quotes when it holds, else ``reason``, and ``instead`` the
    guide's own sentence that comes nearest, where one is near. ``score`` 0..1 is of the best sources."""

    claim: DraftClaim | None
    instead: DraftClaim | None
    reason: str
    score: float


class Bearing:
    """Finds what bears the sentences of one answer. Plain and CPU-bound: call it from the worker pool."""

    def __init__(self, sources: Sequence[Source], embedder: Embedder | None) -> None:
        self.sources = tuple(sources)
        self._embedder = embedder if any(s.words is not None and len(s.words) for s in sources) else None

    def bear(self, sentence: str, hints: Collection[int] = ()) -> Borne:
        """``hints`` are numbers of passages that the writer marked. Raises ProviderError."""
        if not self.sources:
            return Borne(None, None, "there is nothing to bear it", 0.0)
        asked = self._asked(sentence)
        if not asked.stems:
            return Borne(None, None, "it says nothing", 0.0)
        alone = np.array([asked.score([n]) for n in range(len(self.sources))])
        order = np.argsort(-(alone + HINTED * np.array([s.number in hints for s in self.sources])), kind="stable")
        best, reason = float(alone.max()), ""
        for chosen in self._choices(asked, order.tolist()):
            score = asked.score(chosen)
            best = max(best, score)
            if score < BORNE_FROM:
                continue
            quotes = tuple(self.sources[n].quote for n in chosen)
            claim = DraftClaim(sentence, quotes)
            found = fault(claim, beside=[s.text for s in self.sources])
            if not found:
                return Borne(claim, None, "", score)
            reason = reason or found
        nearest = self.sources[int(order[0])]
        instead = DraftClaim(" ".join(nearest.text.split()), (nearest.quote,)) if best >= REPAIRED_FROM else None
        return Borne(None, instead, reason or "nothing that was found bears it", best)

    def _choices(self, asked: "_Asked", order: Sequence[int]) -> Iterator[list[int]]:
        """Sources to try: one by one, then each of the best with what adds most to it."""
        tried = order[:N_TRIED]
        yield from ([n] for n in tried)
        for first in islice(tried, 2):
            chosen = [first]
            while len(chosen) < MAX_QUOTES:
                others = [n for n in tried if n not in chosen]
                if not others:
                    break
                chosen = [*chosen, max(others, key=lambda n: asked.score([*chosen, n]))]
                yield list(chosen)

    def _asked(self, sentence: str) -> "_Asked":
        reading = self._embedder.read([Place("", sentence)])[0] if self._embedder else None
        if reading is None or not len(reading.words):
            return _Asked(self.sources, tuple(dict.fromkeys(stems(sentence))), frozenset(_pairs(sentence)))
        words = reading.words.astype(np.float32) / WORD_SCALE
        alike = np.zeros((len(words), len(self.sources)), np.float32)
        own = [set(stems(surface)) for surface in reading.surfaces]
        for column, source in enumerate(self.sources):
            if source.words is not None and len(source.words):
                alike[:, column] = (words @ (source.words.astype(np.float32).T / WORD_SCALE)).max(axis=1)
            same = [bool(stem) and stem <= source.stems for stem in own]
            alike[same, column] = 1.0
        cosines = np.array([0.0 if s.vector is None else float(reading.vector @ s.vector) for s in self.sources])
        return _Asked(self.sources, tuple(dict.fromkeys(stems(sentence))), frozenset(_pairs(sentence)), alike, cosines)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One sentence held against all sources."""

    sources: Sequence[Source]
    stems: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    alike: Vector | None = None
    cosines: npt.NDArray[np.float64] | None = None

    def score(self, chosen: Sequence[int]) -> float:
        found = self.features(chosen)
        weights = BY_WORDING if self.alike is None else WITH_WORDS
        return 1 / (1 + math.exp(-sum(weights[name] * value for name, value in found.items()) - weights["intercept"]))

    def features(self, chosen: Sequence[int]) -> dict[str, float]:
        """All 0..1. own: content stems of the sentence that the sources or their headings have; pairs: neighbouring
        words; alike: mean over its words of the best cosine to one of theirs; least: the same of its worst fifth;
        cosine: of the nearest source."""
        sources = [self.sources[n] for n in chosen]
        held = frozenset[str]().union(*(s.stems for s in sources))
        pairs = frozenset[tuple[str, str]]().union(*(s.pairs for s in sources))
        found = {
            "own": sum(stem in held for stem in self.stems) / len(self.stems),
            "pairs": len(self.pairs & pairs) / max(1, len(self.pairs)),
        }
        if self.alike is not None and self.cosines is not None:
            best = np.sort(self.alike[:, list(chosen)].max(axis=1))
            found["alike"] = float(best.mean())
            found["least"] = float(best[: -(-len(best) // 5)].mean())
            found["cosine"] = float(self.cosines[list(chosen)].max())
        return found


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return pairwise(Stemmer.Stemmer("english").stemWords(tokenize(text)))
