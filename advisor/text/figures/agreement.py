"""Whether two figures may be the same, and what tells them apart."""

from advisor.text.figures.lexicon import CURRENCIES, PERSONAL, SHARED_SIGNS, SIZES, UNITS
from advisor.text.figures.model import ROUNDED, TIMELESS, Bound, Figure, FigureKind

ROUNDING = 0.02  # how far the figure after "about" may be from the exact one
# Bounds that may stand for one another; each may stand for itself.
_INTERCHANGEABLE = {
    frozenset(pair)
    for pair in (
        (Bound.OR_MORE, Bound.AT_LEAST),
        (Bound.OR_MORE, Bound.MORE_THAN),
        (Bound.STARTING, Bound.AT_LEAST),
        (Bound.STARTING, Bound.OR_MORE),
        (Bound.STARTING, Bound.NONE),
        (Bound.JUST_OVER, Bound.MORE_THAN),
        (Bound.NEARLY, Bound.LESS_THAN),
    )
}


def agrees(said: Figure, held: Figure) -> bool:
    """Whether a figure may be another one: what both state is equal.

    ``said`` may round ``held`` if it says so ("about"), by 2 percent.
    """
    return not difference(said, held)


def difference(said: Figure, held: Figure) -> str:
    """What differs between two figures, in a word; else empty."""
    return (
        kind_difference(said, held)
        or _value_difference(said, held)
        or period_difference(said, held)
        or direction_difference(said, held)
        or bound_difference(said, held)
    )


def states(figure: Figure, value: float, unit: str, tolerance: float = 0.0) -> bool:
    """Whether a figure or an end of it has a value."""
    wanted = figures_unit(unit)
    if kind_difference(figure, wanted) not in ("", "thing"):
        return False
    factor = 1.0
    if figure.unit != wanted.unit and figure.unit in SIZES and wanted.unit in SIZES:
        factor = SIZES[figure.unit][1] / SIZES[wanted.unit][1]
    return any(abs(one * factor - value) <= max(tolerance, figure.slack, 1e-9 * abs(value)) for one in figure.values)


def figures_unit(unit: str) -> Figure:
    """A figure of a unit or currency: USD, percent, years."""
    word = unit.casefold()
    if UNITS.get(word) == "percent":
        return Figure(0, 0, 0.0, FigureKind.SHARE, unit="percent")
    if word in CURRENCIES:
        return Figure(0, 0, 0.0, FigureKind.MONEY, currency=CURRENCIES[word])
    if word in UNITS:
        return Figure(0, 0, 0.0, FigureKind.MEASURE, unit=UNITS[word])
    return Figure(0, 0, 0.0)


def kind_difference(said: Figure, held: Figure) -> str:
    """``unit`` or ``currency`` if the figures are of different ones."""
    if said.rate and held.rate:
        return ""
    kinds = {said.kind, held.kind}
    if kinds == {FigureKind.ORDINAL, FigureKind.MEASURE} and said.unit and said.unit == held.unit:
        return "" if _is_nth_of_range(said, held) or _is_nth_of_range(held, said) else "unit"
    if FigureKind.COUNT in kinds and len(kinds) == 2:
        count, other = (said, held) if said.kind is FigureKind.COUNT else (held, said)
        if other.kind is FigureKind.CLOCK:
            return "unit" if count.thing else ""
        if other.kind in TIMELESS:
            return "unit"
        if other.unit in ("person", "time") and count.thing:  # twelve people and twelve nurses, two tries and twice
            return "" if other.unit == "time" or count.thing.endswith(PERSONAL) else "thing"
        return "unit" if count.thing else ""
    if kinds == {FigureKind.YEAR, FigureKind.DATE}:
        return ""
    if len(kinds) == 2:
        return "unit"
    if said.kind is FigureKind.COUNT and said.thing and held.thing:
        return "" if _same_thing(said.thing, held.thing) else "thing"
    if said.kind is FigureKind.NAME:
        return "" if said.name == held.name or not said.name or not held.name else "name"
    if not same_currency(said.currency, held.currency):
        return "currency"
    if said.unit and held.unit and not _same_dimension(said.unit, held.unit):
        return "unit"
    return ""


def _is_nth_of_range(nth: Figure, span: Figure) -> bool:
    """Whether an ordinal falls into a range: the first year, years 0-1."""
    if nth.kind is not FigureKind.ORDINAL or span.other_end is None or not span.is_place:
        return False
    return span.value < nth.value <= span.other_end or nth.value == span.value


def _same_thing(one: str, other: str) -> bool:
    return one == other or (one.endswith(PERSONAL) and other.endswith(PERSONAL))


def same_currency(one: str, other: str) -> bool:
    """Whether both may be one currency, as a sign may be several."""
    if not one or not other or one == other:
        return True
    return other in SHARED_SIGNS.get(one, ()) or one in SHARED_SIGNS.get(other, ())


def _same_dimension(one: str, other: str) -> bool:
    if one == other or (one in SIZES and other in SIZES and SIZES[one][0] == SIZES[other][0]):
        return True
    return {one, other} in ({"°", "°C"}, {"°", "°F"})


def _value_difference(said: Figure, held: Figure) -> str:
    is_rate = bool(said.rate and held.rate)
    if not is_rate and said.kind is not held.kind and FigureKind.ORDINAL in (said.kind, held.kind):
        return "" if _is_nth_of_range(said, held) or _is_nth_of_range(held, said) else "value"
    if len(said.values) != len(held.values):
        return "range"
    if all(same_value(said, held, one, other) for one, other in zip(said.values, held.values, strict=True)):
        return ""
    if said.unit != held.unit and said.unit and said.values == held.values:
        return "unit"
    return "value" if said.other_end is None else "range"


def same_value(said: Figure, held: Figure, one: float, other: float) -> bool:
    """Whether values are equal, as closely as the first figure says."""
    if said.rate and held.rate:
        return abs(said.rate - held.rate) <= 1e-6 * held.rate
    kinds = {said.kind, held.kind}
    if kinds == {FigureKind.ORDINAL, FigureKind.MEASURE}:
        return _is_nth_of_range(said, held) or _is_nth_of_range(held, said)
    if kinds == {FigureKind.CLOCK, FigureKind.COUNT}:
        hour, time = (one, other) if said.kind is FigureKind.COUNT else (other, one)
        minutes = 60 * int(hour) + round(100 * (hour - int(hour)))  # 4.15
        return time % 720 in (60 * hour % 720, minutes % 720)
    if said.kind is FigureKind.CLOCK:
        is_open = (not said.name and one < 780) or (not held.name and other < 780)
        return one == other or (is_open and one % 720 == other % 720)
    if FigureKind.DATE in kinds:
        return _same_date(said, held)
    if said.unit != held.unit and said.unit in SIZES and held.unit in SIZES:
        one, other = one * SIZES[said.unit][1], other * SIZES[held.unit][1]
    off = max(said.slack, held.slack, 1e-9 * abs(other))
    if abs(one - other) <= off:
        return True
    if said.bound not in ROUNDED:
        return False
    low = 0.0 if said.bound is Bound.JUST_OVER else ROUNDING * abs(one)
    high = 0.0 if said.bound is Bound.NEARLY else ROUNDING * abs(one)
    return one - low <= other <= one + high + (ROUNDING * abs(one) if said.bound is Bound.JUST_OVER else 0.0)


def _same_date(said: Figure, held: Figure) -> bool:
    if said.kind is not held.kind:
        return said.value == held.value
    parts = list(zip(said.name.split("-"), held.name.split("-"), strict=False))
    says_less = all(not a or a == b for a, b in parts)
    return says_less or all(not b or a == b for a, b in parts)


def period_difference(said: Figure, held: Figure) -> str:
    """``period`` if both have one and they differ."""
    if said.rate and held.rate:
        return ""
    return "period" if said.period and held.period and said.period != held.period else ""


def direction_difference(said: Figure, held: Figure) -> str:
    """``direction`` if one rises, the other falls, or one is negative."""
    if said.direction * held.direction < 0:
        return "direction"
    is_bare = (said.is_signed and not held.direction) or (held.is_signed and not said.direction)
    return "direction" if is_bare and said.kind not in TIMELESS else ""


def bound_difference(said: Figure, held: Figure) -> str:
    """``bound`` if one has a limit that the other has not."""
    bounds = frozenset((said.bound, held.bound))
    if len(bounds) == 1 or said.kind in TIMELESS or held.kind in TIMELESS:
        return ""
    if bounds <= {*ROUNDED, Bound.NONE, Bound.STARTING} or bounds in _INTERCHANGEABLE:
        return ""
    return "bound"
