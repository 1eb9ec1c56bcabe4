"""A text read for its structure: words, their roles and clauses, and the operators among them."""

import re
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from advisor.citation.structure.operators import Operator, find_operators
from advisor.text.tokens import STOPWORDS

N_KEPT = 4096
_WORD = re.compile(r"[^\W_]+(?:[.'’&+#/][^\W_]+)*[+#]*|[,;:.!?()|–—]")
_BREAK = frozenset(",;:.!?()|–—")
_SUBORDINATORS = frozenset(
    "which who whom whose that because although though while whereas if unless when where so".split()
)
_CONTRACTED = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "let's": "let us",
}
ROLES = frozenset(
    "to from by than of for with in on at under into through without against between as over before after"
    " during".split()
)
_BE = frozenset("be is are was were been being get gets got getting".split())
_LIGHT = frozenset(
    "one people person someone somebody anyone thing things way ways lot make makes made making take takes taken took"
    " give gives given have has had having go goes going come comes do does done doing get gets work works job role"
    " roles use used using also well too even still usually year years say says said guide include includes including"
    " find finds found see sees keep keeps mean means back new good right part kind sort case time times"
    " number".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written, in lower case, its stem, its clause, and the role it has in it.

    ``role`` is the preposition before it, empty for a subject or object; ``weight`` is 0 for words without content.
    """

    text: str
    lower: str
    stem: str
    clause: int
    role: str
    weight: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text and its operators; ``passive`` clauses have their agent behind the verb."""

    words: tuple[Word, ...]
    operators: tuple[Operator, ...]
    passive: frozenset[int]

    @property
    def content(self) -> tuple[int, ...]:
        """The places of the words with content."""
        return tuple(n for n, word in enumerate(self.words) if word.weight)

    def values(self, family: str) -> frozenset[str]:
        """The values of a family found in the text."""
        return frozenset(one.value for one in self.operators if one.family == family)


@lru_cache(maxsize=N_KEPT)
def read(text: str) -> Reading:
    """Read a text of a few sentences."""
    raw: list[tuple[str, int]] = []
    clause = 0
    for match in _WORD.finditer(_expand(text)):
        piece = match.group()
        if piece in _BREAK:
            clause += 1
            continue
        if piece.lower() in _SUBORDINATORS:
            clause += 1
        raw.append((piece, clause))
    lowers = [piece.lower().removesuffix("'s") for piece, _ in raw]
    stem = Stemmer.Stemmer("english").stemWord
    operators = find_operators(lowers)
    taken = {n for one in operators if one.family in _WITHOUT_CONTENT for n in range(one.start, one.end)}
    words, role, role_clause = [], "", -1
    for n, ((piece, clause), lower) in enumerate(zip(raw, lowers, strict=True)):
        if clause != role_clause:
            role, role_clause = "", clause
        if lower in ROLES:
            role = lower
        is_content = n not in taken and lower not in STOPWORDS and lower not in ROLES and not lower[0].isdigit()
        weight = 0.0 if not is_content else 0.3 if lower in _LIGHT else 1.0
        words.append(Word(piece, lower, stem(lower), clause, role, weight))
        if is_content and n + 1 < len(raw) and lowers[n + 1] not in STOPWORDS and lowers[n + 1] not in ROLES:
            continue
        if is_content:
            role = ""
    passive = frozenset(
        words[n].clause
        for n in range(len(words) - 1)
        if words[n].lower in _BE and any(_is_participle(w.lower) for w in words[n + 1 : n + 4])
    )
    return Reading(tuple(words), operators, passive)


_WITHOUT_CONTENT = frozenset({"quantity", "only", "modality", "hedge", "condition", "cause", "time", "denial"})
_PARTICIPLES = frozenset(
    "given taken made done seen shown known paid told sent held kept led set put run taught written driven chosen"
    " brought found left met built".split()
)


def _is_participle(word: str) -> bool:
    return word.endswith("ed") or word in _PARTICIPLES


def _expand(text: str) -> str:
    """The text with typographic apostrophes plain and contractions written out."""
    plain = text.replace("’", "'").replace("‑", "-").replace("-", " ").replace("annot", "an not")
    if "'" not in plain:
        return plain
    return _NEGATED.sub(lambda m: _CONTRACTED.get(m.group().lower(), f"{m.group()[:-3]} not"), plain)


_NEGATED = re.compile(r"\b[A-Za-z]+n't\b")
