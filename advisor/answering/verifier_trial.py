"""Sentences to try a second reader with, half of them changed."""

import re
from collections.abc import Iterator

from advisor.citation.checks import n_denials
from advisor.domain import BlockKind, Guide
from advisor.generation import SentenceToRead
from advisor.text.sentences import split_block

N_OF_EACH = 4
MIN_WORDS, MAX_WORDS = 7, 30
_DENIABLE = re.compile(r"\b(?:is|are|can|must|should|will)\b(?! (?:not|no|only|rarely|never)\b)")
_FIGURE = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})*(?![\w.]*\d)")


def trial_sentences(guide: Guide) -> list[tuple[SentenceToRead, bool]] | None:
    """Sentences with their quotes, and whether the quote bears them.

    None for a guide with too few that can be changed.
    """
    borne, changed = [], []
    for n, text in enumerate(_sentences(guide)):
        other = _changed(text)
        if n % 2 or other is None:
            borne.append((SentenceToRead(text, (text,)), True))
        else:
            changed.append((SentenceToRead(other, (text,)), False))
    if len(changed) < N_OF_EACH or len(borne) < N_OF_EACH:
        return None
    pairs = zip(borne[:N_OF_EACH], changed[:N_OF_EACH], strict=True)
    return [one for pair in pairs for one in pair]


def _sentences(guide: Guide) -> Iterator[str]:
    for section in guide.sections:
        for block in section.blocks:
            if block.kind is BlockKind.PARAGRAPH:
                for span in split_block(guide.text, block):
                    text = " ".join(guide.text[span.start : span.end].split())
                    if MIN_WORDS <= len(text.split()) <= MAX_WORDS and n_denials(text) == 0:
                        yield text


def _changed(text: str) -> str | None:
    """The sentence with another figure, or denied."""
    figure = _FIGURE.search(text)
    if figure:
        value = 2 * int(figure.group().replace(",", "")) + 1
        return f"{text[: figure.start()]}{value:,}{text[figure.end() :]}"
    found = _DENIABLE.search(text)
    return f"{text[: found.end()]} not{text[found.end() :]}" if found else None
