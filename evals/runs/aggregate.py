"""Case records aggregated into figures, intervals and latency."""

import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from statistics import fmean, median
from typing import Literal

import numpy as np

from evals.cases.measured import MetricValue
from evals.cases.record import CaseRecord
from evals.cases.suite import Half
from evals.metrics.abstention import refusals
from evals.metrics.score import METRICS
from evals.runs.model_decisions import decisions_of
from evals.runs.records import ALL, GREY_UNDER, Figure, Latency, Summary, Unmeasured

N_RESAMPLES = 999
CONFIDENCE = 0.95
HALVES: tuple[Half | Literal["all"], ...] = ("all", Half.DEVELOPMENT, Half.TEST)


def summarise(records: Sequence[CaseRecord], *, seed: int) -> Summary:
    """Compute all figures of a run.

    A case of several rounds counts once, with its mean; a case in error does not count.
    """
    measured = [record for record in records if record.observed is not None]
    means = {metric: case_means(measured, metric) for metric in METRICS}
    figures: list[Figure] = []
    slices = sorted({name for record in measured for name in record.slices})
    for slice_ in (ALL, *slices):
        inside = [r for r in measured if slice_ == ALL or slice_ in r.slices]
        for half in HALVES:
            chosen = [r for r in inside if half in (ALL, r.half)]
            figures += _figures(chosen, means, slice_, half, seed)
    calls = [r.observed.encoder_calls for r in measured if r.observed and r.observed.encoder_calls is not None]
    return Summary(
        figures=tuple(figures),
        latency=_latency(measured),
        encoder_calls=round(fmean(calls), 3) if calls else None,
        unmeasured=tuple(Unmeasured(id=r.id, half=r.half, reason=r.error) for r in records if r.observed is None),
        unstable=_unstable(measured),
        decisions=decisions_of(records),
    )


def case_means(records: Iterable[CaseRecord], metric: str) -> dict[str, float]:
    """Return a metric's mean over rounds, by case id.

    The means are rounded to four digits. Cases the metric does not apply to are left out.
    """
    values: dict[str, list[float]] = defaultdict(list)
    for record in records:
        value = record.value(metric)
        if value is not None:
            values[record.id].append(value)
    return {case_id: _rounded(fmean(found)) for case_id, found in values.items()}


def figure_of(metric: str, values: Sequence[float], slice_: str, half: Half | Literal["all"], *, seed: int) -> Figure:
    """Return mean and median, with the mean's 95 % interval."""
    low, high, interval = _interval(values, seed)
    return Figure(
        metric=metric,
        slice=slice_,
        half=half,
        n=len(values),
        mean=_rounded(fmean(values)) if values else None,
        median=_rounded(median(values)) if values else None,
        low=low,
        high=high,
        interval=interval,
    )


def _figures(
    records: Sequence[CaseRecord],
    means: Mapping[str, Mapping[str, float]],
    slice_: str,
    half: Half | Literal["all"],
    seed: int,
) -> list[Figure]:
    ids = dict.fromkeys(record.id for record in records)
    figures = []
    for metric, of_case in means.items():
        values = [of_case[case_id] for case_id in ids if case_id in of_case]
        if values:
            figures.append(figure_of(metric, values, slice_, half, seed=seed))
    return figures + _refusal_figures(records, slice_, half)


def _refusal_figures(records: Sequence[CaseRecord], slice_: str, half: Half | Literal["all"]) -> list[Figure]:
    """Return precision, recall and F1 of declining.

    They are computed over all cases at once, so they are no means of the cases' values.
    """
    pairs = [(r.case, r.observed) for r in records if r.observed is not None and not r.mutation]
    found = refusals(pairs)
    n_declined = sum(o.declined and c.answerability.value != "underspecified" for c, o in pairs)
    n_without = sum(c.answerability.value in ("unanswerable", "out_of_scope") for c, _ in pairs)

    def made(name: str, value: MetricValue, n: int) -> Figure | None:
        if value.value is None:
            return None
        low, high = _wilson(round(value.value * n), n) if n else (None, None)
        return Figure(
            metric=name,
            slice=slice_,
            half=half,
            n=n or len(pairs),
            mean=_rounded(value.value),
            median=None,
            low=low,
            high=high,
            interval="wilson" if n else "none",
        )

    figures = (
        made("refusal_precision", found.precision, n_declined),
        made("refusal_recall", found.recall, n_without),
        made("refusal_f1", found.f1, 0),
    )
    return [figure for figure in figures if figure]


def _interval(
    values: Sequence[float], seed: int
) -> tuple[float | None, float | None, Literal["wilson", "bootstrap", "none"]]:
    n = len(values)
    if n == 0:
        return None, None, "none"
    if all(value in (0.0, 1.0) for value in values):
        low, high = _wilson(int(sum(values)), n)
        return low, high, "wilson"
    if n < GREY_UNDER:
        return None, None, "none"  # too few for a bootstrap
    low, high = bootstrap_interval(values, seed=seed)
    return low, high, "bootstrap"


@lru_cache(maxsize=4096)
def _wilson(n_ones: int, n: int) -> tuple[float, float]:
    from scipy.stats import binomtest  # a second to import, and most commands need none of it

    interval = binomtest(n_ones, n).proportion_ci(CONFIDENCE, method="wilson")
    return _rounded(interval.low), _rounded(interval.high)


def bootstrap_interval(values: Sequence[float], *, seed: int) -> tuple[float, float]:
    """Return a 95 % percentile bootstrap interval of the mean."""
    if len(set(values)) == 1:
        return _rounded(values[0]), _rounded(values[0])
    from scipy.stats import bootstrap  # see above

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy warns of degenerate resamples, which are correct here
        found = bootstrap(
            (np.asarray(values, np.float64),),
            np.mean,
            n_resamples=N_RESAMPLES,
            method="percentile",
            confidence_level=CONFIDENCE,
            rng=np.random.default_rng(seed),
        )
    return _rounded(float(found.confidence_interval.low)), _rounded(float(found.confidence_interval.high))


def _latency(records: Sequence[CaseRecord]) -> tuple[Latency, ...]:
    stages: dict[str, list[float]] = defaultdict(list)
    for record in records:
        assert record.observed is not None
        for stage, ms in record.observed.answer.timings_ms.items():
            stages[stage].append(ms)
        stages["asked"].append(record.wall_ms)
    return tuple(
        Latency(stage=stage, n=len(ms), p50=_quantile(ms, 50), p95=_quantile(ms, 95))
        for stage, ms in sorted(stages.items())
    )


def _quantile(values: Sequence[float], percent: float) -> float:
    return round(float(np.percentile(values, percent)), 2)


def _unstable(records: Sequence[CaseRecord]) -> tuple[str, ...]:
    answers: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for record in records:
        assert record.observed is not None
        answers[record.id].add((record.observed.answer.status, record.observed.answer.answer))
    return tuple(case_id for case_id, found in answers.items() if len(found) > 1)


def _rounded(value: float) -> float:
    return round(float(value), 4)
