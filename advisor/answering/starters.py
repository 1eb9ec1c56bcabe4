"""Starters: first questions, in words anybody would say, that guides answer."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from advisor.domain import NEAR_MISS, Answer, Guide, Status
from advisor.domain.declines import career_names, suggest_questions
from advisor.index.library.suggestions import Suggestions
from advisor.index.serving import Snapshot
from advisor.text.inflection import plural

STARTERS = Path(__file__).with_name("starters.txt")
N_STARTERS = 4


@cache
def starter_candidates() -> tuple[str, ...]:
    """List the questions to try on a guide, foremost first."""
    lines = STARTERS.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def keep_starters(answers: Sequence[Answer]) -> tuple[str, ...]:
    """Keep the questions answered without a doubt, one for each section."""
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
    known = [(guide, snapshot.suggestions(guide.id)) for guide in guides]
    if len(known) == 1:
        tried = known[0][1]
        starters = tried.starters if tried else ()
        return (
            starters[:N_STARTERS] if len(starters) > 1 else _of_different_sections(tried) or suggest_questions(guides)
        )
    found: dict[str, None] = {}
    asked_of = [[q for q in (tried.questions if tried else ()) if _names_career(q, guide)] for guide, tried in known]
    # Each guide begins with another of its questions, lest all ask for the same.
    for n in range(N_STARTERS):
        for asked in filter(None, asked_of):
            if n < len(asked) and len(found) < N_STARTERS:
                found[asked[len(found) % len(asked)]] = None
    return tuple(found)


def _of_different_sections(tried: Suggestions | None) -> tuple[str, ...]:
    if tried is None:
        return ()
    first = {section: n for n, section in reversed(list(enumerate(tried.sections)))}
    return tuple(tried.questions[n] for n in sorted(first.values()))[:N_STARTERS]


def _names_career(question: str, guide: Guide) -> bool:
    asked = question.casefold()
    return any(name.casefold() in asked for career in career_names((guide,)) for name in (career, plural(career)))
