"""Figures of many cases: intervals, slices and halves, refusals, rounds, and what could not be asked."""

import pytest
from pydantic import ValidationError
from scipy.stats import binomtest

from evals.cases.measured import MetricValue
from evals.cases.observation import Observation
from evals.cases.record import CaseRecord
from evals.cases.suite import Case
from evals.metrics.score import record_of
from evals.runs.aggregate import bootstrap_interval, case_means, figure_of, summarise
from tests.evals.by_hand import case, declined, guide
from tests.evals.runs_by_hand import declined_rightly, refused, right, wrong


def record(asked: tuple[Case, Observation]) -> CaseRecord:
    held = guide()
    return record_of(*asked, {held.id: held}, held)


def test_a_share_of_yes_and_no_has_wilsons_interval() -> None:
    figure = figure_of("right", [1.0] * 53 + [0.0] * 7, "all", "all", seed=1)
    expected = binomtest(53, 60).proportion_ci(0.95, method="wilson")
    assert figure.interval == "wilson"
    assert (figure.low, figure.high) == (round(expected.low, 4), round(expected.high, 4))
    assert figure.mean == round(53 / 60, 4)


def test_other_values_have_a_bootstrap_interval_that_holds_their_mean_and_is_the_same_every_time() -> None:
    values = [0.5, 0.25, 1.0, 0.75] * 10
    figure = figure_of("nuggets_vital", values, "all", "all", seed=1)
    assert figure.interval == "bootstrap"
    assert figure.mean == 0.625
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < 0.625 < figure.high
    assert bootstrap_interval(values, seed=1) == (figure.low, figure.high)


def test_a_few_values_have_no_bootstrap_interval_and_are_grey() -> None:
    figure = figure_of("nuggets_vital", [0.5, 0.25, 1.0], "all", "all", seed=1)
    assert (figure.interval, figure.low, figure.high, figure.grey) == ("none", None, None, True)


def test_no_values_give_no_number() -> None:
    figure = figure_of("nuggets_vital", [], "all", "all", seed=1)
    assert (figure.n, figure.mean, figure.median) == (0, None, None)


def test_a_metric_that_does_not_apply_to_a_case_does_not_count_there() -> None:
    summary = summarise([record(right("keeper-a")), record(declined_rightly("keeper-b"))], seed=1)
    figure = summary.figure("nuggets_vital")
    assert figure is not None
    assert (figure.n, figure.mean) == (1, 1.0)


def test_figures_are_there_for_each_slice_and_half() -> None:
    records = [record(right("keeper-sea")), record(wrong("keeper-cats")), record(declined_rightly("keeper-t"))]
    summary = summarise(records, seed=1)

    def mean(slice_: str, half: str) -> float | None:
        figure = summary.figure("right", slice_, half)
        return figure.mean if figure else None

    assert mean("pay", "development") == 1.0
    assert mean("pay", "test") == 0.0
    assert mean("pay", "all") == 0.5
    assert mean("absent", "all") == 1.0
    assert mean("absent", "test") is None


def test_what_a_case_is_makes_slices_of_its_own() -> None:
    found = record(right("keeper-a", history=[{"role": "assistant", "content": "Yes?"}])).slices
    assert set(found) == {"pay", "answerable", "with_history", "undisputed", "prose", "turn_1"}
    asked_again = [{"role": "user", "content": "Is it lonely?"}, {"role": "assistant", "content": "Yes."}]
    assert "turn_2" in record(right("keeper-a", history=asked_again)).slices


def test_refusals_are_counted_over_all_cases_and_not_averaged() -> None:
    records = [record(a) for a in (refused("keeper-a"), right("keeper-b"), declined_rightly("keeper-c"))]
    summary = summarise(records, seed=1)
    precision, recall, f1 = (summary.figure(f"refusal_{name}") for name in ("precision", "recall", "f1"))
    assert precision is not None
    assert recall is not None
    assert f1 is not None
    assert (precision.mean, precision.n) == (0.5, 2)
    assert (recall.mean, recall.n) == (1.0, 1)
    assert f1.mean == pytest.approx(2 / 3, abs=1e-4)


def test_a_case_asked_in_two_rounds_counts_once_with_its_mean_and_is_named_when_its_answers_differ() -> None:
    first = record(right("keeper-a"))
    second = record(wrong("keeper-a", question=first.case.question)).model_copy(update={"round": 2})
    steady = record(declined_rightly("keeper-b"))
    records = [first, steady, second, steady.model_copy(update={"round": 2})]
    summary = summarise(records, seed=1)
    assert case_means(records, "right") == {"keeper-a": 0.5, "keeper-b": 1.0}
    figure = summary.figure("right")
    assert figure is not None
    assert (figure.n, figure.mean) == (2, 0.75)
    assert summary.unstable == ("keeper-a",)


def test_a_case_that_could_not_be_asked_counts_in_no_figure_and_is_named_with_the_reason() -> None:
    broken = CaseRecord(case=case(id="keeper-z"), half=case(id="keeper-z").half, slices=("pay",), error="it was gone")
    summary = summarise([record(right("keeper-a")), broken], seed=1)
    figure = summary.figure("right")
    assert figure is not None
    assert (figure.n, figure.mean) == (1, 1.0)
    assert [(one.id, one.reason) for one in summary.unmeasured] == [("keeper-z", "it was gone")]


def test_latency_is_given_for_each_stage() -> None:
    summary = summarise([record(right("keeper-a")), record((case(id="keeper-b"), declined()))], seed=1)
    assert {(entry.stage, entry.n, entry.p50) for entry in summary.latency} >= {("retrieve", 2, 1.0), ("total", 2, 3.0)}


def test_a_value_that_is_no_number_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="nan"):
        MetricValue(float("nan"))
    with pytest.raises(ValidationError, match="nan"):
        CaseRecord.model_validate_json(
            record(right("keeper-a")).model_dump_json().replace('"words":{"value":5.0', '"words":{"value":NaN')
        )
