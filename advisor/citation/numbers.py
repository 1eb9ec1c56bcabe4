"""Numbers in sentences: values, units and surrounding words."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from advisor.text.context import text_before
from advisor.text.tokens import stems
from advisor.weights import weights

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_WORD_VALUES = {
    **{word: n for n, word in enumerate(f"{_UNITS} seventeen eighteen nineteen".split())},
    **{word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)},
    "dozen": 12,
    "hundred": 100,
}
_SCALES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 10**9, "billion": 10**9}
# "one" is a number only before something countable; otherwise it is a pronoun ("one of the ways").
_COUNTED = r"(?:year|month|week|day|hour|minute|decade|percent|per\s+cent|%|dollar|in\s+\w+|out\s+of)s?\b"
_WORDS = "|".join(sorted(_WORD_VALUES, key=len, reverse=True))
_NUMERAL = re.compile(
    rf"""
    \b(?P<pair>\d{{1,2}}/\d{{1,2}})\b
    | (?P<currency>US\$|USD\s?|[$€£¥])?
    (?<![\w.])(?P<digits>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
      (?P<scale>\s?(?:[kKmM]|bn)\b|\s(?:thousand|million|billion)\b)?
      (?P<unit>\s?%|[\s-]?per\s?cent\b|\s(?:US\s)?dollars?\b|\sUSD\b|\+)?
      (?=(?:(?P<ordinal>st|nd|rd|th)\b)?)
    | \b(?P<word>(?:{_WORDS}))(?P<tail>-(?:{_UNITS.replace(" ", "|")}))?\b
      (?P<unit_2>\s(?:per\s?cent|percent)\b|\s(?:US\s)?dollars?\b)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s?[-–—−]\s?|\sto\s|\sand\s")
_BOUND = re.compile(
    r"\b(?:up to|at (?:least|most)|(?:more|less|fewer) than|over|under|above|below|from|starts?(?: at)?|starting|top|or"
    r"|begins? at|minimum|maximum|nearly|almost|about|around|beyond|exceed\w*|as (?:much|many|high|low) as|least)\b"
    r"[^.;:]*$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:[-–—−]|to|and|or)\s*", re.IGNORECASE)
_MONEY = re.compile(r"[$€£¥]|dollar|USD", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
N_CONTEXT_WORDS = 5  # words on either side


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number at ``start``..``end`` of a text.

    ``kind`` is money, percent or plain; ``context`` has the stems around it, weighted by distance.
    """

    value: float
    kind: str
    start: int
    end: int
    context: tuple[tuple[str, float], ...] = ()
    is_bound: bool = False  # a limit such as "up to", "at least" or "+", not the figure itself
    other_end: float | None = None  # of a range

    def agrees(self, other: "Numeral") -> bool:
        """Whether both may be the same figure: equal values, compatible units."""
        return self.value == other.value and (self.kind == other.kind or "plain" in (self.kind, other.kind))


def numerals(text: str) -> tuple[Numeral, ...]:
    """The numbers of a text in order, in digits or words.

    ``3-5%`` are two, both percent; ``65k`` is 65,000.
    """
    found = list(_read(text))
    for n in range(len(found) - 1, 0, -1):  # a range has its unit only once: $65,000-80,000, 3-5%
        first, second = found[n - 1], found[n]
        if _RANGE.fullmatch(text[first.end : second.start]):
            kind = first.kind if second.kind == "plain" else second.kind
            found[n - 1] = first if first.kind != "plain" else _of_kind(first, kind)
            found[n] = second if second.kind != "plain" else _of_kind(second, kind)
    words = [(m.start(), stem[0]) for m in _WORD.finditer(text) if (stem := stems(m.group()))]
    other_ends = _other_ends(text, found)
    return tuple(
        Numeral(
            one.value,
            one.kind,
            one.start,
            one.end,
            context=_context(one, words, found),
            is_bound=_is_bound(text, one),
            other_end=other_ends.get(n),
        )
        for n, one in enumerate(found)
    )


def _other_ends(text: str, found: Sequence[Numeral]) -> dict[int, float]:
    """The opposite end of each number in a range, by index."""
    other_ends: dict[int, float] = {}
    for n, (first, second) in enumerate(pairwise(found)):
        if _is_range(text, first, second):
            other_ends[n], other_ends[n + 1] = second.value, first.value
    return other_ends


def _is_range(text: str, first: Numeral, second: Numeral) -> bool:
    joint = text[first.end : second.start]
    if not _BETWEEN.fullmatch(joint) or first.kind != second.kind:
        return False
    return joint.strip() != "and" or text[: first.start].rstrip().lower().endswith("between")


def _is_bound(text: str, one: Numeral) -> bool:
    before = " ".join(text_before(text, one.start).split()[-4:])
    return bool(_BOUND.search(before)) or text[one.end - 1 : one.end + 1].strip().endswith("+")


def _of_kind(numeral: Numeral, kind: str) -> Numeral:
    return Numeral(numeral.value, kind, numeral.start, numeral.end)


def _read(text: str) -> Iterator[Numeral]:
    for match in _NUMERAL.finditer(text):
        word = match["word"]
        unit = (match["unit_2"] if word else match["unit"]) or ""
        if match["pair"]:  # 24/7 is one figure, 7/24 another
            first, second = match["pair"].split("/")
            value = float(first) + float(second) / 1000
        elif word:
            value = float(_WORD_VALUES[word.lower()] + _WORD_VALUES.get((match["tail"] or "-")[1:].lower(), 0))
            if word.lower() == "one" and not re.match(rf"\s{_COUNTED}|-\w", text[match.end() :], re.IGNORECASE):
                continue
        else:
            scale = (match["scale"] or "").strip().lower()
            value = float(match["digits"].replace(",", "")) * _SCALES.get(scale, 1)
        money = _MONEY.search((match["currency"] or "") + unit)
        kind = "money" if money else "percent" if re.search(r"%|cent", unit, re.IGNORECASE) else "plain"
        yield Numeral(value, kind, match.start(), match.end())


def _context(one: Numeral, words: Sequence[tuple[int, str]], found: Sequence[Numeral]) -> tuple[tuple[str, float], ...]:
    """The stems next to a number, weighted by distance.

    Stems beyond another number count less than half, since they belong to that one.
    """
    beyond = weights().numbers.beyond_number
    before = [w for w in words if w[0] < one.start][-N_CONTEXT_WORDS:][::-1]
    after = [w for w in words if w[0] >= one.end][:N_CONTEXT_WORDS]
    out: dict[str, float] = {}
    for side in (before, after):
        for distance, (at, stem) in enumerate(side, 1):
            low, high = sorted((at, one.start))
            between = any(low < other.start < high for other in found)
            out[stem] = max(out.get(stem, 0.0), (beyond if between else 1.0) / distance)
    return tuple(out.items())


def context_similarity(one: Numeral, other: Numeral, uses: Mapping[str, int]) -> float:
    """The share of the first number's context found around the second, 0..1.

    Stems weigh less with distance, and the more numbers they stand at (``uses``).
    """
    theirs = dict(other.context)
    total = sum(weight / uses.get(stem, 1) for stem, weight in one.context)
    if not total:
        return 0.0
    return sum(min(weight, theirs.get(stem, 0.0)) / uses.get(stem, 1) for stem, weight in one.context) / total


@dataclass(frozen=True, slots=True)
class HeadedText:
    """A text with the headings above it.

    The headings' words tell about its numbers, too. ``common``: words of the guide's title and role, ignored because
    they tell nothing apart.
    """

    text: str
    headings: tuple[str, ...] = ()
    common: tuple[str, ...] = ()

    def numerals(self) -> tuple[Numeral, ...]:
        """The numbers of the text, with the headings' words in their context."""
        return _numerals_of(self)


@lru_cache(maxsize=2048)
def _numerals_of(headed: HeadedText) -> tuple[Numeral, ...]:
    ignored = {stem for words in headed.common for stem in stems(words)}
    heading = weights().numbers.heading
    above = {stem: heading for words in headed.headings for word in _WORD.findall(words) for stem in stems(word)}
    return tuple(
        replace(one, context=tuple((s, w) for s, w in {**above, **dict(one.context)}.items() if s not in ignored))
        for one in numerals(headed.text)
    )


def numeral_fault(sentence: str, quotes: Sequence[HeadedText], beside: Sequence[HeadedText] = ()) -> str:
    """The reason a sentence's numbers are unsupported, or empty.

    ``beside``: further sentences at hand; a number of theirs in a more similar context is a fault.
    """
    common = tuple(words for quote in quotes for words in quote.common)
    wanted = HeadedText(sentence, common=common).numerals()
    if not wanted:
        return ""
    held = [quote.numerals() for quote in quotes]
    if any(not any(one.agrees(other) for quote in held for other in quote) for one in wanted):
        return "it has a number found in none of its quotes"
    if _breaks_range(wanted, held):
        return "it has a range that differs from its quotes"
    if any(_belongs_to_other(one, wanted, held) for one in wanted):
        return "it has a number from a quote about something else"
    context = [*held, *(headed.numerals() for headed in beside if headed not in quotes)]
    if any(_misplaced(one, held, context) for one in wanted):
        return "it has a number with another meaning in its quotes"
    return ""


def _belongs_to_other(one: Numeral, wanted: Sequence[Numeral], held: Sequence[Sequence[Numeral]]) -> bool:
    """Whether a number comes from elsewhere than the fitting quote.

    Another quote then has figures of the same unit, and the sentence uses none of them.
    """
    if one.kind == "plain":
        return False
    return any(
        (own := [other for other in quote if other.kind == one.kind])
        and not any(other.agrees(some) for other in own for some in wanted)
        for quote in held
    )


def is_number(word: str) -> bool:
    """Whether a single word is a number, in digits or letters."""
    return word[:1].isdigit() or word.lower() in _WORD_VALUES


def _misplaced(one: Numeral, held: Sequence[Sequence[Numeral]], context: Sequence[Sequence[Numeral]]) -> bool:
    """Whether another number's context is clearly more similar."""
    uses = Counter(stem for quote in context for other in quote for stem, _ in other.context)
    same = max(context_similarity(one, other, uses) for quote in held for other in quote if one.agrees(other))
    others = (
        context_similarity(one, other, uses)
        for quote in context
        for other in quote
        if not one.agrees(other) and one.kind == other.kind and not _within_range(one, other, quote)
    )
    return max(others, default=0.0) > same + weights().numbers.clear_lead


def _within_range(one: Numeral, other: Numeral, quote: Sequence[Numeral]) -> bool:
    """Whether both are the ends of one range in the quote.

    Such numbers share their context.
    """
    places = [n for n in quote if n.agrees(one)]
    return any(0 <= max(n.start, other.start) - min(n.end, other.end) <= 5 for n in places)


def _breaks_range(wanted: Sequence[Numeral], held: Sequence[Sequence[Numeral]]) -> bool:
    """Whether the sentence changes a range of its quotes.

    Its ranges must be ranges of a quote, and it must not give one end, or a bound, for the whole.
    """
    for n, one in enumerate(wanted):
        same = [other for quote in held for other in quote if one.agrees(other)]
        if one.other_end is not None:
            after = wanted[n + 1] if n + 1 < len(wanted) else None
            if after is None or (after.value, after.other_end) != (one.other_end, one.value):
                continue
            if not any(a.agrees(one) and b.agrees(after) for quote in held for a, b in pairwise(quote)):
                return True
        elif not one.is_bound and all(
            other.is_bound or (other.other_end is not None and other.other_end not in {w.value for w in wanted})
            for other in same
        ):
            return True
    return False
