"""Comparisons: two alternatives of a question, and whether a guide distinguishes them."""

import re
from collections.abc import Iterable

from advisor.text.tokens import STOPWORDS, stems

_BETWEEN = re.compile(r"\s(?:or|vs\.?|versus)\s", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:which|rather|better|best|worse|worth|more|less|most|easier|prefer|pick|choose|\w{3,}er|vs|versus)\b"
    r"(?<!\bmanager)(?<!\bcareer)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w&+#.'-])[\w&+#.'-]*[\w+#]")
# Words by which a sentence that names both distinguishes them.
_DISTINGUISHES = re.compile(
    r"\b(?:than|whereas|while|unlike|compared|instead|but|more|less|better|easier|however|differs?|rather|versus"
    r"|the former|the latter|respectively)\b",
    re.IGNORECASE,
)


def compared_pair(question: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Find the two words compared by a question, as stems.

    "Excel or Tableau, which is better" compares two; None for a question that compares none.
    """
    if not _COMPARES.search(question):
        return None
    for match in _BETWEEN.finditer(question):
        before = _content_words(_WORD.findall(question[: match.start()]))
        after = _content_words(_WORD.findall(question[match.end() :]))
        if before and after:
            one, other = frozenset(stems(before[-1])), frozenset(stems(after[0]))
            if one and other and one != other:
                return one, other
    return None


def distinguishes(sentences: Iterable[str], pair: tuple[frozenset[str], frozenset[str]]) -> bool:
    """Whether sentences treat the words of a pair differently.

    False when both occur, but only in the same sentences and without a word of comparison.
    """
    one, other = pair
    together = False
    for sentence in sentences:
        held = set(stems(sentence))
        has_one, has_other = bool(one & held), bool(other & held)
        if has_one != has_other or (has_one and _DISTINGUISHES.search(sentence)):
            return True
        together |= has_one
    return not together


def _content_words(words: list[str]) -> list[str]:
    return [word for word in words if word.lower() not in STOPWORDS and word.lower() not in _EMPTY]


_EMPTY = frozenset("out more less better rather than one which".split())
