"""What headings and column heads state about the figures below them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from advisor.text.figures.lexicon import CURRENCIES, CURRENCY_SIGNS, PER, PERIOD_WORDS, PERIODS, PREFIXED, UNITS
from advisor.text.figures.model import Figure, FigureKind
from advisor.text.figures.tokens import DIGITS, TokenColumns, fold, tokens_of

_MOST_WORDS_OF_UNIT = 4  # "Years of experience" names a unit, a longer heading a topic


def below(figure: Figure, headings: Sequence[str]) -> Figure:
    """The figure with what the nearest heading states beyond it."""
    if figure.kind is FigureKind.MONEY or (figure.kind is FigureKind.COUNT and not figure.thing):
        for heading in reversed(headings):
            figure = _below_one(figure, *_stated(heading))
    return figure


def _below_one(figure: Figure, currency: str, period: str, unit: str) -> Figure:
    if figure.kind is FigureKind.COUNT and currency:
        figure = replace(figure, kind=FigureKind.MONEY, currency=currency)
    if figure.kind is FigureKind.MONEY:
        return replace(figure, currency=figure.currency or currency, period=figure.period or period)
    if unit and figure.kind is FigureKind.COUNT:
        kind = FigureKind.SHARE if unit == "percent" else FigureKind.MEASURE
        return replace(figure, kind=kind, unit=unit)
    return figure


@lru_cache(maxsize=1024)
def _stated(heading: str) -> tuple[str, str, str]:
    """The currency, period and unit of a heading, or empty."""
    tokens = tokens_of(heading, fold(heading))
    currency = period = unit = ""
    for n, word in enumerate(tokens.words):
        before, after = tokens.word(n - 1), tokens.word(n + 1)
        if word in PERIOD_WORDS or (before in PER and before not in ("a", "the") and word in PERIODS):
            period = period or PERIODS[word]
        elif (
            word in CURRENCY_SIGNS
            or (word in PREFIXED and tokens.is_upper(n))
            or (before == "in" and word in CURRENCIES)
        ):
            currency = currency or ("" if tokens.kind(n + 1) == DIGITS else CURRENCIES[word])
        elif word in UNITS and _is_unit(tokens, n, before, after):
            unit = unit or UNITS[word]
    return currency, period, unit


def _is_unit(tokens: TokenColumns, at: int, before: str, after: str) -> bool:
    """Whether a heading measures in this unit: Training (weeks), in percent."""
    is_first = at == 0 and len(tokens.words) <= _MOST_WORDS_OF_UNIT and tokens.words[0].endswith(("s", "%"))
    return before == "in" or (before == "(" and after == ")") or is_first
