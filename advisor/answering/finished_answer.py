"""The finished answer: what was written, grouped, with what goes around it."""

from collections.abc import Sequence
from dataclasses import replace

from advisor.answering.answer_parts import arrange, mark_own
from advisor.answering.attribution import notices_on
from advisor.answering.career_ladder import own_tier
from advisor.answering.findings import Findings
from advisor.answering.manuscript import DOUBTS, Manuscript
from advisor.answering.open_question import OpenQuestion
from advisor.answering.section_rest import rest_of
from advisor.answering.suggestions import suggest_after, suggest_instead
from advisor.answering.verdicts import QuotedClaim, Verdict, VerdictLabel, opening_label, quoted_claims, verdict
from advisor.domain import NEAR_MISS, Answer, AnswerPart, Notice, Status
from advisor.domain.declines import Decline
from advisor.generation import Opener
from advisor.query.reader_profile import read_profile

LABELS = {
    Opener.YES: VerdictLabel.YES,
    Opener.NO: VerdictLabel.NO,
    Opener.DEPENDS: VerdictLabel.IT_DEPENDS,
    Opener.PARTLY: VerdictLabel.IN_PART,
}


def finish(opened: OpenQuestion, findings: Findings, decline: Decline | None, writer: str) -> Answer:
    """Put the answer together from its claims, or from the decline."""
    manuscript, asked = opened.manuscript, opened.asked_so_far(findings.searched)
    if decline is None:
        suggestions = suggest_after(manuscript.citer.citations, opened.snapshot, asked)
        parts = group_parts(opened, findings)
        rest = (
            None
            if manuscript.laid_out
            else rest_of(parts, manuscript.claims, manuscript.citer.citations, opened.snapshot)
        )
        return Answer(
            id=opened.answer_id,
            question=opened.asked,
            searched=findings.searched,
            status=Status.CONFLICTING if manuscript.conflicts else Status.ANSWERED,
            writer=manuscript.writer,
            claims=tuple(manuscript.claims),
            citations=tuple(manuscript.citer.citations),
            parts=(*parts, rest.part) if rest else parts,
            more=rest.more if rest else None,
            conflicts=manuscript.conflicts,
            notices=(*_notices(manuscript, findings), *notices_on(manuscript.citer.citations)),
            suggestions=suggestions,
            timings_ms=opened.timings.total(),
            model=manuscript.use,
            language=opened.language,
        )
    decline = suggest_instead(decline, opened.snapshot, opened.guides, asked, findings.vector)
    return Answer(
        id=opened.answer_id,
        question=opened.asked,
        searched=findings.searched,
        status=decline.status,
        writer=writer,
        message=decline.message,
        suggestions=decline.suggestions,
        choices=decline.choices,
        reason=decline.reason,
        nearest=decline.nearest,
        timings_ms=opened.timings.total(),
        model=manuscript.use,
    )


def group_parts(opened: OpenQuestion, findings: Findings) -> tuple[AnswerPart, ...]:
    """Group what is written into its parts.

    With the verdict and the reader's own place.
    """
    manuscript = opened.manuscript
    if manuscript.laid_out:
        return manuscript.laid_out
    near_miss = next((notice.text for notice in _notices(manuscript, findings) if notice.kind == NEAR_MISS), "")
    parts = arrange(manuscript.claims, manuscript.citer.citations, manuscript.conflicts, near_miss, manuscript.items)
    if any(part.columns for part in parts):
        told = [turn.content for turn in opened.question.history if turn.role == "user"]
        profile = read_profile([*told, opened.question.text], opened.parser)
        mine = own_tier(profile, manuscript.citer.citations[0].guide)
        parts = tuple(mark_own(part, mine.title) if mine else part for part in parts)
    if near_miss or len(findings.parts) > 1:
        return parts
    question = findings.parts[0].question
    claims = quoted_claims(manuscript.claims, manuscript.citer.citations, manuscript.conflicts)
    earned = verdict(question, claims) or _opened(manuscript, question, claims)
    return parts if earned is None else tuple(_with_verdict(part, earned) for part in parts)


def _notices(manuscript: Manuscript, findings: Findings) -> tuple[Notice, ...]:
    """All notices; the rules' doubts are left out where a model that reads has answered."""
    told = (one for one in findings.notices if not (manuscript.outweighs and one.kind in DOUBTS))
    return (*manuscript.notices, *told)


def _opened(manuscript: Manuscript, question: str, claims: Sequence[QuotedClaim]) -> Verdict | None:
    """Take a model's yes or no before a sentence of its own, where that sentence says so."""
    if manuscript.opener is None:
        return None
    n, opener = manuscript.opener
    if manuscript.opener_holds:
        return Verdict(LABELS[opener], n, ())
    label = opening_label(opener.value, manuscript.claims[n].text, question, claims[n].role)
    return None if label is None else Verdict(label, n, ())


def _with_verdict(part: AnswerPart, earned: Verdict) -> AnswerPart:
    """Label the part that has the claim that earned a verdict."""
    if earned.claim not in part.claims:
        return part
    words = tuple((word.start, word.end) for word in (*earned.words, *earned.against))
    return replace(part, verdict=earned.label.value, verdict_words=words)
