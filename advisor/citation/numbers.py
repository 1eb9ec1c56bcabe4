"""Numbers in sentences: values, units and surrounding words."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from advisor.text.context import text_before
from advisor.text.figures import Bound, Figure, FigureKind, below, figures
from advisor.text.figures.agreement import (
    bound_difference,
    direction_difference,
    kind_difference,
    period_difference,
    same_value,
)
from advisor.text.figures.model import ROUNDED
from advisor.text.tokens import stems
from advisor.weights import weights

NOT_HELD = "it has a number found in none of its quotes"

# Words shortly before a number that may limit it, in whatever grammar.
_LIMITING = re.compile(
    r"\b(?:up to|at (?:least|most)|(?:more|less|fewer) than|over|under|above|below|from|starts?(?: at)?|starting|top|or"
    r"|begins? at|minimum|maximum|nearly|almost|about|around|beyond|exceed\w*|as (?:much|many|high|low) as|least)\b"
    r"[^.;:]*$",
    re.IGNORECASE,
)
_UPPER = frozenset((Bound.AT_MOST, Bound.LESS_THAN))
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
N_CONTEXT_WORDS = 5  # words on either side


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number at ``start``..``end``, alone or as a range's end.

    ``kind`` is money, percent or plain; ``context`` has the stems around it, weighted by distance.
    """

    value: float
    kind: str
    start: int
    end: int
    figure: Figure
    context: tuple[tuple[str, float], ...] = ()
    is_bound: bool = False  # a limit such as "up to", "at least" or "+", not the figure itself
    other_end: float | None = None  # of a range

    def agrees(self, other: "Numeral") -> bool:
        """Whether both may be one number, bounds and ranges aside."""
        return not self.difference(other)

    def difference(self, other: "Numeral") -> str:
        """What differs: value, unit, currency, period or direction; else empty."""
        mine, theirs = self.figure, other.figure
        kinds = kind_difference(mine, theirs)
        if kinds == "unit" and self.value == other.value and _is_bare_name(mine, theirs):
            return ""  # a name that one text writes like a count
        if kinds == "thing":
            kinds = ""  # other checks compare nouns
        if not same_value(mine, theirs, self.value, other.value):
            return "value"
        return kinds or period_difference(mine, theirs) or direction_difference(mine, theirs)


def _is_bare_name(one: Figure, other: Figure) -> bool:
    kinds = {one.kind, other.kind}
    return kinds == {FigureKind.NAME, FigureKind.COUNT} and not one.thing and not other.thing


def numerals(text: str) -> tuple[Numeral, ...]:
    """The numbers of a text in order, in digits or words.

    ``3-5%`` are two, both percent; ``65k`` is 65,000.
    """
    found = [numeral for figure in figures(text) if not _is_discourse(figure) for numeral in _ends(text, figure)]
    if not found:
        return ()
    words = [(m.start(), stem[0]) for m in _WORD.finditer(text) if (stem := stems(m.group()))]
    places = [at for at, _ in words]
    starts = [one.start for one in found]
    return tuple(replace(one, context=_context(one, words, places, starts)) for one in found)


def _is_discourse(figure: Figure) -> bool:
    """Whether an ordinal in words only orders a text."""
    return figure.kind is FigureKind.ORDINAL and figure.is_spelt and not figure.unit


def _ends(text: str, figure: Figure) -> Iterator[Numeral]:
    """A figure's number, or the two of a range."""
    kind = _KINDS.get(figure.kind, "plain")
    is_bound = bool(figure.bound) or _is_limited(text, figure.start)
    if figure.other_end is None:
        yield Numeral(figure.value, kind, figure.start, figure.number_end, figure, is_bound=is_bound)
        return
    yield Numeral(figure.value, kind, figure.start, figure.first_end, figure, (), is_bound, figure.other_end)
    is_bound = is_bound or _is_limited(text, figure.second)
    yield Numeral(figure.other_end, kind, figure.second, figure.number_end, figure, (), is_bound, figure.value)


def _is_limited(text: str, at: int) -> bool:
    return bool(_LIMITING.search(" ".join(text_before(text, at).split()[-4:])))


_KINDS = {FigureKind.MONEY: "money", FigureKind.SHARE: "percent", FigureKind.POINTS: "percent"}


def _context(
    one: Numeral, words: Sequence[tuple[int, str]], places: Sequence[int], starts: Sequence[int]
) -> tuple[tuple[str, float], ...]:
    """The stems next to a number, weighted by distance.

    Stems beyond another number count less than half, since they belong to that one. ``places`` are where the words
    begin, ``starts`` where the numbers do.
    """
    beyond = weights().numbers.beyond_number
    first, past = bisect_left(places, one.start), bisect_left(places, one.end)
    sides = words[max(0, first - N_CONTEXT_WORDS) : first][::-1], words[past : past + N_CONTEXT_WORDS]
    out: dict[str, float] = {}
    for side in sides:
        for distance, (at, stem) in enumerate(side, 1):
            low, high = sorted((at, one.start))
            between = bisect_left(starts, high) > bisect_right(starts, low)
            out[stem] = max(out.get(stem, 0.0), (beyond if between else 1.0) / distance)
    return tuple(out.items())


def context_similarity(one: Numeral, other: Numeral, uses: Mapping[str, int]) -> float:
    """The share of the first number's context found around the second, 0..1.

    Stems weigh less with distance, and the more numbers they stand at (``uses``).
    """
    theirs = dict(other.context)
    total = sum(weight / uses.get(stem, 1) for stem, weight in one.context)
    if not total:
        return 0.0
    return sum(min(weight, theirs.get(stem, 0.0)) / uses.get(stem, 1) for stem, weight in one.context) / total


@dataclass(frozen=True, slots=True)
class HeadedText:
    """A text with the headings above it.

    The headings' words tell about its numbers, too. ``common``: words of the guide's title and role, ignored because
    they tell nothing apart.
    """

    text: str
    headings: tuple[str, ...] = ()
    common: tuple[str, ...] = ()

    def numerals(self) -> tuple[Numeral, ...]:
        """The numbers of the text, with the headings' words in their context."""
        return _numerals_of(self)


@lru_cache(maxsize=2048)
def _numerals_of(headed: HeadedText) -> tuple[Numeral, ...]:
    ignored = {stem for words in headed.common for stem in stems(words)}
    heading = weights().numbers.heading
    above = {stem: heading for words in headed.headings for word in _WORD.findall(words) for stem in stems(word)}
    return tuple(
        replace(
            one,
            figure=below(one.figure, headed.headings),
            context=tuple((s, w) for s, w in {**above, **dict(one.context)}.items() if s not in ignored),
        )
        for one in numerals(headed.text)
    )


def numeral_fault(sentence: str, quotes: Sequence[HeadedText], beside: Sequence[HeadedText] = ()) -> str:
    """The reason a sentence's numbers are unsupported, or empty.

    ``beside``: further sentences at hand; a number of theirs in a more similar context is a fault.
    """
    common = tuple(words for quote in quotes for words in quote.common)
    wanted = HeadedText(sentence, common=common).numerals()
    if not wanted:
        return ""
    held = [quote.numerals() for quote in quotes]
    for one in wanted:
        differences = {one.difference(other) for quote in held for other in quote}
        if "" not in differences:
            kinds = sorted(differences - {"value"})
            return f"it has a number with another {kinds[0]} in its quotes" if kinds else NOT_HELD
    if _breaks_range(wanted, held):
        return "it has a range that differs from its quotes"
    if any(_belongs_to_other(one, wanted, held) for one in wanted):
        return "it has a number from a quote about something else"
    context = [*held, *(headed.numerals() for headed in beside if headed not in quotes)]
    if any(_misplaced(one, held, context) for one in wanted):
        return "it has a number with another meaning in its quotes"
    return ""


def _belongs_to_other(one: Numeral, wanted: Sequence[Numeral], held: Sequence[Sequence[Numeral]]) -> bool:
    """Whether a number comes from elsewhere than the fitting quote.

    Another quote then has figures of the same unit, and the sentence uses none of them.
    """
    if one.kind == "plain":
        return False
    return any(
        (own := [other for other in quote if other.kind == one.kind])
        and not any(some.agrees(other) for other in own for some in wanted)
        for quote in held
    )


def _misplaced(one: Numeral, held: Sequence[Sequence[Numeral]], context: Sequence[Sequence[Numeral]]) -> bool:
    """Whether another number's context is clearly more similar."""
    uses = Counter(stem for quote in context for other in quote for stem, _ in other.context)
    same = max(context_similarity(one, other, uses) for quote in held for other in quote if one.agrees(other))
    others = (
        context_similarity(one, other, uses)
        for quote in context
        for other in quote
        if not one.agrees(other) and one.kind == other.kind and not _within_range(one, other, quote)
    )
    return max(others, default=0.0) > same + weights().numbers.clear_lead


def _within_range(one: Numeral, other: Numeral, quote: Sequence[Numeral]) -> bool:
    """Whether both are the ends of one range in the quote.

    Such numbers share their context.
    """
    places = [n for n in quote if one.agrees(n)]
    return any(0 <= max(n.start, other.start) - min(n.end, other.end) <= 5 for n in places)


def _breaks_range(wanted: Sequence[Numeral], held: Sequence[Sequence[Numeral]]) -> bool:
    """Whether the sentence changes a range of its quotes.

    Its ranges must be ranges of a quote, and it must not give one end, or a bound, for the whole.
    """
    for n, one in enumerate(wanted):
        same = [other for quote in held for other in quote if one.agrees(other)]
        if one.other_end is not None:
            after = wanted[n + 1] if n + 1 < len(wanted) else None
            if after is None or (after.value, after.other_end) != (one.other_end, one.value):
                continue
            if not any(one.agrees(a) and after.agrees(b) for quote in held for a, b in pairwise(quote)):
                return True
        elif (
            not one.is_bound
            and all(
                other.is_bound or (other.other_end is not None and other.other_end not in {w.value for w in wanted})
                for other in same
            )
        ) or all(_limits_otherwise(one, other) for other in same):
            return True
    return False


def _limits_otherwise(one: Numeral, other: Numeral) -> bool:
    """Whether a number has a limit that its quote's has not.

    The ends of a range are limits, too.
    """
    mine, theirs = one.figure.bound, other.figure.bound
    if not mine or mine in ROUNDED:
        return False
    if other.other_end is not None:
        return (other.value < other.other_end) is (mine in _UPPER)
    return bool(bound_difference(one.figure, other.figure)) if theirs else not other.is_bound
