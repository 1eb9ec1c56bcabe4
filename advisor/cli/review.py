"""Review of unanswered and badly rated questions, for guide editors."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.answering.advisor import Advisor
from advisor.conversations import ReviewItem
from advisor.domain import Answer, Passage, Question
from advisor.errors import QuestionError, UnknownGuideError


@dataclass(frozen=True, slots=True)
class Gap:
    """An unanswered question, its frequency, and the nearest passage now."""

    asked: ReviewItem
    n_times: int
    nearest: Passage | None


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Unanswered questions with their nearest passages in the same section.

    ``place`` runs from the guide's title to the heading.
    """

    place: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def n_times(self) -> int:
        return sum(gap.n_times for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class ReplayedGap:
    """A question asked again.

    ``answer`` is None when its guide is gone or the question is no longer acceptable.
    """

    gap: Gap
    answer: Answer | None

    @property
    def is_answered(self) -> bool:
        return self.answer is not None and self.answer.status.cites


async def find_gaps(advisor: Advisor, unanswered: Sequence[ReviewItem]) -> tuple[GapGroup, ...]:
    """Group questions by nearest section, most frequent first.

    The same question after the same turns counts once.
    """
    n_times = Counter(_identity(one) for one in unanswered)
    groups: dict[tuple[str, ...], list[Gap]] = {}
    for asked in {_identity(one): one for one in reversed(unanswered)}.values():
        nearest = await _nearest(advisor, asked)
        place = (nearest.chunk.guide.title, *nearest.chunk.section.path) if nearest else ()
        groups.setdefault(place, []).append(Gap(asked, n_times[_identity(asked)], nearest))
    found = [GapGroup(place, tuple(sorted(gaps, key=lambda gap: -gap.n_times))) for place, gaps in groups.items()]
    return tuple(sorted(found, key=lambda group: (-group.n_times, group.place)))


async def replay(advisor: Advisor, groups: Iterable[GapGroup]) -> tuple[ReplayedGap, ...]:
    """Ask every question of the groups again.

    Raises ProviderError, StorageError and NoIndexError.
    """
    replayed = []
    for gap in (gap for group in groups for gap in group.gaps):
        try:
            answer = await advisor.ask(question_of(gap.asked))
        except (QuestionError, UnknownGuideError):
            answer = None
        replayed.append(ReplayedGap(gap, answer))
    return tuple(replayed)


def question_of(asked: ReviewItem) -> Question:
    """The Question of a review item."""
    return Question(asked.question, asked.earlier, asked.guide_id or None)


def to_json_line(asked: ReviewItem, *, kind: str, nearest: Passage | None = None) -> str:
    """One line of JSON, the input of ``advisor-evals draft``.

    ``kind`` is gap or rated_down.
    """
    line: dict[str, Any] = {
        "kind": kind,
        "id": asked.answer_id,
        "asked_at": asked.asked_at,
        "question": asked.question,
        "history": [{"role": turn.role, "content": turn.content} for turn in asked.earlier],
        "guide": asked.guide_id,
        "status": asked.status,
        "nearest": None,
        "reason": asked.rating.reason if asked.rating else "",
        "comment": asked.rating.comment if asked.rating else "",
        "answer": asked.answer,
    }
    if nearest is not None:
        line["nearest"] = {"guide": nearest.chunk.guide.id, "section": list(nearest.chunk.section.path)}
    return json.dumps(line, ensure_ascii=False)


async def _nearest(advisor: Advisor, asked: ReviewItem) -> Passage | None:
    try:
        return await advisor.nearest(question_of(asked))
    except (QuestionError, UnknownGuideError):
        return None


def _identity(one: ReviewItem) -> tuple[object, ...]:
    """The identity of a question: its words, its history and its guide.

    Case and spacing are ignored.
    """
    return " ".join(one.question.casefold().split()), one.earlier, one.guide_id
