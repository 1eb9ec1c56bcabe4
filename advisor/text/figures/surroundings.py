"""Bounds, directions and periods from the words around a figure."""

from advisor.text.figures.lexicon import (
    BEFORE,
    DIRECTED_AFTER,
    DOWN_AFTER,
    FALL,
    PER,
    PERIOD_WORDS,
    PERIODS,
    RISE,
)
from advisor.text.figures.model import Bound
from advisor.text.figures.tokens import DIGITS, MARK, TokenColumns

N_BEFORE, N_BEFORE_PERIOD, N_AFTER = 8, 12, 6  # tokens looked at
_LONGEST = max(map(len, BEFORE))
_ENDS = {words[-1] for words in BEFORE}
_SKIPPED = frozenset(("a", "an", "the", "another", "just", "only", "well", "still", "around", "(", "of", "'", '"', "“"))
_NOT_PERIOD = frozenset("for in of after to as than into within on by from at about over under".split())
_LESS = frozenset(
    "less fewer lower smaller shorter younger cheaper slower colder cooler lighter thinner narrower weaker earlier"
    " sooner closer nearer quieter softer quicker poorer".split()
)
_DENIED = {Bound.MORE_THAN: Bound.AT_MOST, Bound.LESS_THAN: Bound.AT_LEAST}
_DENYING = frozenset(
    "no not never nobody none neither nor cannot without nothing hardly rarely seldom scarcely".split()
)
_NO_COMPARATIVES = frozenset("rather other either another whether never number".split())
# These round a figure instead of limiting it.
_ROUNDED = {
    words[:-1] for words, bound in BEFORE.items() if words[-1] == "than" and bound in (Bound.NEARLY, Bound.JUST_OVER)
}
# Before "over" and a time these make it more than that time.
_LASTING = frozenset(
    "have has had having for take takes took taking last lasts lasted need needs require requires required with is are"
    " was were be been being spend spends spent after work works worked serve served well just of in by at stay"
    " stays stayed and or wait waits waited within since".split()
)
_STOPS = frozenset(".;:!?()")


def bound_before(tokens: TokenColumns, first: int) -> Bound:
    """The bound set by the words before a figure."""
    bound = _bound_before(tokens, first)
    if bound in _DENIED and _is_denied(tokens, first):
        return _DENIED[bound]
    return bound


def is_denied(tokens: TokenColumns, first: int) -> bool:
    """Whether a denial turns the bound before a figure round."""
    return _bound_before(tokens, first) in _DENIED and _is_denied(tokens, first)


def _is_denied(tokens: TokenColumns, first: int) -> bool:
    """Whether a clause says no to what stands before a figure: nobody under 18."""
    for n in range(first - 1, max(-1, first - 1 - N_BEFORE), -1):
        word = tokens.words[n]
        if word in _DENYING or (word == "t" and tokens.word(n - 1) == "'"):
            return True
        if (tokens.kinds[n] == MARK and word != "'") or word in ("but", "and", "or", "who", "that", "if", "because"):
            break
    return False


def _bound_before(tokens: TokenColumns, first: int) -> Bound:
    if tokens.word(first - 1) == "than" and (bound := _compared(tokens, first - 2)):
        return bound
    at = first
    for _ in range(2):
        before = tokens.word(at - 1)
        if before in _ENDS:
            for size in range(_LONGEST, 0, -1):
                found = BEFORE.get(tuple(tokens.words[max(0, at - size) : at]))
                if found and at - size >= 0:
                    return found
        elif before == "." and tokens.word(at - 2) in ("approx", "ca", "c", "min", "max"):
            return BEFORE.get((tokens.word(at - 2),), Bound.ABOUT)
        if before not in _SKIPPED:
            break
        at -= 1
    return Bound.NONE


def _compared(tokens: TokenColumns, at: int) -> Bound:
    """The bound of any comparative before "than": warmer, no cheaper."""
    word, before = tokens.word(at), tokens.word(at - 1)
    if (tokens.word(at - 2), before, word) in _ROUNDED or (before, word) in _ROUNDED:
        return Bound.NONE
    if word not in _LESS and (not word.endswith(("er", "ier")) or word in _NO_COMPARATIVES or len(word) < 5):
        return Bound.NONE
    return Bound.LESS_THAN if word in _LESS else Bound.MORE_THAN


def is_span(tokens: TokenColumns, first: int, past: int) -> bool:
    """Whether "over" before a time means during it."""
    if tokens.word(first - 1) in ("the", "a", "an"):
        first -= 1
    if tokens.word(first - 1) != "over" or tokens.word(past) in ("of", "old", "to"):
        return False
    return tokens.word(first - 2) not in _LASTING


def direction(tokens: TokenColumns, first: int, past: int, *, needs_by: bool) -> int:
    """1 for a rise in the words around, -1 for a fall.

    ``needs_by``: only words before it that lead to it closely, since it need not be a change.
    """
    words = tokens.words
    for n in range(past, min(past + 3, len(words))):
        if words[n] in DIRECTED_AFTER:
            return -1 if words[n] in DOWN_AFTER else 1
        if tokens.kinds[n] == MARK or words[n] in ("of", "to", "and", "or", "in", "by", "than"):
            break
    reach = 2 if needs_by else N_BEFORE
    for n in range(first - 1, max(-1, first - 1 - reach), -1):
        word = words[n]
        if word in _STOPS and not _is_within_word(tokens, n):
            if word != ":":
                break
            continue
        if word in FALL and not (word in ("less", "lower", "fewer") and words[n + 1] == "than"):
            return -1
        if word in RISE and not (word == "up" and words[n + 1] == "to") and word != "plus":
            return 1
    return 0


def _is_within_word(tokens: TokenColumns, at: int) -> bool:
    """Whether a mark stands inside an abbreviation or number."""
    return tokens.glued(at) and tokens.glued(at + 1)


def period_after(tokens: TokenColumns, past: int) -> str:
    """The period behind a figure: a year, /month, p.a., weekly."""
    words = tokens.words
    for n in range(past, min(past + N_AFTER, len(words))):
        word = words[n]
        if word in PERIOD_WORDS:
            return PERIODS[word]
        if word == "p" and words[n + 1 : n + 3] == [".", "a"]:
            return "year"
        if word in ("pa", "ph", "pw", "pm", "pd") and n == past:
            return {"pa": "year", "ph": "hour", "pw": "week", "pm": "month", "pd": "day"}[word]
        if word in PER:
            found = _period_at(tokens, n, past)
            if found:
                return found
            continue
        if tokens.kinds[n] == DIGITS or (tokens.kinds[n] == MARK and word not in ("(", "-", "'", "+", '"')):
            return ""
    return ""


def _period_at(tokens: TokenColumns, n: int, past: int) -> str:
    """The period after an article, "per" or a slash."""
    word, before, after = tokens.words[n], tokens.word(n - 1), tokens.word(n + 1)
    if word in ("a", "an") and (before in _NOT_PERIOD and n > past):
        return ""
    if word == "the" and not (n == past and after in ("hour",)):
        return ""
    if after in ("working", "calendar", "single", "full", "academic", "written", "translated", "school"):
        after = tokens.word(n + 2)
    if word in ("per", "/", "pro", "im", "each", "every") and after not in PERIODS:
        is_noun = word in ("per", "/") and after.isalpha() and after != "cent" and len(after) > 1
        return after if is_noun else ""
    return PERIODS.get(after, "")


def period_before(tokens: TokenColumns, first: int) -> str:
    """The period of an adjective before a sum: the hourly rate."""
    for n in range(first - 1, max(-1, first - 1 - N_BEFORE_PERIOD), -1):
        word = tokens.words[n]
        if word in PERIOD_WORDS:
            return PERIODS[word]
        if tokens.kinds[n] == DIGITS or (word in ".;!?" and not _is_within_word(tokens, n)):
            return ""
        if word in ("per", "/", "an") and tokens.word(n + 1) in PERIODS and tokens.word(n + 2) in (":", "is", "are"):
            return PERIODS[tokens.word(n + 1)]
    return ""
