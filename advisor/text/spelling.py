"""Misspelt words of a question -> the words they most likely stand for, those of the guides before any others."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING

from advisor.text.tokens import STOPWORDS, stems

if TYPE_CHECKING:
    from spellchecker import SpellChecker

WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
MIN_LETTERS = 4
LONG = 6  # from this length on two letters may be wrong
RARE = 2e-6  # share of English text under which a real word may still be a slip for a guide's word ("manger")
USUAL = 2e-6  # share from which an English word is in common use
EVERYDAY = 2e-4  # share from which it is in everybody's mouth
FAR = 10
COMMON_HERE = 3  # uses of a guide's word that make such a slip likely


@cache
def _english() -> "SpellChecker":
    from spellchecker import SpellChecker  # a quarter of a second with its words, and most questions need none

    return SpellChecker()


def is_english(word: str) -> bool:
    """Whether a lower-case word is an English one."""
    return word in STOPWORDS or word in _english()


class Speller:
    """Corrects words that neither English nor the guides know. Words in capitals are left alone."""

    def __init__(self, vocabulary: Mapping[str, int], also: Collection[str] = ()) -> None:
        """``vocabulary``: the guides' own words, lower case, with how often each is used; ``also``: further words that
        a misspelt one may stand for."""
        self._vocabulary = vocabulary
        self._also = tuple(sorted(word for word in also if len(word) >= LONG))  # ties are settled by order
        self._own = tuple(word for word in vocabulary if len(word) >= MIN_LETTERS and word.isalpha())

    def correct(self, text: str) -> str:
        """The text with misspelt words replaced; the same text when nothing is misspelt."""
        return WORD.sub(lambda match: self._correct(match.group(), at_start=not match.start()), text)

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
        """A frequent word of the guides that a rare English word is one letter away from; empty if there is none."""
        if len(word) < LONG or english.word_usage_frequency(word) > RARE:
            return ""
        frequent = [own for own in self._own if self._vocabulary[own] >= COMMON_HERE and abs(len(own) - len(word)) <= 1]
        near = self._nearest(word, frequent, 1)
        return "" if stems(near) == stems(word) else near

    def _far_likelier(self, usual: str, own: str, english: "SpellChecker") -> bool:
        """Whether an everyday word is meant, though a rare one of the guides is as near ("mutch": much, not match)."""
        often = english.word_usage_frequency(usual)
        here = self._vocabulary[own] >= COMMON_HERE
        return often >= EVERYDAY and not here and often > FAR * english.word_usage_frequency(own)

    @staticmethod
    def _usual(word: str, english: "SpellChecker") -> str:
        """The most frequent English word one letter away, if that is one in common use."""
        near = english.known(english.edit_distance_1(word))
        best = max(near, key=english.word_usage_frequency, default="")
        return best if best and english.word_usage_frequency(best) >= USUAL else ""

    def _nearest(self, word: str, among: Collection[str], limit: int) -> str:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        found = extract(word, among, scorer=OSA.distance, score_cutoff=limit, limit=8)
        # A first letter is seldom wrong; of equals the guides' more frequent word is the likelier.
        key = lambda f: (f[1] + 0.5 * (f[0][0] != word[0]), -self._vocabulary.get(f[0], 0))  # noqa: E731
        return str(min(found, key=key)[0]) if found else ""
