"""Numbers in digits: which separators group and which begin decimals."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.text.figures.lexicon import CURRENCIES, CURRENCY_SIGNS, GERMAN, MONTHS, PREFIXED, SCALES, UNITS
from advisor.text.figures.tokens import DIGITS, VULGAR, WORD, TokenColumns

FIRST_YEAR, LAST_YEAR = 1900, 2099
_SEPARATORS = frozenset(".,'")
_ENDINGS = frozenset(("st", "nd", "rd", "th"))
_COUNTED_WHOLE = frozenset(("people", "word", "page", "credit"))


@dataclass(slots=True)
class Number:
    """A number in the tokens ``first`` up to ``past``.

    ``shape``: plain, grouped (also decimals), spelt, share, ordinal, year, clock, date or name. A ``share`` is a
    fraction as yet without a whole. ``spelt_scale``: of one group of words, such as a thousand in "six thousand".
    """

    value: float
    first: int
    past: int
    shape: str = "plain"
    name: str = ""
    slack: float = 0.0
    spelt_scale: float = 1.0


def read_digits(tokens: TokenColumns, at: int) -> list[Number]:
    """The numbers of a chain of digits and separators."""
    groups, separators, past = _chain(tokens, at)
    if not separators:
        return [_single(tokens, at, past)]
    text = _grouped(groups, separators, _Surroundings(tokens, at, past))
    if text is not None:
        number = Number(float(text), at, past, "grouped")
        return [_with_fraction(tokens, number)]
    if set(separators) == {"."}:
        return [_dotted(at, past, groups)]
    return [_one(tokens, at + 2 * n) for n in range(len(groups))]


def _chain(tokens: TokenColumns, at: int) -> tuple[list[str], list[str], int]:
    """Groups of digits with single separators between them, and the token after."""
    words, kinds, starts, ends = tokens.words, tokens.kinds, tokens.starts, tokens.ends
    groups, separators, past, n = [words[at]], list[str](), at + 1, len(words)
    while past < n:
        if kinds[past] == DIGITS:  # 65 000
            is_group = len(words[past]) == 3 and len(groups[0]) <= 3 and groups[0][0] != "0"
            spaced = starts[past] == ends[past - 1] + 1 and tokens.folded[ends[past - 1]] == " "
            if not (is_group and spaced and all(one == " " for one in separators[-1:])):
                break
            separators.append(" ")
            groups.append(words[past])
            past += 1
        elif (
            words[past] in _SEPARATORS
            and past + 1 < n
            and kinds[past + 1] == DIGITS
            and starts[past] == ends[past - 1]
            and starts[past + 1] == ends[past]
        ):
            separators.append(words[past])
            groups.append(words[past + 1])
            past += 2
        else:
            break
    return groups, separators, past


@dataclass(slots=True)
class _Surroundings:
    """What stands beside a chain of doubtful shape."""

    tokens: TokenColumns
    at: int
    past: int

    @property
    def is_money(self) -> bool:
        before, after = self.tokens.word(self.at - 1), self.tokens.word(self.past)
        return before in CURRENCY_SIGNS or before in PREFIXED or after in CURRENCIES

    @property
    def is_measured(self) -> bool:
        after = self.tokens.word(self.past)
        return self.is_money or after in UNITS or after in SCALES

    @property
    def groups_with_dots(self) -> bool:
        after = self.tokens.word(self.past)
        return self.is_money or after in GERMAN or UNITS.get(after) in _COUNTED_WHOLE


def _grouped(groups: Sequence[str], separators: Sequence[str], beside: _Surroundings) -> str | None:
    """The chain as one number, or None."""
    last = separators[-1]
    if len(separators) == 1:
        whole, rest = groups
        if last == ".":
            grouping = len(rest) == 3 and len(whole) <= 3 and whole != "0" and beside.groups_with_dots
            return whole + rest if grouping else f"{whole}.{rest}"
        if len(rest) == 3 and len(whole) <= 3 and whole != "0":
            return whole + rest
        if last == "," and (whole == "0" or len(rest) != 3) and (whole == "0" or beside.is_measured):
            return f"{whole}.{rest}"
        return None
    if all(one == last for one in separators):
        return "".join(groups) if _are_groups(groups, indian=last == ",") else None
    if all(one == separators[0] for one in separators[:-1]) and last in ".,":
        is_whole = _are_groups(groups[:-1], indian=separators[0] == ",")
        return "".join(groups[:-1]) + "." + groups[-1] if is_whole else None
    return None


def _are_groups(groups: Sequence[str], *, indian: bool) -> bool:
    """Whether these are thousands: 1,234,567, or in India 12,50,000."""
    first, *middle, last = groups
    if len(last) != 3 or not 1 <= len(first) <= 3:
        return False
    return all(len(one) == 3 for one in middle) or (indian and len(first) <= 2 and all(len(one) == 2 for one in middle))


def _dotted(at: int, past: int, groups: Sequence[str]) -> Number:
    """A date such as 12.5.2024, or a version's number."""
    is_short = [len(one) <= 2 for one in groups] == [True, True, False] and len(groups[2]) == 4
    if is_short and int(groups[0]) <= 31 and int(groups[1]) <= 12:
        return Number(float(groups[2]), at, past, "date", f"{int(groups[2])}-{int(groups[1]):02}-{int(groups[0]):02}")
    return Number(float(groups[0][:300]), at, past, "name", ".".join(groups))


def _single(tokens: TokenColumns, at: int, past: int) -> Number:
    """Digits alone, and what other marks join to them."""
    following = tokens.word(past)
    if following == "/" and tokens.glued(past):
        return _slashed(tokens, at)
    if following == ":" and tokens.glued(past):
        return _clock(tokens, at)
    if following == "-" and _is_date(tokens, at):
        year, month, day = tokens.words[at], tokens.words[at + 2], tokens.words[at + 4]
        return Number(float(year), at, at + 5, "date", f"{year}-{month}-{day}")
    if following == "(" and tokens.glued(past) and tokens.word(past + 2) == ")":
        letter = tokens.words[past + 1]
        if tokens.kinds[past + 1] == WORD and len(letter) == 1:
            return Number(float(tokens.words[at][:300]), at, past + 3, "name", f"{tokens.words[at]}({letter})")
    if following in _ENDINGS and tokens.glued(past):
        return Number(float(tokens.words[at][:300]), at, past + 1, "ordinal")
    if at and tokens.word(at - 1) == "." and tokens.glued(at) and not _ends_number(tokens, at - 1):
        return Number(float(f"0.{tokens.words[at]}"), at - 1, past, "grouped")
    return _with_fraction(tokens, _one(tokens, at))


def _ends_number(tokens: TokenColumns, at: int) -> bool:
    """Whether a full stop is glued to what stands before it."""
    return tokens.glued(at) and tokens.kinds[at - 1] in (DIGITS, WORD)


def _one(tokens: TokenColumns, at: int) -> Number:
    digits = tokens.words[at]
    value = float(digits[:300])
    if len(digits) == 4 and digits[0] == "0" and value % 100 < 60:  # 0700
        return Number(60 * (value // 100) + value % 100, at, at + 1, "clock", "am")
    is_year = len(digits) == 4 and FIRST_YEAR <= value <= LAST_YEAR
    return Number(value, at, at + 1, "year" if is_year else "plain")


def _with_fraction(tokens: TokenColumns, number: Number) -> Number:
    """The number with a fraction after it: 3½, 3 1/2, 3-1/2."""
    at = number.past
    if tokens.word(at) in VULGAR:
        return Number(number.value + VULGAR[tokens.word(at)], number.first, at + 1, "grouped")
    at += tokens.word(at) == "-" and tokens.glued(at) and tokens.glued(at + 1)
    if tokens.word(at + 1) == "/" and number.value < 100 and (found := _fraction(tokens, at)) is not None:
        return Number(number.value + found, number.first, at + 3, "grouped")
    return number


def _fraction(tokens: TokenColumns, at: int) -> float | None:
    """The value of a proper fraction of small numbers such as 1/2."""
    above, below = tokens.word(at), tokens.word(at + 2)
    if not (above.isdecimal() and below.isdecimal() and tokens.word(at + 1) == "/" and tokens.glued(at + 1)):
        return None
    if len(above) > 2 or len(below) > 2 or not tokens.glued(at + 2) or not 0 < int(above) < int(below) <= 16:
        return None
    return int(above) / int(below)


def _slashed(tokens: TokenColumns, at: int) -> Number:
    """A fraction, a date, or a name such as 24/7."""
    above, below = tokens.words[at], tokens.word(at + 2)
    if not (below.isdecimal() and tokens.glued(at + 2)):
        return _one(tokens, at)
    third = tokens.word(at + 4)
    if tokens.word(at + 3) == "/" and third.isdecimal() and tokens.glued(at + 4) and len(third) in (2, 4):
        return Number(float(third), at, at + 5, "date", f"{above}/{below}/{third}")
    found = _fraction(tokens, at)
    if found is not None and f"{above}/{below}" not in ("9/11", "7/24", "5/7"):
        return Number(found, at, at + 3, "share", slack=rounding(found))
    return Number(float(above[:300]) + int(below[:3]) / 1000, at, at + 3, "name", f"{above}/{below}")


def rounding(fraction: float) -> float:
    """The points by which a fraction's rounded percentage may be off."""
    return 0.0 if abs(fraction * 1000 - round(fraction * 1000)) < 1e-6 else 0.7


def _clock(tokens: TokenColumns, at: int) -> Number:
    """A time of day such as 9:30, or the ratio 3:1."""
    hour, minute = tokens.words[at], tokens.word(at + 2)
    if not (minute.isdecimal() and tokens.glued(at + 2)):
        return _one(tokens, at)
    if len(minute) == 2 and len(hour) <= 2 and int(hour) <= 24 and int(minute) < 60:
        half = "am" if hour.startswith("0") else ""
        return Number(60.0 * int(hour) + int(minute), at, at + 3, "clock", half)
    return Number(float(hour[:300]), at, at + 3, "name", f"{hour}:{minute}")


def _is_date(tokens: TokenColumns, at: int) -> bool:
    """Whether 2024-05-12 begins here."""
    year, month, day = tokens.word(at), tokens.word(at + 2), tokens.word(at + 4)
    return (
        (len(year), len(month), len(day)) == (4, 2, 2)
        and month.isdecimal()
        and day.isdecimal()
        and tokens.word(at + 3) == "-"
        and tokens.glued(at + 4)
        and 1 <= int(month) <= 12
    )


def with_month(tokens: TokenColumns, number: Number) -> Number:
    """A day or year beside a month's name, as a date."""
    month_before, at = MONTHS.get(tokens.word(number.first - 1)), number.past
    at += tokens.word(at) == "of"
    month_after = MONTHS.get(tokens.word(at))
    if number.shape in ("plain", "ordinal") and 1 <= number.value <= 31 and number.value == int(number.value):
        day = int(number.value)
        if month_before and tokens.is_upper(number.first - 1):
            comma = tokens.word(at) == ","
            year = _year_at(tokens, at + comma)
            past = at + comma + 1 if year else number.past
            return Number(float(year or day), number.first - 1, past, "date", f"{year}-{month_before:02}-{day:02}")
        if month_after and tokens.is_upper(at):
            year = _year_at(tokens, at + 1)
            past = at + 2 if year else at + 1
            return Number(float(year or day), number.first, past, "date", f"{year}-{month_after:02}-{day:02}")
    if number.shape == "year" and month_before and tokens.is_upper(number.first - 1):
        return Number(number.value, number.first - 1, number.past, "date", f"{int(number.value)}-{month_before:02}-")
    return number


def _year_at(tokens: TokenColumns, at: int) -> str:
    word = tokens.word(at)
    return word if len(word) == 4 and word.isdecimal() and FIRST_YEAR <= int(word) <= LAST_YEAR else ""
