"""An open question: what is known of it while it is answered."""

import time
from dataclasses import dataclass, field, replace

from advisor.answering.cpu_budget import CpuBudget
from advisor.answering.manuscript import Manuscript
from advisor.dialogue.history import Conversation
from advisor.dialogue.query_rewriting import RewrittenQuestion
from advisor.dialogue.reader_text import MAX_QUESTION_CHARS
from advisor.domain import Guide, Question
from advisor.domain.declines import Decline
from advisor.errors import QuestionError, UnknownGuideError
from advisor.index.serving import Snapshot
from advisor.query.parsing import Parser


@dataclass(slots=True)
class Timings:
    """Milliseconds spent in each stage of one question."""

    started: float = field(default_factory=time.perf_counter)
    spent: dict[str, float] = field(default_factory=dict)

    def mark(self, stage: str) -> None:
        """Count the time since the last mark for a stage."""
        elapsed = (time.perf_counter() - self.started) * 1000 - sum(self.spent.values())
        self.spent[stage] = self.spent.get(stage, 0.0) + elapsed

    def total(self) -> dict[str, float]:
        """Give all stages, with their total."""
        return {**self.spent, "total": (time.perf_counter() - self.started) * 1000}


@dataclass(slots=True)
class OpenQuestion:
    """A question in progress, with the build to answer it from.

    ``asked`` is the question as it came, ``question`` the same in bounds, which is all that is read. ``parser`` parses
    its texts, ``conversation`` is the question in its history, ``rewritten`` has its wordings that stand alone, and
    ``small_talk`` is the reply to one that asks nothing of a guide. ``language`` is the reader's, empty for English;
    ``searches`` are a chat model's.
    """

    answer_id: str
    asked: Question
    question: Question
    snapshot: Snapshot
    parser: Parser
    conversation: Conversation
    rewritten: RewrittenQuestion
    manuscript: Manuscript
    timings: Timings
    budget: CpuBudget
    small_talk: Decline | None = None
    language: str = ""
    searches: tuple[str, ...] = ()

    @property
    def guides(self) -> tuple[Guide, ...]:
        """The guide chosen by the reader, or all guides."""
        guides = self.snapshot.guides
        return (guides[self.question.guide_id],) if self.question.guide_id else tuple(guides.values())

    def mark(self, stage: str) -> None:
        """Time a stage at its end. Raises OverBudgetError."""
        self.timings.mark(stage)
        self.budget.check()

    def asked_so_far(self, searched: str) -> tuple[str, ...]:
        """List the questions so far, never to be suggested again.

        Small talk asks nothing.
        """
        if self.small_talk is not None:
            return ()
        earlier = (turn.content for turn in self.question.history if turn.role == "user")
        return (*earlier, self.question.text, searched)


def checked(question: Question) -> Question:
    """Strip a question's white space.

    Raises QuestionError when it is empty or too long.
    """
    text = question.text.strip()
    if not text:
        raise QuestionError("The question is empty.")
    if len(text) > MAX_QUESTION_CHARS:
        raise QuestionError(f"The question has {len(text):,} characters; at most {MAX_QUESTION_CHARS:,} are taken.")
    return replace(question, text=text)


def visible(snapshot: Snapshot, question: Question) -> Snapshot:
    """Restrict a build to the guides of a question.

    Raises UnknownGuideError when none of them is there.
    """
    if not question.among:
        return snapshot
    there = tuple(guide_id for guide_id in question.among if guide_id in snapshot.guides)
    if not there:
        raise UnknownGuideError(unknown_guide(question.among[0], snapshot))
    return snapshot.restricted_to(there)


def unknown_guide(guide_id: str, snapshot: Snapshot) -> str:
    return f"There is no guide {guide_id!r}; the guides are: {', '.join(snapshot.guides) or 'none'}."
