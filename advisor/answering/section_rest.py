"""The rest of an answer's section, which waits behind a press."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.answering.guide_lists import LABELLED, is_caption
from advisor.answering.headed_claims import claim_with_heading
from advisor.citation import CitationGate, fold
from advisor.citation.sense import heads_of, led_by
from advisor.domain import (
    AnswerPart,
    Block,
    BlockKind,
    Chunk,
    Citation,
    Claim,
    Guide,
    More,
    PartKind,
    Passage,
    Quote,
    Section,
    Span,
)
from advisor.index.serving import Snapshot
from advisor.text.polarity import is_question
from advisor.text.sentences import split_block

MAX_CLAIMS = 8
MAX_LIST_CLAIMS = 25  # of a list shown in part, which is whole with them


@dataclass(frozen=True, slots=True)
class SectionRest:
    """What is left of a section, and the part that lists it."""

    more: More
    part: AnswerPart


def rest_of(
    parts: Sequence[AnswerPart], claims: Sequence[Claim], citations: Sequence[Citation], snapshot: Snapshot
) -> SectionRest | None:
    """Quote what the section of the first part says besides.

    In its order. None where nothing is left, or where the answer has columns or sides of its own.
    """
    first = next((part for part in parts if part.kind is not PartKind.BOTH_SIDES), None)
    if first is None or first.columns:
        return None
    shown = {(c.guide.id, c.start, c.end) for c in citations}
    texts = {claim.text for claim in claims}
    lead = claims[first.claims[0]]
    own = [c for c in citations if c.number in lead.citations]
    start = next((c for c in own if lead.text.endswith(fold(c.quote))), None)
    start = start or next((c for c in own if not _is_heading(c.section, c.start)), own[0])
    chunks = [snapshot.chunks[row] for row in snapshot.rows_of_guide.get(start.guide.id, ())]
    gate = CitationGate(citations=list(citations))
    held = []
    most = MAX_LIST_CLAIMS if first.kind is PartKind.LIST else MAX_CLAIMS
    for quote in _quotes(start, first.kind, chunks):
        if (start.guide.id, quote.start, quote.end) in shown or fold(quote.text) in texts:
            continue
        if found := gate.cite(claim_with_heading(quote)):
            held.append(found.claim)
        if len(held) == most:
            break
    if not held:
        return None
    more = More(tuple(held), tuple(gate.citations[len(citations) :]))
    part = AnswerPart(
        kind=PartKind.MORE,
        claims=tuple(range(len(claims), len(claims) + len(held))),
        heading=start.section.title,
    )
    return SectionRest(more, part)


def _quotes(start: Citation, kind: PartKind, chunks: Sequence[Chunk]) -> Iterator[Quote]:
    """Go through the sentences of a citation's section; of a list or a card through these only."""
    section, guide = start.section, start.guide
    for block in section.body:
        if kind is not PartKind.LEAD and not _is_like(block, kind):
            continue
        for span in split_block(guide.text, block):
            chunk = next((c for c in chunks if c.start <= span.start and span.end <= c.end), None)
            if chunk is not None and not is_caption(guide, section, span) and not _says_nothing(start.guide, span):
                yield Quote(Passage(chunk, 0.0, 0.0), span.start, span.end, guide.text[span.start : span.end])


def _says_nothing(guide: Guide, span: Span) -> bool:
    """Whether a sentence only asks, or only introduces what is quoted with it."""
    if is_question(guide.text[span.start : span.end]):
        return True
    return any(span in heads_of(guide, Span(block.start, block.end)) for block in led_by(guide, span))


def _is_like(block: Block, kind: PartKind) -> bool:
    if kind is PartKind.LIST:
        return block.kind is BlockKind.ITEM
    return kind is not PartKind.FIGURES or block.kind in LABELLED


def _is_heading(section: Section, start: int) -> bool:
    return any(b.kind is BlockKind.HEADING and b.start <= start < b.end for b in section.blocks)
