"""Paired comparison of two runs: differences, tests, intervals and flips."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from statistics import fmean
from typing import Literal

import numpy as np
import numpy.typing as npt

from evals.cases.record import CaseRecord
from evals.cases.suite import Case, Half
from evals.metrics.score import LOWER_IS_BETTER, METRICS
from evals.runs.aggregate import bootstrap_interval, case_means
from evals.runs.records import Run, RunError
from evals.runs.run import SEED

N_RESAMPLES = 9999
MAX_NAMED = 20
WIDEST = frozenset({"undisputed", "turn_1"})  # slices of nearly all cases, left out of counts

Names = Literal["development", "all"]  # whose failures are named by id; the others are counted by slice
Over = Literal["suite", "common"]  # whether both sides must be of the very same suite


@dataclass(frozen=True, slots=True)
class CaseValues:
    """One case with its metrics' values.

    ``words`` is a hash of what the case asks and expects.
    """

    id: str
    words: str
    half: Half
    slices: tuple[str, ...]
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two things compared: a run or a baseline."""

    name: str
    suite: str
    suite_hash: str
    cases: Mapping[str, CaseValues]


@dataclass(frozen=True, slots=True)
class Flip:
    """A case with a changed value."""

    id: str
    half: Half
    slices: tuple[str, ...]
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric's difference, paired over the cases both sides have.

    ``difference`` is the mean of after - before with a 95 % bootstrap interval; ``p`` is two-sided, from an exact
    McNemar test where all values are 0 or 1, else from a permutation test of the signs. ``better`` and ``worse`` are
    flips in the metric's own sense of better.
    """

    metric: str
    n: int
    before: float
    after: float
    difference: float
    low: float
    high: float
    p: float
    test: str
    better: tuple[Flip, ...]
    worse: tuple[Flip, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All metrics' differences between two sides.

    ``n_left_out`` counts the cases of one side only and those with another question or expectation.
    """

    before: str
    after: str
    n_common: int
    n_left_out: int
    differences: tuple[Difference, ...]

    def of(self, metric: str) -> Difference | None:
        return next((d for d in self.differences if d.metric == metric), None)


def hash_case(case: Case) -> str:
    """Hash everything a case asks and expects."""
    return sha256(case.model_dump_json().encode()).hexdigest()[:12]


def side_of(run: Run) -> Side:
    """Return a run's cases with their values.

    Raises RunError when a case could not be asked, since that is no value of 0.
    """
    broken = [record for record in run.cases if record.observed is None]
    if broken:
        raise RunError(
            f"{run.folder} could not ask {len(broken)} of its cases (the first is {broken[0].id}: {broken[0].error})."
        )
    return Side(run.folder.name, run.head.suite.name, run.head.suite.hash, case_values(run.cases))


def case_values(records: Iterable[CaseRecord]) -> dict[str, CaseValues]:
    """Return each case's values by id, means over rounds."""
    records = list(records)
    means = {metric: case_means(records, metric) for metric in METRICS}
    first = {record.id: record for record in reversed(records)}
    return {
        case_id: CaseValues(
            case_id,
            hash_case(record.case),
            record.half,
            record.slices,
            {metric: values[case_id] for metric, values in means.items() if case_id in values},
        )
        for case_id, record in sorted(first.items())
    }


def require_same_suite(before: Side, after: Side) -> None:
    """Raise RunError unless both sides were asked the same suite."""
    if before.suite != after.suite:
        raise RunError(f"{before.name} is of suite {before.suite} and {after.name} of suite {after.suite}.")
    if before.suite_hash != after.suite_hash:
        raise RunError(
            f"The suite {after.suite} changed between {before.name} and {after.name}; --common compares the cases that"
            " are the same in both."
        )


def compare_sides(before: Side, after: Side, *, metrics: Sequence[str] = METRICS) -> Comparison:
    """Compare the cases with the same question and expectation on both sides.

    Raises RunError when there are none.
    """
    common = [
        case_id
        for case_id, case in after.cases.items()
        if case_id in before.cases and before.cases[case_id].words == case.words
    ]
    if not common:
        raise RunError(f"{before.name} and {after.name} have no case in common.")
    pairs = [(before.cases[case_id], after.cases[case_id]) for case_id in common]
    differences = [d for metric in metrics if (d := _difference(metric, pairs)) is not None]
    n_all = len(before.cases.keys() | after.cases.keys())
    return Comparison(before.name, after.name, len(common), n_all - len(common), tuple(differences))


def describe_flips(flips: Sequence[Flip], *, names: Names) -> list[str]:
    """Describe flips, one line each.

    With ``names`` development, flips of the test half are counted by slice, so that nobody tunes on single test cases;
    with all, every one is named by id.
    """
    named = [flip for flip in flips if names == "all" or flip.half is Half.DEVELOPMENT]
    lines = [f"{flip.id}: {flip.before:g} → {flip.after:g}" for flip in named[:MAX_NAMED]]
    if len(named) > MAX_NAMED:
        lines.append(f"and {len(named) - MAX_NAMED} more")
    return lines + count_by_slice([flip.slices for flip in flips if flip not in named])


def count_by_slice(slices: Sequence[Sequence[str]]) -> list[str]:
    """Count cases of the test half by slice, in one line.

    No cases give no line.
    """
    if not slices:
        return []
    counts = Counter(name for names in slices for name in names if name not in WIDEST)
    listed = ", ".join(f"{name} {n}" for name, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:8])
    return [f"{len(slices)} of the test half ({listed})"]


def _difference(metric: str, pairs: Sequence[tuple[CaseValues, CaseValues]]) -> Difference | None:
    both = [(a, b) for a, b in pairs if metric in a.values and metric in b.values]
    if not both:
        return None
    before = np.array([a.values[metric] for a, _ in both])
    after = np.array([b.values[metric] for _, b in both])
    change = after - before
    p, test = _p_value(before, after)
    low, high = bootstrap_interval(change.tolist(), seed=SEED)
    flips = [
        Flip(b.id, b.half, b.slices, a.values[metric], b.values[metric])
        for (a, b), moved in zip(both, change, strict=True)
        if moved
    ]
    sign = -1.0 if metric in LOWER_IS_BETTER else 1.0
    return Difference(
        metric=metric,
        n=len(both),
        before=round(fmean(before), 4),
        after=round(fmean(after), 4),
        difference=round(fmean(change), 4),
        low=low,
        high=high,
        p=p,
        test=test,
        better=tuple(f for f in flips if (f.after - f.before) * sign > 0),
        worse=tuple(f for f in flips if (f.after - f.before) * sign < 0),
    )


def _p_value(before: npt.NDArray[np.float64], after: npt.NDArray[np.float64]) -> tuple[float, str]:
    from scipy.stats import binomtest, permutation_test  # a second to import

    binary = bool(np.isin(before, (0.0, 1.0)).all() and np.isin(after, (0.0, 1.0)).all())
    change = after - before
    moved = change[change != 0]
    if binary:
        p = binomtest(int((moved > 0).sum()), len(moved), 0.5).pvalue if len(moved) else 1.0
        return round(float(p), 6), "McNemar, exact"
    if len(moved) < 2:  # with one pair, both signs are equally far from 0
        return 1.0, "permutation"
    # Pairs without a difference are unchanged by any exchange, so only the others are permuted.
    found = permutation_test(
        (moved, np.zeros_like(moved)),
        lambda x, y, axis: np.sum(x - y, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=N_RESAMPLES,
        batch=1000,
        rng=np.random.default_rng(SEED),
    )
    return round(min(1.0, float(found.pvalue)), 6), "permutation"
