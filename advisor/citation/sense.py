"""The sense of a quote: the heads that it needs."""

from collections.abc import Sequence

from advisor.domain import Block, BlockKind, DraftClaim, Guide, Polarity, Quote, Span
from advisor.text.polarity import is_elliptic, is_question, joined, repeats_head, run_in_length
from advisor.text.sentences import split_block


def lead_of(guide: Guide, span: Span) -> Span | None:
    """The lead-in, question or parent item of a place."""
    block = guide.block_at(span.start, span.end)
    return None if block is None else block.lead or block.parent


def polarity_of(guide: Guide, span: Span) -> Polarity:
    """What headings, lead-ins and parent items make of a place's words."""
    block = guide.block_at(span.start, span.end)
    if block is None or not heads_of(guide, span):
        return Polarity.PLAIN
    run_in = _run_in(guide, block, span)
    return Polarity.NEGATIVE if run_in and block.polarity is Polarity.PLAIN else block.polarity


def heads_of(guide: Guide, span: Span) -> tuple[Span, ...]:
    """The places to be quoted before another, the outermost first.

    Empty where it keeps its sense without them.
    """
    block = guide.block_at(span.start, span.end)
    if block is None or block.kind is BlockKind.HEADING:
        return ()
    words = guide.text[span.start : span.end]
    heads = block.heads
    if block.kind is BlockKind.PARAGRAPH:
        heads = tuple(head for head in heads if _is_needed(guide, block, head, span, words))
    if (run_in := _run_in(guide, block, span)) is not None:
        heads = (*heads, run_in)
    elif is_elliptic(words) and (asked := _question_before(guide, block, span)) is not None:
        heads = (*heads, asked)
    return heads


def sentence_of(guide: Guide, span: Span) -> str:
    """A place's words with its heads before them, as one sentence."""
    pieces = [" ".join(guide.text[one.start : one.end].split()) for one in (*heads_of(guide, span), span)]
    return joined(pieces[:-1], pieces[-1])


def with_sense(claim: DraftClaim) -> DraftClaim:
    """A claim in a guide's words with the heads they need.

    One in other words, or with its heads already, stays as it is.
    """
    own = next((quote for quote in claim.quotes if claim.text.endswith(_fold(quote.text))), None)
    if own is None:
        return claim
    guide = own.passage.chunk.guide
    heads = heads_of(guide, Span(own.start, own.end))
    present = [
        quote for quote in claim.quotes if quote is not own and _fold(quote.text) in claim.text[: -len(_fold(own.text))]
    ]
    missing = [head for head in heads if all((q.start, q.end) != (head.start, head.end) for q in present)]
    if not missing:
        return claim
    added = [Quote(own.passage, head.start, head.end, guide.text[head.start : head.end]) for head in missing]
    before = sorted([*present, *added], key=lambda quote: quote.start)
    others = [quote for quote in claim.quotes if quote is not own and quote not in present]
    text = joined([_fold(quote.text) for quote in before], _fold(own.text))
    return DraftClaim(text, (*before, own, *others))


def asks_only(claim: DraftClaim) -> bool:
    """Whether a claim is a question and states nothing."""
    return is_question(claim.text)


def answer_to(guide: Guide, span: Span) -> Span | None:
    """The first sentence of the answer to a question of the guide.

    None where none stands after it.
    """
    section = guide.section_at(span.start, span.end)
    if section is None:
        return None
    for block in section.body:
        if block.end <= span.start:
            continue
        is_own = block.start <= span.start and span.end <= block.end
        for sentence in split_block(guide.text, block):
            if sentence.start >= span.end and not is_question(guide.text[sentence.start : sentence.end]):
                return sentence
        if not is_own and block.kind is BlockKind.HEADING:
            return None
    return None


def led_by(guide: Guide, span: Span) -> Sequence[Block]:
    """The blocks that a line or item introduces, in order."""
    section = guide.section_at(span.start, span.end)
    return [block for block in section.body if span in (block.lead, block.parent)] if section else []


def _is_needed(guide: Guide, block: Block, head: Span, span: Span, words: str) -> bool:
    """Whether one sentence of a paragraph needs a head of its paragraph."""
    heading = guide.text[head.start : head.end]
    if block.polarity is Polarity.PLAIN:  # an answer that leans on its question does so in its first sentence
        return span.start == block.start
    return not repeats_head(heading, words)


def _run_in(guide: Guide, block: Block, span: Span) -> Span | None:
    """The run-in label of a block ("Don't:"), for a later sentence of it."""
    length = run_in_length(guide.text[block.start : block.end]) if span.start > block.start else 0
    return Span(block.start, block.start + length) if length and block.start + length <= span.start else None


def _question_before(guide: Guide, block: Block, span: Span) -> Span | None:
    """The question just before a sentence of the same block."""
    if span.start == block.start:
        return None
    before = [one for one in split_block(guide.text, block) if one.end <= span.start]
    return before[-1] if before and is_question(guide.text[before[-1].start : before[-1].end]) else None


def _fold(text: str) -> str:
    return " ".join(text.split())
