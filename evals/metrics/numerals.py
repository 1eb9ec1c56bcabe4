"""Figures of a sentence that a text lacks, however written."""

from collections import Counter
from decimal import Decimal

from advisor.text.figures import Bound, Figure, FigureKind, difference, figures

_LOWER, _UPPER = (Bound.AT_LEAST, Bound.MORE_THAN, Bound.OR_MORE), (Bound.AT_MOST, Bound.LESS_THAN)


def count_numerals(text: str) -> Counter[str]:
    """Count each number's occurrences in a text.

    The numbers are without separators and trailing zeros.
    """
    return Counter(_plain(value) for figure in figures(text) for value in figure.values)


def numerals_missing(sentence: str, text: str) -> list[str]:
    """Return the sentence's figures absent from the text, as written.

    Value, unit, currency, period and direction have to agree where both state them; the text may state them of a range
    that the figure is an end of. A limit must not be the opposite one. Ordinals in words are not checked, since most
    only order a text.
    """
    held = [end for figure in figures(text) for end in (figure, *figure.ends)]
    return sorted(
        {
            sentence[figure.start : figure.end]
            for figure in figures(sentence)
            if not (figure.kind is FigureKind.ORDINAL and figure.is_spelt)
            if not any(_is_held(figure, other) for other in held)
        }
    )


def _is_held(figure: Figure, other: Figure) -> bool:
    found = difference(figure, other)
    return found in ("", "thing") or (found == "bound" and not _are_opposite(figure.bound, other.bound))


def _are_opposite(one: Bound, other: Bound) -> bool:
    return (one in _LOWER and other in _UPPER) or (one in _UPPER and other in _LOWER)


def _plain(value: float) -> str:
    return format(Decimal(repr(value)).normalize(), "f")
