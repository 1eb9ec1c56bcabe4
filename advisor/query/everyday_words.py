"""Everyday words of readers, put in the words of guides."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("everyday_words.txt")


def in_words_of_guides(text: str, vocabulary: Collection[str]) -> str:
    """A question with its everyday words replaced by those of guides.

    ``vocabulary``: the guides' words in lower case; a single word that they have stays.
    """

    def replaced(match: re.Match[str]) -> str:
        said = match.group().lower()
        if said in vocabulary or said.removesuffix("s") in vocabulary:
            return match.group()
        return _replacements()[1][match.lastindex or 0]

    return _replacements()[0].sub(replaced, text)


@cache
def _replacements() -> tuple[re.Pattern[str], dict[int, str]]:
    """One pattern with a group for each line, and the words that each group is replaced by."""
    lines = [line for line in WORDS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    pairs = [(words.strip(), said.strip()) for words, _, said in (line.partition("=") for line in lines)]
    ways = [(way.strip(), words) for words, said in pairs for way in re.split(r"(?<=[\w)?]) \| (?=[\w(])", said)]
    ways.sort(key=lambda way: -len(way[0]))
    pattern = re.compile(r"\b(?:" + "|".join(f"({way})" for way, _ in ways) + r")\b(?![- ]time)", re.IGNORECASE)
    return pattern, {n: words for n, (_, words) in enumerate(ways, 1)}
