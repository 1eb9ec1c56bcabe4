"""Detection rates of the metrics on deliberately damaged answers.

A kind of damage that is rarely detected is a blind spot.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, product

from advisor.text.sentences import split_sentences
from evals.cases.observation import Observed
from evals.metrics.numerals import numerals, numerals_missing
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
class Borne:
    """A sentence of an answer with its quotes and passages."""

    text: str
    quote: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caught:
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


def perturb(observations: Sequence[Observed]) -> tuple[Caught, ...]:
    """Damage the answers' sentences in each way and count the detections.

    Only sentences without any sign beforehand are damaged, so a detection is due to the damage. The draw is seeded: the
    same answers give the same figures.
    """
    sound = [borne for borne in _sentences(observations) if not _signs(borne)]
    return tuple(_count(kind, spoil, sound) for kind, spoil in KINDS.items())


def _sentences(observations: Sequence[Observed]) -> Iterator[Borne]:
    seen = set()
    for observed in observations:
        quotes = {citation.number: citation.quote for citation in observed.answer.citations}
        passages = tuple(p.text for p in observed.passages or () if p.text)
        for claim in observed.answer.claims:
            cited = " ".join(quotes.get(number, "") for number in claim.citations)
            for span in split_sentences(claim.text):
                borne = Borne(claim.text[span.start : span.end], cited, passages)
                if (borne.text, cited) not in seen:
                    seen.add((borne.text, cited))
                    yield borne


def _signs(borne: Borne) -> set[str]:
    """Return the metrics' objections to a sentence."""
    signs = set()
    if support(borne.text, borne.quote) < TAU:
        signs.add("support")
    if numerals_missing(borne.text, borne.quote):
        signs.add("numerals")
    if negation_differs(borne.text, [borne.quote[s.start : s.end] for s in split_sentences(borne.quote)]):
        signs.add("negation")
    return signs


Spoil = Callable[[Borne, Borne], Iterator[Borne]]


def _count(kind: str, spoil: Spoil, sound: Sequence[Borne]) -> Caught:
    draw = random.Random(f"{SEED} {kind}")
    mixed = draw.sample(list(sound), len(sound))
    all_spoilt = (one for borne in mixed for one in spoil(borne, draw.choice(mixed)))
    signs = [_signs(one) for one in islice(all_spoilt, MAX_SPOILT)]
    by = {sign: sum(sign in found for found in signs) for sign in ("support", "numerals", "negation")}
    return Caught(kind, len(signs), sum(map(bool, signs)), by["support"], by["numerals"], by["negation"])


# --- kinds of damage, yielding nothing where inapplicable; ``other`` is a sentence drawn at random ---


def _change_numbers(borne: Borne, _other: Borne) -> Iterator[Borne]:
    """Replace a number by one absent from the sentence, quote and passages."""
    held = numerals(" ".join([borne.text, borne.quote, *borne.passages]))
    for match in _NUMBER.finditer(borne.text):
        plain = float(match.group().replace(",", ""))
        changed = (f"{round(plain * factor) + 1:,}" for factor in (1.1, 1.4, 1.9, 2.6))
        new = next((number for number in changed if number.replace(",", "") not in held), None)
        if new:
            yield replace(borne, text=_put(borne.text, match, new))


def _change_units(borne: Borne, _other: Borne) -> Iterator[Borne]:
    """Turn a percentage into an amount of money, or the reverse."""
    for match in _UNIT.finditer(borne.text):
        words = f"${match['share']}" if match["share"] else f"{match['amount']}%"
        yield replace(borne, text=_put(borne.text, match, words))


def _swap_from_passage(borne: Borne, _other: Borne) -> Iterator[Borne]:
    """Replace a number by another one from the quote's passage."""
    around = next((passage for passage in borne.passages if borne.quote and borne.quote in passage), "")
    matches = list(_NUMBER.finditer(borne.text))
    others = sorted({m.group() for m in _NUMBER.finditer(around)} - {m.group() for m in matches})
    for match, other in product(matches, others):
        yield replace(borne, text=_put(borne.text, match, other))


def _swap_within_sentence(borne: Borne, _other: Borne) -> Iterator[Borne]:
    """Exchange two different numbers of the sentence."""
    for first, second in combinations(_NUMBER.finditer(borne.text), 2):
        if first.group() != second.group():
            yield replace(borne, text=_put(_put(borne.text, second, first.group()), first, second.group()))


def _append_foreign(borne: Borne, other: Borne) -> Iterator[Borne]:
    """Put another sentence under this sentence's citation."""
    if other.quote != borne.quote:
        yield replace(borne, text=other.text)


def _move_citation(borne: Borne, other: Borne) -> Iterator[Borne]:
    """Cite the quote of another sentence."""
    if other.quote != borne.quote:
        yield replace(borne, quote=other.quote)


def _insert_not(borne: Borne, _other: Borne) -> Iterator[Borne]:
    """Negate the sentence."""
    match = _AUXILIARY.search(borne.text)
    if match:
        yield replace(borne, text=f"{borne.text[: match.end()]} not{borne.text[match.end() :]}")


def _put(text: str, match: re.Match[str], words: str) -> str:
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
