"""The record of one case: observation, metrics and sentences."""

from pydantic import BaseModel, ConfigDict, Field

from evals.cases.measured import MetricValue
from evals.cases.observation import Observation
from evals.cases.suite import Case, Half


class RunModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SentenceRecord(RunModel):
    """One sentence of an answer with the support its quotes give.

    ``claim`` is the index of its claim, from 0.
    """

    claim: int
    text: str
    citations: tuple[int, ...]
    support: float
    numerals_missing: tuple[str, ...]
    negation_differs: bool


class CaseRecord(RunModel):
    """One case asked once.

    ``error`` says why nothing was observed; there are no metrics then.
    """

    case: Case
    half: Half
    slices: tuple[str, ...] = Field(description="those of the case and those that follow from what it is")
    round: int = 1
    mutation: str = Field(default="", description="which changed copy of the guide was asked; empty: the guide itself")
    observed: Observation | None = None
    alone: Observation | None = Field(default=None, description="a pressed suggestion, asked without the conversation")
    error: str = ""
    metrics: dict[str, MetricValue] = Field(default_factory=dict)
    sentences: tuple[SentenceRecord, ...] = ()
    gold_spans: tuple[tuple[int, int], ...] = Field(default=(), description="offsets of all gold places in the guide")
    wall_ms: float = Field(default=0.0, description="from the question to the whole answer, as the asker sees it")

    @property
    def id(self) -> str:
        return self.case.id

    @property
    def right(self) -> bool | None:
        """Whether what was shown is right; None where no metric tells."""
        values = (self.value(metric) for metric in ("right", "mutation_followed", "status_right"))
        found = next((value for value in values if value is not None), None)
        return None if found is None else found == 1.0

    def value(self, metric: str) -> float | None:
        measured = self.metrics.get(metric)
        return measured.value if measured else None
