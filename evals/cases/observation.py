"""What one case gave: the Answer as every caller gets it, and the passages it was drawn from."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from advisor.answering.extractive_writer import QuotingWriter
from advisor.domain import Passage
from advisor.schemas import AnswerOut

QUOTING = QuotingWriter.name  # this writer asks no chat model
DECLINED = frozenset({"not_in_guide", "out_of_scope", "clarify", "small_talk"})


class PassageSeen(BaseModel):
    """A retrieved passage by its place: guide, headings and offsets.

    A target may tell the section only: then there are no offsets and no text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    guide: str
    section: tuple[str, ...]
    start: int | None = None
    end: int | None = None
    score: float | None = None
    text: str = ""


class Observed(BaseModel):
    """One answered case. ``passages`` is None where the target does not tell what it retrieved, ``encoder_calls`` where
    it does not tell how often it encoded something."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: AnswerOut
    passages: tuple[PassageSeen, ...] | None = None
    encoder_calls: int | None = None

    @property
    def declined(self) -> bool:
        return self.answer.status in DECLINED

    @property
    def tokens(self) -> int | None:
        """Of a chat model, for this answer. None where one wrote and the target does not tell what it took."""
        if self.answer.model is not None:
            return self.answer.model.tokens_in + self.answer.model.tokens_out
        return 0 if self.declined or self.answer.writer == QUOTING else None


def passages_seen(passages: Sequence[Passage]) -> tuple[PassageSeen, ...]:
    return tuple(
        PassageSeen(
            guide=p.chunk.guide.id,
            section=p.chunk.section.path,
            start=p.chunk.start,
            end=p.chunk.end,
            score=p.score,
            text=p.chunk.text,
        )
        for p in passages
    )
