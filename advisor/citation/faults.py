"""What keeps a claim from being shown: a number, name, credential or "not" that its quotes do not bear, or markup."""

import re
from collections.abc import Sequence

from advisor.citation.names import name_fault
from advisor.citation.numerals import Said, numeral_fault
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


def fault(claim: DraftClaim, *, beside: Sequence[Said] = ()) -> str:
    """Why a claim's quotes do not bear it; empty when they do. ``beside``: other sentences that were at hand."""
    text = fold(claim.text)
    if not text:
        return "it is empty"
    quotes = [fold(quote.text) for quote in claim.quotes]
    if text in quotes or text == " ".join(quotes):
        return ""
    if MARKUP.search(text) or any(address not in " ".join(quotes) for address in _addresses(text)):
        return "it has an address or markup of its own"
    said = [said_by(quote) for quote in claim.quotes]
    headings = [words for one in said for words in (*one.headings, *one.common)]
    return (
        numeral_fault(text, said, beside)
        or name_fault(text, quotes, headings)
        or ("it denies what its quotes say, or the contrary" if negation_differs(text, quotes) else "")
    )


def said_by(quote: Quote) -> Said:
    """A quote's words with what stands above them and is shown with them: its section's headings, its guide's title
    and role."""
    guide = quote.passage.chunk.guide
    section = guide.section_at(quote.start, quote.end)
    return Said(fold(quote.text), section.path if section else (), (guide.title, guide.credentials.role))


def _addresses(text: str) -> list[str]:
    return [m.group() for m in DOMAIN.finditer(text) if not _SHORTENED.match(m.group())]


def negation_differs(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence denies an odd number of times more or less than the quote nearest to it."""
    if not quotes:
        return False
    own = set(stems(sentence))
    nearest = max(quotes, key=lambda quote: len(own & set(stems(quote))))
    return (n_negations(sentence) - n_negations(nearest)) % 2 == 1


def n_negations(text: str) -> int:
    plain = _EMPTY_NOT.sub(" ", text)
    return sum(word.replace("-", "") in NEGATIONS for word in tokenize(plain))


def fold(text: str) -> str:
    """White space made single, which is all that a quoted sentence may differ in from its quote."""
    return " ".join(text.split())
