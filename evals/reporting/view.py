"""The view of a run shared by all reports."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from evals.cases.observation import Observation
from evals.cases.record import CaseRecord
from evals.cases.suite import Half
from evals.metrics.self_check import DamageDetection, perturb
from evals.reporting.llm_judge import Judged, load_judged
from evals.reporting.metric_labels import FAMILIES
from evals.runs.compare import Comparison, Names, Side, compare_sides, require_same_suite, side_of
from evals.runs.gate import (
    Finding,
    GateFile,
    GateOutcome,
    Rule,
    Threshold,
    Verdict,
    check_threshold,
    figure_value,
    gate,
)
from evals.runs.model_decisions import DifferingCase, ModelDecisions
from evals.runs.records import ALL, Figure, Run, RunError

HALVES = (ALL, Half.DEVELOPMENT.value, Half.TEST.value)


class State(StrEnum):
    """How a case went, in the report's words."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"
    UNMEASURED = "not measured"


WORST_FIRST = (State.UNMEASURED, State.WRONG, State.REFUSED, State.RIGHT)


@dataclass(frozen=True, slots=True)
class GateRow:
    """One rule of the gate, with the figure behind a threshold."""

    finding: Finding
    threshold: Threshold | None = None
    figure: Figure | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class SliceCount:
    """The cases of one slice, counted by state."""

    slice: str
    n: int
    n_wrong: int
    n_refused: int
    n_unmeasured: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report shows of a run.

    ``shown`` are the cases whose texts may be read, worst first; ``hidden`` counts the others by slice.
    """

    run: Run
    outcome: GateOutcome | None
    gates: tuple[GateRow, ...]
    goals: tuple[GateRow, ...]
    comparison: Comparison | None
    comparison_trouble: str
    names: Names
    shown: tuple[CaseRecord, ...]
    hidden: tuple[SliceCount, ...]
    n_hidden: int
    caught: tuple[DamageDetection, ...]
    judged: Judged | None

    @property
    def verdict(self) -> Verdict | None:
        """The gate's verdict; None without a gate."""
        if self.outcome is None:
            return None
        return {0: Verdict.PASSED, 1: Verdict.FAILED}.get(self.outcome.exit_code, Verdict.UNMEASURED)

    @property
    def blind_spots(self) -> tuple[DamageDetection, ...]:
        return tuple(row for row in self.caught if row.is_blind_spot)

    @property
    def slices(self) -> tuple[str, ...]:
        """All slices with figures, the whole suite first."""
        return tuple(dict.fromkeys(figure.slice for figure in self.run.summary.figures))

    @property
    def decisions(self) -> ModelDecisions | None:
        """What a chat model decided; None without one."""
        return self.run.summary.decisions

    @property
    def differing(self) -> tuple[DifferingCase, ...]:
        """The cases that may be shown in which model and rules differ."""
        return self.decisions.named(self.names) if self.decisions else ()

    @property
    def families(self) -> dict[str, tuple[str, ...]]:
        """The metrics with a figure, by family."""
        there = {figure.metric for figure in self.run.summary.figures}
        kept = {family: tuple(m for m in metrics if m in there) for family, metrics in FAMILIES.items()}
        return {family: metrics for family, metrics in kept.items() if metrics}


def build_report(
    run: Run,
    *,
    gates: GateFile | None = None,
    baseline: Side | None = None,
    against: Run | None = None,
    names: Names = "development",
) -> Report:
    """Collect everything the reports show of a run.

    ``names`` all shows the texts of the test half too; development counts them by slice.
    """
    may_show = [r for r in run.cases if names == "all" or r.half is Half.DEVELOPMENT]
    shown = tuple(sorted(may_show, key=lambda record: WORST_FIRST.index(state_of(record))))
    hidden = [r for r in run.cases if r.half is Half.TEST] if names == "development" else []
    comparison, trouble = _compare(run, against)
    outcome = gate(run, gates, baseline, names=names) if gates else None
    return Report(
        run=run,
        outcome=outcome,
        gates=_rows(outcome.findings, gates.thresholds, run) if outcome and gates else (),
        goals=tuple(_row(goal, check_threshold(goal, run, names), run) for goal in gates.goals) if gates else (),
        comparison=comparison,
        comparison_trouble=trouble,
        names=names,
        shown=shown,
        hidden=count_slices(hidden),
        n_hidden=len(hidden),
        caught=perturb([r.observed for r in run.cases if isinstance(r.observed, Observation) and not r.mutation]),
        judged=load_judged(run.folder),
    )


def state_of(record: CaseRecord) -> State:
    """Classify a case by ``right``, else ``mutation_followed``, else ``status_right``."""
    if record.observed is None or record.right is None:
        return State.UNMEASURED
    if record.right:
        return State.RIGHT
    return State.REFUSED if record.value("over_refused") == 1.0 else State.WRONG


def count_slices(records: Sequence[CaseRecord]) -> tuple[SliceCount, ...]:
    """Count cases by slice, those with most failures first."""
    states = Counter((name, state_of(record)) for record in records for name in (ALL, *record.slices))
    counted = [
        SliceCount(
            name,
            sum(states[name, state] for state in State),
            states[name, State.WRONG],
            states[name, State.REFUSED],
            states[name, State.UNMEASURED],
        )
        for name in dict.fromkeys(name for name, _ in states)
    ]
    return tuple(sorted(counted, key=lambda c: (c.slice != ALL, -(c.n_wrong + c.n_refused), c.slice)))


def _compare(run: Run, against: Run | None) -> tuple[Comparison | None, str]:
    """Compare two runs, or explain why that is impossible.

    A run with cases that failed to be asked is not a worse one.
    """
    if against is None:
        return None, ""
    try:
        before, after = side_of(against), side_of(run)
        require_same_suite(before, after)
        return compare_sides(before, after), ""
    except RunError as error:
        return None, str(error)


def _rows(findings: Sequence[Finding], thresholds: Sequence[Rule], run: Run) -> tuple[GateRow, ...]:
    by_words = {threshold.words(): threshold for threshold in thresholds if isinstance(threshold, Threshold)}
    return tuple(_row(by_words.get(finding.rule), finding, run) for finding in findings)


def _row(threshold: Threshold | None, finding: Finding, run: Run) -> GateRow:
    if threshold is None:
        return GateRow(finding)
    figure = run.summary.figure(threshold.metric, threshold.slice, threshold.half)
    return GateRow(finding, threshold, figure, figure_value(threshold, figure))
