"""Whether a translation holds the figures of its sentence.

Values, currencies, units and periods are compared, not what is said of them: a limit or a rise may be turned.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from advisor.generation.figure_words import in_grammar_words, words_of
from advisor.text.figures import Figure, FigureKind, figures
from advisor.text.figures.lexicon import MONTHS, SHARED_SIGNS, TIMES
from advisor.text.figures.model import TIMELESS

NOON, HOUR = 720, 60
# English words that other languages may say with a number or a fraction.
_IMPLIED = {
    2.0: re.compile(r"\b(?:both|two|twice|second|double[sd]?|pair|couple|either|half|dual)\b", re.IGNORECASE),
    50.0: re.compile(r"\b(?:half|halves|mid\w*|part)\b", re.IGNORECASE),
    25.0: re.compile(r"\bquarter", re.IGNORECASE),
    100 / 3: re.compile(r"\bthird", re.IGNORECASE),
}
_MONTH = re.compile(rf"\b(?:{'|'.join(name.capitalize() for name in MONTHS)})\b")
MAX_GAP = 12  # characters between the two numbers of "60.000 y los 75.000 dólares"


@dataclass(frozen=True, slots=True)
class Atom:
    """One number of a text, a range's ends apart.

    ``is_free``: it may be left out, or said in a word that is no number. ``shared``: of a bare number, the figure it is
    if the currency or percent sign next to it is for both.
    """

    value: float
    figure: Figure
    is_free: bool = False
    shared: Figure | None = None


def figures_fault(original: str, translated: str, language: str) -> str:
    """The reason for refusing a translation for its figures, or empty.

    ``original`` is English, ``language`` that of ``translated``.
    """
    wanted = list(atoms(original))
    found = list(_with_neighbours(list(atoms(in_grammar_words(translated, language)))))
    for one in sorted(wanted, key=lambda atom: atom.is_free):  # those that have to stand choose first
        match = next((other for other in found if not _difference(one, other)), None)
        parts = [match] if match is not None else _parts(one, found)
        if not parts and not one.is_free:
            same = next((other for other in found if _same_value(one, other)), None)
            return f"a figure has another {_difference(one, same)}" if same else "a figure is missing or another"
        for part in parts:
            found.remove(part)
    return _added(original, found, language)


def atoms(text: str) -> Iterator[Atom]:
    """The numbers of a text in order."""
    for figure in figures(text):
        free = figure.is_spelt and figure.kind in (FigureKind.ORDINAL, FigureKind.NAME)
        is_one = figure.kind in (FigureKind.COUNT, FigureKind.MEASURE, FigureKind.ORDINAL)
        for value in figure.values:
            yield Atom(value, figure, free or (is_one and value == 1))


def _added(original: str, left: Sequence[Atom], language: str) -> str:
    """The reason for refusing numbers that the original has not, or empty."""
    known = words_of(language)
    loose = known.loose if known else frozenset()
    dated = {float(MONTHS[match.group().lower()]) for match in _MONTH.finditer(original)}
    dated |= {float(part) for one in figures(original) for part in one.name.split("-") if part and one.kind is _DATE}
    implied = {value for value, pattern in _IMPLIED.items() if pattern.search(original)}
    for one in left:
        figure = one.figure
        is_date = one.value in dated and figure.kind not in _VALUED
        is_word = figure.is_spelt and one.value in loose and figure.kind not in _VALUED
        if not (one.is_free or is_date or is_word or (one.value in implied and figure.kind is not FigureKind.MONEY)):
            return "a figure is added"
    return ""


_DATE = FigureKind.DATE
_VALUED = (FigureKind.MONEY, FigureKind.SHARE, FigureKind.POINTS)


def _with_neighbours(found: Sequence[Atom]) -> Iterator[Atom]:
    """Bare numbers with what they are if a range's other end has the sign for both."""
    for n, one in enumerate(found):
        beside = [*found[n + 1 : n + 2], *found[max(0, n - 1) : n]] if one.figure.kind is FigureKind.COUNT else []
        yield replace(one, shared=next((figure for other in beside if (figure := _shared(one, other))), None))


def _shared(one: Atom, other: Atom) -> Figure | None:
    first, last = sorted((one.figure, other.figure), key=lambda figure: figure.start)
    if other.figure.kind not in _VALUED or last.start - first.end > MAX_GAP:
        return None
    return replace(other.figure, value=one.value)


def _difference(one: Atom, other: Atom) -> str:
    """What differs between an original's number and a translation's, or empty."""
    if not _same_value(one, other):
        return "value"
    fault = _unit_difference(one.figure, other.figure)
    return fault and (_unit_difference(one.figure, other.shared) if other.shared else fault)


def _unit_difference(mine: Figure, theirs: Figure) -> str:
    kinds = {mine.kind, theirs.kind}
    if kinds & set(_VALUED):
        if FigureKind.MONEY in kinds:
            if mine.kind is not theirs.kind or not _same_currency(mine, theirs):
                return "currency"
            return "" if _same_period(mine, theirs) else "period"
        return "" if kinds <= {FigureKind.SHARE, FigureKind.POINTS} else "unit"
    if kinds & set(TIMELESS):
        return ""
    units = {mine.unit, theirs.unit} & TIMES
    if len(units) == 2:
        return "unit"
    return "" if _same_period(mine, theirs) else "period"


def _same_value(one: Atom, other: Atom) -> bool:
    if abs(one.value - other.value) <= max(one.figure.slack, other.figure.slack, 1e-9 * abs(one.value)):
        return True
    if one.figure.kind is not FigureKind.CLOCK or other.figure.kind in _VALUED:
        return False
    hour, minute = divmod(one.value, HOUR)
    times = {one.value, one.value % NOON, one.value % NOON + NOON}
    return other.value in times if other.figure.kind is FigureKind.CLOCK else not minute and other.value in {
        hour, hour % 12, hour % 12 + 12,
    }  # fmt: skip


def _same_currency(one: Figure, other: Figure) -> bool:
    mine, theirs = one.currency, other.currency
    return mine == theirs or theirs in SHARED_SIGNS.get(mine, ()) or mine in SHARED_SIGNS.get(theirs, ())


def _same_period(one: Figure, other: Figure) -> bool:
    periods = {one.period, other.period} & TIMES
    return len(periods) < 2


def _parts(one: Atom, found: Sequence[Atom]) -> list[Atom]:
    """The numbers that say a share in two: 2 and 3 for two out of three, 5 for one in five."""
    if one.figure.kind is not FigureKind.SHARE or not one.figure.is_spelt:
        return []
    share = Fraction(one.value / 100).limit_denominator(10)
    wanted = [float(n) for n in (share.numerator, share.denominator) if n != 1]
    parts = [next((other for other in found if other.value == n), None) for n in wanted]
    return [part for part in parts if part is not None] if None not in parts else []
