"""The observation of one case: the answer and the passages behind it."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from advisor.answering.extractive_writer import QuotingWriter
from advisor.domain import Passage
from advisor.schemas import AnswerOut

QUOTING = QuotingWriter.name  # this writer asks no chat model
DECLINED = frozenset({"not_in_guide", "out_of_scope", "clarify", "small_talk"})


class PassageSeen(BaseModel):
    """A retrieved passage, by guide, headings and offsets.

    A target may report the section only; offsets and text are then absent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    guide: str
    section: tuple[str, ...]
    start: int | None = None
    end: int | None = None
    score: float | None = None
    text: str = ""


class Observation(BaseModel):
    """One answered case.

    ``passages`` is None when the target does not report what it retrieved, ``encoder_calls`` when it does not report
    its calls of the encoder.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: AnswerOut
    passages: tuple[PassageSeen, ...] | None = None
    encoder_calls: int | None = None

    @property
    def declined(self) -> bool:
        return self.answer.status in DECLINED

    @property
    def tokens(self) -> int | None:
        """The chat model's tokens for this answer, read and written.

        None when a model wrote and the target does not report its tokens.
        """
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
