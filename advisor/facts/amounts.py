"""Amounts in plain text: money, percentages, years and head counts.

Each comes with the slack its wording leaves.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.facts.model import Amount

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:\s?(?:k\b|thousand\b|million\b|m\b|billion\b))?"
_CURRENCY = r"(?:us\$|[$£€¥₹]|(?:usd|eur|gbp|cad|aud|inr|chf)\s)"
MONEY = re.compile(
    rf"(?P<cur>{_CURRENCY})\s?(?P<low>{_NUMBER})(?P<lowk>{_SCALE})"
    rf"(?:\s?(?:-|to|and)\s?(?:{_CURRENCY})?\s?(?P<high>{_NUMBER})(?P<highk>{_SCALE}))?(?P<plus>\s?\+)?"
)
BARE_RANGE = re.compile(r"^(?P<low>\d{2,3},\d{3})\s?-\s?(?P<high>\d{2,3},\d{3})$")
_WORDS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
_COUNT = rf"(?:\d+(?:\.\d+)?|{'|'.join(_WORDS)})"
YEARS = re.compile(
    rf"(?P<at>at least |a minimum of |minimum |no less than |more than |over )?(?P<less>less than "
    rf"|fewer than |under |up to )?"
    rf"\b(?P<low>{_COUNT})(?:\s?(?:-|to|or)\s?(?P<high>{_COUNT}))?\s?(?P<plus>\+|or more|plus)?[\s-]?(?:years?|yrs?)\b"
    r"(?P<more> or more| or longer|\+)?"
)
VAGUE_YEARS = re.compile(
    r"\b(?:several|a few|many|a number of) years\b|(?<!their )(?<!these )(?<!over the )\byears of\b"
)
PERCENT = re.compile(
    r"(?P<minus>[-−]\s?)?(?<!\d)(?P<low>\d+(?:\.\d+)?)(?:\s?(?:-|to)\s?(?P<high>\d+(?:\.\d+)?))?"
    r"\s?(?:%|percent\b|per cent\b)"
)
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|close to|over|more than|some|circa|~)\s*$|[~≈]\s*$"
)
_SYMBOLS = {"$": "USD", "us$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR"}
ABOUT_SHARE = 0.03
MAX_ABOUT_CHARS = 40
VAGUE = 0.01  # slack of an upper bound in years: nothing below it disagrees
MAX_HOURLY = 500.0
# Larger sums are pay per year, whatever period the context names.
MAX_OF_CONTEXT = {"hour": MAX_HOURLY, "day": 5_000.0, "week": 10_000.0, "month": 40_000.0}
_PERIOD = (
    (re.compile(r"hour|/\s?hr|\bph\b"), "hour"),
    (re.compile(r"\bper (?:week|wk)|weekly|a week|/\s?w"), "week"),
    (re.compile(r"month|/\s?mo"), "month"),
    (re.compile(r"\bday\b|daily|per diem"), "day"),
)


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount at ``start``..``end`` of the plain text."""

    amount: Amount
    start: int
    end: int
    is_range: bool = False


def money(text: str, context: str) -> Iterator[FoundAmount]:
    """Sums of money with currency and period, such as ``USD per year``.

    ``context`` may name the period if the sum does not.
    """
    for match in MONEY.finditer(text):
        low, slack = _scaled(match["low"], match["lowk"] or match["highk"] if match["high"] else match["lowk"])
        high = low
        if match["high"]:
            high, more = _scaled(match["high"], match["highk"])
            slack = max(slack, more)
        currency = _SYMBOLS.get(match["cur"].strip(), match["cur"].strip().upper())
        if _ABOUT.search(text[max(0, match.start() - MAX_ABOUT_CHARS) : match.start()]):
            slack = max(slack, ABOUT_SHARE * low)
        unit = f"{currency} per {_period(text[match.end() : match.end() + 14], context, low)}"
        yield FoundAmount(Amount(low, high, unit, slack), match.start(), match.end(), bool(match["high"]))


def _period(after: str, context: str, value: float) -> str:
    for words in (after, context):
        if re.search(r"year|annual|annum|/\s?yr|p\.?a\.", words):
            return "year"
        for pattern, period in _PERIOD:
            if pattern.search(words) and (words is after or value < MAX_OF_CONTEXT[period]):
                return period
    return "hour" if value < MAX_HOURLY else "year"


def _scaled(number: str, scale: str | None) -> tuple[float, float]:
    """A number times its ``k`` or ``million``, and half its last digit.

    The half digit is the rounding slack of a scaled number, 0 for others.
    """
    value = float(number.replace(",", ""))
    unit = (scale or "").strip()
    factor = {"k": 1e3, "thousand": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9}.get(unit, 1.0)
    if factor == 1.0:
        return value, 0.0
    digits = len(number.partition(".")[2])
    return value * factor, 0.51 * factor / 10**digits


def percents(text: str) -> Iterator[FoundAmount]:
    """Percentages; ``about`` leaves a slack of one point."""
    for match in PERCENT.finditer(text):
        sign = -1.0 if match["minus"] else 1.0
        low = sign * float(match["low"])
        high = float(match["high"]) if match["high"] else low
        slack = 1.0 if _ABOUT.search(text[max(0, match.start() - MAX_ABOUT_CHARS) : match.start()]) else 0.49
        yield FoundAmount(Amount(low, high, "percent", slack), match.start(), match.end(), bool(match["high"]))


def years(text: str) -> Iterator[FoundAmount]:
    """Lengths in years: ``3-5 years``, ``at least four years``, ``under 5 years``.

    Vague ones have slack.
    """
    for match in YEARS.finditer(text):
        low = _count(match["low"])
        high = _count(match["high"]) if match["high"] else low
        slack = VAGUE if match["less"] else 0.0
        if match["less"]:
            low = 0.0
        elif match["at"] or match["plus"] or match["more"]:
            high = math.inf
        yield FoundAmount(Amount(low, high, "years", slack), match.start(), match.end(), bool(match["high"]))
    if not YEARS.search(text):
        for match in VAGUE_YEARS.finditer(text):
            yield FoundAmount(Amount(2.0, 8.0, "years", 1.5), match.start(), match.end())


def _count(word: str) -> float:
    return float(_WORDS[word]) if word in _WORDS else float(word)


def head_count(text: str) -> Iterator[FoundAmount]:
    """Numbers of people or jobs, with slack for rounding and ``about``."""
    for match in re.finditer(rf"(?<![$£€\w])(?P<n>{_NUMBER})(?P<k>{_SCALE})", text):
        value, slack = _scaled(match["n"], match["k"])
        if value >= 100 and not re.fullmatch(r"(?:19|20)\d\d", match["n"]):
            about = bool(_ABOUT.search(text[max(0, match.start() - MAX_ABOUT_CHARS) : match.start()]))
            yield FoundAmount(
                Amount(value, value, "jobs", max(slack, (ABOUT_SHARE if about else 0.005) * value)),
                match.start(),
                match.end(),
            )
