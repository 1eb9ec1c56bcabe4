"""Whether a translation holds the names and degrees of its sentence.

A name has to stand as written. Names of several plain words, such as those of offices, may be put into the language.
"""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

from advisor.citation.countries import other_names
from advisor.citation.names import abbreviations, credentials, ordinary_stems
from advisor.citation.structure.dictionary import is_known
from advisor.generation.figure_words import words_of
from advisor.text.figures import FigureKind, figures
from advisor.text.figures.lexicon import MONTHS
from advisor.text.spelling import is_english
from advisor.text.tokens import stems

MIN_ALIKE = 0.7  # how near a name's form in another language is to its own: California, Kalifornien
# Abbreviations that languages have words of their own for.
PUT_INTO_WORDS = frozenset(
    "US USA UK UN EU AI IT HR VR AR TV CV CEO CFO COO CTO PC DIY VAT PPE PR GP RN LPN NGO".split()
)
# What a translation may write for these, and for units and currencies.
OF_LANGUAGES = frozenset(
    "US USA EUA EE UU EEUU USD EUR GBP CAD AUD INR JPY CHF UK GB UE EU VS VK UN ONU KI IA AI IT TI RH HR PDG CEO RV VR"
    " TV CV PC OK NGO ONG OSZ VN EPI PBM DPI RP PR DNA ADN km kg cm mm ml mg kWh kW".split()
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f0-9+#]*+")
_CAPITALS = re.compile(r"[A-Z](?:[a-z0-9+&]*+[A-Z])++[A-Za-z0-9+#]*+")
DATES = frozenset((*MONTHS, *"monday tuesday wednesday thursday friday saturday sunday".split()))
# English words that other languages write as they write a doctorate or a master.
_ALSO = {
    "bachelor": re.compile(r"\w"),  # many languages have one word for it, a licence and any first degree
    "master": re.compile(r"\bmaster", re.IGNORECASE),
    "doctorate": re.compile(r"doctor|physician|\bDr\b|promot", re.IGNORECASE),
}


def names_fault(original: str, translated: str, language: str) -> str:
    """The reason for refusing a translation for its names, or empty.

    ``original`` is English, ``language`` that of ``translated``.
    """
    there = {_folded(word) for word in _LATIN.findall(translated)}
    if any(not _stands(name, there) for name in kept_names(original)):
        return "a name is missing or another"
    own = {_folded(word) for word in _LATIN.findall(original)}
    allowed = own | {_folded(word) for word in (*abbreviations(original), *OF_LANGUAGES)}
    if any(not _is_held(word, allowed) for word in _written_apart(translated)):
        return "a name is added"
    return _degree_fault(original, translated, language)


def kept_names(text: str) -> Iterator[str]:
    """The words of an English sentence that every translation has to keep."""
    for figure in figures(text):
        if figure.kind is FigureKind.NAME and figure.is_spelt:  # Six Sigma
            named = text[figure.start : figure.end + len(figure.name) + 1]
            yield from (word for word in _LATIN.findall(named) if word[0].isupper())
    places = {form for name in other_names(text) for word in _LATIN.findall(name) for form in (word, f"{word}s")}
    for run, opens in _runs(text):
        for n, word in enumerate(run):
            plain = word.removesuffix("s") if word[:-1].isupper() else word
            if _CAPITALS.fullmatch(plain):
                if plain not in PUT_INTO_WORDS:
                    yield plain
            elif word in places or word.lower().removesuffix("s") in DATES or word == "I":
                continue
            elif _is_plain(word):
                if len(run) == 1 and not opens and not _is_everyday(word):
                    yield word
            elif not (opens and n == 0 and is_english(word.lower())):
                yield word


def _runs(text: str) -> Iterator[tuple[list[str], bool]]:
    """Neighbouring words with capitals, and whether they open a sentence."""
    run: list[str] = []
    opens, end = False, 0
    for match in _LATIN.finditer(text):
        between = text[end : match.start()]
        starts = end == 0 or re.search(r"[.!?:;•\n\"“(]", between) is not None
        if run and (starts or between != " " or not _has_capital(match.group())):
            yield run, opens
            run = []
        if _has_capital(match.group()):
            opens = opens if run else starts
            run.append(match.group())
        end = match.end()
    if run:
        yield run, opens


def _has_capital(word: str) -> bool:
    return word != word.lower()


def _is_plain(word: str) -> bool:
    plain = word.lower()
    return len(plain) < 3 or any(map(is_known, (plain, *stems(plain))))


def _is_everyday(word: str) -> bool:
    own = stems(word)
    return not own or own[0] in ordinary_stems()


def _stands(name: str, there: set[str]) -> bool:
    one = _folded(name)
    if one in there or any(word.removesuffix("s") == one for word in there):
        return True
    if _CAPITALS.fullmatch(name):  # grown together with an ending: PMPs, OSHAs
        return any(word.startswith(one) and len(word) <= len(one) + 2 for word in there)
    return len(one) > 4 and any(SequenceMatcher(None, one, word).ratio() >= MIN_ALIKE for word in there)


def _written_apart(translated: str) -> Iterator[str]:
    """The words of a translation that can only be names.

    They are those in capitals, and all in Latin letters beside another script.
    """
    letters = [one for one in translated if one.isalpha()]
    is_latin = 2 * sum(map(_is_latin, letters)) > len(letters)
    for word in _LATIN.findall(translated):
        if len(word) == 2 and word[0] == word[1]:  # EE. UU., RR. HH.
            continue
        if len(word) > 1 and (_CAPITALS.fullmatch(word) or not is_latin):
            yield word


def _is_held(word: str, allowed: set[str]) -> bool:
    one = _folded(word)
    return one in allowed or one.removesuffix("s") in allowed


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def folded_words(text: str) -> frozenset[str]:
    """The words in Latin letters, without accents and in lower case."""
    return frozenset(map(_folded, _LATIN.findall(text)))


def _folded(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one)).casefold()


def _degree_fault(original: str, translated: str, language: str) -> str:
    known = words_of(language)
    if known is None:
        return ""
    wanted = credentials(original)
    for level, pattern in known.levels.items():
        is_there = pattern.search(translated) is not None
        if level in wanted and not is_there:
            return "a degree is missing or another"
        if is_there and level not in wanted and not _ALSO[level].search(original):
            return "a degree is added"
    return ""
