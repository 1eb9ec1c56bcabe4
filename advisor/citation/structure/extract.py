"""Extracts: sentences in the words and order of their place."""

import re
from dataclasses import dataclass

import Stemmer

from advisor.text.figures import FigureKind, figures

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[,;:.!?()|–—]")
_BREAK = frozenset(",;:.!?()|–—")
_STRONG_BREAK = frozenset(";.!?()–—")
# Clauses that can be left out of what they stand behind: reasons, results, remarks and further statements.
_LEFT_OUT = frozenset("because since so which and thus hence".split())
_EMPTY = frozenset(
    "a an the of is are was were be been being has have had do does did s it they this that their its".split()
)
_TURNING = frozenset("not no never none only".split())  # never left out because a heading has them
_CONTRACTED = {"cannot": "can not", "can't": "can not", "won't": "will not", "ain't": "is not"}
_FIGURE = "#"


@dataclass(frozen=True, slots=True)
class _Token:
    """A stem, and the segment of the text that it stands in."""

    stem: str
    segment: int


@dataclass(frozen=True, slots=True)
class _Text:
    """The tokens of a text, and its optional segments."""

    tokens: tuple[_Token, ...]
    optional: frozenset[int]


def is_extract(sentence: str, quote: str, above: frozenset[str]) -> bool:
    """Whether a sentence says the same as its quote, word by word.

    All of its words stand in the quote in this order, but for words that stand above it (``above``, as stems) and for
    empty ones. The quote has no more, but for whole clauses behind it that give a reason or say something else. Figures
    have to agree elsewhere.
    """
    mine, theirs = _read(sentence), _read(quote)
    if not mine.tokens or not theirs.tokens:
        return False
    at = 0
    used: set[int] = set()
    places = [token.stem for token in theirs.tokens]
    for token in mine.tokens:
        try:
            at = places.index(token.stem, at) + 1
        except ValueError:
            if token.stem in above and not token.stem.startswith(_FIGURE):
                continue
            return False
        used.add(at - 1)
    if not used:
        return False
    kept = {theirs.tokens[n].segment for n in used}
    told = above - _TURNING
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
            if not tokens or tokens[-1].stem != f"{_FIGURE}{passed}" or tokens[-1].segment != segment:
                tokens.append(_Token(f"{_FIGURE}{passed}", segment))
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
        tokens.extend(_Token(stem(word), segment) for word in words)
    return _Text(_numbered(tokens), frozenset(optional))


def _numbered(tokens: list[_Token]) -> tuple[_Token, ...]:
    """The tokens with each figure as the same sign, since values are compared elsewhere."""
    return tuple(_Token(_FIGURE, one.segment) if one.stem.startswith(_FIGURE) else one for one in tokens)


def _expand(word: str) -> str:
    if word in _CONTRACTED:
        return _CONTRACTED[word]
    return f"{word[:-3]} not" if word.endswith("n't") else word.removesuffix("'s")
