"""A number with the scale, currency and unit beside it."""

from dataclasses import dataclass

from advisor.text.figures.clocks import NAMED, half_day_after
from advisor.text.figures.digits import Number
from advisor.text.figures.lexicon import (
    AFTER,
    CENTS,
    CURRENCIES,
    CURRENCY_SIGNS,
    DOLLARS,
    NATIONS,
    NO_MODIFIERS,
    ONLY_MONEY,
    PREFIXED,
    SCALES,
    UNITS,
)
from advisor.text.figures.model import Bound
from advisor.text.figures.spelt import SMALL, TENS
from advisor.text.figures.tokens import DIGITS, MARK, WORD, TokenColumns

N_MODIFIERS = 2
_HOURS = frozenset(("clock", "plain", "spelt"))
LONGEST_AFTER = max(map(len, AFTER))
_LONG = frozenset("tall long high wide deep above away thick apart".split())
_HEAVY = frozenset("lift lifts lifting weigh weighs weighing weight carry carries heavy load loads heavier".split())
_PLACED = frozenset(("year", "month", "week", "day"))
_BEFORE_PLACE = frozenset("in on by from of during until after since to , ; : ( - .".split())
_MANY = frozenset("of few several many more two three".split())
_IRREGULAR = frozenset(("men", "women", "children"))
_NO_PLURALS = frozenset(
    "this always across others plus perhaps less his hers ours yours besides towards was has".split()
)


@dataclass(slots=True)
class Quantity:
    """A number in tokens ``first`` to ``past``, and what stands beside it."""

    number: Number
    first: int
    past: int
    value: float
    scale: float = 1.0
    currency: str = ""
    unit: str = ""
    thing: str = ""
    period: str = ""
    bound: Bound = Bound.NONE
    is_signed: bool = False
    is_every: bool = False  # says how often: every six weeks
    is_place: bool = False  # a place in time: years 2-4
    other: "Quantity | None" = None
    number_past: int = -1  # the token after the number, its currency or percent sign, and before its unit

    @property
    def is_bare(self) -> bool:
        """Whether nothing says what it counts."""
        return not (self.currency or self.unit or self.thing)

    @property
    def shape(self) -> str:
        return self.number.shape


def read_quantity(tokens: TokenColumns, number: Number) -> Quantity:
    """The number with its sign, currency, scale and unit."""
    found = Quantity(number, number.first, number.past, number.value, number_past=number.past)
    if number.shape in ("date", "name"):
        return found
    _read_before(tokens, found)
    if number.shape == "year" and found.currency:
        number.shape = "plain"
    if number.shape == "ordinal":
        _read_unit(tokens, found, found.past)
        return found
    if number.shape == "times":
        found.unit = "time"
        return found
    if _read_clock(tokens, found):
        found.number_past = found.past
        return found
    _read_bound(tokens, found)
    _read_scale(tokens, found)
    _read_bound(tokens, found)
    is_read = _read_currency(tokens, found) or _read_percent(tokens, found) or bool(found.currency)
    found.number_past = found.past
    if not is_read:
        _read_unit(tokens, found, found.past)
    if not found.bound:
        _read_bound(tokens, found)
    if found.is_bare and found.scale == 1 and found.value < 100 and found.shape in ("plain", "spelt"):
        _read_unit_before(tokens, found)
    return found


def _read_unit_before(tokens: TokenColumns, found: Quantity) -> None:
    """The unit before a place in time: years 2-4, weeks three to five."""
    word, before = tokens.word(found.first - 1), tokens.word(found.first - 2)
    is_whole = found.value == int(found.value) and not found.bound
    if UNITS.get(word) == word and word in _PLACED and is_whole and (found.first == 1 or before in _BEFORE_PLACE):
        found.unit, found.number.shape = word, "ordinal"
    elif word.endswith("s") and UNITS.get(word) in _PLACED and len(word) > 3 and before not in _MANY:
        found.unit, found.is_place = UNITS[word], True


def _read_before(tokens: TokenColumns, found: Quantity) -> None:
    """A currency and a sign before the number."""
    at = found.first - 1
    before = tokens.word(at)
    if before == "." and tokens.word(at - 1) in PREFIXED:  # Rs. 40,000
        at -= 1
        before = tokens.word(at)
    if before == "-" and tokens.glued(found.first) and tokens.word(at - 1) in CURRENCY_SIGNS:  # $-5
        found.is_signed = True
        at -= 1
        before = tokens.word(at)
    if before in CURRENCY_SIGNS:
        found.currency, found.first = CURRENCIES[before], at
        if before == "$" and tokens.glued(at) and tokens.word(at - 1) in DOLLARS:
            found.currency, found.first = DOLLARS[tokens.word(at - 1)], at - 1
            if tokens.word(at - 1) == "s" and tokens.word(at - 2) == "u":
                found.currency = "USD"
    elif before in PREFIXED and (tokens.is_upper(at) or tokens.glued(found.first)):
        found.currency, found.first = CURRENCIES[before], at
    at = found.first - 1
    sign = tokens.word(at)
    if sign in ("-", "+") and tokens.glued(found.first) and not tokens.glued(at):
        found.is_signed = sign == "-"
        found.first = at
    elif sign in ("minus", "negative"):
        found.is_signed, found.first = True, at
    elif sign == "(" and tokens.glued(at):
        return
    if found.is_signed:
        found.value = -found.value


def _read_clock(tokens: TokenColumns, found: Quantity) -> bool:
    """Turn a number with am, pm or o'clock into minutes after midnight."""
    at = found.past
    half, past = tokens.word(at), at + 1
    if half in ("am", "pm", "uhr"):
        pass
    elif half in ("a", "p") and tokens.word(at + 1) == "." and tokens.word(at + 2) == "m":
        half, past = f"{half}m", at + 3 + (tokens.word(at + 3) == "." and tokens.glued(at + 3))
    elif half == "o" and tokens.word(at + 1) == "'" and tokens.word(at + 2) == "clock":
        half, past = "o'clock", at + 3
    elif half in NAMED:
        half, past = "pm" if NAMED[half] else "am", at + 1
    else:
        half, past = "", at
    is_clock = found.shape == "clock"
    if half in ("", "o'clock") and 0 < found.value <= (1440 if is_clock else 12) and found.shape in _HOURS:
        hour = found.value / 60 if is_clock else found.value
        named, past = half_day_after(tokens, found.first, past, hour, is_clock=is_clock or bool(half))
        half = named or half
    if half not in ("am", "pm", "o'clock", "uhr") or found.currency:
        return is_clock
    minutes = found.value if is_clock else 60 * found.value
    if half in ("am", "pm"):
        minutes = minutes % 720 + 720 * (half == "pm")
    found.number = Number(minutes, found.number.first, past, "clock", half if half in ("am", "pm") else "")
    found.value, found.past = minutes, past
    return True


def _read_bound(tokens: TokenColumns, found: Quantity) -> None:
    """A bound behind the number: 5+, 5 or more years."""
    at = found.past
    word = tokens.word(at)
    if word not in _AFTER_STARTS or (word == "+" and tokens.kind(at + 1) == DIGITS):
        return
    for size in range(LONGEST_AFTER, 0, -1):
        words = tuple(tokens.words[at : at + size])
        if words in AFTER and not _belongs_after(tokens, at + len(words), words):
            found.bound, found.past = AFTER[words], at + len(words)
            return


def _belongs_after(tokens: TokenColumns, past: int, words: tuple[str, ...]) -> bool:
    """Whether a bound's words belong to what follows: at most schools, plus tips."""
    after = tokens.word(past)
    if tokens.kind(past) != WORD or words not in (("plus",), ("at", "most"), ("at", "least")):
        return False
    if words == ("plus",):
        return after not in UNITS and after not in SCALES and after not in CURRENCIES and after not in ("per", "each")
    return words == ("at", "most") and after not in NO_MODIFIERS and after not in _CONJUNCTIONS


_CONJUNCTIONS = frozenset("when while where whereas although because unless without though whichever depending".split())
_AFTER_STARTS = frozenset(words[0] for words in AFTER)


def _read_scale(tokens: TokenColumns, found: Quantity) -> None:
    at = found.past
    word = tokens.word(at)
    scale = SCALES.get(word)
    if word == "l" and found.currency == "INR":
        scale = SCALES["lakh"]
    if scale is None or found.shape in ("share", "clock"):
        return
    after = tokens.word(at + 1)
    is_money = bool(found.currency) or after in CURRENCIES
    if word in ONLY_MONEY and not is_money:
        return
    if word == "m" and not is_money and (not tokens.glued(at) or after in _LONG or tokens.word(at + 1) == "/"):
        return
    if word == "lpa":
        found.currency, found.period = found.currency or "INR", "year"
    elif word == "grand" and not found.currency:
        found.currency = "$"
    found.scale, found.value, found.past = scale, found.value * scale, at + 1
    if found.number.shape == "year":
        found.number.shape = "plain"


def _read_currency(tokens: TokenColumns, found: Quantity) -> bool:
    """A currency behind the number: a sign, code or name."""
    at = found.past
    at += tokens.word(at) == "-" and tokens.glued(at) and tokens.glued(at + 1)
    nation = ""
    if tokens.word(at) == "u" and tokens.word(at + 2) == "s":  # U.S. dollars
        nation, at = "USD", at + 3 + (tokens.word(at + 3) == ".")
    elif tokens.word(at) in ("hong", "new", "singapore", "u") and tokens.word(at + 1) in NATIONS:
        nation, at = NATIONS[tokens.word(at + 1)], at + 2
    elif tokens.word(at) in NATIONS and (tokens.word(at + 1) in CURRENCIES or tokens.word(at + 1) in CENTS):
        nation, at = NATIONS[tokens.word(at)], at + 1
    word = tokens.word(at)
    cents = CENTS.get(word) or ("GBP" if word == "p" and tokens.glued(at) and tokens.kind(at + 1) == MARK else "")
    if cents and not found.currency:
        found.currency, found.value, found.scale, found.past = nation or cents, found.value / 100, 0.01, at + 1
        return True
    currency = CURRENCIES.get(word)
    if not currency or (word in CURRENCY_SIGNS and tokens.kind(at + 1) == DIGITS and tokens.glued(at + 1)):
        return False
    if word in ("pound", "pounds") and not found.currency and not nation and _is_weight(tokens, found.first, at):
        return False
    if found.currency and found.currency != currency and found.currency != "$":
        return True
    found.currency, found.past = nation or currency, at + 1
    return True


def _is_weight(tokens: TokenColumns, first: int, at: int) -> bool:
    return tokens.word(at + 1) == "of" or bool(_HEAVY.intersection(tokens.words[max(0, first - 6) : at + 4]))


def _read_percent(tokens: TokenColumns, found: Quantity) -> bool:
    at = found.past
    at += tokens.word(at) == "-" and tokens.glued(at)
    word, after = tokens.word(at), tokens.word(at + 1)
    past = at + 1
    if word == "per" and after == "cent":
        past, word, after = at + 2, "percent", tokens.word(at + 2)
    if word == "pp" or (word == "percentage" and after in ("point", "points")):
        found.unit, found.past = "points", past + (word != "pp")
        return True
    if word == "%" or word in ("percent", "pct", "prozent"):
        is_points = after in ("point", "points")
        found.unit, found.past = ("points", past + 1) if is_points else ("percent", past)
        return True
    return False


def _read_unit(tokens: TokenColumns, found: Quantity, at: int) -> None:
    """The unit that follows, or the thing that is counted."""
    hyphen = tokens.word(at) == "-" and tokens.glued(at) and tokens.glued(at + 1)
    at += hyphen
    at += tokens.word(at) == "of" and found.shape == "spelt" and found.value < 1  # a quarter of an hour
    at += tokens.word(at) in ("a", "an") and found.shape == "spelt" and found.value < 1
    for n in range(at, min(at + 1 + N_MODIFIERS, len(tokens.words))):
        word = tokens.words[n]
        if tokens.kinds[n] != WORD:
            if word in ("°", "℃", "℉") and n == at:
                _set_degrees(tokens, found, n)
            return
        if word in UNITS:
            if n > at and len(word) < 3:
                return
            if found.shape == "ordinal" and (n > at or UNITS[word] in ("percent", "points")):
                return
            found.unit, found.past = UNITS[word], n + 1
            if found.unit == "°":
                _set_degrees(tokens, found, n)
            elif word in ("km", "mi") and tokens.word(n + 1) == "/" and tokens.word(n + 2) == "h":
                found.unit, found.past = "km/h", n + 3
            if found.shape == "year":
                found.number.shape = "plain"
            return
        if word in ("pound", "pounds"):
            found.unit, found.past = "lb", n + 1
            return
        if word == "m" and n == at and found.shape not in ("year", "ordinal"):
            found.unit, found.past = "m", n + 1
            return
        if word in NO_MODIFIERS or word in SCALES or word in SMALL or word in TENS or (tokens.glued(n) and not hyphen):
            return
        thing = singular(word)
        if thing and found.shape not in ("share", "year", "ordinal"):
            found.thing = thing
            return


def _set_degrees(tokens: TokenColumns, found: Quantity, at: int) -> None:
    after = tokens.word(at + 1)
    letter = after[:1] if after in ("c", "f", "celsius", "fahrenheit") else ""
    sign = {"℃": "°C", "℉": "°F"}.get(tokens.words[at], "°")
    found.unit, found.past = (f"°{letter.upper()}", at + 2) if letter else (sign, at + 1)


def singular(word: str) -> str:
    """A plural noun's singular, roughly; empty for other words."""
    if word in _IRREGULAR:
        return word
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _NO_PLURALS:
        return ""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses", "zes")) else word[:-1]
