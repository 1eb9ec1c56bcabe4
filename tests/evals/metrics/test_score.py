"""Every metric of one answer against values worked out by hand, and where it does not apply."""

import math

import pytest

from advisor.domain import NEAR_MISS
from advisor.schemas import ConflictOut, ModelUseOut, NoticeOut
from evals.cases.measured import MetricValue, not_applicable, share
from evals.cases.observation import Observation
from evals.cases.suite import Case
from evals.metrics.abstention import abstention_metrics, refusals
from evals.metrics.answers import answer_metrics
from evals.metrics.cost import cost_metrics
from evals.metrics.retrieval import retrieval_metrics
from evals.metrics.score import measure
from tests.evals.by_hand import answered, case, citation, declined, guide, passage

PAY = "The median salary is $52,000."
SENIOR = "Senior keepers earn $61,500 a year."
SEA = "You need three years at sea."


def test_a_metric_that_is_not_a_number_is_refused() -> None:
    for bad in (math.nan, math.inf, -math.inf):
        with pytest.raises(ValueError, match="a metric gave"):
            MetricValue(bad)


def test_a_metric_without_a_value_says_why() -> None:
    with pytest.raises(ValueError, match="says why"):
        MetricValue(None)
    assert not_applicable("the case has no gold").reason == "the case has no gold"


def test_a_share_of_nothing_does_not_apply() -> None:
    assert share(0, 0) == not_applicable("there is nothing to take a share of")
    assert share(1, 4) == MetricValue(0.25)


# --- retrieval ---------------------------------------------------------------


def test_the_gold_section_in_second_place_gives_half_a_reciprocal_rank() -> None:
    seen = (passage("Path", SEA), passage("Pay", PAY), passage("Remote work", "The lamp"))
    found = retrieval_metrics(case(), answered((PAY, [1]), passages=seen), guide())
    assert found["rr@10"].value == pytest.approx(1 / 2)
    assert found["ndcg@10"].value == pytest.approx(1 / math.log2(3))
    assert found["success@1"].value == 0.0
    assert found["recall@1"].value == 0.0
    assert found["recall@3"].value == 1.0


def test_two_passages_of_one_section_take_one_rank() -> None:
    seen = (passage("Path", SEA), passage("Path", "A licence is not required."), passage("Pay", PAY))
    found = retrieval_metrics(case(), answered((PAY, [1]), passages=seen), guide())
    assert found["rr@10"].value == pytest.approx(1 / 2)


def test_each_part_of_a_question_counts_once_in_recall() -> None:
    gold = [{"section": ["Pay"], "quote": PAY}, {"section": ["Path"], "quote": SEA, "part": 2}]
    seen = (passage("Remote work", "The lamp"), passage("Path", SEA))
    found = retrieval_metrics(case(gold=gold), answered((PAY, [1]), passages=seen), guide())
    assert found["recall@5"].value == pytest.approx(1 / 2)


def test_any_one_of_several_golds_of_a_part_is_enough() -> None:
    gold = [{"section": ["Pay"], "quote": PAY}, {"section": ["Path"], "quote": SEA}]
    found = retrieval_metrics(case(gold=gold), answered((PAY, [1]), passages=(passage("Path", SEA),)), guide())
    assert found["recall@1"].value == 1.0


def test_gold_span_recall_counts_the_characters_of_the_gold_that_were_retrieved() -> None:
    half = PAY[: len(PAY) // 2]
    found = retrieval_metrics(case(), answered((PAY, [1]), passages=(passage("Pay", half),)), guide())
    assert found["gold_span_recall@1"].value == pytest.approx(len(half) / len(PAY))
    assert found["recall@1"].value == 1.0


def test_nothing_retrieved_is_a_recall_of_zero_and_not_a_missing_figure() -> None:
    found = retrieval_metrics(case(), answered((PAY, [1]), passages=()), guide())
    assert found["recall@10"].value == 0.0
    assert found["ndcg@10"].value == 0.0


@pytest.mark.parametrize(
    ("of", "seen", "reason"),
    [
        (case("unanswerable"), (), "no gold"),
        (case(), None, "does not tell what it retrieved"),
    ],
)
def test_retrieval_does_not_apply_without_gold_or_passages(of, seen, reason) -> None:
    found = retrieval_metrics(of, answered((PAY, [1]), passages=seen), guide())
    assert all(metric.value is None and reason in metric.reason for metric in found.values())


# --- what the answer says ------------------------------------------------------


def said(text: str) -> Observation:
    return answered((text, [1]), citations=[citation(1, PAY)])


def test_nuggets_count_the_vital_ones_apart() -> None:
    nuggets = [{"any_of": ["$52,000"]}, {"any_of": ["61,500"], "vital": False}, {"any_of": ["bonus", "premium"]}]
    found = answer_metrics(case(nuggets=nuggets), said(PAY))
    assert found["nuggets_vital"].value == pytest.approx(1 / 2)
    assert found["nuggets_all"].value == pytest.approx(1 / 3)


def test_a_phrase_is_found_in_spite_of_case_dashes_and_curly_quotes_but_not_inside_a_longer_number() -> None:
    def vital(phrase: str, text: str) -> float | None:
        return answer_metrics(case(nuggets=[{"any_of": [phrase]}]), said(text))["nuggets_vital"].value

    assert vital("3-5 years", "Three to five: 3–5 Years.") == 1.0
    assert vital("don't", "You don’t need one.") == 1.0
    assert vital("$52,000", "It pays $52,0001.") == 0.0
    assert vital("art", "A start is hard.") == 0.0


def test_a_decline_says_none_of_the_nuggets() -> None:
    found = answer_metrics(case(nuggets=[{"any_of": ["$52,000"]}]), declined())
    assert found["nuggets_vital"].value == 0.0
    assert found["words"].value is None


def test_a_fact_matches_within_its_tolerance_only() -> None:
    def matched(tolerance: float) -> float | None:
        fact = {"value": 52500, "tolerance": tolerance}
        return answer_metrics(case(facts=[fact]), said(PAY))["facts_matched"].value

    assert matched(500) == 1.0
    assert matched(499) == 0.0


def test_a_forbidden_phrase_is_noticed() -> None:
    found = answer_metrics(case(must_not=["$99"]), said("It costs $99."))
    assert found["must_not_kept"].value == 0.0
    assert answer_metrics(case(must_not=["$99"]), said(PAY))["must_not_kept"].value == 1.0


def test_what_a_case_does_not_ask_for_is_not_measured() -> None:
    found = answer_metrics(case(), said(PAY))
    reasons = {name: found[name].reason for name in found if found[name].value is None}
    assert reasons == {
        "nuggets_vital": "no vital nuggets",
        "nuggets_all": "no nuggets",
        "facts_matched": "no facts",
        "must_not_kept": "nothing is forbidden",
    }
    assert found["words"].value == 5.0


@pytest.mark.parametrize(
    ("answerability", "status", "right"),
    [
        ("answerable", "answered", 1.0),
        ("answerable", "not_in_guide", 0.0),
        ("unanswerable", "not_in_guide", 1.0),
        ("unanswerable", "out_of_scope", 0.0),
        ("out_of_scope", "out_of_scope", 1.0),
        ("underspecified", "clarify", 1.0),
    ],
)
def test_the_right_status_depends_on_the_answerability(answerability, status, right) -> None:
    observed = said(PAY) if status == "answered" else declined(status)
    assert answer_metrics(case(answerability), observed)["status_right"].value == right


def test_a_contradiction_is_shown_when_two_citations_are_paired() -> None:
    both = [citation(1, PAY), citation(2, SENIOR)]
    paired = answered(
        (PAY, [1]),
        (SENIOR, [2]),
        citations=both,
        status="conflicting",
        conflicts=[ConflictOut(about="pay", citations=[1, 2])],
    )
    asked = case(conflict="pay")
    assert answer_metrics(asked, paired)["conflict_shown"].value == 1.0
    assert answer_metrics(asked, said(PAY))["conflict_shown"].value == 0.0
    assert answer_metrics(case(), paired)["conflict_shown"].value == 0.0


# --- declining -------------------------------------------------------------------

NUGGET = [{"any_of": ["$52,000"]}]


def abstained(of: Case, observed: Observation) -> dict[str, float | None]:
    found = measure(of, observed, {}, None)
    return {name: found[name].value for name in ("declined", "over_refused", "right", "truthfulness", "conditioned")}


def test_declining_is_right_where_there_is_no_answer_and_wrong_where_there_is_one() -> None:
    assert abstained(case("unanswerable"), declined()) == {
        "declined": 1.0,
        "over_refused": None,
        "right": 1.0,
        "truthfulness": 1.0,
        "conditioned": 1.0,
    }
    assert abstained(case(nuggets=NUGGET), declined()) == {
        "declined": None,
        "over_refused": 1.0,
        "right": 0.0,
        "truthfulness": 0.0,
        "conditioned": 0.0,
    }


def test_a_near_miss_tells_of_an_absence_and_hedges_an_answer() -> None:
    near = answered((PAY, [1]))
    near.answer.notices.append(NoticeOut(kind=NEAR_MISS, text="The nearest:"))
    told = {of: abstention_metrics(case(of), near, MetricValue(1.0)) for of in ("unanswerable", "answerable")}
    assert (told["unanswerable"]["absence_told"].value, told["answerable"]["hedged"].value) == (1.0, 1.0)
    plain = {of: abstention_metrics(case(of), answered((PAY, [1])), MetricValue(1.0)) for of in told}
    assert (plain["unanswerable"]["absence_told"].value, plain["answerable"]["hedged"].value) == (0.0, 0.0)


def test_answering_what_has_no_answer_costs_a_point() -> None:
    found = abstained(case("out_of_scope"), said(PAY))
    assert (found["declined"], found["right"], found["truthfulness"], found["conditioned"]) == (0.0, 0.0, -1.0, 0.0)


def test_an_answer_that_lacks_a_vital_nugget_or_says_what_is_forbidden_is_wrong() -> None:
    assert abstained(case(nuggets=NUGGET), said(PAY))["truthfulness"] == 1.0
    assert abstained(case(nuggets=NUGGET), said(SENIOR))["truthfulness"] == -1.0
    assert abstained(case(nuggets=NUGGET, must_not=["median"]), said(PAY))["right"] == 0.0


def test_a_question_of_several_readings_is_left_out_of_declining() -> None:
    assert set(abstained(case("underspecified"), declined("clarify")).values()) == {None}


def test_refusal_precision_recall_and_f1_of_four_cases() -> None:
    counted = refusals(
        [
            (case("unanswerable"), declined()),
            (case("unanswerable"), said(PAY)),
            (case(), declined()),
            (case("out_of_scope"), declined("out_of_scope")),
            (case("underspecified"), declined("clarify")),
        ]
    )
    assert counted.precision.value == pytest.approx(2 / 3)
    assert counted.recall.value == pytest.approx(2 / 3)
    assert counted.f1.value == pytest.approx(2 / 3)


def test_what_an_answer_cost_is_counted_where_the_target_tells_and_never_guessed() -> None:
    quoted = said("$52,000").model_copy(update={"encoder_calls": 2})
    quoted = quoted.model_copy(update={"answer": quoted.answer.model_copy(update={"writer": "extractive"})})
    found = cost_metrics(quoted)
    assert (found["encoder_calls"].value, found["tokens"].value) == (2, 0)
    of_a_model = cost_metrics(said("$52,000"))
    assert of_a_model["encoder_calls"].value is None
    assert of_a_model["tokens"].reason == "the target does not tell the tokens of its model"
    use = ModelUseOut(model="m", tokens_in=700, tokens_out=20, n_kept=1, n_repaired=0, n_cut=0, failure="")
    told = quoted.model_copy(update={"answer": quoted.answer.model_copy(update={"model": use})})
    assert cost_metrics(told)["tokens"].value == 720  # a model that failed has cost something, too


def test_no_decline_at_all_has_a_recall_but_no_precision() -> None:
    counted = refusals([(case("unanswerable"), said(PAY)), (case(), said(PAY))])
    assert counted.recall.value == 0.0
    assert counted.precision.value is None
    assert counted.f1.value is None


@pytest.mark.parametrize(
    "said_there", ["Output rose by 7%.", "Output rose by 7 percent.", "Output rose by 7 per cent."]
)
@pytest.mark.parametrize("wanted", ["7%", "7 percent"])
def test_per_cent_is_one_unit_however_it_is_written(said_there: str, wanted: str) -> None:
    found = answer_metrics(case(nuggets=[{"any_of": [wanted]}]), said(said_there))
    assert found["nuggets_vital"].value == 1.0


@pytest.mark.parametrize(
    ("said_there", "matched"),
    [
        ("It rose by 7%.", 1.0),
        ("It rose by 7 to 9 percent.", 1.0),
        ("It rose by 7–9 percent.", 1.0),
        ("It took 7 years.", 0.0),
    ],
)
def test_a_percentage_is_matched_by_a_percentage_only(said_there: str, matched: float) -> None:
    found = answer_metrics(case(facts=[{"value": 7, "unit": "%"}]), said(said_there))
    assert found["facts_matched"].value == matched
