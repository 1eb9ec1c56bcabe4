"""Sentences of a block of text, as verbatim spans."""

import re
from collections.abc import Sequence

import pysbd

from advisor.domain import Block, BlockKind, Span

MAX_CHARS = 1100  # about 180 words, within the local encoder's 256 tokens
MAX_SENTENCE_CHARS = 600
MAX_HEAD_WORDS = 4
MAX_CAREFUL_CHARS = 4_000  # of a paragraph that pysbd reads whole
PART_CHARS = 500

# Short opening words without one of these verbs are a run-in heading ("Color vision.") or no sentence ("No.").
VERB = re.compile(
    r"\b(?:is|are|was|were|be|can|may|must|should|will|would|has|have|had|do|does|did|varies|vary|depends?|works?"
    r"|needs?|earns?|takes?|makes?|uses?)\b",
    re.IGNORECASE,
)
# A certain border: sentence punctuation, white space, then a capital, digit or quote mark.
BORDER = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-Þ])")
_SPACE = re.compile(r"\s+")
# A full stop is ambiguous after a one-letter or dotted word, or a common abbreviation.
DOUBTFUL = re.compile(
    r"(?:\b[A-Za-z]|\b(?:e\.g|i\.e|etc|vs|Dr|Mr|Mrs|Ms|Prof|St|Inc|Ltd|Co|Corp|No|approx|dept|est|fig|Jr|Sr"
    r"|Ph\.D|[A-Za-z]\.[A-Za-z]))\.(?=[\s\"'”’)\]])"
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
    if DOUBTFUL.search(paragraph):
        ends = _careful_ends(paragraph)
    else:
        ends = [match.end() for match in BORDER.finditer(paragraph)] + [len(paragraph)]
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


def _careful_ends(paragraph: str) -> list[int]:
    """Sentence ends according to pysbd, which takes quadratic time: a very long paragraph is given to it in parts."""
    ends: list[int] = []
    at = 0
    while at < len(paragraph):
        end, is_border = _part_end(paragraph, at)
        found = _pysbd_ends(paragraph[at:end])
        ends += [at + one for one in (found if is_border else found[:-1])]
        at = end
    return [*ends, len(paragraph)]


def _part_end(paragraph: str, at: int) -> tuple[int, bool]:
    """Where the part from ``at`` on ends, and whether a sentence surely ends there.

    A paragraph of ordinary length is one part, a very long one is cut at sure borders, else between words.
    """
    if len(paragraph) <= MAX_CAREFUL_CHARS or len(paragraph) - at <= PART_CHARS:
        return len(paragraph), False
    end = at + PART_CHARS
    borders = [match.end() for match in BORDER.finditer(paragraph, at, end)]
    if borders:
        return borders[-1], True
    space = _SPACE.search(paragraph, end, end + MAX_CAREFUL_CHARS)
    return space.end() if space else min(end + MAX_CAREFUL_CHARS, len(paragraph)), False


def _pysbd_ends(paragraph: str) -> list[int]:
    """Sentence ends according to pysbd.

    They are located again in the paragraph because pysbd may fold white space.
    """
    ends = []
    at = 0
    for sentence in pysbd.Segmenter(language="en", clean=False).segment(paragraph):
        words = sentence.split()
        for word in words:
            found = paragraph.find(word, at)
            if found < 0:
                return [len(paragraph)]
            at = found + len(word)
        if words:
            ends.append(at)
    return [*ends[:-1], len(paragraph)]


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
