"""Lead-ins, parent items and questions of a section's blocks."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from advisor.domain import Block, BlockKind, Polarity, Span
from advisor.text.polarity import (
    completes,
    head_polarity,
    is_elliptic,
    is_fragment,
    is_question,
    mark_length,
    turns_prose,
)
from advisor.text.sentences import split_block

MAX_LEAD_CHARS = 400
MAX_QUESTION_CHARS = 300
MAX_NAME_WORDS = 14  # of a line without a bullet that a lead-in introduces
LISTED = (BlockKind.ITEM, BlockKind.ROW, BlockKind.LABEL, BlockKind.FIGURE)
TURNING = (Polarity.NEGATIVE, Polarity.LIMITING, Polarity.ADVERSE)
# A whole sentence that points at what follows it.
_POINTS = re.compile(
    r"\b(?:following|below|here (?:is|are)|as follows|these|such)\b|\b(?:mistakes|myths|misconceptions|pitfalls)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class NestedBlock:
    """A block with the number of lists that it stands in.

    ``marker`` is what the outermost of them is marked by: numbers, or one kind of bullet.
    """

    block: Block
    depth: int = 0
    marker: str = ""


@dataclass(slots=True)
class _OpenItem:
    """An item that following items may be nested in.

    ``lead`` is what it says before them. One that only introduces them is followed by items of its own depth where the
    text has lost its indents.
    """

    depth: int
    place: Span
    lead: Span | None
    is_lead_in: bool
    has_children: bool = False


@dataclass(slots=True)
class _State:
    """What introduces the next block."""

    lead: Span | None = None
    lead_kind: BlockKind | None = None  # of the run that the lead introduces, once it has begun
    question: Span | None = None
    marker: str = ""  # of the list that the last block stands in
    items: list[_OpenItem] = field(default_factory=list)


def link_blocks(text: str, blocks: Sequence[NestedBlock], headings: Sequence[Span]) -> tuple[Block, ...]:
    """Give a section's blocks what introduces them and its polarity.

    ``headings`` are the section's own and those it stands under, outermost first.
    """
    headings = [Span(span.start + mark_length(text[span.start : span.end]), span.end) for span in headings]
    state = _State()
    own = headings[-1] if headings else None
    if own is not None and is_question(text[own.start : own.end]):
        state.question = own
    elif own is not None and text[own.end - 1] == ":":
        state.lead = own
    out: list[Block] = []
    items: dict[Span, Block] = {}
    for nested in blocks:
        block = _without_mark(text, nested.block, state.question)
        if block.kind is BlockKind.HEADING:
            out.append(block)
            continue
        if block.kind is BlockKind.ITEM and state.marker and nested.marker not in ("", state.marker):
            state.lead = None if state.lead_kind is BlockKind.ITEM else state.lead
            state.items.clear()  # other marks begin another list, which the lead-in does not introduce
        state.marker = nested.marker if nested.depth else ""
        linked = _link(text, block, nested.depth, state)
        out.append(_with_heads(text, linked, items, headings))
        if linked.kind is BlockKind.ITEM:
            items[Span(linked.start, linked.end)] = out[-1]
    return tuple(out)


def _link(text: str, block: Block, depth: int, state: _State) -> Block:
    """Give one block its lead and parent, and note what it introduces."""
    words = text[block.start : block.end]
    _close_items(state, block, depth, is_lead_in=words.endswith(":"))
    place = Span(block.start, block.end)
    parent = state.items[-1] if state.items else None
    asks = is_question(words) and len(words) <= MAX_QUESTION_CHARS
    introduces = _introducing(text, block)
    lead = None if asks else state.question
    if parent is not None:
        lead = parent.lead
        if block.kind is BlockKind.ITEM:
            parent.has_children = parent.has_children or parent.depth < depth
        elif introduces or asks:
            parent.lead = introduces or place
    elif block.kind is BlockKind.PARAGRAPH and not _is_name(words, state):
        if state.lead is not None and state.lead_kind is None and text[state.lead.end - 1] == ":":
            lead = state.lead
        state.lead, state.lead_kind = introduces, None
    elif state.lead is not None and state.lead_kind in (None, block.kind):
        lead, state.lead_kind = state.lead, block.kind
    else:
        state.lead = None
    if block.kind is BlockKind.ITEM:
        state.items.append(_OpenItem(depth, place, place if asks else None, words.endswith(":")))
    if asks and parent is None:
        state.question = place
    elif block.kind is not BlockKind.ITEM:
        state.question = None  # what comes after the first block of an answer may be about anything
    return replace(block, lead=lead, parent=parent.place if parent else None)


def _close_items(state: _State, block: Block, depth: int, *, is_lead_in: bool) -> None:
    """Close the items that a block is not nested in."""
    if block.kind is not BlockKind.ITEM and not depth:
        state.items.clear()
    while state.items:
        last = state.items[-1]
        if last.depth < depth or (last.depth == depth and block.kind is not BlockKind.ITEM):
            return
        if last.depth == depth and last.is_lead_in and not (last.has_children or is_lead_in):
            return
        state.items.pop()


def _is_name(words: str, state: _State) -> bool:
    """Whether a paragraph is one of the bare lines that a lead-in introduces."""
    return (
        state.lead is not None
        and state.lead_kind in (None, BlockKind.PARAGRAPH)
        and len(words.split()) <= MAX_NAME_WORDS
        and not _SENTENCE_END.search(words)
        and not words.endswith(":")
    )


def _introducing(text: str, block: Block) -> Span | None:
    """The last sentence of a paragraph, if it introduces what follows."""
    if block.kind is not BlockKind.PARAGRAPH:
        return None
    tail = text[max(block.start, block.end - MAX_LEAD_CHARS) : block.end]
    if _SENTENCE_END.search(tail) and not is_question(tail) and not _POINTS.search(tail):
        return None
    last = split_block(text, block)[-1]
    sentence = text[last.start : last.end]
    if len(sentence) > MAX_LEAD_CHARS:
        return None
    is_open = sentence.endswith(":") or not _SENTENCE_END.search(sentence)
    is_pointing = is_question(sentence) or (_POINTS.search(sentence) and head_polarity(sentence) in TURNING)
    return last if is_open or is_pointing else None


def _without_mark(text: str, block: Block, question: Span | None) -> Block:
    """A question without its "Q:", and an answer to it without its "A:"."""
    words = text[block.start : block.end]
    length = mark_length(words)
    if not length or block.kind is BlockKind.HEADING:
        return block
    asks = is_question(words) and words[0] in "Qq"
    answers = question is not None and words[0] in "Aa"
    return replace(block, start=block.start + length) if (asks or answers) and length < len(words) else block


def _with_heads(text: str, block: Block, items: Mapping[Span, Block], headings: Sequence[Span]) -> Block:
    """Find the polarity of a block, and the heads that it needs."""
    words = text[block.start : block.end]
    if words.endswith(":") and head_polarity(words) is not None:
        return block  # a head itself, which says what it makes of its words
    listed = block.kind in LISTED or (block.lead is not None and not _SENTENCE_END.search(words))
    chain = _chain(block, items)
    turned, decisive = Polarity.PLAIN, None
    for span in (*chain, *reversed(headings)):
        found = head_polarity(text[span.start : span.end])
        if found is not None:
            turned, decisive = found, span
            break
    heads: list[Span] = []
    in_list = [*reversed(chain)]
    if turned in TURNING and decisive is not None:
        is_heading = decisive not in chain
        heading = text[decisive.start : decisive.end]
        if turned is Polarity.ADVERSE:
            needed = listed and is_fragment(words)
        else:
            needed = listed or not is_heading or turns_prose(heading)
        if needed:
            kept = in_list if is_heading else in_list[in_list.index(decisive) :]
            heads = [decisive, *(s for s in kept if s != decisive and not is_question(text[s.start : s.end]))]
        else:
            turned = Polarity.PLAIN
    if not heads:
        heads = _completing(text, block, chain, items)
    question = block.lead if block.lead and is_question(text[block.lead.start : block.lead.end]) else None
    if question is not None and question not in heads and is_elliptic(words):
        heads = [question, *heads]
    return replace(block, polarity=turned, heads=tuple(heads))


def _chain(block: Block, items: Mapping[Span, Block]) -> list[Span]:
    """What stands over a block in its list, the innermost first."""
    chain: list[Span] = []
    at: Block | None = block
    while at is not None:
        chain += [span for span in (at.lead, at.parent) if span is not None and span not in chain]
        at = items.get(at.parent) if at.parent else None
    return chain


def _completing(text: str, block: Block, chain: Sequence[Span], items: Container[Span]) -> list[Span]:
    """The parents that name a fragment, and a lead-in that carries its verb; the outermost first."""
    words = text[block.start : block.end]
    if not is_fragment(words):
        return []
    kept = []
    for span in chain:
        head = text[span.start : span.end]
        if is_question(head):
            continue
        names = span in items and (span == block.parent or is_fragment(head))
        if names or completes(head, words):
            kept.append(span)
    return kept[::-1]
