"""Spelling correction of questions, preferring the guides' own words."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING

from advisor.text.phrase_model import SHORT, shipped_phrases
from advisor.text.tokens import STOPWORDS, stems

if TYPE_CHECKING:
    from spellchecker import SpellChecker

WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
MIN_LETTERS, MAX_LETTERS = 4, 30
MAX_UNKNOWN = 60  # words that are compared with all others, about a millisecond each
MAX_STRANGE = 0.25  # share of its words that may still be unknown then
# What people write in a chat and nobody asks about.
CHATTED = frozenset(
    "tho lol haha hm hmm um uh ugh pls plz thx ty btw imo idk tbh omg gpa gotta diff prod sw cuz bc".split()
)
MAX_LONGER = 2  # letters by which a word that is meant differs in length
MAX_SHORT = 12  # words of a text that is read as a whole
LONG = 6  # words of at least this length may have two wrong letters
RARE = 2e-6  # below this share of English text, a real word may be a typo of a guide's word ("manger")
USUAL = 2e-6  # from this share of English text on, a word is in common use
EVERYDAY = 2e-4  # from this share on, it is an everyday word
FAR = 10  # times as frequent
COMMON_HERE = 3  # uses of a word in the guides from which a typo of it is likely


@cache
def _english() -> "SpellChecker":
    from spellchecker import SpellChecker  # loading its words takes 0.25 s, and most questions need none

    return SpellChecker()


def is_english(word: str) -> bool:
    """Whether a lower-case word is an English one."""
    return word in STOPWORDS or word in _english()


def usage(word: str) -> float:
    """The share of English text that a lower-case word has."""
    english = _english()
    return float(english.word_usage_frequency(word)) if word in english else 0.0


def _is_name(match: re.Match[str]) -> bool:
    """Whether a word is written like a name: with capitals, but for the first of a text."""
    word = match.group()
    return word[1:] != word[1:].lower() or (word[0].isupper() and bool(match.start()))


class Speller:
    """Corrector of words unknown to both English and the guides.

    Words in capitals are left alone.
    """

    def __init__(self, vocabulary: Mapping[str, int], also: Collection[str] = ()) -> None:
        """Keep the words to correct to.

        ``vocabulary``: the guides' own words in lower case, with their number of uses. ``also``: further words to
        correct to.
        """
        self._vocabulary = vocabulary
        # In order, so that of equally near words every process takes the same.
        self._also = tuple(sorted(word for word in also if len(word) >= LONG))
        self._own = tuple(word for word in vocabulary if len(word) >= MIN_LETTERS and word.isalpha())

    def correct(self, text: str) -> str:
        """The text with misspelt words replaced; unchanged if there are none.

        A short text is read by what is usually asked first, so that even one with hardly a word spelt right is
        understood. Of a text that is mostly not English only the first unknown words are looked at.
        """
        text, is_read = self._read_short(text)
        n_unknown = 0

        def corrected(match: re.Match[str]) -> str:
            nonlocal n_unknown
            word = match.group()
            if n_unknown >= MAX_UNKNOWN or len(word) > MAX_LETTERS or (is_read and len(word) <= SHORT):
                return word
            n_unknown += word.lower() not in self._vocabulary and not is_english(word.lower())
            return self._correct(word, at_start=not match.start())

        return WORD.sub(corrected, text)

    def _read_short(self, text: str) -> tuple[str, bool]:
        """The likeliest reading of a short text with unknown words, and whether it was read so.

        A text that stays strange is in another language, or full of names, and left as it is.
        """
        found = list(WORD.finditer(text))
        if not 0 < len(found) <= MAX_SHORT or not text.replace("’", "'").isascii():
            return text, False
        named = [_is_name(match) or "'" in match.group() or match.group().lower() in CHATTED for match in found]
        if all(is_name or self._is_common(match.group().lower()) for match, is_name in zip(found, named, strict=True)):
            return text, False
        written = [match.group().lower().replace("'", "") for match in found]
        known = [
            is_name or (self._is_word(word) if len(word) >= MIN_LETTERS else self._is_common(match.group().lower()))
            for match, word, is_name in zip(found, written, named, strict=True)
        ]
        likely = {
            word: other
            for word, is_known in zip(written, known, strict=True)
            if not is_known and len(word) > SHORT
            if abs(len(other := self._correct(word, at_start=True)) - len(word)) <= MAX_LONGER
        }
        read = shipped_phrases().read(written, known, self._own, likely)
        n_strange = sum(
            not (is_name or self._is_word(word) or word in likely.values())
            for word, is_name in zip(read, named, strict=True)
        )
        if n_strange > max(1, MAX_STRANGE * len(read)):
            return text, False
        parts, at = [], 0
        for match, is_name, word, other in zip(found, named, written, read, strict=True):
            parts += [text[at : match.start()], match.group() if word == other or is_name else other]
            at = match.end()
        return "".join([*parts, text[at:]]), True

    def _is_word(self, word: str) -> bool:
        """Whether a lower-case word without apostrophes is one of English, the guides, or usual questions."""
        return (
            word in self._vocabulary
            or word in STOPWORDS
            or word in CHATTED
            or word in _english()
            or shipped_phrases().is_usual(word)
        )

    def _is_common(self, word: str) -> bool:
        """Whether a lower-case word is no slip. Nearly any few letters are in the list of English words."""
        if word in self._vocabulary or word in STOPWORDS or word in CHATTED or "'" in word:
            return True
        if shipped_phrases().is_usual(word):
            return True
        least = USUAL if len(word) <= MIN_LETTERS else 0.0
        return word in _english() and _english().word_usage_frequency(word) >= least

    def _correct(self, word: str, *, at_start: bool) -> str:
        plain = word.lower()
        if len(plain) < MIN_LETTERS or plain in self._vocabulary or plain in STOPWORDS or "'" in plain:
            return word
        if word[1:] != word[1:].lower() or (word[0].isupper() and not at_start):
            return word  # a name
        english = _english()
        if plain in english:
            return self._slip(plain, english) or word
        longer = [own for own in self._own if own.startswith(plain)]
        if longer:
            return max(longer, key=lambda own: self._vocabulary[own])
        own, usual = self._nearest(plain, self._own, 1), self._usual(plain, english)
        one_off = usual if usual and own and self._far_likelier(usual, own, english) else own or usual
        if one_off or len(plain) < LONG:
            return one_off or word
        return (
            self._nearest(plain, self._also, 1)
            or self._nearest(plain, self._own, 2)
            or self._nearest(plain, self._also, 2)
            or word
        )

    def _slip(self, word: str, english: "SpellChecker") -> str:
        """A frequent guide word one letter from this rare English word.

        Empty if there is none.
        """
        if len(word) < LONG or english.word_usage_frequency(word) > RARE:
            return ""
        frequent = [own for own in self._own if self._vocabulary[own] >= COMMON_HERE and abs(len(own) - len(word)) <= 1]
        near = self._nearest(word, frequent, 1)
        return "" if stems(near) == stems(word) else near

    def _far_likelier(self, usual: str, own: str, english: "SpellChecker") -> bool:
        """Whether an everyday word is likelier than an equally near guide word.

        "mutch" means much, not the guide's rare "match".
        """
        often = english.word_usage_frequency(usual)
        here = self._vocabulary[own] >= COMMON_HERE
        return often >= EVERYDAY and not here and often > FAR * english.word_usage_frequency(own)

    @staticmethod
    def _usual(word: str, english: "SpellChecker") -> str:
        """The most frequent common English word one letter away, or empty."""
        near = english.known(english.edit_distance_1(word))
        best = max(near, key=english.word_usage_frequency, default="")
        return best if best and english.word_usage_frequency(best) >= USUAL else ""

    def _nearest(self, word: str, among: Collection[str], limit: int) -> str:
        """The nearest of these words within ``limit`` edits, or empty."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        found = extract(word, among, scorer=OSA.distance, score_cutoff=limit, limit=8)
        # A wrong first letter is rare; among equals, the more frequent word of the guides is likelier.
        key = lambda f: (f[1] + 0.5 * (f[0][0] != word[0]), -self._vocabulary.get(f[0], 0))  # noqa: E731
        return str(min(found, key=key)[0]) if found else ""
