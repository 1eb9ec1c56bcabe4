"""Support, numerals, negations and citations against values worked out by hand."""

import pytest

from evals.cases.observation import Observation
from evals.metrics.groundedness import groundedness_metrics
from evals.metrics.numerals import count_numerals, numerals_missing
from evals.metrics.support import entails, negation_differs, support
from tests.evals.by_hand import answered, case, citation, declined, guide

PAY = "The median salary is $52,000."
SENIOR = "Senior keepers earn $61,500 a year."
SEA = "You need three years at sea."


def measured(observed: Observation, **fields: object) -> dict[str, float | None]:
    found = groundedness_metrics(case(**fields), observed, {"keeper": guide()})
    return {name: metric.value for name, metric in found.items()}


def test_a_sentence_copied_from_its_source_is_fully_supported() -> None:
    assert support(SEA, f"First. {SEA} Last.") == 1.0


def test_a_sentence_that_shares_no_word_has_no_support() -> None:
    assert support("Penguins swim quickly", SEA) == 0.0


def test_support_is_the_mean_of_stem_precision_and_bigram_precision() -> None:
    # content stems: keeper, earn, bonus -> 2 of 3; bigrams: (keepers earn), (earn bonuses) -> 1 of 2
    assert support("Keepers earn bonuses", "A keeper earns little") == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_a_sentence_of_one_word_is_judged_by_that_word() -> None:
    assert support("Licensed", "a licensed keeper") == 1.0
    assert support("", SEA) == 1.0


def test_numerals_are_compared_without_separators_and_trailing_zeros_and_with_number_words() -> None:
    assert count_numerals("$52,000 in 3.50 of three")["3"] == 1
    assert numerals_missing("52000 and 3.5 and 3", "$52,000, 3.50, three") == []
    assert numerals_missing("It is 91,300 in 2024", "It is 91,300") == ["2024"]


@pytest.mark.parametrize(
    ("sentence", "text", "missing"),
    [
        ("It fell by 7%.", "It fell by 7 percent.", []),
        ("It fell by seven per cent.", "It fell by 7%.", []),
        ("It fell by 7%.", "It took 7 years.", ["7%"]),
        ("It pays $7.", "It fell by 7%.", ["$7"]),
        ("It takes 7 years.", "It fell by 7%.", []),
        ("Between $65,000 and $110,000.", "$65,000–110,000", []),
        ("$110,000 at most.", "Annual pay (USD): 65,000 to 110,000", []),
        ("20% at least.", "20 to 35% of plants", []),
        ("20% at least.", "between 20 and 35 percent of plants", []),
        ("Five years.", "You need three years at sea.", ["5"]),
        ("Twenty-five lamps.", "25 lamps", []),
        ("1.5 million jobs.", "1,500,000 jobs", []),
        ("The pay is 65k.", "The pay is $65,000.", []),
        ("One of them is enough.", "Any of them is enough.", []),
        ("See 1.2.3 and Industry 4.0.", "Industry 4.0 and 1.2.3", []),
    ],
)
def test_a_number_is_held_to_its_kind_and_to_the_quote_however_it_is_written(
    sentence: str, text: str, missing: list[str]
) -> None:
    assert numerals_missing(sentence, text) == missing


def test_a_text_does_not_entail_a_sentence_whose_number_it_lacks() -> None:
    assert entails(PAY, PAY)
    assert not entails(PAY, "The median salary is $53,000.")


def test_a_not_put_in_changes_the_parity_of_negations() -> None:
    source = ["A licence is not required.", SEA]
    assert not negation_differs("A licence is not required.", source)
    assert negation_differs("A licence is required.", source)
    assert negation_differs("You do not need three years at sea.", source)
    assert not negation_differs("Anything", [])


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
