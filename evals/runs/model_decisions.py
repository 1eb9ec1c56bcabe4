"""A chat model's verdicts in a run, beside those of the rules."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from advisor.domain import NEAR_MISS, Status
from advisor.schemas import ModelUseOut
from evals.cases.record import CaseRecord, RunModel
from evals.cases.suite import Half

# What the rules say that is the same as a verdict. Where a model finds part of an answer, neither a whole answer nor a
# near miss denies it.
ALIKE: Mapping[str, frozenset[str]] = {
    "answer": frozenset({Status.ANSWERED, Status.CONFLICTING}),
    "partly": frozenset({Status.ANSWERED, Status.CONFLICTING, NEAR_MISS}),
    "not_in_guide": frozenset({Status.NOT_IN_GUIDE}),
    "off_topic": frozenset({Status.OUT_OF_SCOPE, Status.SMALL_TALK}),
    "which": frozenset({Status.CLARIFY}),
}


def differ(verdict: str, rules: str) -> bool:
    """Whether model and rules say otherwise; never where one is silent."""
    return bool(verdict and rules) and rules not in ALIKE.get(verdict, frozenset())


class DecisionCount(RunModel):
    """Answers with the same verdicts of model and rules."""

    verdict: str = Field(description="the model's; empty: it gave none")
    rules: str = Field(description="a status or near_miss; empty: the target does not tell")
    n: int
    n_right: int = Field(description="of these, right by the case's metrics")

    @property
    def is_difference(self) -> bool:
        return differ(self.verdict, self.rules)


class DifferingCase(RunModel):
    """A case in which model and rules say otherwise."""

    id: str
    half: Half
    question: str
    verdict: str
    rules: str
    right: bool | None = Field(description="what was shown, by the case's metrics; null: they do not tell")

    @property
    def went(self) -> str:
        return {True: "right", False: "wrong", None: "not measured"}[self.right]


class ModelDecisions(RunModel):
    """All verdicts of a run's chat model and of the rules.

    Of several rounds, the first.
    """

    model: str
    n_answers: int = Field(description="answers of the run, those without a call of the model among them")
    counts: tuple[DecisionCount, ...]
    differing: tuple[DifferingCase, ...]

    @property
    def n_asked(self) -> int:
        return sum(count.n for count in self.counts)

    @property
    def n_differing(self) -> int:
        return len(self.differing)

    @property
    def n_differing_right(self) -> int:
        return sum(case.right is True for case in self.differing)

    def named(self, names: Literal["development", "all"]) -> tuple[DifferingCase, ...]:
        """The differing cases of the halves that may be named."""
        return tuple(case for case in self.differing if names == "all" or case.half is Half.DEVELOPMENT)

    @property
    def by_verdict(self) -> Counter[str]:
        """Answers by what the model said."""
        found: Counter[str] = Counter()
        for count in self.counts:
            found[count.verdict] += count.n
        return found

    @property
    def by_rules(self) -> Counter[str]:
        """The same answers by what the rules would have said."""
        found: Counter[str] = Counter()
        for count in self.counts:
            found[count.rules] += count.n
        return found


def decisions_of(records: Sequence[CaseRecord]) -> ModelDecisions | None:
    """Return what the model decided; None where no model was asked."""
    first = [record for record in records if record.observed is not None and record.round == 1]
    asked = [(record, use) for record in first if (use := _use_of(record)) is not None]
    if not asked:
        return None
    pairs = Counter((use.verdict, use.rules) for _, use in asked)
    right = Counter((use.verdict, use.rules) for record, use in asked if record.right)
    return ModelDecisions(
        model=", ".join(sorted({use.model for _, use in asked})),
        n_answers=len(first),
        counts=tuple(
            DecisionCount(verdict=verdict, rules=rules, n=n, n_right=right[verdict, rules])
            for (verdict, rules), n in sorted(pairs.items())
        ),
        differing=tuple(
            DifferingCase(
                id=record.id,
                half=record.half,
                question=record.case.question,
                verdict=use.verdict,
                rules=use.rules,
                right=record.right,
            )
            for record, use in asked
            if differ(use.verdict, use.rules)
        ),
    )


def in_words(said: str) -> str:
    """A verdict or status as shown; "none" for an empty one."""
    return said.replace("_", " ") or "none"


def counted(found: Counter[str]) -> str:
    """Word counts, the most frequent first."""
    return ", ".join(f"{in_words(said)} {n}" for said, n in sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _use_of(record: CaseRecord) -> ModelUseOut | None:
    return record.observed.answer.model if record.observed else None
