"""What readers asked in vain or rated down, for whoever looks after the guides: grouped, written out, asked again."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.answering.advisor import Advisor
from advisor.conversations import Reviewed
from advisor.domain import Answer, Passage, Question
from advisor.errors import QuestionError, UnknownGuideError


@dataclass(frozen=True, slots=True)
class Gap:
    """One question that the guides did not answer, how often it came, and the passage that lies nearest now."""

    asked: Reviewed
    n_times: int
    nearest: Passage | None


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Questions whose nearest passage is in the same section; ``place`` runs from the guide's title to the heading."""

    place: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def n_times(self) -> int:
        return sum(gap.n_times for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a question is met with now; ``answer`` is None when its guide is gone or it is no longer taken."""

    gap: Gap
    answer: Answer | None

    @property
    def is_flipped(self) -> bool:
        return self.answer is not None and self.answer.status.cites


async def find_gaps(advisor: Advisor, unanswered: Sequence[Reviewed]) -> tuple[GapGroup, ...]:
    """The questions by nearest section, the most asked first; the same question after the same turns counts once."""
    n_times = Counter(_same(one) for one in unanswered)
    groups: dict[tuple[str, ...], list[Gap]] = {}
    for asked in {_same(one): one for one in reversed(unanswered)}.values():
        nearest = await _nearest(advisor, asked)
        place = (nearest.chunk.guide.title, *nearest.chunk.section.path) if nearest else ()
        groups.setdefault(place, []).append(Gap(asked, n_times[_same(asked)], nearest))
    found = [GapGroup(place, tuple(sorted(gaps, key=lambda gap: -gap.n_times))) for place, gaps in groups.items()]
    return tuple(sorted(found, key=lambda group: (-group.n_times, group.place)))


async def replay(advisor: Advisor, groups: Iterable[GapGroup]) -> tuple[Replayed, ...]:
    """Ask every question of the groups again. Raises ProviderError, StorageError, NoIndexError."""
    replayed = []
    for gap in (gap for group in groups for gap in group.gaps):
        try:
            answer = await advisor.ask(question_of(gap.asked))
        except (QuestionError, UnknownGuideError):
            answer = None
        replayed.append(Replayed(gap, answer))
    return tuple(replayed)


def question_of(asked: Reviewed) -> Question:
    return Question(asked.question, asked.earlier, asked.guide_id or None)


def as_line(asked: Reviewed, *, kind: str, nearest: Passage | None = None) -> str:
    """One line of JSON, ``kind`` gap or rated_down: what ``advisor-evals draft`` makes cases from."""
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


async def _nearest(advisor: Advisor, asked: Reviewed) -> Passage | None:
    try:
        return await advisor.nearest(question_of(asked))
    except (QuestionError, UnknownGuideError):
        return None


def _same(one: Reviewed) -> tuple[object, ...]:
    """What makes two askings the same: the words without case and spacing, what went before, the guide."""
    return " ".join(one.question.casefold().split()), one.earlier, one.guide_id
