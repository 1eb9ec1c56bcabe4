"""Which occupation a question names, where it is none that the guides speak of."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

NAMES = Path(__file__).with_name("occupations.txt")

# What a reader is or was is no other career that is asked about.
OWN = re.compile(
    r"\b(i'?m|i am|im|i was|i've been|ive been|i work|i worked|worked|working|work|currently|as|ex|former|my \w+ is)"
    r"[ -]+(?:as |a |an |now |just |currently |still |been )*$",
    re.IGNORECASE,
)


def foreign_occupation(question: str, vocabulary: Collection[str]) -> str:
    """The first occupation named in a question of which the guides' ``vocabulary`` (lower-case words) lacks a word;
    empty when there is none, or when it is the reader's own."""
    for match in _pattern().finditer(question):
        name = match.group()
        spoken_of = all(_is_known(word, vocabulary) for word in name.lower().replace("-", " ").split())
        if not spoken_of and not OWN.search(question[: match.start()]):
            return name
    return ""


def _is_known(word: str, vocabulary: Collection[str]) -> bool:
    # Whole words, not stems: a product manager is no production manager.
    return not {word, f"{word}s", word.removesuffix("s"), word.removesuffix("es")}.isdisjoint(vocabulary)


@cache
def _pattern() -> re.Pattern[str]:
    names = [line for line in NAMES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})(?:e?s)?\b", re.IGNORECASE)
