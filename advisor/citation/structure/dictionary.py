"""The stems of English words, derived from the Open English Wordnet by evals/fitting/dictionary.py."""

from functools import cache
from pathlib import Path

STEMS = Path(__file__).with_name("dictionary.txt")


def is_known(stem: str) -> bool:
    """Whether a stem is a dictionary's word, which no name is unless it is both."""
    return stem in _stems()


@cache
def _stems() -> frozenset[str]:
    return frozenset(STEMS.read_text(encoding="utf-8").split())
