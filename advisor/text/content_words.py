"""Words that say what a text is about, with their places."""

import re
from dataclasses import dataclass

from advisor.text.tokens import STOPWORDS, stems

WORD = re.compile(r"[^\W_]+(?:['’.&/+-][^\W_]+)*\+*")


@dataclass(frozen=True, slots=True)
class Word:
    """A content word and where it stands in its text."""

    surface: str
    start: int
    end: int


def content_words(text: str) -> list[Word]:
    """The words that say what a text is about, in order: no stopwords."""
    return [
        Word(match.group(), match.start(), match.end())
        for match in WORD.finditer(text)
        if match.group().lower() not in STOPWORDS and stems(match.group())
    ]
