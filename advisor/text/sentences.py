"""Sentences of a block of text, as verbatim spans."""

import re
from collections.abc import Sequence

from advisor.domain import Block, BlockKind, Span
from advisor.text.sentence_borders import sentence_ends

MAX_CHARS = 1100  # about 180 words, within the local encoder's 256 tokens
MAX_SENTENCE_CHARS = 600
MAX_HEAD_WORDS = 4

# Short opening words without one of these verbs are a run-in heading ("Color vision.") or no sentence ("No.").
VERB = re.compile(
    r"\b(?:is|are|was|were|be|can|may|must|should|will|would|has|have|had|do|does|did|varies|vary|depends?|works?"
    r"|needs?|earns?|takes?|makes?|uses?)\b",
    re.IGNORECASE,
)


def split_block(text: str, block: Block) -> tuple[Span, ...]:
    """The sentences of a block, as spans of ``text``.

    An item, row, figure or label of ordinary length stays whole.
    """
    if block.kind is not BlockKind.PARAGRAPH and block.end - block.start <= MAX_SENTENCE_CHARS:
        return (Span(block.start, block.end),)
    spans = _with_head(text[block.start : block.end])
    return tuple(
        Span(block.start + part.start, block.start + part.end) for span in spans for part in _shorten(text, block, span)
    )


def split_sentences(paragraph: str) -> tuple[Span, ...]:
    """The sentences of a paragraph, as spans without surrounding white space.

    Together they hold all its words.
    """
    ends = [*sentence_ends(paragraph), len(paragraph)]
    spans = []
    start = 0
    for end in ends:
        words = paragraph[start:end]
        if words.strip():
            lead = len(words) - len(words.lstrip())
            spans.append(Span(start + lead, start + len(words.rstrip())))
        start = end
    return tuple(spans)


def _with_head(paragraph: str) -> tuple[Span, ...]:
    """The paragraph's sentences, a run-in heading joined with its first sentence."""
    spans = split_sentences(paragraph)
    return (Span(spans[0].start, spans[1].end), *spans[2:]) if has_head(paragraph, spans) else spans


def has_head(paragraph: str, spans: Sequence[Span]) -> bool:
    """Whether the first of a paragraph's sentences is a run-in heading."""
    if len(spans) < 2:
        return False
    head = paragraph[spans[0].start : spans[0].end]
    return head.endswith(".") and len(head.split()) <= MAX_HEAD_WORDS and not VERB.search(head)


def _shorten(text: str, block: Block, span: Span) -> tuple[Span, ...]:
    """Split a sentence too long for the encoder at its best separators."""
    if span.end - span.start <= MAX_CHARS:
        return (span,)
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # its import takes 0.6 s and is rarely needed

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=MAX_CHARS,
        chunk_overlap=0,
        separators=["\n\n", "\n", "; ", ": ", ", ", " ", ""],
        keep_separator="end",
        add_start_index=True,
        strip_whitespace=True,
    )
    whole = text[block.start + span.start : block.start + span.end]
    pieces = splitter.create_documents([whole])
    starts = [span.start + int(piece.metadata["start_index"]) for piece in pieces]
    return tuple(Span(s, s + len(p.page_content)) for s, p in zip(starts, pieces, strict=True))
