"""Support, numerals, negations and citations against values worked out by hand."""

import pytest

from evals.cases.observation import Observation
from evals.metrics.groundedness import groundedness_metrics
from tests.evals.by_hand import answered, case, citation, declined, guide

PAY = "The median salary is $52,000."
SENIOR = "Senior keepers earn $61,500 a year."
SEA = "You need three years at sea."


def measured(observed: Observation, **fields: object) -> dict[str, float | None]:
    found = groundedness_metrics(case(**fields), observed, {"keeper": guide()})
    return {name: metric.value for name, metric in found.items()}


def test_two_verbatim_claims_are_grounded_cited_and_valid() -> None:
    found = measured(answered((PAY, [1]), (SENIOR, [2]), citations=[citation(1, PAY), citation(2, SENIOR)]))
    assert found == {
        "citation_validity": 1.0,
        "citation_recall": 1.0,
        "citation_precision": 1.0,
        "cites_gold": 1.0,
        "first_citation_gold": 1.0,
        "cited_map": 1.0,
        "groundedness_mean": 1.0,
        "groundedness_min": 1.0,
        "numeral_gate": 1.0,
        "negation_agrees": 1.0,
    }


def test_a_quote_that_stands_elsewhere_than_it_says_is_not_valid() -> None:
    moved = citation(2, SENIOR, at=0)
    assert (
        measured(answered((PAY, [1]), (SENIOR, [2]), citations=[citation(1, PAY), moved]))["citation_validity"] == 0.5
    )


def test_validity_cannot_be_told_for_a_version_that_is_not_at_hand() -> None:
    found = groundedness_metrics(case(), answered((PAY, [1]), citations=[citation(1, PAY)]), {})
    assert found["citation_validity"].value is None
    assert "not at hand" in found["citation_validity"].reason


def test_a_citation_that_bears_nothing_costs_precision_but_not_recall() -> None:
    found = measured(answered((PAY, [1, 2]), citations=[citation(1, PAY), citation(2, SEA)]))
    assert found["citation_recall"] == 1.0
    assert found["citation_precision"] == 0.5


def test_a_claim_without_support_costs_recall() -> None:
    found = measured(answered((PAY, [1]), ("Penguins swim.", [1]), citations=[citation(1, PAY)]))
    assert found["citation_recall"] == 0.5
    assert found["groundedness_min"] == 0.0
    assert found["groundedness_mean"] == pytest.approx(5 / 7)  # weighed by words: five of seven are borne


def test_a_number_that_stands_in_the_section_but_not_in_the_cited_quote_fails_the_gate() -> None:
    found = measured(answered(("The median salary is $61,500.", [1]), citations=[citation(1, PAY)]))
    assert found["numeral_gate"] == 0.0


def test_the_gold_section_cited_second_gives_half_an_average_precision() -> None:
    found = measured(answered((SEA, [1]), (PAY, [2]), citations=[citation(1, SEA), citation(2, PAY)]))
    assert found["cites_gold"] == 1.0
    assert found["first_citation_gold"] == 0.0
    assert found["cited_map"] == 0.5


def test_a_part_that_is_never_cited_halves_the_average_precision() -> None:
    gold = [{"section": ["Pay"], "quote": PAY}, {"section": ["Path"], "quote": SEA, "part": 2}]
    found = measured(answered((PAY, [1]), citations=[citation(1, PAY)]), gold=gold)
    assert found["cited_map"] == 0.5


def test_two_parts_answered_in_one_section_are_both_found_there() -> None:
    gold = [{"section": ["Pay"], "quote": PAY}, {"section": ["Pay"], "quote": SENIOR, "part": 2}]
    found = measured(answered((PAY, [1]), citations=[citation(1, PAY)]), gold=gold)
    assert found["cited_map"] == 1.0


def test_nothing_of_this_applies_to_a_decline() -> None:
    found = groundedness_metrics(case(), declined(), {"keeper": guide()})
    assert {metric.reason for metric in found.values()} == {"the answer declines"}
