"""Limits on what a guide holds, so that none costs minutes."""

import re

from advisor.domain import Guide
from advisor.errors import GuideError

# Before parsing. A guide of MAX_BYTES with ordinary sentences is below all of them.
MAX_LINES = 50_000
MAX_SENTENCES = 100_000
MAX_TAGS = 200_000
# Afterwards.
MAX_SECTIONS = 5_000  # a page with more takes seconds to draw
MAX_BLOCKS = 20_000

_SENTENCE_END = re.compile(r"[.!?]\s")


def check_source(text: str, *, name: str, is_html: bool) -> None:
    """Raise GuideError when a text holds more than a guide has."""
    n_sentences = sum(1 for _ in _SENTENCE_END.finditer(text))
    own = (text.count("<"), MAX_TAGS, "tags") if is_html else (text.count("\n"), MAX_LINES, "lines")
    _check(name, own, (n_sentences, MAX_SENTENCES, "sentences"))


def check_guide(guide: Guide, *, name: str) -> None:
    """Raise GuideError when a guide has more parts than can be shown."""
    n_blocks = sum(len(section.blocks) for section in guide.sections)
    _check(name, (len(guide.sections), MAX_SECTIONS, "sections"), (n_blocks, MAX_BLOCKS, "blocks"))


def _check(name: str, *counts: tuple[int, int, str]) -> None:
    for many, most, what in counts:
        if many > most:
            raise GuideError(f"{name}: {many} {what} are more than a guide has ({most}); split the file.")
