"""What a reader feels of one answer, against values worked out by hand."""

from advisor.domain import Guide
from advisor.ingestion.parsing import Form, parse_text
from evals.cases.measured import MetricValue
from evals.cases.observation import Observation
from evals.cases.suite import Case
from evals.metrics.directness import directness_metrics
from evals.metrics.score import measure_pressed
from tests.evals.by_hand import answered, citation, declined

TEXT = """# Lighthouse keeper

## Pay

The median salary is $52,000. Senior keepers earn $61,500 a year. Pay is in dollars.

## Tools

- Lamp oil
- Brass polish
- Weather glass

## Sea

Gulls are loud. Fog is thick. Rain is wet.
"""
PAY, SENIOR, GULLS = "The median salary is $52,000.", "Senior keepers earn $61,500 a year.", "Gulls are loud."
TOOLS = ("Lamp oil", "Brass polish", "Weather glass")
RIGHT = MetricValue(1.0)


def keeper() -> Guide:
    return parse_text(TEXT, name="keeper.md", form=Form.MARKDOWN)


def case(**fields: object) -> Case:
    given = {
        "id": "keeper-pay",
        "question": "What does a keeper earn?",
        "answerability": "answerable",
        "gold": [{"section": ["Pay"], "quote": PAY}],
        "nuggets": [{"any_of": ["$52,000"]}],
        **fields,
    }
    return Case.model_validate(given)


def quoting(*texts: str) -> Observation:
    guide = keeper()
    return answered(
        *((text, [n]) for n, text in enumerate(texts, start=1)),
        citations=[citation(n, text, of=guide) for n, text in enumerate(texts, start=1)],
    )


def felt(asked: Case, observed: Observation, right: MetricValue = RIGHT) -> dict[str, float | None]:
    return {name: one.value for name, one in directness_metrics(asked, observed, keeper(), right).items()}


def test_an_answer_that_begins_with_what_was_asked_is_direct_and_one_that_buries_it_is_not() -> None:
    assert felt(case(), quoting(PAY, GULLS))["direct"] == 1.0
    assert felt(case(), quoting(GULLS, PAY))["direct"] == 0.0
    assert felt(case(), declined())["direct"] == 0.0


def test_what_a_reader_would_not_miss_is_beside_the_point() -> None:
    assert felt(case(), quoting(PAY, SENIOR, GULLS))["beside_the_point"] == 2 / 3
    fine = [{"section": ["Pay"], "quote": SENIOR}]
    assert felt(case(fine=fine), quoting(PAY, SENIOR, GULLS))["beside_the_point"] == 1 / 3
    assert felt(case(), declined())["beside_the_point"] is None


def test_a_right_answer_that_goes_on_is_not_right_and_direct() -> None:
    few, many = quoting(PAY, SENIOR, GULLS), quoting(PAY, SENIOR, GULLS, "Fog is thick.")
    assert felt(case(), few)["right_and_direct"] == 1.0
    assert felt(case(), many)["right_and_direct"] == 0.0
    assert felt(case(), few, MetricValue(0.0))["right_and_direct"] == 0.0


def test_a_list_is_whole_with_all_its_items_in_their_order() -> None:
    asked = case(
        question="Which tools?", gold=[{"section": ["Tools"], "quote": "Lamp oil"}], nuggets=[], list_of=["Tools"]
    )
    assert felt(asked, quoting(*TOOLS))["list_whole"] == 1.0
    assert felt(asked, quoting(*TOOLS[:2]))["list_whole"] == 0.0
    assert felt(asked, quoting(*reversed(TOOLS)))["list_whole"] == 0.0
    assert felt(asked, declined())["list_whole"] == 0.0
    assert felt(case(), quoting(PAY))["list_whole"] is None


def test_a_list_that_an_answer_begins_with_counts_as_one() -> None:
    asked = case(gold=[{"section": ["Tools"], "quote": "Weather glass"}], nuggets=[])
    assert felt(asked, quoting(*TOOLS))["direct"] == 1.0
    assert felt(asked, quoting(*TOOLS[:2], "Fog is thick."))["direct"] == 0.0


def test_nothing_is_felt_of_a_question_without_an_answer() -> None:
    absent = Case.model_validate({"id": "keeper-x", "question": "How old?", "answerability": "unanswerable"})
    assert set(felt(absent, quoting(PAY)).values()) == {None}


def test_a_pressed_suggestion_has_to_be_answered_as_without_the_conversation() -> None:
    assert measure_pressed(quoting(PAY), quoting(PAY))["pressed_alike"].value == 1.0
    assert measure_pressed(quoting(SENIOR), quoting(PAY))["pressed_alike"].value == 0.0
    assert measure_pressed(declined(), declined())["pressed_alike"].value == 0.0
