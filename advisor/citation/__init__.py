"""Draft -> claims that hold: every quote proved against its guide, numbered by first use, the rest dropped.

This is the one gate between a writer and a reader.
"""

import logging
from dataclasses import dataclass, field

from advisor.citation.checks import fault, fold
from advisor.domain import Citation, Claim, Draft, DraftClaim, Guide, Quote

__all__ = ["Cited", "Citer", "Dropped", "Held", "cite", "fault", "fold", "quote_fault"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claim that did not hold, with the reason; the reason never repeats the claim's words."""

    claim: DraftClaim
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """A claim that holds and those of its citations that no earlier claim used."""

    claim: Claim
    new_citations: tuple[Citation, ...]


@dataclass(slots=True)
class Citer:
    """Checks one answer's claims in order and numbers their citations: one numbering an answer."""

    dropped: list[Dropped] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def cite(self, claim: DraftClaim) -> Held | None:
        """The claim with numbered citations, or None when it does not hold; what is dropped is logged and kept."""
        reason = "it has no quote" if not claim.quotes else ""
        reason = reason or next(filter(None, (quote_fault(quote) for quote in claim.quotes)), "")
        reason = reason or fault(claim)
        if reason:
            self.dropped.append(Dropped(claim, reason))
            log.warning("claim dropped: %s", reason)
            return None
        fresh: list[Citation] = []
        numbers = tuple(dict.fromkeys(self._number(quote, fresh) for quote in claim.quotes))
        return Held(Claim(claim.text, numbers), tuple(fresh))

    def _number(self, quote: Quote, fresh: list[Citation]) -> int:
        guide = quote.passage.chunk.guide
        for citation in self.citations:
            if (citation.guide.id, citation.start, citation.end) == (guide.id, quote.start, quote.end):
                return citation.number
        section = guide.section_at(quote.start, quote.end) or quote.passage.chunk.section
        citation = Citation(len(self.citations) + 1, guide, section, quote.start, quote.end)
        self.citations.append(citation)
        fresh.append(citation)
        return citation.number


@dataclass(frozen=True, slots=True)
class Cited:
    """A whole draft after the check. No claims: nothing held, so the question is declined."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    dropped: tuple[Dropped, ...]


def cite(draft: Draft) -> Cited:
    """Check a whole draft. A claim that does not hold takes no number."""
    citer = Citer()
    held = [held.claim for claim in draft.claims if (held := citer.cite(claim))]
    return Cited(tuple(held), tuple(citer.citations), tuple(citer.dropped))


def quote_fault(quote: Quote) -> str:
    """Why a quote does not stand in its guide; empty when it does."""
    guide = quote.passage.chunk.guide
    if not 0 <= quote.start < quote.end <= len(guide.text):
        return "a quote lies outside its guide"
    if guide.text[quote.start : quote.end] != quote.text:
        return "a quote is not what stands at its place in the guide"
    if guide.section_at(quote.start, quote.end) is None:
        return "a quote does not lie within one section"
    if _is_excluded(guide, quote):
        return "a quote is from a part of the guide that is left out"
    return ""


def _is_excluded(guide: Guide, quote: Quote) -> bool:
    return any(quote.start < part.end and part.start < quote.end for part in guide.excluded)
