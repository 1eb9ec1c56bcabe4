"""Support, entailment and negations against values worked out by hand."""

import pytest

from evals.metrics.support import entails, negation_differs, support

PAY = "The median salary is $52,000."


SEA = "You need three years at sea."


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


def test_a_text_does_not_entail_a_sentence_whose_number_it_lacks() -> None:
    assert entails(PAY, PAY)
    assert not entails(PAY, "The median salary is $53,000.")


def test_a_not_put_in_changes_the_parity_of_negations() -> None:
    source = ["A licence is not required.", SEA]
    assert not negation_differs("A licence is not required.", source)
    assert negation_differs("A licence is required.", source)
    assert negation_differs("You do not need three years at sea.", source)
    assert not negation_differs("Anything", [])
