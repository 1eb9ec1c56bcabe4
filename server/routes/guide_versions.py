"""Passages quoted from older guide versions, located in the current version."""

from dataclasses import dataclass
from urllib.parse import quote as url_quote

from rapidfuzz import fuzz, process

from advisor.domain import Block, Guide

MAX_QUOTED_CHARS = 5_000  # no citation's quote is as long
MIN_LIKENESS = 50.0  # rapidfuzz ratio, 0..100, below which a block is no counterpart


@dataclass(frozen=True, slots=True)
class CurrentPassage:
    """The current counterpart of a passage quoted from an older version.

    ``link`` leads into the current guide and is empty when the guide is gone; ``passage`` is the counterpart's text,
    empty when there is none; ``is_same`` is true when the quoted words are unchanged.
    """

    link: str = ""
    passage: str = ""
    is_same: bool = False


def find_current_passage(then: Guide, quoted: tuple[int, int] | None, now: Guide | None) -> CurrentPassage:
    """Find the words quoted from ``then`` in the current guide.

    ``quoted`` are offsets into ``then``; ``now`` is None when the guide is gone.
    """
    if now is None:
        return CurrentPassage()
    if quoted is None:
        return CurrentPassage(_link(now))
    words = then.text[quoted[0] : quoted[1]]
    at = now.text.find(words)
    if at >= 0 and now.section_at(at, at + len(words)):
        return CurrentPassage(_link(now, at, at + len(words)), words, is_same=True)
    block = _most_similar(words, then, quoted, now) if len(words) <= MAX_QUOTED_CHARS else None
    if block is None:
        return CurrentPassage(_link(now))
    return CurrentPassage(_link(now, block.start, block.end), now.text[block.start : block.end])


def _most_similar(words: str, then: Guide, quoted: tuple[int, int], now: Guide) -> Block | None:
    """Return the current block most similar to ``words``.

    The section with the same headings is searched first, then the whole guide. None when no block reaches
    ``MIN_LIKENESS``.
    """
    section = then.section_at(*quoted)
    same = [one for one in now.sections if section is not None and one.path == section.path]
    for sections in (same, now.sections):
        blocks = [block for one in sections for block in one.body]
        texts = [now.text[block.start : block.end] for block in blocks]
        found = process.extractOne(words, texts, scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS)
        if found is not None:
            return blocks[found[2]]
    return None


def _link(guide: Guide, start: int = 0, end: int = 0) -> str:
    address = f"/guides/{url_quote(guide.id)}?v={guide.version}"
    section = guide.section_at(start, end) if end else None
    return f"{address}&q={start}-{end}#{url_quote(section.anchor)}" if section else address
