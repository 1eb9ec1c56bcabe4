"""Numbers in a text with their kind: money, percent or neither.

They may be written in digits or in words.
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

Kind = Literal["money", "percent", ""]

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_UNITS += " eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: n for n, word in enumerate(_UNITS.split())} | {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
_SPELT = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS.split())})(?:[- ](?P<ones>{'|'.join(_UNITS.split()[1:10])}))?"
    rf"|(?P<unit>{'|'.join(_UNITS.split())}))\b",
    re.IGNORECASE,
)
_MULTIPLIERS = {"k": 1_000, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_CURRENCY = re.compile(r"[$€£¥]|\b(?:usd|eur|gbp|dollars?|euros?)\b", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?P<money>[$€£¥]\s?|\b(?:usd|eur|gbp)\s?)?"
    r"(?<![\d.])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?:\s?(?P<times>k|hundred|thousand|million|billion)\b)?"
    r"(?:(?P<percent>\s?(?:%|per\s?cent\b))|(?P<after>\s(?:usd|eur|gbp|dollars?|euros?)\b))?",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:[-–—]|to)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*and\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text.

    ``value`` is without separators and trailing zeros, ``words`` as written.
    """

    value: str
    kind: Kind
    words: str


def parse_numerals(text: str) -> list[Numeral]:
    """Return the numbers in a text, in order.

    The two ends of a range are of one kind: ``$65,000–110,000``, ``20 to 35%``.
    """
    digits = _SPELT.sub(_in_digits, text)
    matches = list(_FIGURE.finditer(digits))
    kinds = [_kind(match) for match in matches]
    for n, (first, second) in enumerate(pairwise(matches)):
        between = digits[first.end() : second.start()]
        ranged = _JOINT.fullmatch(between) or (
            _BETWEEN.fullmatch(between) and digits[: first.start()].rstrip().lower().endswith("between")
        )
        if ranged:
            kinds[n] = kinds[n] or kinds[n + 1]
            kinds[n + 1] = kinds[n + 1] or kinds[n]
    return [Numeral(_plain(m), kind, m.group().strip()) for m, kind in zip(matches, kinds, strict=True)]


def count_numerals(text: str) -> Counter[str]:
    """Count each number's occurrences in a text."""
    return Counter(figure.value for figure in parse_numerals(text))


def numerals_missing(sentence: str, text: str) -> list[str]:
    """Return the sentence's numbers absent from the text, as written.

    A percentage has to be one in the text too, and so has money unless the text names a currency elsewhere. "One" is
    not checked, since it is usually a pronoun.
    """
    held: dict[str, set[Kind]] = {}
    for figure in parse_numerals(text):
        held.setdefault(figure.value, {""}).add(figure.kind)
    if _CURRENCY.search(text):
        held = {value: kinds if "percent" in kinds else {*kinds, "money"} for value, kinds in held.items()}
    claimed = parse_numerals(re.sub(r"\bone\b", "a", sentence, flags=re.IGNORECASE))
    return sorted({figure.words for figure in claimed if figure.kind not in held.get(figure.value, ())})


def _kind(match: re.Match[str]) -> Kind:
    return "money" if match["money"] or match["after"] else "percent" if match["percent"] else ""


def _plain(match: re.Match[str]) -> str:
    value = Decimal(match["number"].replace(",", "")) * _MULTIPLIERS.get((match["times"] or "").lower(), 1)
    return format(value.normalize(), "f")


def _in_digits(match: re.Match[str]) -> str:
    if match["unit"]:
        return str(_VALUES[match["unit"].lower()])
    return str(_VALUES[match["tens"].lower()] + _VALUES.get((match["ones"] or "").lower(), 0))
