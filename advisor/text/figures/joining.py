"""Numbers that belong together: ranges, one in five, years and months."""

from collections.abc import Sequence

from advisor.text.figures.digits import Number, rounding
from advisor.text.figures.lexicon import CURRENCIES, PARTS, SIZES, TIMES, UNITS
from advisor.text.figures.quantities import Quantity
from advisor.text.figures.tokens import WORD, TokenColumns

_TO = {
    ("-",),
    ("to",),
    ("bis",),
    ("through",),
    ("until",),
    ("till",),
    ("up", "to"),
    ("-", "to", "-"),
    ("-", "-"),
    ("to", "a"),
}
_OF_EACH = {
    ("in",),
    ("in", "every"),
    ("out", "of"),
    ("out", "of", "every"),
    ("of", "every"),
    ("in", "each"),
    ("in", "a"),
}
_LONGEST_JOINT = 4


def joined(tokens: TokenColumns, found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities with those that belong together made one."""
    out: list[Quantity] = []
    for one in found:
        if out and _is_of_each(tokens, out[-1], one):
            out.pop()
        if out and out[-1].other is None and _join(tokens, out[-1], one):
            continue
        out.append(one)
    return out


def _is_of_each(tokens: TokenColumns, whole: Quantity, part: Quantity) -> bool:
    """Make a number a share of the one before: of every ten, six start."""
    before = tuple(tokens.words[max(0, whole.first - 2) : whole.first])
    is_whole = before in (("of", "every"), ("of", "each"), ("of", "a")) and whole.shape in ("spelt", "plain")
    is_part = part.shape in ("spelt", "plain") and not part.currency and part.unit in ("", "person")
    if not is_whole or not is_part or not 0 < part.value < whole.value or whole.value not in (10, 20, 100, 1000):
        return False
    if whole.currency or whole.unit not in ("", "person") or "." in tokens.words[whole.past : part.first]:
        return False
    share = part.value / whole.value
    part.number = Number(share, part.number.first, part.past, "share", slack=rounding(share))
    part.value, part.unit, part.thing = share, "", ""
    return True


def _join(tokens: TokenColumns, first: Quantity, second: Quantity) -> bool:
    """Add the second quantity to the first if they are one figure."""
    if not 0 <= second.first - first.past <= _LONGEST_JOINT:
        return False
    joint = tuple(tokens.words[first.past : second.first])
    return (
        _join_half(tokens, first, second, joint)
        or _join_parts(first, second, joint)
        or _join_coins(tokens, first, second, joint)
        or _join_share(first, second, joint)
        or _join_range(tokens, first, second, joint)
    )


def _join_half(tokens: TokenColumns, first: Quantity, second: Quantity, joint: tuple[str, ...]) -> bool:
    """A year and a half."""
    is_half = second.shape == "share" and second.value in (0.5, 0.25) and joint == ("and", "a")
    if is_half and UNITS.get(tokens.word(first.past - 1)) in TIMES:
        first.value, first.past = first.value + second.value, second.past
        return True
    return False


def _join_parts(first: Quantity, second: Quantity, joint: tuple[str, ...]) -> bool:
    """Two years and six months."""
    if joint in ((), ("and",)) and first.unit and PARTS.get(first.unit) == second.unit and not second.period:
        first.value += second.value * SIZES[second.unit][1] / SIZES[first.unit][1]
        first.past, first.bound = second.past, first.bound or second.bound
        return True
    return False


def _join_coins(tokens: TokenColumns, first: Quantity, second: Quantity, joint: tuple[str, ...]) -> bool:
    """Twelve pounds forty, or eight euros and 35 cents."""
    is_named = first.currency and CURRENCIES.get(tokens.word(first.past - 1)) and tokens.kind(first.past - 1) == WORD
    is_coins = second.is_bare and second.shape in ("plain", "spelt") and second.scale == 1 and 10 <= second.value < 100
    if is_named and joint in ((), ("and",)) and second.scale == 0.01 and second.currency:  # 8 euros and 35 cents
        first.value, first.past, first.number_past = first.value + second.value, second.past, second.past
        return True
    if joint or not is_named or not is_coins or first.value != int(first.value):
        return False
    first.value, first.past, first.number_past = first.value + second.value / 100, second.past, second.past
    return True


def _join_share(first: Quantity, second: Quantity, joint: tuple[str, ...]) -> bool:
    """One in five."""
    second_is_bare = second.is_bare or (first.value == 1 and not second.unit and not second.currency)
    is_whole = first.value == int(first.value) and first.scale == 1 and not first.currency
    if joint in _OF_EACH and first.unit == "person" and is_whole and second.is_bare:
        first.unit = ""
    if joint not in _OF_EACH and is_whole and first.unit in ("", "person") and second_is_bare:  # one smith in ten
        n_between = next((n for n in (1, 2, 3) if joint[n:] in _OF_EACH and all(map(str.isalpha, joint[:n]))), 0)
        if n_between and not {"of", "and", "or", "to"} & set(joint[:n_between]):
            joint, first.unit, first.thing = joint[n_between:], "", ""
    if joint not in _OF_EACH or not {first.shape, second.shape} <= {"plain", "spelt"}:
        return False
    if first.unit in TIMES and first.value == 1 and second.is_bare and second.value > 1:  # one week in four
        first.value, first.past, first.is_every = second.value, second.past, True
        return True
    is_of = first.is_bare and first.scale == 1 and 0 < first.value < second.value <= 1000
    if not is_of or second.currency or second.unit in TIMES or second.unit == "percent":
        return False
    share = first.value / second.value
    first.number = Number(share, first.number.first, second.past, "share", slack=rounding(share))
    first.value, first.past = share, second.past
    return True


def _join_range(tokens: TokenColumns, first: Quantity, second: Quantity, joint: tuple[str, ...]) -> bool:
    if joint not in _TO and not _is_between(tokens, first, joint) and not _is_either(first, second, joint):
        return False
    shapes = {first.shape, second.shape}
    if joint[0] in ("until", "till", "through") and not shapes & {"year", "clock"}:
        return False
    if shapes & {"name", "date", "times"} or (shapes & {"ordinal", "share"} and len(shapes) > 1):
        return False
    if "year" in shapes and not _share_century(first, second, joint):
        return False
    if "clock" in shapes and not _share_half_day(first, second):
        return False
    if (first.currency or second.currency) and (first.unit or second.unit):
        return False
    if first.unit and second.unit and first.unit != second.unit and {first.unit, second.unit} & {"percent", "points"}:
        return False
    if first.currency and second.currency and first.currency != second.currency:
        return False
    _share_scale(first, second)
    first.currency = first.currency or second.currency
    first.unit = first.unit or second.unit
    second.unit = second.unit or first.unit
    if first.unit != second.unit and first.unit in SIZES and second.unit in SIZES:  # 6 months to 2 years
        second.value *= SIZES[second.unit][1] / SIZES[first.unit][1]
    first.thing = first.thing or second.thing
    first.period = first.period or second.period
    first.bound = first.bound or second.bound
    first.other = second
    return True


def _is_between(tokens: TokenColumns, first: Quantity, joint: tuple[str, ...]) -> bool:
    return joint == ("and",) and "between" in tokens.words[max(0, first.first - 2) : first.first]


def _is_either(first: Quantity, second: Quantity, joint: tuple[str, ...]) -> bool:
    """Whether these are two neighbouring numbers: two or three years."""
    if first.unit in TIMES and first.value == 1 and second.is_bare and second.value == 2:  # a week or two
        return joint == ("or",)
    raw = second.value / _spelt_scale(first, second)
    return joint == ("or",) and first.is_bare and first.scale == 1 and first.value < raw <= first.value * 2


def _share_century(first: Quantity, second: Quantity, joint: tuple[str, ...]) -> bool:
    """Complete 2024-34; a year makes a range only with another."""
    if first.shape == "year" and second.shape == "year":
        return True
    digits = second.number
    if (
        first.shape == "year"
        and digits.shape == "plain"
        and joint == ("-",)
        and not second.currency
        and second.value < 100
    ):
        if second.unit or second.scale != 1:
            return False
        second.thing = ""
        second.value += first.value // 100 * 100
        return True
    is_amount = not (first.is_bare and second.is_bare) and 1 / 3 < first.value / (second.value or 1.0) < 3
    if is_amount:
        first.number.shape = second.number.shape = "plain"  # 1900 to 2000 hours
    return is_amount


def _share_half_day(first: Quantity, second: Quantity) -> bool:
    """Make both ends times of day: 9 to 5 pm."""
    if first.shape == "clock" and second.shape == "clock":
        if not first.number.name and second.number.name == "pm" and second.value >= 720 > first.value:
            same = first.value + 720
            first.value = same if same < second.value and first.value < 420 else first.value
        return True
    plain, clock = (second, first) if first.shape == "clock" else (first, second)
    if plain.is_bare and plain.value == int(plain.value) and 0 <= plain.value <= 24:
        plain.value *= 60.0
        plain.number = Number(plain.value, plain.number.first, plain.past, "clock", clock.number.name and "")
        return True
    return False


def _share_scale(first: Quantity, second: Quantity) -> None:
    """Give a range's scale to both ends: 46-52k, two to six thousand."""
    if second.scale == 1 and (scale := _spelt_scale(first, second)) != 1:
        first.value, first.scale, second.scale = first.value * scale, scale, scale
        return
    if first.scale == 1 and second.scale not in (1, first.scale):
        raw = second.value / second.scale
        if (first.value < raw and first.value < 1000) or second.scale < 1:
            first.value, first.scale = first.value * second.scale, second.scale
    elif second.scale == 1 and first.scale != 1 and first.value / first.scale < second.value < 1000:
        second.value, second.scale = second.value * first.scale, first.scale


def _spelt_scale(first: Quantity, second: Quantity) -> float:
    """The scale in words that the second number has and the first one shares."""
    scale = second.number.spelt_scale
    shares = first.scale == 1 and first.number.spelt_scale == 1 and first.shape in ("spelt", "plain")
    return scale if shares and first.value < second.value / scale < 1000 else 1.0
