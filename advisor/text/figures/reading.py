"""Reading every figure of a text."""

import re

from advisor.text.figures.clocks import read_clock_words
from advisor.text.figures.digits import Number, read_digits, rounding, with_month
from advisor.text.figures.joining import joined
from advisor.text.figures.lexicon import FIXED_NAMES, MONTHS, NAMING, PER, PERIOD_WORDS, TIMES, UNITS
from advisor.text.figures.model import ROUNDED, TIMELESS, Bound, Figure, FigureKind
from advisor.text.figures.quantities import Quantity, read_quantity, singular
from advisor.text.figures.rates import rate
from advisor.text.figures.spelt import STARTS, and_a_half, read_words
from advisor.text.figures.surroundings import bound_before, direction, is_denied, is_span, period_after, period_before
from advisor.text.figures.tokens import DIGITS, VULGAR, WORD, TokenColumns, fold, tokens_of

_ANY = re.compile(
    rf"\d|[{''.join(VULGAR)}]|\b(?:{'|'.join(sorted(STARTS, key=len, reverse=True))})\b"
    r"|\ban?\s(?:year|month|week|day|hour)\b"
)
# Words after which "a year" is a length and no period.
_LASTING = frozenset(
    "take takes took taking last lasts lasted lasting least about than over nearly almost within after under for"
    " around spend spends".split()
)
_SHAPES = {
    "date": FigureKind.DATE,
    "name": FigureKind.NAME,
    "ordinal": FigureKind.ORDINAL,
    "clock": FigureKind.CLOCK,
    "year": FigureKind.YEAR,
    "share": FigureKind.SHARE,
}
_CHANGING = (FigureKind.SHARE, FigureKind.POINTS)
# Verbs of whose object a number may tell how many there are.
_VERBS = frozenset("form group rank question model class number play block schedule type line page rule title".split())
# A capitalised first word of a sentence is no name before a number.
_FUNCTION = frozenset(
    "about over under between from to in at by for since until only some nearly almost roughly around up the a an"
    " these those all most of with than and or but if when after before within during through pay salary experience"
    " median average".split()
)


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text in order; a range is one."""
    folded = fold(text)
    if not _ANY.search(folded):
        return ()
    tokens = tokens_of(text, folded)
    quantities = [read_quantity(tokens, number) for number in _numbers(tokens)]
    return tuple(_figure(tokens, one) for one in joined(tokens, _apart(quantities)))


def _numbers(tokens: TokenColumns) -> list[Number]:
    found: list[Number] = []
    at, n = 0, len(tokens.words)
    while at < n:
        kind, word = tokens.kinds[at], tokens.words[at]
        read: list[Number] = []
        if kind == DIGITS:
            clock = read_clock_words(tokens, at) if tokens.word(at + 1) in ("past", "to", "minutes") else None
            read = (
                [clock]
                if clock
                else [with_month(tokens, _named(tokens, and_a_half(tokens, one))) for one in read_digits(tokens, at)]
            )
        elif kind == WORD:
            if word in STARTS and (clock := read_clock_words(tokens, at)):
                read = [clock]
            elif word in STARTS and (one := read_words(tokens, at)):
                read = [one]
            elif word in ("a", "an") and (one_time := _lasting(tokens, at)):
                read = [one_time]
        elif word in VULGAR:
            read = [Number(VULGAR[word], at, at + 1, "spelt" if _is_timed(tokens, at + 1) else "share")]
        found += read
        at = max(at + 1, read[-1].past) if read else at + 1
    return found


def _is_timed(tokens: TokenColumns, at: int) -> bool:
    return UNITS.get(tokens.word(at)) in TIMES


def _lasting(tokens: TokenColumns, at: int) -> Number | None:
    """One, where an article means it: takes a year."""
    if UNITS.get(tokens.word(at + 1)) not in TIMES or tokens.word(at + 1) == "second":
        return None
    has_half = tokens.words[at + 2 : at + 4] == ["and", "a"] and tokens.word(at + 4) in ("half", "quarter")
    is_end = tokens.word(at - 1) in ("to", "or") and UNITS.get(tokens.word(at - 2)) in TIMES  # half a year to a year
    is_start = tokens.word(at + 2) == "or" and tokens.word(at + 3) == "two"  # a week or two
    counts = has_half or is_end or is_start or tokens.word(at - 1) in _LASTING
    return Number(1.0, at, at + 1, "spelt") if counts else None


def _named(tokens: TokenColumns, number: Number) -> Number:
    """The number as a name if part of a word: MP3, 401k."""
    before, after = number.first - 1, number.past
    word = tokens.word(after)
    if tokens.glued(after) and tokens.kinds[after] == WORD and f"{tokens.words[number.first]}{word}" in FIXED_NAMES:
        return Number(number.value, number.first, after + 1, "name", f"{tokens.words[number.first]}{word}")
    if number.shape not in ("plain", "year") or not tokens.glued(number.first):
        return number
    if tokens.kinds[before] == WORD and not (before and tokens.kinds[before - 1] == DIGITS and tokens.glued(before)):
        if tokens.words[before] in _GLUED:
            return number
        return Number(number.value, before, after, "name", tokens.words[before])
    is_hyphen = tokens.words[before] == "-" and tokens.glued(before) and tokens.kinds[before - 1] == WORD
    if is_hyphen and tokens.is_upper(before - 1) and number.shape == "plain":
        is_range = before > 1 and tokens.kinds[before - 2] == DIGITS and tokens.glued(before - 1)
        if not is_range:
            return Number(number.value, before - 1, after, "name", tokens.words[before - 1])
    return number


_GLUED = frozenset("usd cad aud nzd sgd hkd gbp eur chf fr inr rs jpy cny rmb kr sek nok dkk pln krw c ca us".split())


def _apart(quantities: list[Quantity]) -> list[Quantity]:
    """The quantities without those within an earlier one."""
    out: list[Quantity] = []
    for one in quantities:
        past = out[-1].past if out else 0
        if one.number.first >= past:
            one.first = max(one.first, past)  # a sign between two belongs to the first
            out.append(one)
    return out


def _figure(tokens: TokenColumns, one: Quantity) -> Figure:
    last = one.other or one
    kind = _kind(one)
    is_every = one.is_every or (tokens.word(one.first - 1) in ("every", "each") and one.other is None)
    if kind is FigureKind.ORDINAL and is_every and one.unit not in TIMES and one.value > 1:  # every third shift
        one.value, one.number.shape, kind = 1 / one.value, "share", FigureKind.SHARE
        one.number.slack = rounding(one.value)
    is_nameable = kind is FigureKind.COUNT or (one.unit == "person" and _is_naming(tokens.word(one.first - 1)))
    if is_nameable and one.other is None and (name := _name_before(tokens, one)):
        first, word = name
        return _of_name(tokens, one, first, word)
    factor = 100.0 if one.shape == "share" else 1.0
    bound, signed = _bound(tokens, one), one.is_signed
    toward = -1 if signed else 0
    period = ""
    if kind not in TIMELESS:
        toward = toward or _direction(tokens, one, last, kind)
        period = one.period or _period(tokens, one, last, kind)
    return Figure(
        start=tokens.starts[one.first],
        end=tokens.ends[last.past - 1],
        value=abs(one.value) * factor,
        kind=kind,
        other_end=None if one.other is None else abs(one.other.value) * factor,
        currency=one.currency,
        unit="percent" if kind is FigureKind.SHARE else one.unit,
        thing=one.thing if kind is FigureKind.COUNT else "",
        period=period if period != one.unit else "",
        direction=toward,
        bound=Bound.NONE if kind in TIMELESS else bound,
        name=one.number.name,
        slack=max(0.0, one.number.slack),
        number_end=tokens.ends[max(last.number_past, last.number.past) - 1],
        first_end=-1 if one.other is None else tokens.ends[max(one.number_past, one.number.past) - 1],
        second=-1 if one.other is None else tokens.starts[one.other.first],
        is_spelt=tokens.kinds[one.number.first] == WORD,
        is_signed=signed,
        rate=_rate(tokens, one, period, is_every=is_every),
        is_place=one.is_place,
        is_denied=one.other is None and is_denied(tokens, one.first),
    )


def _rate(tokens: TokenColumns, one: Quantity, period: str, *, is_every: bool) -> float:
    after = tokens.word(one.past)
    is_often = one.unit == "time" and (after in PERIOD_WORDS or (after in PER and after != "the"))
    return rate(one.value, one.unit, period, is_every=is_every) if one.other is None and (is_often or is_every) else 0.0


def _kind(one: Quantity) -> FigureKind:
    if one.shape in _SHAPES:
        return _SHAPES[one.shape]
    if one.unit in ("percent", "points"):
        return FigureKind.SHARE if one.unit == "percent" else FigureKind.POINTS
    if one.currency:
        return FigureKind.MONEY
    return FigureKind.MEASURE if one.unit else FigureKind.COUNT


def _bound(tokens: TokenColumns, one: Quantity) -> Bound:
    bound = bound_before(tokens, one.first) or one.bound
    if one.number.slack < 0:
        bound = bound or Bound.ABOUT
    if bound is Bound.MORE_THAN and one.unit in TIMES and is_span(tokens, one.first, one.past):
        bound = Bound.NONE
    return bound if one.other is None or bound in ROUNDED else Bound.NONE


def _direction(tokens: TokenColumns, one: Quantity, last: Quantity, kind: FigureKind) -> int:
    if tokens.word(one.first) == "+":
        return 1
    return direction(tokens, one.first, last.past, needs_by=kind not in _CHANGING)


def _period(tokens: TokenColumns, one: Quantity, last: Quantity, kind: FigureKind) -> str:
    if one.unit in ("hour", "day") and tokens.word(last.past) in ("week", "workweek"):
        return "week"
    found = period_after(tokens, last.past)
    if not found and kind in (FigureKind.MONEY, FigureKind.SHARE):
        found = period_before(tokens, one.first)
    return found


def _is_naming(word: str) -> bool:
    """Whether a word before a number is named by it, whatever follows: Band 8 jobs."""
    return word in NAMING and word not in _VERBS


def _name_before(tokens: TokenColumns, one: Quantity) -> tuple[int, str] | None:
    """The word that a bare number tells apart: Level 3, Python 3."""
    at = one.first - 1
    word = tokens.word(at)
    if word == "#" and tokens.glued(one.first):
        return at, "number"
    if word == "." and tokens.word(at - 1) in ("no", "nr"):
        return at - 1, "number"
    if at < 0 or tokens.kinds[at] != WORD or one.scale != 1 or one.bound or one.value >= 100_000:
        following = tokens.word(one.past)
        if one.number.shape == "spelt" and tokens.is_upper(one.first) and one.first and tokens.is_upper(one.past):
            return (one.first, following) if not singular(following) else None
        return None
    is_spelt = tokens.kinds[one.number.first] == WORD
    if word in NAMING:
        return None if one.thing and word in _VERBS and not tokens.is_upper(at) else (at, word)
    if one.thing or is_spelt or word in _FUNCTION or word in MONTHS or not tokens.is_upper(at):
        following = tokens.word(one.past)
        is_title = is_spelt and tokens.is_upper(one.first) and tokens.is_upper(one.past) and not one.thing
        return (one.first, following) if is_title else None
    return None if "," in tokens.folded[tokens.starts[one.first] : tokens.ends[one.past - 1]] else (at, word)


def _of_name(tokens: TokenColumns, one: Quantity, first: int, word: str) -> Figure:
    return Figure(
        start=tokens.starts[one.first],
        end=tokens.ends[one.past - 1],
        number_end=tokens.ends[one.past - 1],
        value=one.value,
        kind=FigureKind.NAME,
        name=word if first == one.first else f"{word} {one.value:g}",
        is_spelt=tokens.kinds[one.number.first] == WORD,
    )
