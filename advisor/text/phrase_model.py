"""Phrase model: words of usual questions, to read misspelt ones by.

``python -m advisor.query.intent_bank`` counts them in its wordings and writes phrases.txt.gz beside this module.
"""

import gzip
import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

PHRASES = Path(__file__).with_name("phrases.txt.gz")
MIN_WORD, MIN_PAIR = 3, 3  # uses from which a word or a pair is kept
USUAL_WORD = 5  # uses from which a word is no slip
EDGE = "|"  # before the first word and after the last

PAIR_SHARE = 0.75  # of a word's probability that comes from the word before it
UNSEEN = 1e-7  # probability of a word that is not in the model
KNOWN = 1e-5  # the same of a word as it is written
EXPECTED = 1e-4  # the same of one that a guide has, or that is near by itself
# Costs of reading one word as another, in natural logarithms of probability.
ONE_SLIP, TWO_SLIPS, NO_VOWELS, OTHER_START = 3.0, 8.0, 3.0, 1.5
LONG = 6  # letters from which a word may have two slips
REAL_WORD = 5.0  # added where the word as written is a word too
SHORT = 4  # letters up to which a word is read as another only beside a usual neighbour: it may be an abbreviation
LIKELY = 0.7  # taken off for what a word is without its neighbours
MAX_NEAR = 12  # readings of one word that are compared

_WORD = re.compile(r"[a-z]+")
_VOWELS = re.compile(r"[aeiou]")
_SOUND = re.compile(r"[aeiouy]")


class PhraseModel:
    """The probability of a question's words, each given the one before. Immutable."""

    def __init__(self, words: Mapping[str, int], pairs: Mapping[tuple[str, str], int]) -> None:
        self._total = sum(words.values())
        self._words = words
        self._listed = tuple(words)
        self._pairs = pairs
        self._by_skeleton: dict[str, list[str]] = defaultdict(list)
        for word in words:
            self._by_skeleton[_VOWELS.sub("", word)].append(word)

    def is_usual(self, word: str) -> bool:
        """Whether usual questions have a word, without its apostrophe."""
        return self._words.get(word, 0) >= USUAL_WORD

    def read(
        self, written: Sequence[str], known: Sequence[bool], also: Sequence[str], likely: Mapping[str, str]
    ) -> list[str]:
        """The likeliest words for those of a text in lower case.

        ``known``: whether each is a word; it then only changes where its neighbours demand it. ``also``: further words
        to read. ``likely``: for some words what they are without their neighbours.
        """
        expected = {*likely.values(), *also}
        best: dict[str, tuple[float, list[str]]] = {EDGE: (0.0, [])}
        for word, is_known in zip(written, known, strict=True):
            readings = self._readings(word, is_known=is_known, also=also)
            if likely.get(word, word) != word:
                readings[likely[word]] = min(readings.get(likely[word], ONE_SLIP), ONE_SLIP) - LIKELY
            best = {
                reading: min(
                    (
                        (
                            total
                            + cost
                            + self._cost(before, reading, self._least(reading, word, expected, is_known=is_known)),
                            [*path, reading],
                        )
                        for before, (total, path) in best.items()
                    ),
                    key=lambda one: one[0],
                )
                for reading, cost in readings.items()
            }
        ends = ((total + self._cost(before, EDGE, UNSEEN), path) for before, (total, path) in best.items())
        read = min(ends, key=lambda one: one[0])[1]
        around = [EDGE, *read, EDGE]
        return [
            other if other == word or len(word) > SHORT or self._is_paired(around[n : n + 3], word) else word
            for n, (word, other) in enumerate(zip(written, read, strict=True))
        ]

    def _is_paired(self, around: Sequence[str], written: str) -> bool:
        """Whether a word is usual beside the one before or after it.

        The edges of a text count for nothing beside a word of few letters, unless it stands alone.
        """
        before, word, after = around
        pairs = [(before, word), (word, after)]
        if len(written) < SHORT and not before == after == EDGE:
            pairs = [pair for pair in pairs if EDGE not in pair]
        return any(pair in self._pairs for pair in pairs)

    @staticmethod
    def _least(reading: str, word: str, expected: Container[str], *, is_known: bool) -> float:
        """The least probability of a reading by itself."""
        if reading == word:
            return KNOWN if is_known else UNSEEN
        return EXPECTED if reading in expected else UNSEEN

    def _cost(self, before: str, word: str, least: float) -> float:
        alone = max(self._words.get(word, 0) / self._total, least)
        beside = self._pairs.get((before, word), 0) / max(self._words.get(before, 0), 20)
        return -math.log(PAIR_SHARE * beside + (1 - PAIR_SHARE) * alone)

    def _readings(self, word: str, *, is_known: bool, also: Sequence[str]) -> dict[str, float]:
        """What a word may be, with the cost of each."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        extra = REAL_WORD if is_known else 0.0
        found = {word: 0.0}
        if len(word) < 2:
            return found
        limit = 2 if len(word) >= LONG and not is_known else 1 if len(word) >= SHORT or _SOUND.search(word) else 0
        for among in (self._listed,) if is_known else (self._listed, also):
            for other, slips, _ in extract(word, among, scorer=OSA.distance, score_cutoff=limit, limit=MAX_NEAR):
                if slips and len(other) > 1:
                    start = OTHER_START if other[0] != word[0] else 0.0
                    found[other] = extra + start + (ONE_SLIP if slips == 1 else TWO_SLIPS)
        if not is_known:
            for other in self._by_skeleton.get(_VOWELS.sub("", word), ()):
                if other[0] == word[0] and set(_VOWELS.findall(word)) <= set(_VOWELS.findall(other)):
                    found[other] = min(found.get(other, NO_VOWELS), NO_VOWELS)
        return found


def count_phrases(texts: Iterable[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Count the words and neighbouring pairs of words of texts."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        said = [EDGE, *_WORD.findall(text.lower().replace("’", "").replace("'", "")), EDGE]
        words.update(said[1:])
        pairs.update(pairwise(said))
    return words, pairs


def write_phrases(texts: Iterable[str]) -> None:
    """Write the shipped model anew from usual questions."""
    PHRASES.write_bytes(pack(texts))


def pack(texts: Iterable[str]) -> bytes:
    """The file of a model of these texts."""
    words, pairs = count_phrases(texts)
    kept = {word for word, n in words.items() if n >= MIN_WORD}
    lines = [f"{word} {n}" for word, n in sorted(words.items()) if word in kept]
    lines += [
        f"{one} {other} {n}"
        for (one, other), n in sorted(pairs.items())
        if n >= MIN_PAIR and (one in kept or one == EDGE) and other in kept
    ]
    return gzip.compress("\n".join(lines).encode(), mtime=0)


@cache
def shipped_phrases() -> PhraseModel:
    """The model beside this module."""
    words: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    for line in gzip.decompress(PHRASES.read_bytes()).decode().splitlines():
        *said, n = line.split(" ")
        if len(said) == 1:
            words[said[0]] = int(n)
        else:
            pairs[said[0], said[1]] = int(n)
    return PhraseModel(words, pairs)
