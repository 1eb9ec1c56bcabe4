"""Names and credentials in a sentence, and whether quotes hold them."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from advisor.text.tokens import STOPWORDS, stems

# A word that names: capitals inside or throughout, or capitalised.
_CAPITALISED = re.compile(r"\b[A-Z][\w&+#.’'-]*\w\b|\b\w*[a-z][A-Z]\w*\b|\b[A-Z]{2,}\w*\b|\b[A-Z](?:\+\+|#)?(?!\w)")
_START = re.compile(r"(?:^|[.!?:]\s|[\n\"“‘(]\s*|\s[-–—]\s)$")
_PART = re.compile(r"[A-Za-z][\w+#&]*")
# Words in small letters that are credentials all the same, by the one word that stands for each.
_CREDENTIALS = {
    "associate's degree": r"\bassociate(?:[’']?s)?\s+(?:degree|of)",
    "bachelor": r"\bbachelor(?:[’']?s)?\b|\bundergraduate\s+degree|\b(?:four|4)-year\s+degree",
    "master": r"\bmaster[’']?s\b(?!\s+the)|\bmaster\s+of\b|\bmaster\s+degree",
    "doctorate": r"\bdoctora(?:l|te)s?\b|\bph\.?\s?d\b",
    "high school": r"\bhigh[\s-]school\b|\bged\b",
    "diploma": r"\bdiplomas?\b",
    "license": r"\blicen[sc](?:e|es|ed|ing|ure)\b",
    "certificate": r"\bcertifi(?:cate|cates|cation|cations|ed)\b",
    "apprenticeship": r"\bapprentic(?:e|es|eship|eships)\b",
    "degree": r"\bdegrees?\b|\bdegree\b|\bmajor(?:ed|ing)?\s+in\b",
    "mba": r"\bmba\b",
}
_CREDENTIAL = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _CREDENTIALS.items()}
# A quote that has one of these speaks of a degree, whichever.
_DEGREES = frozenset({"associate's degree", "bachelor", "master", "doctorate", "mba"})
_KINDS = frozenset({"degree", "certificate", "license"})  # kinds rather than one credential: a heading may say them
ORDINARY = Path(__file__).with_name("ordinary.txt")


@cache
def ordinary_stems() -> frozenset[str]:
    """Stems of words that guides write in small letters, so that one that opens a sentence is no name."""
    return frozenset(ORDINARY.read_text(encoding="utf-8").split())


def names(sentence: str) -> tuple[str, ...]:
    """The words of a sentence that name something. One that only opens it counts unless it is an ordinary word."""
    return tuple(_names(sentence))


def _names(sentence: str) -> Iterator[str]:
    for match in _CAPITALISED.finditer(sentence):
        for part in _PART.finditer(match.group()):
            word = part.group()
            if word[0].islower() and word == word.lower():
                continue
            opens = _START.search(sentence[: match.start()]) is not None and part.start() == 0
            if word == "I" or (opens and word[1:] == word[1:].lower() and _is_ordinary(word)):
                continue
            yield word


def _is_ordinary(word: str) -> bool:
    plain = word.lower()
    return plain in STOPWORDS or len(plain) < 2 or not (own := stems(plain)) or own[0] in ordinary_stems()


def credentials(text: str) -> frozenset[str]:
    """The degrees, licences and certificates a text speaks of in small letters; names like PMP are ``names``."""
    found = {name for name, pattern in _CREDENTIAL.items() if pattern.search(text)}
    return frozenset(found | ({"degree"} if found & _DEGREES else set()))


def name_fault(sentence: str, quotes: Sequence[str], headings: Sequence[str]) -> str:
    """Why a sentence's names and credentials do not stand in its quotes (names: or in the headings above them, which
    a citation shows); empty when they do."""
    # Of several quotes the first says what the sentence says; a credential of another one would be a swap.
    missing = credentials(sentence) - credentials(quotes[0] if quotes else "")
    if missing - (_KINDS & credentials(" ".join(headings))):
        return "a credential of it stands in none of its quotes"
    held = {form for text in (*quotes, *headings) for word in _PART.findall(text) for form in _forms(word)}
    if any(not (_forms(name) & held) for name in names(sentence)):
        return "a name of it stands in none of its quotes"
    return ""


def _forms(word: str) -> set[str]:
    """The word as written and without a plural's ending; a word in small letters also names when it is capitalised."""
    plain = word.casefold()
    return {plain, plain.removesuffix("s")} if len(plain) > 3 else {plain}
