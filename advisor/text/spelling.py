"""Spelling correction of questions, preferring the guides' own words."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING

from advisor.text.tokens import STOPWORDS, stems

if TYPE_CHECKING:
    from spellchecker import SpellChecker

WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
MIN_LETTERS, MAX_LETTERS = 4, 30
MAX_UNKNOWN = 60  # words that are compared with all others, about a millisecond each
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

        Of a text that is mostly not English only the first unknown words are looked at.
        """
        n_unknown = 0

        def corrected(match: re.Match[str]) -> str:
            nonlocal n_unknown
            word = match.group()
            if n_unknown >= MAX_UNKNOWN or len(word) > MAX_LETTERS:
                return word
            n_unknown += word.lower() not in self._vocabulary and not is_english(word.lower())
            return self._correct(word, at_start=not match.start())

        return WORD.sub(corrected, text)

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
