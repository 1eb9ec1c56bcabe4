"""Conditions on pay: over, under or between sums of money."""

import re

from advisor.facts import FactKind
from advisor.query.conditions import Condition, Order

DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_CODES = "usd|eur|gbp|cad|aud|chf"


def _sum_pattern(n: int) -> str:
    """A sum of money, whose groups are numbered."""
    return (
        rf"(?P<c{n}>[$€£]|(?:{_CODES}) )?\s?(?P<v{n}>{_NUMBER})\s?(?P<k{n}>k\b|thousand\b|grand\b)?"
        rf"(?P<w{n}> ?(?:dollars|bucks|euros?|pounds|{_CODES})\b)?"
    )


def _period_pattern(n: int) -> str:
    """The period of a sum, whose group is numbered."""
    return (
        rf"(?: ?(?:an?|per|each|every|/) ?(?P<per{n}>year|yr|annum|hour|hr|month|week|day)\b"
        rf"| ?(?P<adv{n}>yearly|annually|hourly|monthly|weekly)\b)?"
    )


OVER = (
    r"over|above|more than|at least|upwards of|exceed(?:s|ing)?|north of|minimum(?: of)?|a minimum of|starting at"
    r"|better than|greater than|no less than|>=?"
)
UNDER = r"under|below|less than|up to|at most|no more than|maximum(?: of)?|fewer than|lower than|not more than|<=?"
_BETWEEN = re.compile(rf"\b(?:between|from)\s+{_sum_pattern(1)}\s?(?:and|to|-)\s?{_sum_pattern(2)}{_period_pattern(1)}")
_OVER_SUM = re.compile(rf"(?:\b|(?=[<>]))(?P<word>{OVER})\s*{_sum_pattern(1)}{_period_pattern(1)}")
_UNDER_SUM = re.compile(rf"(?:\b|(?=[<>]))(?P<word>{UNDER})\s*{_sum_pattern(1)}{_period_pattern(1)}")
_ABOUT_SUM = re.compile(
    rf"\b(?:around|about|roughly|approximately|close to|near) {_sum_pattern(1)}{_period_pattern(1)}"
)
_SUM_OR = re.compile(
    rf"(?:(?<=\s)|^){_sum_pattern(1)}{_period_pattern(1)}\s?(?P<more>\+|plus\b|or more\b|or above\b|and up\b|or less\b)"
    rf"{_period_pattern(2)}"
)
_SIX_FIGURES = re.compile(r"\b(?:six|6)[ -]figures?\b(?: salar(?:y|ies)| incomes?| pay)?")
_SYMBOLS = {"$": DOLLARS, "€": frozenset({"EUR"}), "£": frozenset({"GBP"})}
_CURRENCY_WORDS = {"dollar": DOLLARS, "buck": DOLLARS, "euro": frozenset({"EUR"}), "pound": frozenset({"GBP"})}
_PERIODS = {"yr": "year", "annum": "year", "hr": "hour", "yearly": "year", "annually": "year", "hourly": "hour"}
_PERIODS |= {"monthly": "month", "weekly": "week"}

ABOUT_SHARE = 0.1
MIN_YEARLY, MAX_HOURLY = 10_000.0, 300.0  # sums without a period in between may be of a month or a week


def _pay(low: float, high: float, match: re.Match[str], *, is_inclusive: bool) -> Condition | None:
    """A condition on pay; None for a sum whose period cannot be told."""
    said = match.groupdict()
    mark = (said.get("c1") or said.get("c2") or said.get("w1") or said.get("w2") or "").strip()
    period = next((said[name] for name in ("per1", "adv1", "per2", "adv2") if said.get(name)), "")
    period = _PERIODS.get(period, period)
    top = max(value for value in (low, high) if abs(value) != float("inf"))
    if not period:
        if MAX_HOURLY < top < MIN_YEARLY:
            return None
        period = "year" if top >= MIN_YEARLY else "hour"
    currencies = _SYMBOLS.get(mark) or next((c for word, c in _CURRENCY_WORDS.items() if word in mark), None)
    if currencies is None:
        currencies = frozenset({mark.upper()}) if mark else frozenset()
    order = Order.LOWEST if low == float("-inf") else Order.HIGHEST
    return Condition(
        FactKind.PAY, low=low, high=high, is_inclusive=is_inclusive, currencies=currencies, period=period, order=order
    )


def _sum(match: re.Match[str], n: int) -> float:
    value = float(match[f"v{n}"].replace(",", ""))
    is_thousands = match[f"k{n}"] or (n == 1 and "k2" in match.groupdict() and match["k2"] and value < 1000)
    return value * 1000 if is_thousands else value


def _between(match: re.Match[str]) -> Condition | None:
    low, high = sorted((_sum(match, 1), _sum(match, 2)))
    return _pay(low, high, match, is_inclusive=True)


def _over(match: re.Match[str]) -> Condition | None:
    is_inclusive = match["word"].startswith(("at least", "minimum", "a minimum", "starting", "no less", ">="))
    return _pay(_sum(match, 1), float("inf"), match, is_inclusive=is_inclusive)


def _under(match: re.Match[str]) -> Condition | None:
    is_inclusive = match["word"].startswith(("up to", "at most", "no more", "maximum", "not more", "<="))
    return _pay(float("-inf"), _sum(match, 1), match, is_inclusive=is_inclusive)


def _or_more(match: re.Match[str]) -> Condition | None:
    if match["more"] == "or less":
        return _pay(float("-inf"), _sum(match, 1), match, is_inclusive=True)
    return _pay(_sum(match, 1), float("inf"), match, is_inclusive=True)


def _about(match: re.Match[str]) -> Condition | None:
    value = _sum(match, 1)
    return _pay((1 - ABOUT_SHARE) * value, (1 + ABOUT_SHARE) * value, match, is_inclusive=True)


def _six_figures(match: re.Match[str]) -> Condition:
    del match
    return Condition(FactKind.PAY, low=100_000.0, period="year", order=Order.HIGHEST)


PAY_PATTERNS = (
    (_BETWEEN, _between),
    (_OVER_SUM, _over),
    (_UNDER_SUM, _under),
    (_SUM_OR, _or_more),
    (_ABOUT_SUM, _about),
    (_SIX_FIGURES, _six_figures),
)
