"""Extracts: sentences in the words and order of their place."""

import re
from dataclasses import dataclass

import Stemmer

from advisor.citation.sources import SYNONYM_STEMS
from advisor.text.figures import Figure, FigureKind, agrees, figures

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[,;:.!?()|–—]")
_BREAK = frozenset(",;:.!?()|–—")
_STRONG_BREAK = frozenset(";.!?()–—")
# Clauses that can be left out of what they stand behind: reasons, results, remarks and further statements.
_LEFT_OUT = frozenset("because since so which and thus hence".split())
_EMPTY = frozenset(
    "a an the of at is are was were be been being has have had do does did s it they this that their its".split()
)
_TURNING = frozenset("not no never none only".split())  # never left out because a heading has them
_CONTRACTED = {"cannot": "can not", "can't": "can not", "won't": "will not", "ain't": "is not"}


@dataclass(frozen=True, slots=True)
class _Token:
    """A stem, or else a figure.

    ``segment``: that of the text, in which it stands.
    """

    stem: str
    segment: int
    figure: Figure | None = None

    def says(self, other: "_Token") -> bool:
        if self.figure is None or other.figure is None:
            return self.figure is other.figure and self.stem == other.stem
        return agrees(self.figure, other.figure)


@dataclass(frozen=True, slots=True)
class _Text:
    """The tokens of a text, and its optional segments."""

    tokens: tuple[_Token, ...]
    optional: frozenset[int]


def is_extract(sentence: str, quote: str, above: frozenset[str]) -> bool:
    """Whether a sentence says the same as its quote, word by word.

    All of its words stand in the quote in this order, but for words that stand above it (``above``, as stems) and for
    empty ones. The quote has no more, but for words above it and for whole clauses behind it that give a reason or say
    something else. A word from above never takes the place of one that the quote has.
    """
    mine, theirs = _read(sentence), _read(quote)
    if not mine.tokens or not theirs.tokens:
        return False
    at = 0
    is_filled = False
    used: set[int] = set()
    for token in mine.tokens:
        found = next((n for n in range(at, len(theirs.tokens)) if token.says(theirs.tokens[n])), None)
        if found is not None:
            used.add(found)
            at = found + 1
        elif token.stem in above:
            is_filled = True
        else:
            return False
    if not used:
        return False
    kept = {theirs.tokens[n].segment for n in used}
    told = frozenset() if is_filled else above - _TURNING
    return all(
        n in used or token.stem in told or (token.segment in theirs.optional and token.segment not in kept)
        for n, token in enumerate(theirs.tokens)
    )


def _read(text: str) -> _Text:
    stem = Stemmer.Stemmer("english").stemWord
    held = [one for one in figures(text) if one.kind is not FigureKind.NAME]
    tokens: list[_Token] = []
    optional: set[int] = set()
    segment, passed, opened = 0, 0, True
    for match in _TOKEN.finditer(text):
        if passed < len(held) and held[passed].end <= match.start():
            passed += 1
        if passed < len(held) and match.start() >= held[passed].start:
            if not tokens or tokens[-1].figure is not held[passed]:
                tokens.append(_Token("", segment, held[passed]))
            continue
        piece = match.group().lower().replace("’", "'")
        if piece in _BREAK:
            segment, opened = segment + 1, True
            if piece in _STRONG_BREAK:
                optional.add(segment)
            continue
        if piece in _LEFT_OUT and (opened or piece in ("because", "since")):
            segment += not opened
            optional.add(segment)
        opened = False
        words = [word for word in _expand(piece).split() if word not in _EMPTY]
        tokens.extend(_Token(SYNONYM_STEMS.get(stem(word), stem(word)), segment) for word in words)
    return _Text(tuple(tokens), frozenset(optional))


def _expand(word: str) -> str:
    if word in _CONTRACTED:
        return _CONTRACTED[word]
    return f"{word[:-3]} not" if word.endswith("n't") else word.removesuffix("'s")
