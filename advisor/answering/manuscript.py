"""One answer while it is written: what was shown so far, and by whom."""

from dataclasses import dataclass, field

from advisor.answering.contradictions import Confronted
from advisor.citation import CitationGate, CitedClaim
from advisor.domain import Claim, ClaimMade, Conflict, DraftClaim, ModelUse, Notice
from advisor.generation import ModelRun


@dataclass(slots=True)
class Manuscript:
    """One answer while it is written: what has been shown so far, and who wrote it."""

    writer: str
    citer: CitationGate = field(default_factory=CitationGate)
    claims: list[Claim] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    written: ModelRun | None = None
    confronted: Confronted | None = None

    @property
    def use(self) -> ModelUse | None:
        return None if self.written is None else self.written.use

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return () if self.confronted is None else self.confronted.conflicts(self.citer.citations)

    def add(self, claim: DraftClaim) -> ClaimMade | None:
        """Check a claim and keep it if it holds."""
        held: CitedClaim | None = self.citer.cite(claim)
        if held is None:
            return None
        self.claims.append(held.claim)
        return ClaimMade(held.claim, held.new_citations)

    def shows(self, claim: DraftClaim) -> bool:
        """Whether the same sentence is there already, or its only quote has a number and is a claim's words."""
        return any(claim.text == shown.text for shown in self.claims) or any(
            all((q.start, q.end, q.passage.chunk.guide.id) in self._cited(shown) for q in claim.quotes)
            for shown in self.claims
        )

    def _cited(self, claim: Claim) -> set[tuple[int, int, str]]:
        cited = (self.citer.citations[number - 1] for number in claim.citations)
        return {(citation.start, citation.end, citation.guide.id) for citation in cited}
