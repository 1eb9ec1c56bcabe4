"""What keeps a claim from being shown: a number, name, credential or "not" that its quotes do not bear, or markup."""

import re
from collections.abc import Sequence

from advisor.citation.names import name_fault
from advisor.citation.numerals import numeral_fault
from advisor.domain import DraftClaim, Quote
from advisor.lexical import stems, tokenize

NEGATIONS = frozenset(
    "no not never none nobody nothing neither nor without cannot cant wont dont doesnt didnt isnt arent wasnt werent"
    " hasnt havent hadnt shouldnt wouldnt couldnt mustnt neednt hardly rarely seldom unable unlikely".split()
)
# Words that say "not" without denying anything.
_EMPTY_NOT = re.compile(
    r"\bnot (?:only|just|merely|simply|to mention)\b|\bno (?:less|fewer|later) than\b|\bno\.\s", re.I
)
MARKUP = re.compile(
    r"https?:|www\.|\bmailto:|\bjavascript:|[\w.+-]+@[\w-]+\.\w|!?\[[^\]]*\]\s*\(|</?[a-z!][^>]*>|```|\bdata:\w+/"
    r"|\{\{|\}\}|&#?\w+;",
    re.IGNORECASE,
)
DOMAIN = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,})(?:/\S*)?\b", re.IGNORECASE)
_SHORTENED = re.compile(r"^(?:[a-z]\.)+[a-z]\.?$|^(?:ph\.d|e\.g|i\.e|etc)\b", re.IGNORECASE)


def fault(claim: DraftClaim, *, beside: Sequence[str] = ()) -> str:
    """Why a claim's quotes do not bear it; empty when they do. ``beside``: other sentences that were at hand."""
    text = fold(claim.text)
    if not text:
        return "it is empty"
    quotes = [fold(quote.text) for quote in claim.quotes]
    if text in quotes or text == " ".join(quotes):
        return ""
    if MARKUP.search(text) or any(address not in " ".join(quotes) for address in _addresses(text)):
        return "it has an address or markup of its own"
    headings = [words for quote in claim.quotes for words in headings_of(quote)]
    return (
        numeral_fault(text, quotes, beside)
        or name_fault(text, quotes, headings)
        or ("it denies what its quotes say, or the contrary" if negation_differs(text, quotes) else "")
    )


def headings_of(quote: Quote) -> tuple[str, ...]:
    """What stands above a quote and is shown with it: its guide's title and role, and its section's headings."""
    guide = quote.passage.chunk.guide
    section = guide.section_at(quote.start, quote.end)
    return (guide.title, guide.credentials.role, *(section.path if section else ()))


def _addresses(text: str) -> list[str]:
    return [m.group() for m in DOMAIN.finditer(text) if not _SHORTENED.match(m.group())]


def negation_differs(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence denies an odd number of times more or less than the quote nearest to it, and than all."""
    counts = [n_negations(quote) for quote in quotes]
    if not counts:
        return False
    own = set(stems(sentence))
    nearest = max(range(len(quotes)), key=lambda n: len(own & set(stems(quotes[n]))))
    mine = n_negations(sentence)
    return (mine - counts[nearest]) % 2 == 1 and (mine - sum(counts)) % 2 == 1


def n_negations(text: str) -> int:
    plain = _EMPTY_NOT.sub(" ", text)
    return sum(word.replace("-", "") in NEGATIONS for word in tokenize(plain))


def fold(text: str) -> str:
    """White space made single, which is all that a quoted sentence may differ in from its quote."""
    return " ".join(text.split())
