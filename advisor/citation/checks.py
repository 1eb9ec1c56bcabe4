"""Checks of a claim against its quotes: numbers, names, credentials, negations, markup."""

import re
from collections.abc import Sequence

from advisor.citation.names import name_fault
from advisor.citation.numbers import HeadedText, numeral_fault
from advisor.citation.pasted_tables import row_with_columns
from advisor.domain import DraftClaim, Quote
from advisor.text.tokens import tokenize

NEGATIONS = frozenset(
    "no not never none nobody nothing neither nor without cannot cant wont dont doesnt didnt isnt arent wasnt werent"
    " hasnt havent hadnt shouldnt wouldnt couldnt mustnt neednt hardly rare rarely seldom unable unlikely".split()
)
# "not" and "no" without a negation.
_EMPTY_NOT = re.compile(
    r"\bnot (?:only|just|merely|simply|to mention)\b|\bno (?:less|fewer|later) than\b|\bno\.\s", re.I
)
MARKUP = re.compile(
    r"https?:|www\.|\bmailto:|\bjavascript:|(?<![\w.+-])[\w.+-]++@[\w-]++\.\w|\[[^\[\]]*+\]\s*+\(|</?[a-z!][^>]{0,1000}>|```|\bdata:\w+/"
    r"|\{\{|\}\}|&#?\w+;|\w > \w|={3}",
    re.IGNORECASE,
)
DOMAIN = re.compile(r"\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:[a-z]{2,63})(?:/\S*)?\b", re.IGNORECASE)
_SHORTENED = re.compile(r"^(?:[a-z]\.)+[a-z]\.?$|^(?:ph\.d|e\.g|i\.e|etc)\b", re.IGNORECASE)


def claim_fault(claim: DraftClaim, *, beside: Sequence[HeadedText] = ()) -> str:
    """The reason a claim is unsupported by its quotes, or empty.

    ``beside``: further sentences at hand, see ``numeral_fault``.
    """
    text = fold(claim.text)
    if not text:
        return "it is empty"
    quotes = [fold(quote.text) for quote in claim.quotes]
    if _is_concatenation(text, quotes) or _is_row_with_columns(text, claim.quotes):
        return ""
    if MARKUP.search(text) or any(address not in " ".join(quotes) for address in _addresses(text)):
        return "it has an address or markup of its own"
    said = [headed_text(quote) for quote in claim.quotes]
    headings = [words for one in said for words in (*one.headings, *one.common)]
    return numeral_fault(text, said, beside) or name_fault(text, quotes, headings)


def _is_concatenation(text: str, quotes: Sequence[str]) -> bool:
    """Whether a text consists of whole quotes with only punctuation between."""
    for quote in sorted(quotes, key=len, reverse=True):
        text = text.replace(quote, " ", 1)
    return not re.search(r"\w", text)


def _is_row_with_columns(text: str, quotes: Sequence[Quote]) -> bool:
    """Whether a text is a row of a pasted table with its columns' names."""
    named = row_with_columns(quotes[1]) if len(quotes) > 1 else None
    return (
        named is not None
        and fold(named[0]) == text
        and (quotes[0].start, quotes[0].end)
        == (
            named[1].start,
            named[1].end,
        )
    )


def headed_text(quote: Quote) -> HeadedText:
    """A quote with the texts shown above it.

    They are its section's headings, and its guide's title and role.
    """
    guide = quote.passage.chunk.guide
    section = guide.section_at(quote.start, quote.end)
    return HeadedText(fold(quote.text), section.path if section else (), (guide.title, guide.metadata.role))


def _addresses(text: str) -> list[str]:
    return [m.group() for m in DOMAIN.finditer(text) if not _SHORTENED.match(m.group())]


def n_denials(text: str) -> int:
    """The number of negations of a text.

    Empty ones ("not only") are none.
    """
    return sum(word.replace("-", "") in NEGATIONS for word in tokenize(_EMPTY_NOT.sub(" ", text)))


def fold(text: str) -> str:
    """The text with white space runs as single spaces.

    That is the only difference allowed between a quoted sentence and its quote.
    """
    return " ".join(text.split())
