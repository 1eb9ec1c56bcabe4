"""What the metrics notice of answers spoilt on purpose, and what they do not."""

from evals.cases.observation import Observation
from evals.metrics.self_check import KINDS, DamageDetection, perturb
from tests.evals.by_hand import answered, citation, passage

BOTH = "Senior keepers earn $61,500 a year."
PAY = "The median salary is $52,000."
SEA = "You need three years at sea."
HOME = "The lamp cannot be tended from home."
PAY_PASSAGE = f"{PAY} {BOTH}"


def sound() -> list[Observation]:
    seen = (passage("Pay", PAY_PASSAGE),)
    return [answered((quote, [1]), citations=[citation(1, quote)], passages=seen) for quote in (PAY, BOTH, SEA, HOME)]


def caught(observations: list[Observation]) -> dict[str, DamageDetection]:
    return {row.kind: row for row in perturb(observations)}


def test_a_changed_number_and_one_of_the_same_passage_are_caught_by_the_numerals() -> None:
    rows = caught(sound())
    for kind in ("number changed", "number swapped for another of the same passage"):
        assert (rows[kind].n, rows[kind].n_caught, rows[kind].by_numerals) == (2, 2, 2)


def test_a_percentage_made_an_amount_is_caught_by_the_numerals() -> None:
    row = caught(sound())["unit of a number changed"]
    assert (row.n, row.n_caught, row.by_numerals) == (2, 2, 2)


def test_an_inserted_not_is_invisible_to_support_and_caught_by_the_parity() -> None:
    row = caught(sound())["“not” inserted"]
    assert (row.n, row.by_support, row.by_negation) == (1, 0, 1)


def test_a_foreign_sentence_and_a_moved_citation_are_caught_by_support() -> None:
    rows = caught(sound())
    for kind in ("sentence from elsewhere appended", "citation moved"):
        assert rows[kind].n > 0
        assert rows[kind].by_support == rows[kind].n == rows[kind].n_caught


def test_numbers_that_change_places_within_a_long_sentence_are_a_blind_spot() -> None:
    long = "A keeper with 3 years at sea who has passed both written papers may after 5 more years ask for a tower."
    quoted = citation(1, PAY).model_copy(update={"quote": long})
    row = caught([answered((long, [1]), citations=[quoted])])["two numbers of one sentence swapped"]
    assert (row.n, row.n_caught) == (1, 0)
    assert row.is_blind_spot


def test_a_sentence_that_was_already_at_fault_is_not_spoilt() -> None:
    rows = caught([answered(("It pays $99,000.", [1]), citations=[citation(1, PAY)])])
    assert [row.n for row in rows.values()] == [0] * len(KINDS)
    assert all(row.share is None and not row.is_blind_spot for row in rows.values())


def test_the_same_answers_give_the_same_figures() -> None:
    assert perturb(sound()) == perturb(sound())
