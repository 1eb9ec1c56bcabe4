"""Sentence -> the guide's sentences that bear it: found among the passages, scored, and checked item by item.

A writer's own markers are hints only; what bears a sentence is found here.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import Stemmer

from advisor.citation.faults import fault, said_by
from advisor.citation.numerals import Said, is_number
from advisor.domain import DraftClaim, Passage, Quote, Span
from advisor.embedding import Embedder, Place
from advisor.embedding.reading import WORD_SCALE
from advisor.lexical import stems, tokenize

Words = npt.NDArray[np.int8]
Vector = npt.NDArray[np.float32]

# The logit of "these sentences bear that one"; fitted, see evals/fitting/README.md.
# Without word vectors only the first two count.
WITH_WORDS = {"own": 2.87, "pairs": 2.6, "alike": 1.99, "least": 5.29, "cosine": 4.79, "intercept": -12.77}
BY_WORDING = {"own": 10.15, "pairs": 3.35, "intercept": -9.98}
BORNE_FROM = 0.5
NOTHING = -100.0
REPAIRED_FROM = -1.5  # from here a sentence that does not hold is taken to be about what its best source says
HINTED = 0.3  # what a writer's marker is worth
NEARLY = 1.5  # a source so much worse than the best is not what the sentence is about
MAX_QUOTES = 3
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

    def prepare(self) -> None:
        """Work out what every sentence is held against."""
        self.stems, self.pairs, self.said.numerals()

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
        self.sources = tuple(sources)
        for source in self.sources:  # once an answer, while the model has not begun to write
            source.prepare()
        self._embedder = embedder if any(s.words is not None and len(s.words) for s in sources) else None

    def bear(self, sentence: str, hints: Collection[int] = ()) -> Borne:
        """``hints`` are numbers of passages that the writer marked. Raises ProviderError."""
        if not self.sources:
            return Borne(None, None, "there is nothing to bear it", NOTHING)
        asked = self._asked(sentence)
        # Only what the headings say, too, is no statement: models like to copy them.
        if not asked.stems or any(source.above >= set(asked.stems) for source in self.sources):
            return Borne(None, None, "it says nothing", NOTHING)
        alone = asked.alone()
        hinted = alone + HINTED * np.array([source.number in hints for source in self.sources])
        order = [n for n in np.argsort(-hinted, kind="stable").tolist() if alone[n] >= alone.max() - NEARLY]
        best, reason = float(alone.max()), ""
        for chosen in self._choices(asked, order):
            score = asked.score(chosen)
            best = max(best, score)
            if score < BORNE_FROM:
                continue
            quotes = tuple(self.sources[n].quote for n in chosen)
            claim = DraftClaim(sentence, quotes)
            found = fault(claim, beside=[source.said for source in self.sources])
            if not found:
                return Borne(claim, None, "", score)
            reason = reason or found
        nearest = self.sources[order[0]]
        instead = DraftClaim(" ".join(nearest.text.split()), (nearest.quote,)) if best >= REPAIRED_FROM else None
        return Borne(None, instead, reason or "nothing that was found bears it", best)

    def features(self, sentence: str) -> dict[str, float]:
        """What the weights are fitted on: the features of the sources that bear the sentence best, as they stand."""
        asked = self._asked(sentence)
        order = np.argsort(-asked.alone(), kind="stable").tolist()
        return asked.features(max(self._choices(asked, order), key=asked.score))

    def _choices(self, asked: "_Asked", order: Sequence[int]) -> Iterator[list[int]]:
        """Sources to try: the nearest one by one, then each of the best two with what adds most to it."""
        yield from ([n] for n in order[:N_TRIED])
        for first in order[:2]:
            chosen = [first]
            while len(chosen) < min(MAX_QUOTES, len(self.sources)):
                others = (n for n in range(len(self.sources)) if n not in chosen)
                chosen = [*chosen, max(others, key=lambda n: asked.score([*chosen, n]))]
                yield list(chosen)

    def _asked(self, sentence: str) -> "_Asked":
        reading = self._embedder.read([Place("", sentence)])[0] if self._embedder else None
        if reading is None or not any(map(_told, reading.surfaces)):
            return _Asked(self.sources, _told(sentence), frozenset(_pairs(sentence)))
        telling = [n for n, surface in enumerate(reading.surfaces) if _told(surface)]
        words = reading.words[telling].astype(np.float32) / WORD_SCALE
        alike = np.zeros((len(words), len(self.sources)), np.float32)
        own = [set(_told(reading.surfaces[n])) for n in telling]
        for column, source in enumerate(self.sources):
            if source.words is not None and len(source.words):
                alike[:, column] = (words @ (source.words.astype(np.float32).T / WORD_SCALE)).max(axis=1)
            same = [bool(stem) and stem <= source.stems for stem in own]
            alike[same, column] = 1.0
        cosines = np.array([0.0 if s.vector is None else float(reading.vector @ s.vector) for s in self.sources])
        return _Asked(self.sources, _told(sentence), frozenset(_pairs(sentence)), alike, cosines)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One sentence held against all sources."""

    sources: Sequence[Source]
    stems: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    alike: Vector | None = None
    cosines: npt.NDArray[np.float64] | None = None

    def score(self, chosen: Sequence[int]) -> float:
        """The logit of these sources bearing the sentence: 0 is even odds."""
        found = self.features(chosen)
        weights = BY_WORDING if self.alike is None else WITH_WORDS
        return sum(weights[name] * value for name, value in found.items()) + weights["intercept"]

    def alone(self) -> npt.NDArray[np.float64]:
        """The score of each source by itself."""
        weights = BY_WORDING if self.alike is None else WITH_WORDS
        own = np.array([sum(stem in source.stems for stem in self.stems) for source in self.sources]) / len(self.stems)
        pairs = np.array([len(self.pairs & source.pairs) for source in self.sources]) / max(1, len(self.pairs))
        scores = weights["own"] * own + weights["pairs"] * pairs + weights["intercept"]
        if self.alike is not None and self.cosines is not None:
            n_least = -(-len(self.alike) // 5)
            least = np.partition(self.alike, n_least - 1, axis=0)[:n_least].mean(axis=0)
            scores += weights["alike"] * self.alike.mean(axis=0) + weights["least"] * least
            scores += weights["cosine"] * self.cosines
        return np.asarray(scores, np.float64)

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


def _told(text: str) -> tuple[str, ...]:
    """The stems that a text tells something by, each once, one for all words for pay and one for all for a year.
    Numbers are left out, as they are checked by their values, and so are words that any sentence may be turned with."""
    found = (SAME.get(stem, stem) for stem in stems(text) if not is_number(stem) and stem not in TURNS)
    return tuple(dict.fromkeys(found))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return pairwise(Stemmer.Stemmer("english").stemWords(tokenize(text)))
