"""Lists of a guide: items, rows, names and paragraphs with run-in headings."""

import re
from collections.abc import Set
from itertools import takewhile

from advisor.domain import Block, BlockKind, Guide, Section, Span
from advisor.text.sentences import has_head, split_block, split_sentences
from advisor.text.tokens import stems
from advisor.weights import weights

ENDS_SENTENCE = re.compile(r"[.!?…:;][”\"’')\]]*$")
# A sentence that introduces a list, with or without a colon at its end.
INTRODUCES_LIST = re.compile(r"^(?:the following\b|here (?:is|are)\b|listed below\b|below (?:is|are)\b)", re.IGNORECASE)
LABELLED = (BlockKind.LABEL, BlockKind.FIGURE, BlockKind.ROW)  # blocks that are a label with its value
MAX_TITLE_WORDS = 9
MAX_CLOCK_CHARS = 2  # "am" and "12" are no words of a heading


def introduced_list(guide: Guide, section: Section, span: Span) -> tuple[Span, ...]:
    """Find the list introduced by a sentence ("… were as follows:").

    Empty for any other sentence.
    """
    body = section.body
    at = next((n for n, block in enumerate(body) if block.start <= span.start and span.end <= block.end), None)
    if at is None or at + 1 == len(body):
        return ()
    led = [block for block in body if span in (block.lead, block.parent)]
    if led and guide.text[span.end - 1] == ":":
        return tuple(Span(block.start, block.end) for block in led)
    if body[at].kind is not BlockKind.PARAGRAPH:
        return ()
    text = guide.text[span.start : span.end]
    if not INTRODUCES_LIST.match(text) and (
        span.end != body[at].end or (ENDS_SENTENCE.search(text) and text[-1] != ":")
    ):
        return ()
    after = body[at + 1 :]
    kind = after[0].kind
    if kind in (BlockKind.ITEM, BlockKind.ROW):
        return tuple(Span(b.start, b.end) for b in takewhile(lambda b: b.kind is kind, after))
    headed = list(takewhile(lambda b: _is_headed(guide, b), after))
    if headed and INTRODUCES_LIST.match(text):
        return tuple(split_block(guide.text, block)[0] for block in headed)
    if ENDS_SENTENCE.search(text):
        return ()
    return tuple(Span(b.start, b.end) for b in takewhile(lambda b: _is_name(guide, b), after))


def is_caption(guide: Guide, section: Section, span: Span) -> bool:
    """Whether a line is the caption of a table."""
    body = section.body
    at = next((n for n, block in enumerate(body) if (block.start, block.end) == (span.start, span.end)), None)
    if at is None or at + 1 == len(body) or body[at].kind is not BlockKind.PARAGRAPH:
        return False
    return body[at + 1].kind is BlockKind.ROW and not ENDS_SENTENCE.search(guide.text[span.start : span.end])


def is_comparison_row(guide: Guide, section: Section, span: Span, own: Set[str]) -> bool:
    """Whether a row compares another group with the career's row.

    Such as "Total, all occupations: …". ``own``: the stems of the career's name.
    """
    body = section.body
    at = next((n for n, block in enumerate(body) if (block.start, block.end) == (span.start, span.end)), None)
    if at is None or body[at].kind is not BlockKind.ROW:
        return False
    before = takewhile(lambda b: b.kind is BlockKind.ROW, reversed(body[:at]))
    after = takewhile(lambda b: b.kind is BlockKind.ROW, body[at:])
    names = {b: set(stems(_row_name(guide, b))) for b in (*before, *after)}
    return names[body[at]] != own and any(name == own for name in names.values())


def _row_name(guide: Guide, row: Block) -> str:
    return guide.text[row.start : row.end].split(":")[0]


def section_items(guide: Guide, section: Section) -> tuple[Span, ...]:
    """List the items of a list or the rows of a table.

    Empty for a section that is neither mostly a list nor wholly a table.
    """
    items = [Span(block.start, block.end) for block in section.body if block.kind is BlockKind.ITEM]
    if len(items) * 2 >= len(section.body):
        return tuple(items)
    if all(block.kind is BlockKind.ROW for block in section.body):
        return tuple(Span(block.start, block.end) for block in section.body)
    headed = [split_block(guide.text, block)[0] for block in section.body if _is_headed(guide, block)]
    is_list = len(headed) >= weights().guide_lists.min_headed and len(headed) * 2 >= len(section.body)
    return tuple(headed) if is_list else ()


def sections_under_heading(guide: Guide, asked: Set[str]) -> tuple[tuple[Section, tuple[Span, ...]], ...]:
    """Find the sections under the heading asked for ("all the tiers").

    Each comes with its items or its first block. ``asked``: the stems of a question. Empty where not exactly one
    heading over other sections has most of them.
    """
    inner: dict[tuple[str, ...], list[Section]] = {}
    for section in guide.sections:
        for depth in range(1, len(section.path)):
            inner.setdefault(section.path[:depth], []).append(section)
    named = [(len(asked & set(stems(path[-1]))) / len(set(stems(path[-1]))), path) for path in inner if stems(path[-1])]
    best = max((share for share, _ in named), default=0.0)
    over = [path for share, path in named if share == best]
    if best < weights().guide_lists.heading_share or len(over) != 1:
        return ()
    under = [(section, section_items(guide, section)) for section in inner[over[0]] if section.body]
    return tuple((s, items or (Span(s.body[0].start, s.body[0].end),)) for s, items in under)


def is_less_relevant_sibling(section: Section, other: Section, asked: Set[str]) -> bool:
    """Whether ``other`` is beside ``section`` and less asked for.

    Their headings decide: "Late afternoon" beside "Afternoon" is, for a question about the afternoon.
    """
    if section.path[:-1] != other.path[:-1] or section is other or len(section.path) < 2:
        return False
    mine, theirs = (_title_stems(one) for one in (section, other))
    if not mine & asked or not mine or len(section.title.split()) > MAX_TITLE_WORDS or section.title.endswith("?"):
        return False
    n_mine, n_theirs = len(mine & asked), len(theirs & asked)
    return n_theirs < n_mine or (n_theirs == n_mine and len(theirs - asked) > len(mine - asked))


def _title_stems(section: Section) -> set[str]:
    return {stem for stem in stems(section.title) if len(stem) > MAX_CLOCK_CHARS}


def _is_headed(guide: Guide, block: Block) -> bool:
    """Whether a paragraph has a run-in heading ("Color vision. Electricians …")."""
    text = guide.text[block.start : block.end]
    return block.kind is BlockKind.PARAGRAPH and has_head(text, split_sentences(text))


def _is_name(guide: Guide, block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and not ENDS_SENTENCE.search(guide.text[block.start : block.end])
