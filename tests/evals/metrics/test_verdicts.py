"""The verdict that is shown, against the one that the suite gives."""

import pytest

from advisor.answering.verdicts import VerdictLabel
from advisor.domain import PartKind
from advisor.schemas import PartOut
from evals.cases.observation import Observation
from evals.cases.suite import Case
from evals.metrics.verdicts import verdict_metrics
from tests.evals.by_hand import answered, citation, declined


def case(verdict: str | None) -> Case:
    given = {
        "id": "keeper-home",
        "question": "Can it be done from home?",
        "answerability": "unanswerable",
        "verdict": verdict,
    }
    return Case.model_validate(given)


def showing(verdict: str) -> Observation:
    observed = answered(
        ("The lamp cannot be tended from home.", [1]), citations=[citation(1, "The lamp cannot be tended from home.")]
    )
    label = VerdictLabel[verdict.upper()].value if verdict else ""
    parts = [PartOut(kind=PartKind.LEAD, claims=[0], verdict=label)]
    return observed.model_copy(update={"answer": observed.answer.model_copy(update={"parts": parts})})


@pytest.mark.parametrize(
    ("expected", "shown", "agrees", "wrong"),
    [
        ("yes", "usually", 1.0, 0.0),
        ("can_be", "yes", 1.0, 0.0),
        ("in_part", "two_minds", 1.0, 0.0),
        ("yes", "no", 0.0, 1.0),
        ("yes", "in_part", 0.0, 1.0),
        ("no", "", 0.0, 0.0),
        ("none", "yes", None, 1.0),
        ("none", "", None, 0.0),
        (None, "yes", None, None),
    ],
)
def test_a_label_counts_by_the_way_it_points(
    expected: str | None, shown: str, agrees: float | None, wrong: float | None
) -> None:
    measured = verdict_metrics(case(expected), showing(shown))
    assert measured["verdict"].value == agrees
    assert measured["verdict_wrong"].value == wrong


def test_a_decline_shows_none() -> None:
    measured = verdict_metrics(case("yes"), declined())
    assert (measured["verdict"].value, measured["verdict_wrong"].value) == (0.0, 0.0)
