"""Content words of a text, with their places."""

import re
from dataclasses import dataclass

from advisor.text.tokens import STOPWORDS, stems

WORD = re.compile(r"[^\W_]+(?:['’.&/+-][^\W_]+)*\+*")


@dataclass(frozen=True, slots=True)
class ContentWord:
    """A content word at ``start``..``end`` of its text."""

    surface: str
    start: int
    end: int


def content_words(text: str) -> list[ContentWord]:
    """The content words of a text in order; stopwords are left out."""
    return [
        ContentWord(match.group(), match.start(), match.end())
        for match in WORD.finditer(text)
        if match.group().lower() not in STOPWORDS and stems(match.group())
    ]
