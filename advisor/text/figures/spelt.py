"""Numbers in words: three and a half, a hundred thousand, two thirds."""

from advisor.text.figures.digits import Number, rounding
from advisor.text.figures.lexicon import SCALES, SIZES, SPELT_SCALES, TIMES, UNITS
from advisor.text.figures.tokens import WORD, TokenColumns

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
SMALL = {word: float(n) for n, word in enumerate(_SMALL)}
TENS = {word: 10.0 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_FIRST = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth".split()
)
ORDINALS = {
    **{word: float(n) for n, word in enumerate(_FIRST, 1)},
    **{f"{word}th": SMALL[word] for word in "fifteen sixteen seventeen eighteen nineteen".split()},
    **{f"{word[:-1]}ieth": value for word, value in TENS.items()},
    "hundredth": 100.0,
}
NUMBER_WORDS = frozenset((*SMALL, *TENS, "dozen", "hundred"))
PARTS = {
    **{word: 1 / value for word, value in ORDINALS.items() if 3 <= value <= 20 or value == 100},
    **{f"{word}s": 1 / value for word, value in ORDINALS.items() if 3 <= value <= 20 or value == 100},
    "half": 0.5, "halves": 0.5, "quarter": 0.25, "quarters": 0.25,
}  # fmt: skip
STARTS = frozenset((*SMALL, *TENS, *ORDINALS, "half", "quarter", "quarters", "hundred", "thousand", "million",
                    "billion", "dozen", "twice", "once", "couple", "lakh", "crore", "trillion", "thrice",
                    "double", "triple", "treble", "quadruple", "time", "noon", "midday", "midnight"))  # fmt: skip
# After "one" these leave it a number; before other words it is a pronoun.
_SHARED_BY = frozenset(
    "of are is have has had were was work works live earn earns hold holds say says use uses more less fewer travel"
    " in do did don to go goes went come take start begin become stay move fail choose make get pass passed leave"
    " leaves , . ; : )".split()
)
_MULTIPLES = {"double": 2.0, "triple": 3.0, "treble": 3.0, "quadruple": 4.0}
# What a multiple is of: double the rate, triple time, but no double degree.
_MULTIPLIED = frozenset("the that their your its his her our time pay what".split())
_REPEATED = TIMES | frozenset(
    "weekend weekends night shift sunday monday tuesday wednesday thursday friday saturday visit class session".split()
)
_PLACED = frozenset("year month week day".split())
_NO_ONES = frozenset("to on off way time".split())
_COUNTED = TIMES | {"percent"}
_ROUNDING = frozenset("about around almost nearly roughly over under than of to in by".split())
_NO_HALF = frozenset("first second other latter later each better half".split())


def read_words(tokens: TokenColumns, at: int) -> Number | None:
    """The number that begins at a word, or None."""
    word = tokens.words[at]
    if word == "half":
        return _half(tokens, at)
    if word in ("twice", "once", "thrice"):
        return _times(tokens, at)
    if word == "time":  # time and a half
        added, past = _and_a_half(tokens, at + 1)
        return Number(1 + added, at, past, "times") if added else None
    if word in _MULTIPLES:
        after = at + 1 + (tokens.word(at + 1) == "-")
        is_multiple = tokens.word(after) in _MULTIPLIED
        return Number(_MULTIPLES[word], at, at + 1, "times") if is_multiple else None
    if word == "couple":
        return Number(2.0, at, at + 1 + (tokens.word(at + 1) == "of"), "spelt", slack=-1.0)
    has_article = tokens.word(at - 1) in ("a", "an")
    if word in SPELT_SCALES:
        is_each = word == "hundred" and tokens.word(at - 1) in ("every", "each")  # 35 in every hundred
        return _run(tokens, at) if has_article or is_each else None
    if word == "quarter" and has_article and tokens.word(at - 2) in ("once", "twice", "times"):
        return None
    if word in ("quarter", "quarters"):
        return _part(tokens, at, 1.0, at) if word == "quarter" and has_article else None
    if word in ORDINALS:
        if has_article and word in PARTS and (found := _part(tokens, at, 1.0, at)):
            return found
        is_every = tokens.word(at - 1) in ("every", "each") and tokens.word(at + 1) in _REPEATED
        if word == "second" and not is_every and (has_article or tokens.word(at - 1) in ("per", "each", "every", "/")):
            return None
        return Number(ORDINALS[word], at, at + 1, "ordinal")
    if word == "one" and not _one_counts(tokens, at):
        return None
    return _run(tokens, at)


def _run(tokens: TokenColumns, at: int) -> Number | None:
    """A run of number words with its scales and fraction."""
    total, current, room, n = 0.0, 0.0, 1000.0, at
    past = at
    while n < len(tokens.words):
        word = tokens.words[n]
        if word == "-" and n > at and tokens.glued(n) and tokens.glued(n + 1):
            n += 1
            continue
        if word in SMALL and room > 10 and (room != 100 or 0 < SMALL[word] < 10):
            current, room = current + SMALL[word], 1.0
        elif word in TENS and room > 100:
            current, room = current + TENS[word], 100.0
        elif word == "hundred" and (current < 100 or n == at) and room <= 1000:
            current, room = (current or 1.0) * 100, 999.0
        elif word in SPELT_SCALES:
            scale = SCALES[word]
            total, current, room = total + (current or 1.0) * scale, 0.0, 998.0
            if word in ("dozen", "thousands", "millions", "billions"):
                past = n + 1
                break
        elif word in ORDINALS and n > at and room > 10 and (room != 100 or ORDINALS[word] < 10):
            return Number(total + current + ORDINALS[word], at, n + 1, "ordinal")
        elif word == "and" and room in (999.0, 998.0) and tokens.word(n + 1) in (SMALL.keys() | TENS.keys()):
            n += 1
            continue
        else:
            break
        n += 1
        past = n
    if past == at:
        return None
    value = total + current
    if value <= 20 and total == 0 and (found := _part(tokens, past + _hyphen(tokens, past), value, at)):
        return found
    added, past = _and_a_half(tokens, past)
    if added:
        return _scaled_half(tokens, Number(value + added, at, past, "spelt"))
    return Number(value, at, past, "spelt", spelt_scale=_last_scale(tokens, at, past))


def _last_scale(tokens: TokenColumns, at: int, past: int) -> float:
    """The scale at the end of a number without another scale, else one."""
    scale, n = 1.0, past
    while n > at and tokens.words[n - 1] in SPELT_SCALES:
        n -= 1
        scale *= SCALES[tokens.words[n]]
    return 1.0 if any(word in SPELT_SCALES for word in tokens.words[at:n]) or n == at else scale


def _hyphen(tokens: TokenColumns, at: int) -> int:
    return int(tokens.word(at) == "-" and tokens.glued(at) and tokens.glued(at + 1))


def and_a_half(tokens: TokenColumns, number: Number) -> Number:
    """The number with "and a half" behind it, also in digits."""
    added, past = _and_a_half(tokens, number.past)
    return Number(number.value + added, number.first, past, number.shape, slack=number.slack) if added else number


def _and_a_half(tokens: TokenColumns, at: int) -> tuple[float, int]:
    """The fraction of "and a half", and the token after it."""
    if tokens.word(at) != "and" and not (tokens.word(at) == "-" and tokens.word(at + 1) == "and"):
        return 0.0, at
    n = at + 1 + (tokens.word(at) == "-")
    n += tokens.word(n) == "-"
    count = {"a": 1.0, "one": 1.0, "two": 2.0, "three": 3.0}.get(tokens.word(n), 0.0)
    n += 1
    n += tokens.word(n) == "-"
    if count and tokens.word(n) in ("half", "quarter", "quarters", "third", "thirds"):
        return count * PARTS[tokens.word(n)], n + 1
    return 0.0, at


def _scaled_half(tokens: TokenColumns, number: Number) -> Number:
    """Two and a half million."""
    word = tokens.word(number.past)
    if word in SPELT_SCALES:
        return Number(number.value * SCALES[word], number.first, number.past + 1, "spelt")
    return number


def _part(tokens: TokenColumns, at: int, count: float, first: int) -> Number | None:
    """A fraction of so many parts: two thirds, a quarter."""
    word = tokens.word(at)
    if word not in PARTS:
        return None
    is_plural = word.endswith("s") and word != "s"
    is_share = is_plural or tokens.word(at + 1) in _SHARED_BY or at + 1 >= len(tokens.words) or first < at
    if (count > 1) != is_plural or not is_share:
        return None
    value = count * PARTS[word]
    return _of_whole(tokens, Number(value, first, at + 1, "share", slack=rounding(value)))


def _half(tokens: TokenColumns, at: int) -> Number | None:
    """Half of people, or of the unit or number that follows."""
    after, before = tokens.word(at + 1), tokens.word(at - 1)
    is_compound = after == "-" and tokens.glued(at + 1) and UNITS.get(tokens.word(at + 2)) in TIMES
    is_part = tokens.word(at - 2) in ("the", "its", "their", "your") and before not in _ROUNDING  # the written half
    if not is_compound and (before in _NO_HALF or (is_part and tokens.kind(at - 1) == WORD)):
        return None
    if after == "past":
        hour = SMALL.get(tokens.word(at + 2)) or (
            float(tokens.words[at + 2]) if tokens.word(at + 2).isdecimal() and len(tokens.words[at + 2]) < 3 else 0.0
        )
        return Number(60 * hour + 30, at, at + 3, "clock") if hour else None
    if after == "-" and tokens.glued(at + 1):
        return Number(0.5, at, at + 1, "spelt") if is_compound else None
    return _of_whole(tokens, Number(0.5, at, at + 1, "share"))


def _of_whole(tokens: TokenColumns, number: Number) -> Number:
    """A fraction of a number or time: half a million."""
    at = number.past
    at += tokens.word(at) == "of"
    at += tokens.word(at) in ("a", "an")
    word = tokens.word(at)
    if word in SPELT_SCALES and at > number.past:
        return Number(number.value * SCALES[word], number.first, at + 1, "spelt")
    is_length = UNITS.get(word) in TIMES or (UNITS.get(word) in SIZES and len(word) > 2)
    if is_length and (at > number.past or not word.endswith("s")):
        return Number(number.value, number.first, at, "spelt")
    return number


def _times(tokens: TokenColumns, at: int) -> Number | None:
    """Once or twice in a period."""
    if tokens.word(at + 1) in ("every", "each") and _is_number(tokens, at + 2):
        return None  # once every three years
    if tokens.words[at] == "once" and tokens.word(at + 1) not in ("a", "per", "every", "each"):
        return None
    if tokens.words[at] == "once" and tokens.word(at + 3) in ("is", "are", "has", "was", "have", "gets", "ends"):
        return None  # once a class is over
    return Number({"once": 1.0, "twice": 2.0, "thrice": 3.0}[tokens.words[at]], at, at + 1, "times")


def _is_number(tokens: TokenColumns, at: int) -> bool:
    word = tokens.word(at)
    return word in SMALL or word in TENS or word == "hundred" or (word.isdecimal() and len(word) <= 3)


def _is_one_in(tokens: TokenColumns, at: int, n_words: int) -> bool:
    """Whether so many words stand between "one" and "in ten": one smith in ten."""
    joint = at + 1 + n_words
    if tokens.word(joint) not in ("in", "out") or any(tokens.kind(n) != WORD for n in range(at + 1, joint)):
        return False
    of = joint + 1 + (tokens.word(joint) == "out")
    number = of + (tokens.word(of) in ("every", "each"))
    return _is_number(tokens, number) and UNITS.get(tokens.word(number + 1)) not in TIMES


def _one_counts(tokens: TokenColumns, at: int) -> bool:
    """Whether "one" is a number here and no pronoun."""
    after = tokens.word(at + 1)
    if tokens.word(at - 1) in ("no", "any", "some", "every", "this", "that", "each", "which", "the", "another"):
        return False
    if tokens.word(at - 1) in _PLACED and after != "of":  # in year one
        return True
    if after in ("to", "on", "by") and tokens.word(at + 2) == "one":
        return False
    if after not in ("of", *TIMES) and any(_is_one_in(tokens, at, n) for n in (1, 2, 3)):
        return True
    if after in ("in", "out"):
        at_least = tokens.word(at + 2 + (after == "out"))
        return at_least in SMALL or at_least in TENS or at_least.isdecimal() or at_least in ("every", "hundred")
    if after == "-":
        return tokens.glued(at + 1) and tokens.kind(at + 2) == WORD and tokens.word(at + 2) not in _NO_ONES
    return (
        UNITS.get(after) in _COUNTED
        or after in SPELT_SCALES
        or after in PARTS
        or after in ("dollar", "euro", "pound", "full", "whole", "single", "more")
        or (after in ("and", "or", "to") and (tokens.word(at + 2) in ("a", *SMALL)))
    )
