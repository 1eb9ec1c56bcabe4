"""Guides to chunks: verbatim slices of sections with their sentences.

Sections are split at block and sentence borders.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from advisor.domain import Chunk, Guide, Section, Span
from advisor.text.sentences import MAX_CHARS, split_block

_BASE64 = ("[A-Z]", "[a-z]", "[0-9]")
_LONG_RUN = re.compile(r"[A-Za-z0-9+/=_-]{200,}+")


def chunk_guide(guide: Guide) -> tuple[Chunk, ...]:
    """The chunks of a guide, in order of its text.

    A section without a body gives none; ids are ``guide#anchor:n``. What is no text, as base64 is not, is left out.
    """
    return tuple(chunk for section in guide.sections for chunk in _chunk_section(guide, section))


def _chunk_section(guide: Guide, section: Section) -> Iterator[Chunk]:
    sentences = [span for block in section.body for span in split_block(guide.text, block)]
    runs = groupby(sentences, key=lambda span: _is_junk(guide.text[span.start : span.end]))
    groups = (group for is_junk, run in runs if not is_junk for group in _pack(list(run)))
    for n, group in enumerate(groups):
        yield Chunk(
            f"{guide.id}#{section.anchor}:{n}",
            guide,
            section=section,
            start=group[0].start,
            end=group[-1].end,
            sentences=tuple(group),
        )


def _is_junk(sentence: str) -> bool:
    """Whether most of it is encoded bytes: long runs in which capitals, small letters and digits are mixed."""
    runs = (run for run in _LONG_RUN.findall(sentence) if all(re.search(kind, run) for kind in _BASE64))
    return sum(map(len, runs)) * 2 > len(sentence)


def _pack(sentences: Sequence[Span]) -> Iterator[list[Span]]:
    """Groups of neighbouring sentences spanning at most MAX_CHARS.

    Their lengths are as even as the text allows.
    """
    if not sentences:
        return
    whole = sentences[-1].end - sentences[0].start
    n_groups = -(-whole // MAX_CHARS)
    target = -(-whole // n_groups)
    group: list[Span] = []
    for span in sentences:
        if group:
            grown = span.end - group[0].start
            reached = group[-1].end - group[0].start
            if grown > MAX_CHARS or (n_groups > 1 and reached >= target):
                yield group
                group = []
        group.append(span)
    yield group
