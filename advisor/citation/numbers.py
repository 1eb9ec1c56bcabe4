"""Numbers in sentences, and whether their quotes bear them.

They have to be said of the same thing.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from advisor.citation.number_labels import NumberPlace, NumberSpan, are_exchanged, label, named_in, names_other, places
from advisor.text.figures import Bound, Figure, FigureKind, below, figures
from advisor.text.figures.agreement import (
    direction_difference,
    kind_difference,
    period_difference,
    same_value,
)
from advisor.text.figures.derived import is_derived, opens_exception, says_no
from advisor.text.figures.lexicon import SIZES, TIMES
from advisor.text.figures.limits import counts_listed, is_limited, is_softened, side
from advisor.text.figures.model import ROUNDED, TIMELESS
from advisor.text.figures.rates import halves_in_words, rates_in_words
from advisor.text.tokens import stems

NOT_HELD = "it has a number found in none of its quotes"

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_GAP = re.compile(r"[;|\n•]|[.!?](?=\s)")  # after which other things are listed
_LABEL = re.compile(r"[^\d:$€£]{1,60}+(?=:)")  # what a row begins with
N_LABEL_WORDS = 6


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number at ``start``..``end``, alone or as a range's end.

    ``kind`` is money, percent or plain.
    """

    value: float
    kind: str
    start: int
    end: int
    figure: Figure
    is_bound: bool = False  # a limit such as "up to", "at least" or "+", not the figure itself
    is_softened: bool = False  # words near it say that it is not the whole, exact figure
    other_end: float | None = None  # of a range
    is_definite: bool = False  # the figure known already: less than the 40 hours

    def agrees(self, other: "Numeral") -> bool:
        """Whether both may be one number, bounds and ranges aside."""
        return not self.difference(other)

    def difference(self, other: "Numeral") -> str:
        """What differs: value, unit, currency, period or direction; else empty."""
        mine, theirs = self.figure, other.figure
        kinds = kind_difference(mine, theirs)
        if (
            kinds == "unit"
            and self.value == other.value
            and (_is_bare_name(mine, theirs) or _is_often(mine, theirs) or _are_pounds(mine, theirs))
        ):
            return ""  # one thing that two texts write as of two kinds
        if kinds == "thing":
            kinds = ""  # other checks compare nouns
        is_next = _excludes_next(self, other) or _excludes_next(other, self)
        if not same_value(mine, theirs, self.value, other.value) and not is_next:
            return "value"
        return kinds or period_difference(mine, theirs) or direction_difference(mine, theirs)


def _is_often(one: Figure, other: Figure) -> bool:
    """Whether both say how often: twice a week, two days a week."""
    return {one.unit, other.unit} == {"time", "day"} and bool(one.period or other.period)


def _are_pounds(one: Figure, other: Figure) -> bool:
    """Whether one is of money and the other of weight, as a pound may be either."""
    return {one.currency or one.unit, other.currency or other.unit} == {"GBP", "lb"}


def _excludes_next(limit: Numeral, other: Numeral) -> bool:
    """Whether one leaves out the whole number before the other: over six, at least seven."""
    mine, theirs = limit.figure, other.figure
    kinds = {mine.kind, theirs.kind}
    if theirs.is_denied or not kinds <= {FigureKind.COUNT, FigureKind.MEASURE}:
        return False
    if mine.kind is FigureKind.MEASURE and mine.unit != "person":
        return False
    is_over = mine.bound is (Bound.AT_MOST if mine.is_denied else Bound.MORE_THAN)
    over = is_over and theirs.bound in (Bound.AT_LEAST, Bound.OR_MORE)
    under = mine.bound is (Bound.AT_LEAST if mine.is_denied else Bound.LESS_THAN) and theirs.bound is Bound.AT_MOST
    return limit.value + over - under == other.value != limit.value and limit.value == int(limit.value)


def _is_bare_name(one: Figure, other: Figure) -> bool:
    """Whether one is a name and the other the same number as a count or place."""
    kinds = {one.kind, other.kind}
    if kinds == {FigureKind.NAME, FigureKind.ORDINAL}:  # Year 10, in year ten
        name, nth = (one, other) if one.kind is FigureKind.NAME else (other, one)
        return name.name.startswith(f"{nth.unit} ")
    return kinds == {FigureKind.NAME, FigureKind.COUNT} and not one.thing and not other.thing


def numerals(text: str) -> tuple[Numeral, ...]:
    """The numbers of a text in order, in digits or words.

    ``3-5%`` are two, both percent; ``65k`` is 65,000.
    """
    return tuple(numeral for figure in figures(text) if not _is_discourse(figure) for numeral in _ends(text, figure))


def _is_discourse(figure: Figure) -> bool:
    """Whether an ordinal in words only orders a text."""
    return figure.kind is FigureKind.ORDINAL and figure.is_spelt and not figure.unit


def _ends(text: str, figure: Figure) -> Iterator[Numeral]:
    """A figure's number, or the two of a range."""
    kind = _KINDS.get(figure.kind, "plain")
    limit = bool(figure.bound) and figure.bound not in ROUNDED
    is_bound, is_soft = limit or is_limited(text, figure.start), limit or is_softened(text, figure.start, figure.end)
    if figure.other_end is None:
        is_definite = text[max(0, figure.start - 8) : figure.start].rstrip().endswith((" the", " those", " these"))
        alone = Numeral(figure.value, kind, figure.start, figure.number_end, figure, is_bound, is_soft)
        yield replace(alone, is_definite=is_definite)
        return
    low = Numeral(figure.value, kind, figure.start, figure.first_end, figure, is_bound, is_soft, figure.other_end)
    yield low
    is_bound = is_bound or is_limited(text, figure.second)
    second, end = figure.second, figure.number_end
    yield replace(low, value=figure.other_end, start=second, end=end, is_bound=is_bound, other_end=figure.value)


_KINDS = {FigureKind.MONEY: "money", FigureKind.SHARE: "percent", FigureKind.POINTS: "percent"}


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
        """The numbers of the text, with what the headings state of them."""
        return _numerals_of(self)

    def rows(self) -> tuple["NumberRow", ...]:
        """The short items of the text that have numbers."""
        return _rows_of(self)


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A short item of a list or table: numbers and stems."""

    numerals: tuple[Numeral, ...]
    label: frozenset[str]


@lru_cache(maxsize=2048)
def _rows_of(headed: HeadedText) -> tuple[NumberRow, ...]:
    ends = [*(m.start() for m in _GAP.finditer(headed.text)), len(headed.text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    rows = []
    for start, end in zip(starts, ends, strict=True):
        found = tuple(one for one in headed.numerals() if start <= one.start < end)
        label = _LABEL.match(headed.text[start:end])
        words = _WORD.findall(label.group()) if label else []
        if found and len(words) <= N_LABEL_WORDS:
            rows.append(NumberRow(found, frozenset(stem for word in words for stem in stems(word))))
    return tuple(rows)


@lru_cache(maxsize=2048)
def _numerals_of(headed: HeadedText) -> tuple[Numeral, ...]:
    return tuple(replace(one, figure=below(one.figure, headed.headings)) for one in numerals(headed.text))


def numeral_fault(sentence: str, quotes: Sequence[HeadedText], beside: Sequence[HeadedText] = ()) -> str:
    """The reason a sentence's numbers are unsupported, or empty.

    ``beside``: further sentences at hand; to name another row of theirs than the number's own is a fault.
    """
    common = tuple(words for quote in quotes for words in quote.common)
    wanted = HeadedText(sentence, common=common).numerals()
    if not wanted:
        return ""
    held = [(*numbers, *_of_unit_before(numbers)) for numbers in (quote.numerals() for quote in quotes)]
    texts = [quote.text for quote in quotes]
    for one in wanted:
        if _is_worded(one, sentence, quotes) or is_derived(one.figure, sentence, texts):
            continue
        differences = {one.difference(other) for quote in held for other in quote}
        if "" not in differences:
            kinds = sorted(differences - {"value"})
            return f"it has a number with another {kinds[0]} in its quotes" if kinds else NOT_HELD
    wanted = tuple(one for one in wanted if any(one.agrees(other) for quote in held for other in quote))
    turns = Turns(opens_exception(sentence, texts), says_no(sentence), any(map(says_no, texts)))
    if _breaks_range(wanted, held, turns):
        return "it has a range that differs from its quotes"
    if any(_belongs_to_other(one, wanted, held) for one in wanted):
        return "it has a number from a quote about something else"
    if _is_mislabelled(sentence, wanted, quotes, beside):
        return "it has a number with another meaning in its quotes"
    return ""


def _is_mislabelled(
    sentence: str, wanted: Sequence[Numeral], quotes: Sequence[HeadedText], beside: Sequence[HeadedText]
) -> bool:
    """Whether the sentence gives a number to what another one belongs to."""
    rows = [row for quote in quotes for row in quote.rows()]
    words = named_in(sentence)
    if any(_is_of_other_row(one, wanted, rows, words) for one in wanted):
        return True
    common = frozenset(stem for quote in quotes for name in quote.common for stem in stems(name))
    said = _places(sentence, HeadedText(sentence), common)
    if any(are_exchanged(said, _places(quote.text, quote, common)) for quote in quotes):
        return True
    return any(_is_of_sibling(wanted, quote, beside, words, common) for quote in quotes)


def _places(text: str, headed: HeadedText, common: frozenset[str]) -> list[NumberPlace]:
    spans: dict[int, NumberSpan] = {}
    for one in headed.numerals():
        first = spans.get(one.figure.start, NumberSpan(one.start, one.end, frozenset(), _measure(one.figure)))
        spans[one.figure.start] = replace(first, end=max(first.end, one.end), values=first.values | {one.value})
    return places(text, sorted(spans.values(), key=lambda span: span.start), common)


def _measure(figure: Figure) -> str:
    """What a figure measures, empty for a bare number."""
    if figure.kind is FigureKind.COUNT:
        return figure.thing
    return SIZES[figure.unit][0] if figure.unit in SIZES and figure.kind is FigureKind.MEASURE else figure.kind.value


def _is_of_sibling(
    wanted: Sequence[Numeral],
    quote: HeadedText,
    beside: Sequence[HeadedText],
    words: frozenset[str],
    common: frozenset[str],
) -> bool:
    """Whether the sentence names another row under the quote's heading instead."""
    own = label(quote.text) - common
    if not own or not any(one.agrees(other) for one in wanted for other in quote.numerals()):
        return False
    siblings = (
        label(other.text) - common
        for other in beside
        if other.headings == quote.headings
        and (held := other.numerals())
        and not any(one.agrees(some) for one in wanted for some in held)
    )
    return names_other(words, own, siblings)


def _of_unit_before(numbers: Sequence[Numeral]) -> Iterator[Numeral]:
    """Bare numbers with the unit of the one before: 20 minutes for one, 45 for the other."""
    for before, one in pairwise(numbers):
        is_bare = one.figure.kind is FigureKind.COUNT and not one.figure.thing and not one.figure.unit
        if is_bare and before.figure.kind is FigureKind.MEASURE:
            figure = replace(one.figure, kind=FigureKind.MEASURE, unit=before.figure.unit)
            yield replace(one, figure=figure)


def _is_worded(one: Numeral, sentence: str, quotes: Sequence[HeadedText]) -> bool:
    """Whether quotes say a number without one, or the sentence counts its own things."""
    figure, texts = one.figure, [quote.text for quote in quotes]
    if figure.rate and any(abs(figure.rate - rate) < 1e-6 * rate for text in texts for rate in rates_in_words(text)):
        return True
    if figure.kind is FigureKind.SHARE and one.value == 50 and any(map(halves_in_words, texts)):
        return True
    if not counts_listed(sentence, figure, texts):
        return False
    return not any(
        other.figure.kind is FigureKind.COUNT
        and kind_difference(figure, other.figure) == ""
        and figure.thing == other.figure.thing
        for quote in quotes
        for other in quote.numerals()
    )


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


def _is_of_other_row(one: Numeral, wanted: Sequence[Numeral], rows: Sequence[NumberRow], said: frozenset[str]) -> bool:
    """Whether the sentence names another row in full, and the number's own not."""
    own = [row for row in rows if any(one.agrees(other) for other in row.numerals)]
    others = [
        row
        for row in rows
        if any(other.kind == one.kind for other in row.numerals)
        and not any(some.agrees(other) for other in row.numerals for some in wanted)
    ]
    if len(own) != 1:
        return False
    places = [some for some in wanted if _is_place(some.figure)]
    if one.kind != "plain" and any(_is_placed(row, places) for row in rows if row is not own[0]):
        return not _is_placed(own[0], places) and any(_is_place(other.figure) for other in own[0].numerals)
    return any(
        (named := other.label - own[0].label)
        and named <= said
        and own[0].label - other.label
        and not own[0].label - other.label <= said
        for other in others
    )


def _is_place(figure: Figure) -> bool:
    """Whether this is a place in time: years 2-4, the third year."""
    return figure.is_place or (figure.kind is FigureKind.ORDINAL and figure.unit in TIMES)


def _is_placed(row: NumberRow, places: Sequence[Numeral]) -> bool:
    """Whether a row is of one of the places in time: years 2-4."""
    return any(_is_place(other.figure) and place.agrees(other) for other in row.numerals for place in places)


@dataclass(frozen=True, slots=True)
class Turns:
    """What may turn a limit round between a sentence and its quotes.

    ``is_open``: they tell what holds beyond it; the others say whether each says no.
    """

    is_open: bool
    says_no: bool
    is_told_no: bool

    def allow(self, said: Figure, held: Figure) -> bool:
        """Whether limits on two sides may mean the same."""
        if self.is_open:
            return True
        if said.is_denied != held.is_denied:  # may not lift more than 25, and more than 25 is forbidden
            return self.is_told_no if said.is_denied else self.says_no
        return not said.is_denied and self.says_no and not self.is_told_no  # from 18, and not under 18


def _breaks_range(wanted: Sequence[Numeral], held: Sequence[Sequence[Numeral]], turns: Turns) -> bool:
    """Whether the sentence changes a range or a limit of its quotes."""
    values = {one.value for one in wanted}
    for n, one in enumerate(wanted):
        same = [other for quote in held for other in quote if one.agrees(other)]
        if one.other_end is not None:
            after = wanted[n + 1] if n + 1 < len(wanted) else None
            if after is None or (after.value, after.other_end) != (one.other_end, one.value):
                continue
            if not any(one.agrees(a) and after.agrees(b) for quote in held for a, b in pairwise(quote)):
                return True
        elif same and all(_conflicts(one, other, values, turns) for other in same):
            return True
    return False


def _conflicts(one: Numeral, other: Numeral, values: Collection[float], turns: Turns) -> bool:
    """Whether a number has another limit than its quote's.

    Or whether it is the exact, whole figure where the quote has only a limit, or one end of a range of which the
    sentence lacks the other.
    """
    mine, theirs = one.figure, other.figure
    if mine.kind in TIMELESS or theirs.kind in TIMELESS:
        return False
    if side(mine, one.value, None) * side(theirs, other.value, other.other_end) < 0:
        return not turns.allow(mine, theirs)
    if other.is_definite or (theirs.bound is Bound.STARTING and len(values) > 1):
        return False
    is_end = other.other_end is not None and other.other_end not in values
    if (is_end or other.is_bound) and not one.is_softened:
        return True
    is_limit = bool(mine.bound) and mine.bound not in ROUNDED and not one.is_definite
    return is_limit and other.other_end is None and not other.is_bound and not other.is_softened
