"""Function words, and light verbs and nouns."""

from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("function_words.txt")


def is_function_word(word: str) -> bool:
    """Whether a lower-case word has little content of its own."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    return frozenset(WORDS.read_text(encoding="utf-8").split())
