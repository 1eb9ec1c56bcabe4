"""The gate: a run against thresholds and a baseline.

What is missing counts as not measured, and never passes.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.cases.suite import Half
from evals.metrics.score import LOWER_IS_BETTER, METRICS
from evals.runs.compare import (
    MAX_NAMED,
    Names,
    Over,
    Side,
    compare_sides,
    count_by_slice,
    describe_flips,
    require_same_suite,
    side_of,
)
from evals.runs.records import ALL, GREY_UNDER, Figure, Run, RunError

REFUSALS = ("refusal_precision", "refusal_recall", "refusal_f1")


class GateError(Exception):
    """An unusable gate or baseline file; the text says why."""


class Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Threshold(Rule):
    """A bound on one figure.

    ``of`` selects the mean or median; ``confidence`` takes the pessimistic end of the 95 % interval.
    """

    metric: str
    slice: str = ALL
    half: Half | Literal["all"] = "all"
    at_least: float | None = None
    at_most: float | None = None
    of: Literal["mean", "median", "confidence"] = "mean"
    n_at_least: Annotated[int, Field(ge=1, description="fewer cases measure nothing")] = GREY_UNDER
    title: str = ""

    @model_validator(mode="after")
    def _is_usable(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a threshold has either at_least or at_most")
        if self.metric not in (*METRICS, *REFUSALS):
            raise ValueError(f"there is no metric {self.metric!r}")
        return self

    @property
    def asked(self) -> str:
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"

    @property
    def where(self) -> str:
        """The selection and statistic in words; empty for the overall mean."""
        slice_ = "" if self.slice == ALL else self.slice.replace("_", " ")
        half = "" if self.half == "all" else f"{self.half} half"
        return ", ".join(filter(None, (slice_, half, "" if self.of == "mean" else self.of)))

    def words(self) -> str:
        where = f" ({self.where})" if self.where else ""
        return f"{self.title or self.metric}{where}: asked {self.asked}"


class NoRegression(Rule):
    """Metrics that must not get significantly worse than the baseline.

    Cases are paired. ``p_under`` bounds the metrics' p-values together (Holm), so that watching more metrics raises no
    more false alarms.
    """

    metrics: Annotated[tuple[str, ...], Field(min_length=1)] = (
        "right",
        "nuggets_vital",
        "cites_gold",
        "declined",
        "over_refused",
    )
    p_under: Annotated[float, Field(gt=0, lt=1)] = 0.05


class GateFile(Rule):
    """The gate of one suite or of several alike.

    ``goals`` are shown beside the figures and decide nothing.
    """

    suites: Annotated[tuple[str, ...], Field(min_length=1)]
    thresholds: tuple[Threshold, ...] = ()
    regressions: NoRegression | None = None
    goals: tuple[Threshold, ...] = ()


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNMEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class MetricChange:
    """One metric's change since the baseline.

    ``p_together`` is ``p`` adjusted for the other metrics.
    """

    metric: str
    before: float
    after: float
    n: int
    n_better: int
    n_worse: int
    p: float
    p_together: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's verdict on a run.

    ``flips`` describes cases; ``change`` is given for a rule about regressions.
    """

    rule: str
    verdict: Verdict
    found: str
    flips: tuple[str, ...] = ()
    change: MetricChange | None = None


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """All findings of a gate."""

    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """0 passed, 1 failed, 2 not measured, which outweighs a failure."""
        verdicts = {finding.verdict for finding in self.findings}
        return 2 if Verdict.UNMEASURED in verdicts or not verdicts else 1 if Verdict.FAILED in verdicts else 0

    def as_json(self) -> str:
        return json.dumps(
            {"exit_code": self.exit_code, "findings": [asdict(finding) for finding in self.findings]},
            ensure_ascii=False,
            indent=1,
        )


def load_gates(path: Path) -> GateFile:
    """Read a gate file.

    Raises GateError.
    """
    try:
        return GateFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8-sig")))
    except ValidationError as error:
        first = error.errors()[0]
        raise GateError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise GateError(f"{path} cannot be read: {error}") from error


def gate(
    run: Run, gates: GateFile, baseline: Side | None, *, over: Over = "suite", names: Names = "development"
) -> GateOutcome:
    """Check every rule on a run.

    ``over`` common compares a changed suite on its unchanged cases only.
    """
    findings: list[Finding] = []
    if run.summary.unmeasured:
        first = run.summary.unmeasured[0]
        findings.append(
            Finding(
                "every case is asked", Verdict.UNMEASURED, f"{len(run.summary.unmeasured)} were not: {first.reason}"
            )
        )
    if run.head.suite.name not in gates.suites:
        others = " and ".join(gates.suites)
        findings.append(
            Finding("the gate is of the run's suite", Verdict.UNMEASURED, f"{others}, not {run.head.suite.name}")
        )
    findings += [check_threshold(threshold, run, names) for threshold in gates.thresholds]
    findings += _must_pass(run, names)
    if gates.regressions is not None:
        findings += _regressions(run, gates.regressions, baseline, over=over, names=names)
    return GateOutcome(tuple(findings))


def check_threshold(threshold: Threshold, run: Run, names: Names) -> Finding:
    """Check one threshold; a failure lists the cases below the bound."""
    figure = run.summary.figure(threshold.metric, threshold.slice, threshold.half)
    value = figure_value(threshold, figure)
    if figure is None or value is None or not math.isfinite(value):
        return Finding(threshold.words(), Verdict.UNMEASURED, "there is no such figure in the run")
    if figure.n < threshold.n_at_least:
        return Finding(
            threshold.words(), Verdict.UNMEASURED, f"{figure.n} cases, and {threshold.n_at_least} are needed to tell"
        )
    held = value >= threshold.at_least if threshold.at_least is not None else value <= (threshold.at_most or 0.0)
    found = f"{value:.4g}, n {figure.n}"
    if figure.low is not None and figure.high is not None:
        found += f", 95 % {figure.low:.3f}–{figure.high:.3f}"
    if held:
        return Finding(threshold.words(), Verdict.PASSED, found)
    return Finding(threshold.words(), Verdict.FAILED, found, tuple(_failing_cases(threshold, run, names)))


def _failing_cases(threshold: Threshold, run: Run, names: Names) -> list[str]:
    """List the cases on the wrong side of the bound."""
    least, most = threshold.at_least, threshold.at_most
    wrong = []
    for record in run.cases:
        value = record.value(threshold.metric)
        inside = threshold.slice in (ALL, *record.slices) and threshold.half in (ALL, record.half)
        if (
            value is not None
            and inside
            and ((least is not None and value < least) or (most is not None and value > most))
        ):
            wrong.append((record, value))
    named = [f"{r.id}: {value:g}" for r, value in wrong if names == "all" or r.half is Half.DEVELOPMENT]
    rest = count_by_slice([r.slices for r, _ in wrong if not (names == "all" or r.half is Half.DEVELOPMENT)])
    more = [f"and {len(named) - MAX_NAMED} more"] if len(named) > MAX_NAMED else []
    return named[:MAX_NAMED] + more + rest


def figure_value(threshold: Threshold, figure: Figure | None) -> float | None:
    """Return the number compared with the threshold, if the figure has it."""
    if figure is None:
        return None
    if threshold.of == "median":
        return figure.median
    if threshold.of == "confidence":
        return figure.low if threshold.at_least is not None else figure.high
    return figure.mean


def _must_pass(run: Run, names: Names) -> list[Finding]:
    wanted = [r for r in run.cases if r.case.must_pass and r.observed is not None]
    failed = [
        r for r in wanted if (r.value("right") if r.value("right") is not None else r.value("status_right")) != 1.0
    ]
    if not wanted:
        return []
    shown = [r.id for r in failed if names == "all" or r.half is Half.DEVELOPMENT]
    flips = [*shown, *count_by_slice([r.slices for r in failed if r.id not in shown])]
    verdict = Verdict.FAILED if failed else Verdict.PASSED
    return [Finding("cases that must pass", verdict, f"{len(wanted) - len(failed)} of {len(wanted)} do", tuple(flips))]


def _regressions(run: Run, rule: NoRegression, baseline: Side | None, *, over: Over, names: Names) -> list[Finding]:
    if baseline is None:
        return [Finding("no regression against the baseline", Verdict.UNMEASURED, "there is no baseline")]
    try:
        after = side_of(run)
        if over == "suite":
            require_same_suite(baseline, after)
        compared = compare_sides(baseline, after, metrics=rule.metrics)
    except RunError as error:
        return [Finding("no regression against the baseline", Verdict.UNMEASURED, str(error))]
    measured = {d.metric: d.p for d in compared.differences}
    together = adjust_by_holm(measured)
    findings = []
    for metric in rule.metrics:
        words = f"{metric}: no worse than the baseline"
        difference = compared.of(metric)
        if difference is None:
            findings.append(Finding(words, Verdict.UNMEASURED, "no case has it on both sides"))
            continue
        worse = difference.difference > 0 if metric in LOWER_IS_BETTER else difference.difference < 0
        failed = worse and together[metric] < rule.p_under
        change = MetricChange(
            metric,
            difference.before,
            difference.after,
            difference.n,
            len(difference.better),
            len(difference.worse),
            difference.p,
            together[metric],
        )
        found = (
            f"{change.before:.4g} → {change.after:.4g} on {change.n} cases, {change.n_better} better and"
            f" {change.n_worse} worse, p = {change.p:.3g}"
        )
        if change.p < 1 and len(measured) > 1:
            found += f" ({change.p_together:.3g} among {len(measured)} metrics)"
        flips = tuple(describe_flips(difference.worse, names=names)) if failed else ()
        findings.append(Finding(words, Verdict.FAILED if failed else Verdict.PASSED, found, flips, change))
    return findings


def adjust_by_holm(ps: Mapping[str, float]) -> dict[str, float]:
    """Adjust p-values by Holm's method (1979).

    An adjusted value under a bound keeps the probability of any false alarm under that bound.
    """
    adjusted, least = {}, 0.0
    for n_before, (metric, p) in enumerate(sorted(ps.items(), key=lambda pair: pair[1])):
        least = max(least, min(1.0, p * (len(ps) - n_before)))
        adjusted[metric] = least
    return adjusted
