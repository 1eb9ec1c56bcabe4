"""Support of a sentence by a text, without a model.

P(s, T) is the mean of content-stem precision and bigram precision (over the stems of all words) of a sentence s in a
text T. tests/evals/metrics/test_groundedness_and_people.py compares it with human judgements of other systems' answers.
It cannot see an inserted "not" (hence ``negation_differs``) or a number exchanged for another one of the same text
(hence ``numerals_missing`` of numerals.py, which is applied to the quote alone).
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import Stemmer

from advisor.text.tokens import stems, tokenize
from evals.metrics.numerals import numerals_missing

TAU = 0.6  # a text supports a sentence when P(s, T) is at least this

_NEGATIONS = frozenset(
    "no not never none nobody nothing neither nor without cannot cant wont dont doesnt didnt isnt arent wasnt werent"
    " hasnt havent hadnt shouldnt wouldnt couldnt mustnt neednt hardly rarely seldom unable".split()
)


def support(sentence: str, text: str) -> float:
    """Return P(s, T), 0..1; 1 for a sentence without content words."""
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
    """Whether a text supports a sentence and has all its numerals.

    Support means P(s, T) >= ``TAU``.
    """
    return support(sentence, text) >= TAU and not numerals_missing(sentence, text)


def negation_differs(sentence: str, sources: Sequence[str]) -> bool:
    """Whether the sentence's negations differ in parity from the most similar source's."""
    if not sources:
        return False
    nearest = max(sources, key=lambda source: support(sentence, source))
    return (_n_negations(sentence) - _n_negations(nearest)) % 2 == 1


def _n_negations(text: str) -> int:
    return sum(word.replace("-", "") in _NEGATIONS for word in tokenize(text))


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(stems(text))


@lru_cache(maxsize=4096)
def _bigrams(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(pairwise(Stemmer.Stemmer("english").stemWords(tokenize(text))))
