"""How often something happens: twice a year, every six months, weekly."""

from advisor.text.figures.lexicon import PERIOD_WORDS, PERIODS, UNITS
from advisor.text.figures.tokens import TokenColumns, fold, tokens_of

# A year of 52 weeks, so that weeks and days compare; months and weeks do not.
PER_YEAR = {
    "second": 364 * 86_400.0, "minute": 364 * 1440.0, "hour": 364 * 24.0, "day": 364.0, "night": 364.0, "week": 52.0,
    "fortnight": 26.0, "month": 12.0, "quarter": 4.0, "year": 1.0, "decade": 0.1,
}  # fmt: skip
_WORDS = {
    "biweekly": (26.0, 104.0), "bimonthly": (6.0, 24.0), "biannual": (2.0,), "biannually": (2.0,), "semiannual": (2.0,),
    "semiannually": (2.0,), "biennial": (0.5,), "biennially": (0.5,),
}  # fmt: skip
_DAYS = frozenset("mondays tuesdays wednesdays thursdays fridays saturdays sundays".split())
OTHER = "every other"  # of whatever: half of them


def rate(value: float, unit: str, period: str, *, is_every: bool) -> float:
    """Times a year of "twice a month", or zero."""
    if unit == "time" and period in PER_YEAR:
        return value * PER_YEAR[period]
    return PER_YEAR[unit] / value if is_every and unit in PER_YEAR and value else 0.0


def rates_in_words(text: str) -> frozenset[float]:
    """Times a year stated without a number: weekly, each month."""
    tokens = tokens_of(text, fold(text))
    return frozenset(one for at in range(len(tokens.words)) for one in _rates_at(tokens, at))


def _rates_at(tokens: TokenColumns, at: int) -> tuple[float, ...]:
    word, after = tokens.words[at], tokens.word(at + 1)
    if word in PERIOD_WORDS:
        is_half = tokens.word(at - 1) in ("half", "semi") or tokens.words[max(0, at - 2) : at] in (
            ["half", "-"],
            ["semi", "-"],
        )
        return (PER_YEAR.get(PERIODS[word], 0.0) * (2 if is_half else 1),)
    if word in ("every", "each", "per", "a") and PERIODS.get(after, "") in PER_YEAR and after not in PERIOD_WORDS:
        return (PER_YEAR[PERIODS[after]],)
    if word in _DAYS or (word in ("every", "each") and f"{after}s" in _DAYS):
        return (PER_YEAR["week"],)
    if word == "every" and after == "other":
        unit = UNITS.get(tokens.word(at + 2), PERIODS.get(tokens.word(at + 2), ""))
        return (PER_YEAR[unit] / 2,) if unit in PER_YEAR else ()
    return _WORDS.get(word, ())


def halves_in_words(text: str) -> bool:
    """Whether a text says "every other" of anything."""
    return OTHER in fold(text)
