"""Findings: the evidence for an answer, or its decline."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from advisor.answering.career_table import CareerTable
from advisor.domain import Notice, Passage, QuestionPart
from advisor.domain.declines import Decline
from advisor.query.analysis import AnalysedWording


@dataclass(frozen=True, slots=True)
class Findings:
    """The evidence for an answer, or the decline.

    ``searched``: what the reader is told was searched for. ``parts``: the evidence for each thing sought, guide by
    guide. ``notices``: the parts of the question without an answer. ``vector``: that of the reader's own words, None
    without an encoder. ``wording``: the one that is answered, or declined. ``considered``: the passages beside a
    decline that a chat model may overrule; none beside a certain one.
    ``beside``: what a chat model's own searches found, for it to read. ``table``: an answer laid out, whoever writes.
    """

    searched: str
    parts: tuple[QuestionPart, ...] = ()
    decline: Decline | None = None
    notices: tuple[Notice, ...] = ()
    vector: npt.NDArray[np.float32] | None = None
    wording: AnalysedWording | None = None
    considered: tuple[Passage, ...] = ()
    beside: tuple[Passage, ...] = ()
    table: CareerTable | None = None

    @property
    def is_doubt(self) -> bool:
        """Whether the decline is one that a chat model may overrule."""
        return self.decline is not None and bool(self.considered)

    def doubted_by(self, decline: Decline | None) -> "Findings":
        """The same beside a decline that only a chat model may overrule.

        Unchanged without one.
        """
        if decline is None:
            return self
        return replace(self, parts=(), notices=(), decline=decline, considered=self.considered or self.passages)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages once, the first part's first."""
        return tuple({passage.chunk.id: passage for part in reversed(self.parts) for passage in part.passages}.values())
