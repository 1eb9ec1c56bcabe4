"""Relations between word stems: synonyms, more general words, opposites.

The tables are derived from the Open English Wordnet by evals/fitting/lexicon.py; see LICENCES beside this file.
"""

from functools import cache
from pathlib import Path

TABLES = Path(__file__).with_name("lexicon.txt")
WORDS = Path(__file__).with_name("words.txt")
_OPPOSITE_PREFIXES = ("un", "in", "im", "il", "ir", "non", "dis", "mis")
_MIN_STEM = 3


@cache
def _tables() -> dict[str, dict[str, frozenset[str]]]:
    """The relations by name, each from a stem to its related ones."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for line in TABLES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), {})
        elif line:
            stem, *others = line.split()
            current[stem] = frozenset(others)
    return found


def are_synonyms(one: str, other: str) -> bool:
    """Whether two stems share a usual sense, or one is derived from the other."""
    table = _tables()["synonyms"]
    return other in table.get(one, ()) or one in table.get(other, ())


def is_broader(one: str, other: str) -> bool:
    """Whether the second stem is a more general word for the first."""
    return other in _tables()["broader"].get(one, ())


def are_opposites(one: str, other: str) -> bool:
    """Whether two stems are opposites, in the tables or by a prefix."""
    table = _tables()["opposites"]
    if other in table.get(one, ()) or one in table.get(other, ()):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _MIN_STEM and any(long == prefix + short for prefix in _OPPOSITE_PREFIXES)


def is_known(stem: str) -> bool:
    """Whether a stem is a dictionary's word, which no name is unless it is both."""
    return stem in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(WORDS.read_text(encoding="utf-8").split())
