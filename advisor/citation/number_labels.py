"""Labels of numbers: what its quotes give another one."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from advisor.text.figures.lexicon import CURRENCIES, TIMES
from advisor.text.tokens import stems

N_LABEL_WORDS = 6
N_LABEL_CHARS = 80
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Where the words beside a number end.
_BREAK = re.compile(
    r"[;|\n•,]|[.!?](?=\s|$)|\b(?:whereas|while|although|though|but|and|against|than|or)\b", re.IGNORECASE
)
_LABEL_END = re.compile(r"[\d;|\n•,($€£₹–]|:(?!.{0,60}?;)")
_NUMBER_SOON = re.compile(r"[^\w.;]{0,3}(?:[^\W\d]{1,20}[ ,]{1,2}){0,3}[($€£₹~]{0,2}\d")
_APART = re.compile(r"\b(?:outside(?: of)?|except|unlike|than|beyond|apart from)\s+\w+", re.IGNORECASE)
_ADVERBS = "often usually normally generally typically commonly mostly always sometimes"
_UNTELLING = frozenset(
    stem
    for words in (" ".join(TIMES), " ".join(CURRENCIES), "per cent percent about around one ones", _ADVERBS)
    for stem in stems(words)
)


@dataclass(frozen=True, slots=True)
class NumberPlace:
    """A number's values in a text, and the stems beside it.

    ``measure`` is empty where nothing says of what it is.
    """

    values: frozenset[float]
    measure: str
    beside: frozenset[str]


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """Where a number stands, and its values and measure."""

    start: int
    end: int
    values: frozenset[float]
    measure: str


def places(text: str, spans: Sequence[NumberSpan], common: frozenset[str]) -> list[NumberPlace]:
    """The words beside each number.

    They reach to the next number or a break.
    """
    breaks = list(_BREAK.finditer(text))
    starts, pasts = [one.start() for one in breaks], [one.end() for one in breaks]
    found = []
    for n, span in enumerate(spans):
        low = spans[n - 1].end if n else 0
        high = spans[n + 1].start if n + 1 < len(spans) else len(text)
        before, after = bisect_right(pasts, span.start), bisect_left(starts, span.end)
        low = max(low, pasts[before - 1]) if before else low
        high = min(high, starts[after]) if after < len(starts) else high
        found.append(
            NumberPlace(
                span.values,
                span.measure,
                _stems(f"{text[low : span.start]} {text[span.end : high]}") - common - _UNTELLING,
            )
        )
    return found


def are_exchanged(said: Sequence[NumberPlace], held: Sequence[NumberPlace]) -> bool:
    """Whether two numbers of a quote stand at each other's words.

    Only words that the quote has beside one of the two and not beside the other one tell.
    """
    for one, other in combinations(held, 2):
        if one.values & other.values or (one.measure and other.measure and one.measure != other.measure):
            continue
        mine, theirs = (_beside(said, place.values) for place in (one, other))
        if mine is None or theirs is None:
            continue
        own, others = one.beside - other.beside, other.beside - one.beside
        if not own or not others:
            continue
        is_crossed = bool(mine & others), bool(theirs & own)
        is_straight = bool(mine & own), bool(theirs & others)
        if (any(is_crossed) and not any(is_straight)) or (all(is_crossed) and not all(is_straight)):
            return True
    return False


def _beside(said: Sequence[NumberPlace], values: frozenset[float]) -> frozenset[str] | None:
    """The stems beside the only number of these values, or None."""
    found = [place.beside for place in said if place.values & values]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def label(text: str) -> frozenset[str]:
    """The stems that a row begins with.

    They stand soon before its first number. Of a table's row it is the first cell without its column's name.
    """
    start = text[: N_LABEL_CHARS + 1]
    end = _LABEL_END.search(start)
    if end is None:
        return frozenset()
    name, _, value = start[: end.start()].partition(":")
    words = value if value.strip() else name
    is_row = ";" in text or _NUMBER_SOON.match(text, end.start() if end.group() != ":" else end.end())
    return _stems(words) if is_row and len(_WORD.findall(words)) <= N_LABEL_WORDS else frozenset()


def named_in(sentence: str) -> frozenset[str]:
    """The stems of a sentence, without what it sets apart: outside London."""
    return _stems(_APART.sub(" ", sentence))


def names_other(said: frozenset[str], own: frozenset[str], others: Iterator[frozenset[str]]) -> bool:
    """Whether words name another row, and nothing of their own.

    The other is named in full.
    """
    return any(
        (named := other - own) and named <= said and (rest := own - other) and not rest & said for other in others
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem for word in _WORD.findall(text) for stem in stems(word))
