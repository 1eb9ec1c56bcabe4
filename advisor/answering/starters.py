"""Starters: first questions, in words anybody would say, that guides answer."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from advisor.domain import NEAR_MISS, Answer, Guide, Status
from advisor.domain.declines import suggest_questions
from advisor.index.library.suggestions import Suggestions
from advisor.index.serving import Snapshot

STARTERS = Path(__file__).with_name("starters.txt")
N_STARTERS = 4


@cache
def starter_candidates() -> tuple[str, ...]:
    """List the questions to try on a guide, foremost first."""
    lines = STARTERS.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def keep_starters(answers: Sequence[Answer]) -> tuple[str, ...]:
    """Keep the questions that were answered, without a doubt, from sections of their own."""
    kept, sections = [], set()
    for answer in answers:
        is_near_miss = any(notice.kind == NEAR_MISS for notice in answer.notices)
        if answer.status is not Status.ANSWERED or is_near_miss or answer.citations[0].section in sections:
            continue
        sections.add(answer.citations[0].section)
        kept.append(answer.question.text)
    return tuple(kept)


def choose_starters(snapshot: Snapshot, guides: Sequence[Guide]) -> tuple[str, ...]:
    """Choose first questions to offer for one guide, or for several together.

    Of several guides each question names its career. What was never tried is the guide's own question headings.
    """
    known = {guide.id: snapshot.suggestions(guide.id) for guide in guides}
    if len(guides) == 1:
        tried = known[guides[0].id]
        starters = tried.starters if tried else ()
        return (
            starters[:N_STARTERS] if len(starters) > 1 else _of_different_sections(tried) or suggest_questions(guides)
        )
    found: dict[str, None] = {}
    for n, guide in enumerate(guides):
        tried = known[guide.id]
        asked = _of_different_sections(tried) or suggest_questions((guide,))
        # Each guide begins with another of its questions, lest all ask for the same.
        found |= dict.fromkeys([*asked[n % max(1, len(asked)) :], *asked][:1])
        if len(found) == N_STARTERS:
            break
    return tuple(found)


def _of_different_sections(tried: Suggestions | None) -> tuple[str, ...]:
    if tried is None:
        return ()
    first = {section: n for n, section in reversed(list(enumerate(tried.sections)))}
    return tuple(tried.questions[n] for n in sorted(first.values()))[:N_STARTERS]
