"""How well a sentence is borne by a text: P(s, T), numerals, negations. No model, no cost.

P(s, T) is the mean of content-stem precision and bigram precision (over all words' stems) of a sentence s in a text T.
tests/evals/test_metrics_and_people.py holds it against what people said of other systems' answers. What it cannot see
is a "not" put in (hence ``negation_differs``) and a number exchanged for another of the same text (hence
``numerals_missing``, which is held against the quote alone).
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import Stemmer

from advisor.lexical import stems, tokenize

TAU = 0.6  # a text supports a sentence when P(s, T) is at least this

_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
_WORD_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty".split()
    )
}
_NEGATIONS = frozenset(
    "no not never none nobody nothing neither nor without cannot cant wont dont doesnt didnt isnt arent wasnt werent"
    " hasnt havent hadnt shouldnt wouldnt couldnt mustnt neednt hardly rarely seldom unable".split()
)


def support(sentence: str, text: str) -> float:
    """P(s, T), 0..1: how much of the sentence's wording stands in the text. 1 for a sentence without content words."""
    wanted, held = list(_stems(sentence)), set(_stems(text))
    if not wanted:
        return 1.0
    unigrams = sum(stem in held for stem in wanted) / len(wanted)
    pairs = _bigrams(sentence)
    if not pairs:
        return unigrams
    held_pairs = set(_bigrams(text))
    bigrams = sum(pair in held_pairs for pair in pairs) / len(pairs)
    return (unigrams + bigrams) / 2


def entails(text: str, sentence: str) -> bool:
    """``entail(T, s) := P(s, T) >= tau``, and every numeral of the sentence stands in the text."""
    return support(sentence, text) >= TAU and not numerals_missing(sentence, text)


def numerals(text: str) -> Counter[str]:
    """The numbers in a text, thousands separators and trailing zeros aside. A number word counts as its number."""
    found = Counter(_plain(match) for match in _NUMERAL.findall(text))
    found.update(_WORD_NUMBERS[word] for word in tokenize(text) if word in _WORD_NUMBERS)
    return found


def numerals_missing(sentence: str, text: str) -> list[str]:
    """Numerals written in digits in the sentence that the text has neither in digits nor in words."""
    held = numerals(text)
    return sorted({n for match in _NUMERAL.findall(sentence) if (n := _plain(match)) not in held})


def negation_differs(sentence: str, sources: Sequence[str]) -> bool:
    """Whether the sentence has an odd negation against the source sentence whose wording is nearest to it."""
    if not sources:
        return False
    nearest = max(sources, key=lambda source: support(sentence, source))
    return (_n_negations(sentence) - _n_negations(nearest)) % 2 == 1


def _plain(numeral: str) -> str:
    whole = numeral.replace(",", "")
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def _n_negations(text: str) -> int:
    return sum(word.replace("-", "") in _NEGATIONS for word in tokenize(text))


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(stems(text))


@lru_cache(maxsize=4096)
def _bigrams(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(pairwise(Stemmer.Stemmer("english").stemWords(tokenize(text))))
