"""Verdicts: the answer to a yes/no question that a quote's words earn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from advisor.answering.verdict_words import VerdictLabel, is_about, judge, weighing_words
from advisor.citation import fold
from advisor.domain import Citation, Claim, Conflict, Draft, DraftClaim, Quote, Span
from advisor.query.yes_no import read_yes_no

__all__ = ["QuotedClaim", "Verdict", "VerdictLabel", "quoted_claims", "verdict"]

_OF_BEING = re.compile(r"\b(?:is|are|was|were|be|being|isn't|aren't)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
N_CLAIMS = 3  # the leading claims, one of which may earn the verdict
FOR = frozenset({VerdictLabel.YES, VerdictLabel.USUALLY})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label with the words of a quote that earn it.

    ``claim``: the index of the claim that is quoted. ``words``: places in the guide's text, inside that claim's quote.
    ``against``: for two minds, the words of the other side's quote.
    """

    label: VerdictLabel
    claim: int
    words: tuple[Span, ...]
    against: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotedClaim:
    """One claim as its quote.

    It begins at ``start`` of its guide's text. ``role``: the guide's career. ``disputed``: the claim
    is a side of a contradiction that the answer shows.
    """

    quote: str
    start: int = 0
    role: str = ""
    disputed: bool = False

    def places(self, words: Sequence[Span]) -> tuple[Span, ...]:
        """Give places in the quote as places in the guide's text."""
        return tuple(Span(self.start + word.start, self.start + word.end) for word in words)


def verdict(question: str, claims: Sequence[QuotedClaim]) -> Verdict | None:
    """Tell what the leading claims answer to a yes/no question.

    None for any other question, and where no quote that is about all that was asked has words that settle it.
    """
    leading = claims[:N_CLAIMS]
    asked = read_yes_no(question, leading[0].role) if leading else None
    if asked is None:
        return None
    sides = [n for n, claim in enumerate(leading) if claim.disputed and is_about(asked, claim.quote)]
    if sides and (disputed := _of_dispute(question, leading)):
        return disputed
    judged = [(n, claim, judge(question, asked, claim.quote, claim.role)) for n, claim in enumerate(leading)]
    found = [(n, claim, earned) for n, claim, earned in judged if earned is not None]
    if not found:
        return None
    n, claim, first = found[0]
    if first.label is VerdictLabel.CAN_BE and not _OF_BEING.search(question):
        return Verdict(VerdictLabel.POSSIBLY, n, claim.places(first.words))
    for _, other, earned in found[1:]:
        if {first.label, earned.label} & FOR and VerdictLabel.NO in {first.label, earned.label}:
            return Verdict(VerdictLabel.TWO_MINDS, n, claim.places(first.words), other.places(earned.words))
    return Verdict(first.label, n, claim.places(first.words))


def quoted_claims(
    claims: Sequence[Claim], citations: Sequence[Citation], conflicts: Sequence[Conflict]
) -> tuple[QuotedClaim, ...]:
    """Give each claim as its own quote, without its heading."""
    by_number = {citation.number: citation for citation in citations}
    sides = {number for conflict in conflicts for number in conflict.citations}
    found = []
    for claim in claims:
        own = _own_citation(claim.text, [by_number[number] for number in claim.citations])
        is_side = not sides.isdisjoint(claim.citations)
        found.append(QuotedClaim(own.quote, own.start, own.guide.metadata.role, is_side))
    return tuple(found)


def lead_with_verdict(question: str, draft: Draft) -> Draft:
    """Put the sentence that answers with yes or no first.

    A draft that begins with it, or has none, stays as it is.
    """
    quotes = [_own_quote(claim) for claim in draft.claims]
    claims = [QuotedClaim(q.text, q.start, q.passage.chunk.guide.metadata.role) for q in quotes]
    earned = verdict(question, claims)
    if earned is None or earned.claim == 0:
        return draft
    first = draft.claims[earned.claim]
    return replace(draft, claims=(first, *(claim for claim in draft.claims if claim is not first)))


def _own_quote(claim: DraftClaim) -> Quote:
    return next((one for one in claim.quotes if claim.text.endswith(fold(one.text))), claim.quotes[0])


def _own_citation(text: str, cited: Sequence[Citation]) -> Citation:
    """Find the citation that a claim ends with; a heading may come before it."""
    return next((one for one in cited if text.endswith(fold(one.quote))), cited[0])


def _of_dispute(question: str, claims: Sequence[QuotedClaim]) -> Verdict | None:
    """Find the verdict where the guide contradicts itself about what was asked.

    A disagreement on how much is none on whether.
    """
    sides = [(n, claim) for n, claim in enumerate(claims) if claim.disputed]
    if len(sides) < 2:
        return None
    (n, one), (_, other) = sides[:2]
    if all(_FIGURE.search(claim.quote) for claim in (one, other)) and not _FIGURE.search(question):
        return None
    words = one.places(weighing_words(one.quote))
    return Verdict(VerdictLabel.TWO_MINDS, n, words, other.places(weighing_words(other.quote))) if words else None
