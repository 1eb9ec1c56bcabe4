"""Claims of quotes with the headings that give them sense."""

import re

from advisor.citation import fold
from advisor.citation.pasted_tables import row_with_columns
from advisor.citation.sense import with_sense
from advisor.domain import BlockKind, DraftClaim, Passage, Quote, Span
from advisor.text.tokens import stems
from advisor.weights import weights

PLAIN_HEADING = re.compile(
    r"\b(?:glance|overview|facts?|summary|introduction|about|general|details|guide|stats)\b", re.I
)


def claim_with_heading(*quotes: Quote) -> DraftClaim:
    """Make a claim of synonymous quotes, in the words of the first.

    A bare label comes with the heading that tells what it is of, and each with the heads that its sense hangs on.
    """
    first = quotes[0]
    if named := row_with_columns(first):
        text, names = named
        return DraftClaim(fold(text), (names, *quotes))
    heading = _heading(first)
    if heading is None:
        return with_sense(DraftClaim(fold(first.text), quotes))
    return with_sense(DraftClaim(f"{fold(heading.text)}: {fold(first.text)}", (heading, *quotes)))


def quote_of(passage: Passage, span: Span) -> Quote:
    """Quote a place of a passage's guide."""
    return Quote(passage, span.start, span.end, passage.chunk.guide.text[span.start : span.end])


def _heading(quote: Quote) -> Quote | None:
    """Find the heading needed to understand a bare figure or label.

    "Entry-Level: $71,750" needs one that tells of what. None for a sentence, and where the heading adds nothing.
    """
    section = quote.passage.chunk.section
    block = next((b for b in section.body if b.start <= quote.start and quote.end <= b.end), None)
    heading = section.blocks[0] if section.blocks and section.blocks[0].kind is BlockKind.HEADING else None
    if block is None or heading is None or block.kind not in (BlockKind.LABEL, BlockKind.FIGURE, BlockKind.ROW):
        return None
    title = quote.passage.chunk.guide.text[heading.start : heading.end]
    says_more = set(stems(title)) - set(stems(quote.text))
    is_long = len(quote.text.split()) > weights().writer.label_words
    if not says_more or PLAIN_HEADING.search(title) or is_long or title.endswith("?"):
        return None
    return quote_of(quote.passage, Span(heading.start, heading.end))
