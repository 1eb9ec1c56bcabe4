"""Limits on what a guide holds, so that none costs minutes."""

import re
from collections.abc import Iterable, Iterator

from advisor.domain import Guide
from advisor.errors import GuideError
from advisor.ingestion.parsing.outline import Piece

MAX_DOCUMENT_BYTES = 50_000_000  # of a PDF or DOCX, whose pictures are not read
# Before parsing. A guide of MAX_BYTES with ordinary sentences is below all of them.
MAX_LINES = 50_000
MAX_SENTENCES = 100_000
MAX_TAGS = 200_000
MAX_CELLS = 100_000
# Meanwhile. The names of columns are repeated in every row; tables that people read stay far below.
MAX_REPEATED = 20  # times the source
MIN_REPEATED_CHARS = 100_000  # which even a short guide may have
MAX_REPEATED_CHARS = 1_000_000
# Afterwards.
MAX_SECTIONS = 5_000  # a page with more takes seconds to draw
MAX_BLOCKS = 20_000
MAX_CHUNKS = 20_000

_SENTENCE_END = re.compile(r"[.!?]\s")


def check_source(text: str, *, name: str, is_html: bool) -> None:
    """Raise GuideError when a text holds more than a guide has."""
    n_sentences = sum(1 for _ in _SENTENCE_END.finditer(text))
    lines = (text.count("\n"), MAX_LINES, "lines"), (text.count("|"), MAX_CELLS, "cells")
    own = ((text.count("<"), MAX_TAGS, "tags"),) if is_html else lines
    _check(name, *own, (n_sentences, MAX_SENTENCES, "sentences"))


class TextBudget:
    """The text that a guide may have, given its source."""

    def __init__(self, source: str, *, name: str) -> None:
        repeated = min(max(MAX_REPEATED * len(source), MIN_REPEATED_CHARS), MAX_REPEATED_CHARS)
        self._most = self._left = len(source) + repeated
        self._name = name

    def spend(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The pieces, one by one.

        Raises GuideError before the next is made when they hold too much text.
        """
        for piece in pieces:
            self._left -= len(piece.text)
            if self._left < 0:
                raise GuideError(
                    f"{self._name}: with the names of columns repeated in every row, its text is longer than a guide"
                    f" has ({self._most} characters); shorten these names or split the file."
                )
            yield piece


def check_guide(guide: Guide, *, name: str) -> None:
    """Raise GuideError when a guide has more parts than can be shown."""
    n_blocks = sum(len(section.blocks) for section in guide.sections)
    _check(name, (len(guide.sections), MAX_SECTIONS, "sections"), (n_blocks, MAX_BLOCKS, "blocks"))


def check_chunks(n_chunks: int, *, name: str) -> None:
    """Raise GuideError when a guide has more chunks than are searched."""
    _check(name, (n_chunks, MAX_CHUNKS, "passages"))


def _check(name: str, *counts: tuple[int, int, str]) -> None:
    for many, most, what in counts:
        if many > most:
            raise GuideError(f"{name}: {many} {what} are more than a guide has ({most}); split the file.")
