"""Figures that follow from others, such as a share's rest."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from advisor.text.figures.clocks import NOON
from advisor.text.figures.lexicon import SIZES, TIMES, UNITS
from advisor.text.figures.model import Bound, Figure, FigureKind
from advisor.text.figures.reading import figures
from advisor.text.figures.tokens import DIGITS, fold, tokens_of

# Words that turn a share into the rest of it, and those of a text that names the rest.
_REST = re.compile(r"\b(?:not|no|none|never|nobody|rest|others?|else\w*|remain\w*)\b|n['’]t\b", re.IGNORECASE)
_NAMED_REST = re.compile(r"\bthe (?:rest|others?|remain\w*)\b", re.IGNORECASE)
_MOST = re.compile(r"\b(?:most|mostly|majority|mainly)\b", re.IGNORECASE)
# What holds beyond a limit, told after it.
_BEYOND = re.compile(
    r"[;,:]|\b(?:anything|everything|(?:above|over|beyond|below|under|(?:more|less) than) (?:that|this|it|which)"
    r"|(?:heavier|larger|bigger|longer|higher|older|deeper|taller|smaller|lower|shorter|younger|lighter|cheaper|dearer"
    r"|greater) (?:ones?|sums?|amounts?))\b",
    re.IGNORECASE,
)
_MIDDAY = re.compile(r"\b(?:lunch\w*|noon|midday|middle of the day)\b", re.IGNORECASE)
_MULTIPLIED = {
    2.0: re.compile(r"\b(?:doubl\w+|twofold)\b", re.IGNORECASE),
    3.0: re.compile(r"\b(?:tripl\w+|trebl\w+|threefold)\b", re.IGNORECASE),
}
_PARTS = {
    50.0: re.compile(r"\b(?:halv\w+|in half)\b", re.IGNORECASE),
    25.0: re.compile(r"\bquarter(?:ly|s)?\b", re.IGNORECASE),
}
_MORE = re.compile(r"\b(?:more|extra|plus|on top|added|higher|premium)\b", re.IGNORECASE)
_UNLESS = re.compile(r"\b(?:unless|except|otherwise|only (?:if|when|where))\b", re.IGNORECASE)
# Words of a clause that says no to a limit after or far before it.
_FORBIDDING = re.compile(
    r"\b(?:forbid\w*|prohibit\w*|banned|out of the question|not (?:happen|allowed|permitted)|rare(?:ly)?|avoid"
    r"|mistake|error|illegal)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:no|not|never|nobody|none|nor|cannot|forbid\w*|prohibit\w*|banned|out of the question|rare(?:ly)?"
    r"|seldom|hardly|avoid|wrong|mistake|illegal)\b|n['’]t\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(r"\b(?:no|not|never) (?:\w{1,20}er|more|less|later) than\b", re.IGNORECASE)
_RARE = re.compile(r"\b(?:rare(?:ly)?|not happen)\b", re.IGNORECASE)


def is_derived(figure: Figure, sentence: str, texts: Sequence[str]) -> bool:
    """Whether a figure follows from what texts state otherwise."""
    if figure.other_end is not None:
        return False
    held = [one for text in texts for one in _figures(text)]
    if figure.kind is FigureKind.SHARE:
        return _is_derived_share(figure, held, sentence, texts)
    if figure.kind is FigureKind.CLOCK:
        return figure.is_spelt and figure.value == NOON and any(map(_MIDDAY.search, texts))
    if figure.unit == "time":
        return figure.value in _MULTIPLIED and any(map(_MULTIPLIED[figure.value].search, texts))
    if figure.kind is FigureKind.MEASURE and figure.unit in TIMES and not figure.period:
        dimension, size = SIZES[figure.unit]
        is_named = any((dimension, figure.value * size) in units_named(text) for text in texts)
        return is_named or (figure.unit == "year" and _n_years(held) == figure.value)
    return False


def _is_derived_share(figure: Figure, held: Sequence[Figure], sentence: str, texts: Sequence[str]) -> bool:
    if any(_is_one_in(figure, one) for one in held):
        return True
    if _MORE.search(sentence) and any(_is_added(figure, one) for one in held):
        return True
    has_share = any(one.kind is FigureKind.SHARE for one in held)
    if figure.value in _PARTS and not has_share and any(map(_PARTS[figure.value].search, texts)):
        return True
    return _is_rest(figure, held, sentence, texts) or _is_most(figure, texts)


@lru_cache(maxsize=2048)
def _figures(text: str) -> tuple[Figure, ...]:
    return figures(text)


@lru_cache(maxsize=2048)
def units_named(text: str) -> frozenset[tuple[str, float]]:
    """One of each unit of time named without a number.

    Each is the unit of its dimension and how many of those it is.
    """
    return frozenset(_units_named(text))


def _units_named(text: str) -> Iterator[tuple[str, float]]:
    tokens = tokens_of(text, fold(text))
    for n, word in enumerate(tokens.words):
        unit = UNITS.get(word, "")
        is_single = unit in TIMES and word == unit
        is_counted = tokens.kind(n - 1) == DIGITS or (tokens.word(n - 1) == "-" and tokens.glued(n))
        if is_single and not is_counted:
            yield SIZES[unit]
        elif word in _EVERY:
            yield SIZES[_EVERY[word]]


_EVERY = {
    "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year",
    "annually": "year",
}  # fmt: skip


def _n_years(held: Sequence[Figure]) -> float:
    """The years from the first to the last of two, else zero."""
    years = [value for one in held if one.kind is FigureKind.YEAR for value in one.values]
    return abs(years[1] - years[0]) if len(years) == 2 else 0.0


def _is_one_in(share: Figure, other: Figure) -> bool:
    """Whether a share says how often another figure does: one day in three."""
    return bool(other.rate) and other.unit in TIMES and abs(100 / other.value - share.value) <= max(0.7, share.slack)


def _is_added(share: Figure, other: Figure) -> bool:
    """Whether a share is what a multiple adds: time and a third."""
    return other.unit == "time" and abs(100 * (other.value - 1) - share.value) <= max(0.7, share.slack)


def _is_rest(figure: Figure, held: Sequence[Figure], sentence: str, texts: Sequence[str]) -> bool:
    """Whether a share is what others leave: a third do, two thirds do not."""
    shares = [one for one in held if one.kind is FigureKind.SHARE and one.other_end is None]
    is_rest = any(abs(100 - one.value - figure.value) <= max(0.5, one.slack, figure.slack) for one in shares)
    return is_rest and figure.value != 50 and bool(_REST.search(sentence) or any(map(_NAMED_REST.search, texts)))


def _is_most(figure: Figure, texts: Sequence[str]) -> bool:
    """Whether more than half is what others call most."""
    return figure.value == 50 and figure.bound is Bound.MORE_THAN and any(map(_MOST.search, texts))


def opens_exception(sentence: str, texts: Sequence[str]) -> bool:
    """Whether a limit may be said from its other side.

    Unless under 18 is from 18.
    """
    held = " ".join(texts)
    if bool(_UNLESS.search(sentence)) != bool(_UNLESS.search(held)) or any(map(_tells_beyond, texts)):
        return True
    return bool(_FORBIDDING.search(sentence)) != bool(_FORBIDDING.search(_RARE.sub(" ", held)))


def says_no(text: str) -> bool:
    """Whether a text denies, forbids or calls rare what it says."""
    return bool(_NO.search(_LIMIT.sub(" ", text)))


def _tells_beyond(text: str) -> bool:
    """Whether a text tells, behind a figure and a break, what holds beyond it."""
    numbers = [one.end for one in _figures(text)]
    marks = list(_BEYOND.finditer(text)) if numbers else []
    is_after_break = False
    for mark in marks:
        is_break = mark.group() in (";", ",", ":")
        if not is_break and is_after_break:
            return True
        is_after_break = is_after_break or (is_break and mark.start() >= numbers[0])
    return False
