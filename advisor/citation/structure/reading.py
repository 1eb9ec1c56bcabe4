"""A text read for its structure: words, clauses, passives."""

import re
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from advisor.citation.structure.function_words import is_function_word
from advisor.text.tokens import STOPWORDS

N_KEPT = 4096
_WORD = re.compile(r"[^\W_]+(?:[.'’&+#/][^\W_]+)*[+#]*|[,;:.!?()|–—]")
_BREAK = frozenset(",;:.!?()|–—")
_OPENS_CLAUSE = frozenset(
    "which who whom whose that because although though while whereas if unless when where so".split()
)
_BE = frozenset("be is are was were been being get gets got getting".split())
_PARTICIPLES = frozenset(
    "given taken made done seen shown known paid told sent held kept led set put run taught written driven chosen"
    " brought found left met built".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its stem and clause."""

    lower: str
    stem: str
    clause: int
    has_content: bool


@dataclass(frozen=True, slots=True)
class ReadText:
    """The words of a text, and its passive clauses."""

    words: tuple[Word, ...]
    passive: frozenset[int]


@lru_cache(maxsize=N_KEPT)
def read(text: str) -> ReadText:
    """Read a text of a few sentences."""
    stem = Stemmer.Stemmer("english").stemWord
    words, clause = [], 0
    for match in _WORD.finditer(text.replace("-", " ")):
        piece = match.group().lower()
        if piece in _BREAK:
            clause += 1
            continue
        clause += piece in _OPENS_CLAUSE
        plain = piece.removesuffix("'s").removesuffix("’s")
        has_content = not (plain in STOPWORDS or is_function_word(plain) or plain[:1].isdigit())
        words.append(Word(plain, stem(plain), clause, has_content))
    return ReadText(tuple(words), frozenset(words[n].clause for n in range(len(words)) if _is_passive(words, n)))


def _is_passive(words: list[Word], n: int) -> bool:
    """Whether a passive stands at a word: "is given", "approved by"."""
    if words[n].lower in _BE:
        return any(_is_participle(word.lower) for word in words[n + 1 : n + 4])
    return _is_participle(words[n].lower) and any(word.lower == "by" for word in words[n + 1 : n + 3])


def _is_participle(word: str) -> bool:
    return word.endswith("ed") or word in _PARTICIPLES
