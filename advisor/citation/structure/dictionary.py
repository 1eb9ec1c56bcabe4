"""The stems of English words.

evals/fitting/dictionary.py derives them from the Open English Wordnet.
"""

from functools import cache
from pathlib import Path

STEMS = Path(__file__).with_name("dictionary.txt")


def is_known(stem: str) -> bool:
    """Whether a stem is a word of the dictionary."""
    return stem in _stems()


@cache
def _stems() -> frozenset[str]:
    return frozenset(STEMS.read_text(encoding="utf-8").split())
