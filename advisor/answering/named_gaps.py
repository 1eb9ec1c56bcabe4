"""Gaps that a chat model names, where they may be told."""

import re
from collections.abc import Iterable
from functools import cache

from advisor.citation.checks import DOMAIN, MARKUP
from advisor.citation.names import credentials, name_fault
from advisor.citation.numbers import numerals
from advisor.citation.structure.function_words import is_function_word
from advisor.domain import Question
from advisor.text.tokens import stems, tokenize

LIMIT_NAMED = 3  # that are told of one answer
MAX_GAP_CHARS = 160

# A further statement is no thing that is missing.
_STATES = re.compile(
    r"^(?:you|we|they|it|he|she|this|there|i|please)\b|[;!]|[.?:]\s|\s[–—-]\s"
    r"|,\s(?:because|so|since|but|and (?:you|it|they|we))\b",
    re.IGNORECASE,
)
_ASKS_FURTHER = re.compile(r"^(?:how(?! (?:much|many)\b)|why|when|where|who)\b", re.IGNORECASE)
_CLAIMS = re.compile(r"\bthat\b|\bfacts?\b", re.IGNORECASE)
# Words that name a kind of thing, and nothing of a career.
_ASKING = (
    "exact specific precise particular actual typical average usual current latest detailed figure number amount value"
    " sum rate share percentage percent count list detail information data statistics comparison difference example"
    " name date year month week day hour time length duration size level kind type reason cause cost price salary pay"
    " income question answer ask asked rest part other another per between among within during over under by of each"
    " same direct explicit separate further additional city state country region place company employer industry"
)


def sayable(text: str, question: Question, read: Iterable[str]) -> str:
    """A named gap, or empty where it may not be told.

    It is one short thing without an address, in words of the reader or of what was read but for one, and has no figure
    that the reader did not name. ``read`` are the texts that the model was given.
    """
    plain = " ".join(text.split())
    if len(plain) > MAX_GAP_CHARS or MARKUP.search(plain) or DOMAIN.search(plain) or _STATES.search(plain):
        return ""
    said = [question.text, *(turn.content for turn in question.history)]
    asked = {one.value for text in said for one in numerals(text)}
    if any(one.value not in asked for one in numerals(plain)):
        return ""
    content = _content(plain)
    strange = content - _asking() - _stems_of(said)
    if not content or (strange and len(strange - _stems_of(read)) > _limit_strange(plain)):
        return ""
    return plain


def _limit_strange(gap: str) -> int:
    """How many words of nobody's a gap may have: none where it supposes something, or names it."""
    supposes = _ASKS_FURTHER.match(gap) or _CLAIMS.search(gap) or name_fault(gap[:1].lower() + gap[1:], (), ())
    return 0 if supposes or credentials(gap) else 1


def is_told(gap: str, shown: Iterable[str], roles: Iterable[str]) -> bool:
    """Whether a sentence shown says what a gap calls not said.

    Of how, why, when, where and who a sentence with the same words need not tell.
    """
    content = _content(gap) - _stems_of(roles)
    if not content or _ASKS_FURTHER.match(gap):
        return False
    return any(content <= frozenset(stems(one)) for one in shown)


def _content(text: str) -> frozenset[str]:
    words = [word for word in tokenize(text) if not is_function_word(word)]
    return frozenset(stem for word in words for stem in stems(word))


@cache
def _asking() -> frozenset[str]:
    return frozenset(stems(_ASKING))


def _stems_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(stem for text in texts for stem in stems(text))
