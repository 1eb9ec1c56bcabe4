"""Manuscript: one answer while it is written."""

from dataclasses import dataclass, field

from advisor.answering.contradictions import BalancedDraft
from advisor.citation import CitationGate, CitedClaim
from advisor.domain import NEAR_MISS, AnswerPart, Claim, ClaimMade, Conflict, DraftClaim, ModelUse, Notice
from advisor.domain.declines import Decline
from advisor.generation import ModelRun, Opener
from advisor.text.tokens import stems

DOUBTS = frozenset({NEAR_MISS, "partial"})  # kinds of the rules' notices that a model that reads outweighs


SAME_WORDS = 0.8  # share of a sentence's words, from which it repeats another on the same place


@dataclass(slots=True)
class Manuscript:
    """The claims and notices shown so far, and who wrote them.

    ``opener``: the yes or no before a model's claim, with that claim's index. ``opener_holds``: a second reading found
    it borne. ``items``: the claims written as items of a list. ``decline``: what is said in place of an answer after a
    chat model found none. ``outweighs``: a model that reads answered, so that the rules' doubts are not told.
    ``laid_out``: the parts of an answer that was laid out before it was written; empty for any other.
    """

    writer: str
    citer: CitationGate = field(default_factory=CitationGate)
    claims: list[Claim] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    written: ModelRun | None = None
    balanced: BalancedDraft | None = None
    opener: tuple[int, Opener] | None = None
    opener_holds: bool = False
    items: set[int] = field(default_factory=set)
    decline: Decline | None = None
    outweighs: bool = False
    laid_out: tuple[AnswerPart, ...] = ()

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

    def says(self, claim: DraftClaim) -> bool:
        """Whether a claim's very sentence is shown already."""
        return any(claim.text == shown.text for shown in self.claims)

    def shows(self, claim: DraftClaim) -> bool:
        """Whether a claim's sentence or all its quotes are shown already."""
        return self.says(claim) or any(
            all((q.start, q.end, q.passage.chunk.guide.id) in self._cited(shown) for q in claim.quotes)
            for shown in self.claims
        )

    def repeats(self, claim: DraftClaim) -> bool:
        """Whether a claim says little more than one on its place."""
        words, places = set(stems(claim.text)), {(q.start, q.end, q.passage.chunk.guide.id) for q in claim.quotes}
        return any(
            places <= self._cited(shown) and len(words & set(stems(shown.text))) >= SAME_WORDS * len(words)
            for shown in self.claims
        )

    def _cited(self, claim: Claim) -> set[tuple[int, int, str]]:
        cited = (self.citer.citations[number - 1] for number in claim.citations)
        return {(citation.start, citation.end, citation.guide.id) for citation in cited}


def n_sentences(n: int) -> str:
    return "One sentence was" if n == 1 else f"{n} sentences were"


def left_out(n: int) -> str:
    return f"{n_sentences(n)} left out because the guide does not bear {'it' if n == 1 else 'them'} out."
