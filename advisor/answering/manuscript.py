"""Manuscript: one answer while it is written."""

from dataclasses import dataclass, field

from advisor.answering.contradictions import BalancedDraft
from advisor.citation import CitationGate, CitedClaim
from advisor.domain import Claim, ClaimMade, Conflict, DraftClaim, ModelUse, Notice
from advisor.generation import ModelRun


@dataclass(slots=True)
class Manuscript:
    """The claims and notices shown so far, and who wrote them."""

    writer: str
    citer: CitationGate = field(default_factory=CitationGate)
    claims: list[Claim] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    written: ModelRun | None = None
    balanced: BalancedDraft | None = None

    @property
    def use(self) -> ModelUse | None:
        """The chat model's use, if it was asked."""
        return None if self.written is None else self.written.use

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The disagreements with both sides cited."""
        return () if self.balanced is None else self.balanced.conflicts(self.citer.citations)

    def add(self, claim: DraftClaim) -> ClaimMade | None:
        """Check a claim and keep it if it holds."""
        held: CitedClaim | None = self.citer.cite(claim)
        if held is None:
            return None
        self.claims.append(held.claim)
        return ClaimMade(held.claim, held.new_citations)

    def shows(self, claim: DraftClaim) -> bool:
        """Whether a claim's sentence or all its quotes are shown already."""
        return any(claim.text == shown.text for shown in self.claims) or any(
            all((q.start, q.end, q.passage.chunk.guide.id) in self._cited(shown) for q in claim.quotes)
            for shown in self.claims
        )

    def _cited(self, claim: Claim) -> set[tuple[int, int, str]]:
        cited = (self.citer.citations[number - 1] for number in claim.citations)
        return {(citation.start, citation.end, citation.guide.id) for citation in cited}
