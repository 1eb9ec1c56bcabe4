"""Support of a sentence by the guide's own sentences.

The nearest source among the passages has to bear all that a sentence says: its figures and names, its structure, and
its sense as a small model reads both side by side. A writer's markers are only hints.
"""

import logging
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from advisor.citation.checks import claim_fault, fold
from advisor.citation.nearness import SentenceMatch, SourceMatrix
from advisor.citation.numbers import HeadedText, numerals
from advisor.citation.sources import SourceSentence, content_stems, side_by_side, word_pairs
from advisor.citation.structure.extract import is_extract
from advisor.citation.structure.faults import structure_fault
from advisor.citation.structure.halves import halves
from advisor.citation.support_model import support_model
from advisor.domain import DraftClaim, Polarity
from advisor.embeddings import Embedder, EncoderInput
from advisor.errors import EmbedderMissingError
from advisor.text.confusables import fold_lookalikes
from advisor.text.invisible import strip_invisible
from advisor.weights import weights

log = logging.getLogger(__name__)

LEANING = re.compile(
    r"\W*(?:(?:in|on|at|for|of|from|with|by|after|before|without) )?"
    r"(?:it|its|he|she|they|them|their|this|that|these|those|both|neither|either|some|most|few|such"
    r"|the (?:former|latter|first|second|third|other|others|two|three|same))\b",
    re.IGNORECASE,
)

__all__ = ["SourceSentence", "SupportChecker", "SupportResult"]

MIN_STEMS = 2  # of a half that may have a place of its own
NO_SUPPORT, VERBATIM = -100.0, 5.0  # scores of a sentence that says nothing, and of a copied one


@dataclass(frozen=True, slots=True)
class SupportResult:
    """The verdict on one sentence.

    ``claim`` is the sentence with its quotes if supported. Otherwise ``reason`` says why not, and ``replacement`` is
    the nearest sentence of the guide, if one is near. ``score`` is the best sources' logit. ``doubtful`` is the
    sentence with its quotes if the check can neither support nor refute it, and ``unsure`` the same however little the
    model makes of it.
    """

    claim: DraftClaim | None
    replacement: DraftClaim | None
    reason: str
    score: float
    doubtful: DraftClaim | None = None
    unsure: DraftClaim | None = None


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
        self._matrix = SourceMatrix(self.sources, worded if self._embedder else ())

    def check(self, sentence: str, hints: Collection[int] = ()) -> SupportResult:
        """Find the support of a sentence.

        ``hints`` are the passage numbers marked by the writer. Invisible characters and letters that only look Latin
        are put right first. Raises ProviderError.
        """
        sentence = fold_lookalikes(strip_invisible(sentence))
        if not self.sources:
            return SupportResult(None, None, "there are no sources", NO_SUPPORT)
        hinted = np.array([source.number in hints for source in self.sources])
        if copied := self._copied(fold(sentence), hinted.tolist()):
            return SupportResult(copied.own_words, None, "", VERBATIM)
        content = content_stems(sentence)
        # A sentence that only repeats the headings states nothing; models tend to copy them.
        is_heading = not numerals(sentence) and any(source.above >= set(content) for source in self.sources)
        if not content or is_heading:
            return SupportResult(None, None, "it states nothing", NO_SUPPORT)
        limits = weights().support
        near = self.nearness(sentence)
        hinted_near = near + limits.hint * hinted
        at, best = int(hinted_near.argmax()), float(hinted_near.max())
        if best < limits.replaced_from:
            return self._named(sentence, near, hinted)
        alone = self._judge(sentence, (self.sources[at],), best)
        if alone.claim is None and alone.unsure is None:
            alone = replace(alone, unsure=self._beside_its_figures(sentence, at, hinted_near))
        if alone.claim or not (pair := self._with_antecedent(at) or self._two_places(sentence)):
            return alone
        together = self._judge(sentence, pair, best)
        is_further = together.claim or (together.doubtful and not alone.doubtful)
        is_nearer = together.unsure and not alone.doubtful and (not alone.unsure or together.score > alone.score)
        is_further = is_further or is_nearer
        return replace(together, replacement=alone.replacement) if is_further else alone

    def _named(self, sentence: str, near: npt.NDArray[np.float64], hinted: npt.NDArray[np.bool_]) -> SupportResult:
        """What no source is about by its words may still be read beside the passage that the writer named."""
        refused = SupportResult(None, None, "no source is about it", float(near.max()))
        if not hinted.any():
            return refused
        at = int(np.where(hinted, near, -np.inf).argmax())
        return replace(refused, unsure=self._judge(sentence, (self.sources[at],), refused.score).unsure)

    def _beside_its_figures(self, sentence: str, at: int, near: npt.NDArray[np.float64]) -> DraftClaim | None:
        """A sentence beside the nearest place with all its figures, if the nearest of all lacks one.

        Such a place may say its figure of something else, so it bears nothing by itself.
        """
        whole = self._figures_held(sentence) >= 1.0
        if whole[at] or not whole.any():
            return None
        judged = self._judge(sentence, (self.sources[int(np.where(whole, near, -np.inf).argmax())],), float(near[at]))
        return judged.claim or judged.unsure

    def _judge(self, sentence: str, places: Sequence[SourceSentence], nearness: float) -> SupportResult:
        """Check a sentence against one place, or two that it may join."""
        limits = weights().support
        claim = DraftClaim(sentence, tuple(quote for place in places for quote in place.quotes))
        own = places[0].own_words
        fault = claim_fault(claim, beside=[source.headed for source in self.sources])
        if fault := fault or _structure_fault(sentence, places):
            return SupportResult(None, own, fault, nearness)
        if len(places) == 1 and _is_extract(sentence, places[0]):
            return SupportResult(claim, own, "", VERBATIM)
        logit = _sense_logit(places, sentence)
        if logit >= (limits.borne_from if len(places) == 1 else limits.joined_from):
            return SupportResult(claim, own, "", logit)
        doubtful = claim if logit >= limits.doubtful_from else None
        return SupportResult(None, own, "its source may not bear all that it says", logit, doubtful, claim)

    def _with_antecedent(self, at: int) -> tuple[SourceSentence, SourceSentence] | None:
        """A place that speaks of what the sentence before it names, with that sentence."""
        before, place = self.sources[max(0, at - 1)], self.sources[at]
        is_near = before is not place and before.number == place.number
        return (before, place) if is_near and LEANING.match(place.text) else None

    def _two_places(self, sentence: str) -> tuple[SourceSentence, SourceSentence] | None:
        """The nearest places of a sentence's halves, by their words, if they are two."""
        least, found = 2 * weights().support.replaced_from, None
        for parts in halves(sentence):
            if all(len(content_stems(part)) >= MIN_STEMS for part in parts):
                first, second = (self._match_wording(part).logits() for part in parts)
                if first.max() + second.max() > least:
                    least = float(first.max() + second.max())
                    found = self.sources[int(first.argmax())], self.sources[int(second.argmax())]
        return found if found and found[0] is not found[1] else None

    def nearness(self, sentence: str) -> npt.NDArray[np.float64]:
        """The logit of each source being about a sentence.

        It is told by the sentence's words alone where they leave no doubt, since encoding the sentence costs as much as
        all the rest. Raises ProviderError.
        """
        limits = weights().support
        figures = limits.figures * self._figures_held(sentence)
        near = np.asarray(self._match_wording(sentence).logits() + figures, np.float64)
        if self._embedder is None:
            return near
        *others, first = np.sort(near)
        if first >= limits.replaced_from and (not others or first - others[-1] >= limits.clear_lead):
            return near
        return np.asarray(self.match(sentence).logits() + figures, np.float64)

    def features(self, sentence: str) -> dict[str, float]:
        """The features of the nearest source of a sentence, for fitting."""
        match = self.match(sentence)
        at = int(match.logits().argmax())
        return {name: float(values[at]) for name, values in match.features().items()}

    def _copied(self, plain: str, hinted: Sequence[bool]) -> SourceSentence | None:
        """The source that says a sentence word for word, if any."""
        copied = [
            (is_hinted, n)
            for n, (source, is_hinted) in enumerate(zip(self.sources, hinted, strict=True))
            if plain in (source.folded, source.whole)
        ]
        return self.sources[max(copied, key=lambda one: one[0])[1]] if copied else None

    def _figures_held(self, sentence: str) -> npt.NDArray[np.float64]:
        """The share of a sentence's figures that each source has."""
        wanted = HeadedText(sentence).numerals()
        if not wanted:
            return np.zeros(len(self.sources))
        held = [
            [any(one.agrees(other) for other in source.headed.numerals()) for one in wanted] for source in self.sources
        ]
        shares: npt.NDArray[np.float64] = np.array(held, np.float64).mean(axis=1)
        # Of several figures, a place that has them all is told from one that has some.
        return np.where(shares == 1.0, 2.0, shares) if len(wanted) > 1 else shares

    def match(self, sentence: str) -> SentenceMatch:
        """Compare a sentence with all sources. Raises ProviderError."""
        worded = self._match_wording(sentence)
        if self._embedder is None:
            return worded
        (encoded,) = self._embedder.encode_in_context([EncoderInput("", sentence)])
        stems_of_words = [content_stems(surface) for surface in encoded.surfaces]
        content_words = [n for n, stems_of_word in enumerate(stems_of_words) if stems_of_word]
        if not content_words:
            return worded
        matrix = self._matrix
        similarities = matrix.similarities(encoded.words[content_words])
        for row, n in enumerate(content_words):
            similarities[row, matrix.with_stems(stems_of_words[n]).all(axis=0)] = 1.0
        return replace(worded, similarities=similarities, cosines=matrix.vectors @ encoded.vector)

    def _match_wording(self, sentence: str) -> SentenceMatch:
        pairs = frozenset(word_pairs(sentence))
        return SentenceMatch(self._matrix.with_stems(content_stems(sentence)), self._matrix.with_pairs(pairs))


def _is_extract(sentence: str, place: SourceSentence) -> bool:
    # Where headings or lead-ins turn the sense, none of their words may be left out.
    return is_extract(sentence, place.whole, place.above if place.polarity is Polarity.PLAIN else frozenset())


def _structure_fault(sentence: str, places: Sequence[SourceSentence]) -> str:
    headed = [place.headed for place in places]
    above = [text for one in headed for text in (*one.headings, *one.common)]
    polarity = max((place.polarity for place in places), key=lambda one: one is Polarity.NEGATIVE)
    turned = " ".join(place.text for place in places if place.polarity is Polarity.NEGATIVE)
    return structure_fault(sentence, " ".join(place.whole for place in places), above, polarity, turned=turned)


def _sense_logit(places: Sequence[SourceSentence], sentence: str) -> float:
    """The logit of places bearing a sentence; without the model's files nothing is borne that is no extract."""
    try:
        return support_model().score(side_by_side(places), sentence)
    except EmbedderMissingError as error:
        log.warning("sentences cannot be read for their sense: %s", error)
        return NO_SUPPORT
