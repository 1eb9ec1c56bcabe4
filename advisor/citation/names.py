"""Names and credentials in a sentence, checked against its quotes."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path

from advisor.citation.countries import other_names
from advisor.citation.structure.dictionary import is_known
from advisor.citation.structure.function_words import is_function_word
from advisor.text.context import text_before
from advisor.text.figures import without_figures
from advisor.text.tokens import STOPWORDS, stems

# A word with what joins it ("R&D", "C++", "St.John"); a name is one with a capital, in any script that has them.
_WORD = re.compile(r"(?:[^\W_]|(?<=[^\W_])[&+#.’'-](?=[^\W_]))+(?:\+\+|#)?")
_START = re.compile(r"(?:^|[.!?:]\s|[\n\"“‘(]\s*|\s[-–—]\s)$")
_PHRASE = re.compile(r"\b[A-Z]\w+(?: (?:of |and |the |for ){0,2}[A-Z]\w+){1,5}")
_CLITIC = re.compile(r"(?:n[’']t|[’'](?:s|re|ve|ll|d|m))$")
_PART = re.compile(r"[^\W\d_][\w+#&]*")
_INITIALS = re.compile(r"[^\W\d_][\w’']*|[.;:!?()]")  # words, and what ends a run of them
MIN_INITIALS = 3
MIN_CLIPPED = 5  # letters of a clipped word
# Credentials in lower case, by the word that represents each.
_CREDENTIALS = {
    "associate's degree": r"\bassociate(?:[’']?s)?\s+(?:degree|of)",
    "bachelor": r"\bbachelor(?:[’']?s)?\b|\bundergraduate\s+degree|\b(?:four|4)-year\s+degree|\bb\.?sc\b",
    "master": r"\bmaster[’']?s\b(?!\s+the)|\bmaster\s+(?:of\b|degree)|(?-i:\bMaster\b)(?!\s+\w)|\bm\.?sc\b"
    r"|\bpostgraduate\s+degree",
    "doctorate": r"\bdoctora(?:l|te)s?\b|\bph\.?\s?d\b|\bpostgraduate\s+degree",
    "high school": r"\bhigh[\s-]school\b|\bged\b",
    "diploma": r"\bdiplomas?\b",
    "license": r"\blicen[sc](?:e|es|ed|ing|ure)\b",
    "certificate": r"\bcertifi(?:cate|cates|cation|cations|ed)\b",
    "apprenticeship": r"\bapprentic(?:e|es|eship|eships)\b",
    "degree": r"\bdegrees?\b|\bdegree\b|\bmajor(?:ed|ing)?\s+in\b",
    "mba": r"\bmba\b",
}
_CREDENTIAL = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _CREDENTIALS.items()}
# A text with one of these also mentions a degree.
_DEGREES = frozenset({"associate's degree", "bachelor", "master", "doctorate", "mba"})
# Each is another than the others. Of a degree, licence or certificate as such, only the sense tells which is meant.
_LEVELS = frozenset({"high school", *_DEGREES})
# Endings of words that hardly any firm is called by.
_PLAIN_ENDINGS = ("ing", "ed", "ly", "tion", "ment", "less", "ness", "work")
ORDINARY = Path(__file__).with_name("ordinary.txt")


@cache
def ordinary_stems() -> frozenset[str]:
    """Stems of words guides write in lower case.

    A sentence's first word is no name if its stem is one of these.
    """
    return frozenset(ORDINARY.read_text(encoding="utf-8").split())


def names(sentence: str) -> tuple[str, ...]:
    """The names in a sentence, word by word.

    The first word of a sentence counts unless it is an ordinary word.
    """
    return tuple(_names(sentence))


def _names(sentence: str) -> Iterator[str]:
    for match in _WORD.finditer(sentence):
        if match.group() == match.group().lower():
            continue
        for part in _PART.finditer(match.group()):
            word = part.group()
            if word[0].islower() and word == word.lower():
                continue
            opens = _START.search(text_before(sentence, match.start())) is not None and part.start() == 0
            if word == "I" or (opens and word[1:] == word[1:].lower() and _is_opening(word)):
                continue
            yield word


def _is_opening(word: str) -> bool:
    """Whether a capitalised word may be a plain one that opens a sentence.

    Of the dictionary's words only inflected ones are, since a firm may be called by any other.
    """
    plain = word.lower()
    if _is_ordinary(plain) or is_function_word(plain):
        return True
    is_plural_like = plain.endswith("s") and not plain.endswith("ss")
    return (is_plural_like or plain.endswith(_PLAIN_ENDINGS)) and all(map(is_known, stems(plain)))


def unusual_words(sentence: str) -> tuple[str, ...]:
    """The words in small letters that stand in no dictionary."""
    return tuple(
        match.group()
        for match in _WORD.finditer(sentence)
        if match.group() == match.group().lower()
        and any(character.isalpha() for character in match.group())
        and not match.group()[0].isdigit()
        and not all(_is_word(part) for part in _PART.findall(_CLITIC.sub("", match.group())))
    )


def _is_word(word: str) -> bool:
    if len(word) < 3 or _is_ordinary(word) or is_function_word(word):
        return True
    compared = {word.removesuffix("er"), word.removesuffix("est"), word[:-3] + "y", word[:-4] + "y"}
    return any(map(is_known, (word, *stems(word), *(stem for one in compared - {word} for stem in stems(one)))))


def _is_ordinary(word: str) -> bool:
    plain = word.lower()
    return plain in STOPWORDS or len(plain) < 2 or not (own := stems(plain)) or own[0] in ordinary_stems()


def credentials(text: str) -> frozenset[str]:
    """Degrees, licences and certificates written in lower case in a text.

    Abbreviations such as PMP are ``names``.
    """
    found = {name for name, pattern in _CREDENTIAL.items() if pattern.search(text)}
    return frozenset(found | ({"degree"} if found & _DEGREES else set()))


def name_fault(sentence: str, quotes: Sequence[str], headings: Sequence[str]) -> str:
    """The reason a sentence's names are unsupported, or empty.

    Levels of education count as names.

    They may also stand in the headings above the quotes, which a citation shows. What belongs to a figure, such as
    its currency, is checked with it.
    """
    sentence = without_figures(sentence)
    shown = (*quotes, *headings)
    if _LEVELS & credentials(sentence) - credentials(" ".join(shown)):
        return "it has a credential found in none of its quotes"
    held = {form for text in shown for word in _PART.findall(text) for form in _forms(word)}
    written_out = {word for phrase, short in _written_out(sentence) if _forms(short) & held for word in phrase}
    held |= {form for text in shown for short in abbreviations(text) for form in _forms(short)}
    held |= {
        form for text in shown for name in other_names(text) for word in _PART.findall(name) for form in _forms(word)
    }
    unusual = (_CLITIC.sub("", word) for word in unusual_words(sentence))
    own = (*names(sentence), *(part for word in unusual for part in _PART.findall(word)))
    if any(not (_forms(name) & held or name in written_out or _is_short_for(name, shown, held)) for name in own):
        return "it has a name found in none of its quotes"
    return ""


def abbreviations(text: str) -> frozenset[str]:
    """The initials of a text's names: UK of United Kingdom."""
    return frozenset(short for _, short in _written_out(text))


def _written_out(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for match in _PHRASE.finditer(text):
        words = tuple(word for word in _PART.findall(match.group()) if word[0].isupper())
        initials = "".join(word[0] for word in words)
        yield words, initials


def _is_short_for(name: str, texts: Sequence[str], held: Collection[str]) -> bool:
    """Whether a name is short for words of a text: CDL for commercial driver's license, physio.

    Two initials are too few, since any two words may have them.
    """
    one = name.removesuffix("s")
    if one.islower():
        return len(one) >= MIN_CLIPPED and any(word.startswith(one) for word in held)
    letters = one.casefold()
    if len(letters) < MIN_INITIALS or not one.isupper():
        return False
    return any(letters in "".join(word[0] for word in _INITIALS.findall(text.casefold())) for text in texts)


def _forms(word: str) -> set[str]:
    """The word in lower case, with and without a plural ending."""
    plain = word.casefold()
    if word[:-1].isupper() and word[-1] == "s":
        return {plain, plain[:-1]}
    if len(plain) <= 3:
        return {plain}
    one = f"{plain[:-3]}man" if plain.endswith("men") else plain
    return {plain, one, plain.removesuffix("s"), *stems(plain)}
