"""Two things between which a question asks, and whether a guide ever tells them apart."""

import re
from collections.abc import Iterable

from advisor.text.tokens import STOPWORDS, stems

_BETWEEN = re.compile(r"\s(?:or|vs\.?|versus)\s", re.IGNORECASE)
_WEIGHS = re.compile(
    r"\b(?:which|rather|better|best|worse|worth|more|less|most|easier|prefer|pick|choose|\w{3,}er|vs|versus)\b"
    r"(?<!\bmanager)(?<!\bcareer)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w&+#.'-])[\w&+#.'-]*[\w+#]")
# How a sentence that names both tells them apart.
_APART = re.compile(
    r"\b(?:than|whereas|while|unlike|compared|instead|but|more|less|better|easier|however|differs?|rather|versus"
    r"|the former|the latter|respectively)\b",
    re.IGNORECASE,
)


def compared(question: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The stems of the two words between which a question weighs ("Excel or Tableau, which is better"); else None."""
    if not _WEIGHS.search(question):
        return None
    for match in _BETWEEN.finditer(question):
        before = _telling(_WORD.findall(question[: match.start()]))
        after = _telling(_WORD.findall(question[match.end() :]))
        if before and after:
            one, other = frozenset(stems(before[-1])), frozenset(stems(after[0]))
            if one and other and one != other:
                return one, other
    return None


def tells_apart(sentences: Iterable[str], pair: tuple[frozenset[str], frozenset[str]]) -> bool:
    """False when both stand in the sentences, but always side by side and without a word that compares them."""
    one, other = pair
    together = False
    for sentence in sentences:
        held = set(stems(sentence))
        has_one, has_other = bool(one & held), bool(other & held)
        if has_one != has_other or (has_one and _APART.search(sentence)):
            return True
        together |= has_one
    return not together


def _telling(words: list[str]) -> list[str]:
    return [word for word in words if word.lower() not in STOPWORDS and word.lower() not in _EMPTY]


_EMPTY = frozenset("out more less better rather than one which".split())
