"""Times of day in words: a quarter past eight, noon."""

from advisor.text.figures.digits import Number
from advisor.text.figures.lexicon import CURRENCIES, SCALES, UNITS
from advisor.text.figures.spelt import SMALL, TENS
from advisor.text.figures.tokens import DIGITS, TokenColumns

NOON, DAY = 720.0, 1440.0
NAMED = {"noon": NOON, "midday": NOON, "midnight": 0.0}
_HALF_DAYS: dict[tuple[str, ...], str] = {
    ("in", "the", "morning"): "am",
    ("in", "the", "afternoon"): "pm",
    ("in", "the", "evening"): "pm",
}
# What a bare number before "in the morning" stands behind when it is an hour.
_AT = frozenset(("at", "from", "by", "until", "till", "to", "before", "after", "around", "about", "since", "-", "and"))
_STEPS = frozenset((5.0, 10.0, 20.0, 25.0))


def read_clock_words(tokens: TokenColumns, at: int) -> Number | None:
    """The time that begins at a token, or None."""
    word = tokens.words[at]
    if word in NAMED:
        return Number(NAMED[word], at, at + 1, "clock", "pm" if NAMED[word] else "am")
    minutes, n = _minutes(tokens, at)
    joint, hour, past = tokens.word(n), *_small(tokens, n + 1)
    if tokens.word(n + 1) in NAMED:
        hour, past = 12.0, n + 2
    if not minutes or not 1 <= hour <= 12 or joint not in ("past", "to", "after"):
        return None
    if joint == "to" and not _is_until_hour(tokens, at, past, minutes, hour):
        return None
    if joint == "after" and minutes != 15:
        return None
    value = (60 * (hour % 12) + (-minutes if joint == "to" else minutes)) % DAY
    return Number(value % NOON, at, past, "clock")


def _minutes(tokens: TokenColumns, at: int) -> tuple[float, int]:
    """Minutes as they stand before "past" or "to", and the token after."""
    word = tokens.words[at]
    if word in ("half", "quarter"):
        return (30.0 if word == "half" else 15.0), at + 1
    value, past = _small(tokens, at)
    if value not in _STEPS and tokens.word(past) not in ("minute", "minutes"):
        return 0.0, past
    return value, past + (tokens.word(past) in ("minute", "minutes"))


def _small(tokens: TokenColumns, at: int) -> tuple[float, int]:
    """A number below sixty, and the token after; zero for none."""
    word = tokens.word(at)
    if tokens.kind(at) == DIGITS:
        return (float(word) if len(word) <= 2 else 0.0), at + 1
    if word in TENS:
        n = at + 1 + (tokens.word(at + 1) == "-")
        ones = SMALL.get(tokens.word(n), 0.0)
        return (TENS[word] + ones, n + 1) if 0 < ones < 10 else (TENS[word], at + 1)
    return SMALL.get(word, 0.0), at + 1


def _is_until_hour(tokens: TokenColumns, at: int, past: int, minutes: float, hour: float) -> bool:
    """Whether this is a time and no range: ten to nine, at five to ten."""
    after = tokens.word(past) if tokens.word(past) != "-" else tokens.word(past + 1)
    if after in UNITS or after in CURRENCIES or after in SCALES or tokens.kind(past) == DIGITS:
        return False
    is_minute = tokens.word(at) in ("quarter", "half") or tokens.word(at + 1).startswith("minute")
    return is_minute or minutes > hour or tokens.word(at - 1) in ("at", "until", "till")


def half_day_after(tokens: TokenColumns, first: int, at: int, hour: float, *, is_clock: bool) -> tuple[str, int]:
    """``am`` or ``pm`` from words behind an hour, and the token after."""
    if not is_clock and first and tokens.word(first - 1) not in _AT:
        return "", at
    if tokens.word(at) == "at" and tokens.word(at + 1) == "night":
        return ("pm" if hour % 12 >= 5 else "am"), at + 2
    half = _HALF_DAYS.get(tuple(tokens.words[at : at + 3]), "")
    return half, at + (3 if half else 0)
