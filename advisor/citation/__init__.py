"""The gate between writers and readers: drafts to verified, numbered claims.

Every quote is proved against its guide; claims that fail are dropped. Citations are numbered by first use.
"""

import logging
from dataclasses import dataclass, field

from advisor.citation.checks import claim_fault, fold
from advisor.citation.sense import asks_only, with_sense
from advisor.domain import Citation, Claim, Draft, DraftClaim, Guide, Quote

__all__ = ["CitationGate", "CitedClaim", "CitedDraft", "DroppedClaim", "cite", "fault", "fold", "quote_fault"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DroppedClaim:
    """A failed claim and its reason, without the claim's words."""

    claim: DraftClaim
    reason: str


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """A verified claim with its citations not used by earlier claims."""

    claim: Claim
    new_citations: tuple[Citation, ...]


@dataclass(slots=True)
class CitationGate:
    """Checks one answer's claims in order and numbers their citations."""

    dropped: list[DroppedClaim] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def cite(self, claim: DraftClaim) -> CitedClaim | None:
        """The claim with numbered citations, or None if it fails.

        It gets the heads that its sense hangs on. Failures are logged and kept in ``dropped``.
        """
        claim = with_sense(claim)
        reason = "it has no quote" if not claim.quotes else ""
        reason = reason or next(filter(None, (quote_fault(quote) for quote in claim.quotes)), "")
        reason = reason or ("it is a question" if asks_only(claim) else claim_fault(claim))
        if reason:
            self.dropped.append(DroppedClaim(claim, reason))
            log.warning("claim dropped: %s", reason)
            return None
        fresh: list[Citation] = []
        numbers = tuple(dict.fromkeys(self._number(quote, fresh) for quote in claim.quotes))
        return CitedClaim(Claim(claim.text, numbers), tuple(fresh))

    def _number(self, quote: Quote, fresh: list[Citation]) -> int:
        guide = quote.passage.chunk.guide
        for citation in self.citations:
            if (citation.guide.id, citation.start, citation.end) == (guide.id, quote.start, quote.end):
                return citation.number
        section = guide.section_at(quote.start, quote.end) or quote.passage.chunk.section
        citation = Citation(
            number=len(self.citations) + 1, guide=guide, section=section, start=quote.start, end=quote.end
        )
        self.citations.append(citation)
        fresh.append(citation)
        return citation.number


@dataclass(frozen=True, slots=True)
class CitedDraft:
    """A whole draft after the check; without claims, the question is declined."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    dropped: tuple[DroppedClaim, ...]


def cite(draft: Draft) -> CitedDraft:
    """Check a whole draft; failed claims take no number."""
    gate = CitationGate()
    held = [held.claim for claim in draft.claims if (held := gate.cite(claim))]
    return CitedDraft(tuple(held), tuple(gate.citations), tuple(gate.dropped))


def quote_fault(quote: Quote) -> str:
    """The reason a quote is not verbatim, empty if it is."""
    guide = quote.passage.chunk.guide
    if not 0 <= quote.start < quote.end <= len(guide.text):
        return "a quote lies outside its guide"
    if guide.text[quote.start : quote.end] != quote.text:
        return "a quote differs from the guide's text at its place"
    if guide.section_at(quote.start, quote.end) is None:
        return "a quote does not lie within one section"
    if _is_excluded(guide, quote):
        return "a quote is from an excluded part of the guide"
    return ""


def _is_excluded(guide: Guide, quote: Quote) -> bool:
    return any(quote.start < part.end and part.start < quote.end for part in guide.excluded)
