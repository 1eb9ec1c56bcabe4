"""Detection rates of the metrics on deliberately damaged answers.

A kind of damage that is rarely detected is a blind spot.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, product

from advisor.text.sentences import split_sentences
from evals.cases.observation import Observation
from evals.metrics.numerals import count_numerals, numerals_missing
from evals.metrics.support import TAU, negation_differs, support

SEED = 20
MAX_SPOILT = 300  # of each kind; more would change no digit shown
SEEN_FROM = 0.9  # detection rate below which a kind is a blind spot

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_UNIT = re.compile(rf"(?P<share>{_NUMBER.pattern})\s?(?:%|percent\b)|\$(?P<amount>{_NUMBER.pattern})")
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|may|might|do|does|did|has|have|had)\b(?!\s+not\b)", re.I
)


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence of an answer with its quotes and passages."""

    text: str
    quote: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DamageDetection:
    """Detections of one kind of damage, by any sign and by each.

    Several signs may detect the same sentence.
    """

    kind: str
    n: int
    n_caught: int
    by_support: int
    by_numerals: int
    by_negation: int

    @property
    def share(self) -> float | None:
        """The detected share, 0..1; None when nothing could be damaged."""
        return self.n_caught / self.n if self.n else None

    @property
    def is_blind_spot(self) -> bool:
        return self.share is not None and self.share < SEEN_FROM


def perturb(observations: Sequence[Observation]) -> tuple[DamageDetection, ...]:
    """Damage the answers' sentences in each way and count the detections.

    Only sentences without any sign beforehand are damaged, so a detection is due to the damage. The draw is seeded: the
    same answers give the same figures.
    """
    sound = [sentence for sentence in _sentences(observations) if not _signs(sentence)]
    return tuple(_count(kind, spoil, sound) for kind, spoil in KINDS.items())


def _sentences(observations: Sequence[Observation]) -> Iterator[CitedSentence]:
    seen = set()
    for observed in observations:
        quotes = {citation.number: citation.quote for citation in observed.answer.citations}
        passages = tuple(p.text for p in observed.passages or () if p.text)
        for claim in observed.answer.claims:
            cited = " ".join(quotes.get(number, "") for number in claim.citations)
            for span in split_sentences(claim.text):
                sentence = CitedSentence(claim.text[span.start : span.end], cited, passages)
                if (sentence.text, cited) not in seen:
                    seen.add((sentence.text, cited))
                    yield sentence


def _signs(sentence: CitedSentence) -> set[str]:
    """Return the metrics' objections to a sentence."""
    signs = set()
    if support(sentence.text, sentence.quote) < TAU:
        signs.add("support")
    if numerals_missing(sentence.text, sentence.quote):
        signs.add("numerals")
    if negation_differs(sentence.text, [sentence.quote[s.start : s.end] for s in split_sentences(sentence.quote)]):
        signs.add("negation")
    return signs


Spoil = Callable[[CitedSentence, CitedSentence], Iterator[CitedSentence]]


def _count(kind: str, spoil: Spoil, sound: Sequence[CitedSentence]) -> DamageDetection:
    draw = random.Random(f"{SEED} {kind}")
    mixed = draw.sample(list(sound), len(sound))
    all_spoilt = (one for sentence in mixed for one in spoil(sentence, draw.choice(mixed)))
    signs = [_signs(one) for one in islice(all_spoilt, MAX_SPOILT)]
    by = {sign: sum(sign in found for found in signs) for sign in ("support", "numerals", "negation")}
    return DamageDetection(kind, len(signs), sum(map(bool, signs)), by["support"], by["numerals"], by["negation"])


# --- kinds of damage, yielding nothing where inapplicable; ``other`` is a sentence drawn at random ---


def _change_numbers(sentence: CitedSentence, _other: CitedSentence) -> Iterator[CitedSentence]:
    """Replace a number by one absent from the sentence, quote and passages."""
    held = count_numerals(" ".join([sentence.text, sentence.quote, *sentence.passages]))
    for match in _NUMBER.finditer(sentence.text):
        plain = float(match.group().replace(",", ""))
        changed = (f"{round(plain * factor) + 1:,}" for factor in (1.1, 1.4, 1.9, 2.6))
        new = next((number for number in changed if number.replace(",", "") not in held), None)
        if new:
            yield replace(sentence, text=_substitute(sentence.text, match, new))


def _change_units(sentence: CitedSentence, _other: CitedSentence) -> Iterator[CitedSentence]:
    """Turn a percentage into an amount of money, or the reverse."""
    for match in _UNIT.finditer(sentence.text):
        words = f"${match['share']}" if match["share"] else f"{match['amount']}%"
        yield replace(sentence, text=_substitute(sentence.text, match, words))


def _swap_from_passage(sentence: CitedSentence, _other: CitedSentence) -> Iterator[CitedSentence]:
    """Replace a number by another one from the quote's passage."""
    around = next((passage for passage in sentence.passages if sentence.quote and sentence.quote in passage), "")
    matches = list(_NUMBER.finditer(sentence.text))
    others = sorted({m.group() for m in _NUMBER.finditer(around)} - {m.group() for m in matches})
    for match, other in product(matches, others):
        yield replace(sentence, text=_substitute(sentence.text, match, other))


def _swap_within_sentence(sentence: CitedSentence, _other: CitedSentence) -> Iterator[CitedSentence]:
    """Exchange two different numbers of the sentence."""
    for first, second in combinations(_NUMBER.finditer(sentence.text), 2):
        if first.group() != second.group():
            yield replace(
                sentence, text=_substitute(_substitute(sentence.text, second, first.group()), first, second.group())
            )


def _append_foreign(sentence: CitedSentence, other: CitedSentence) -> Iterator[CitedSentence]:
    """Put another sentence under this sentence's citation."""
    if other.quote != sentence.quote:
        yield replace(sentence, text=other.text)


def _move_citation(sentence: CitedSentence, other: CitedSentence) -> Iterator[CitedSentence]:
    """Cite the quote of another sentence."""
    if other.quote != sentence.quote:
        yield replace(sentence, quote=other.quote)


def _insert_not(sentence: CitedSentence, _other: CitedSentence) -> Iterator[CitedSentence]:
    """Negate the sentence."""
    match = _AUXILIARY.search(sentence.text)
    if match:
        yield replace(sentence, text=f"{sentence.text[: match.end()]} not{sentence.text[match.end() :]}")


def _substitute(text: str, match: re.Match[str], words: str) -> str:
    return text[: match.start()] + words + text[match.end() :]


KINDS: dict[str, Spoil] = {
    "number changed": _change_numbers,
    "unit of a number changed": _change_units,
    "number swapped for another of the same passage": _swap_from_passage,
    "two numbers of one sentence swapped": _swap_within_sentence,
    "sentence from elsewhere appended": _append_foreign,
    "citation moved": _move_citation,
    "“not” inserted": _insert_not,
}
