"""What is read of a question for careers, and what is left to others."""

import pytest

from advisor.facts import Amount, FactKind
from advisor.query.career_conditions import read_conditions
from advisor.query.conditions import Condition, Order
from advisor.query.pay_conditions import DOLLARS

INF = float("inf")


def pay(
    low: float = -INF, high: float = INF, *, period: str = "year", of: frozenset[str] = DOLLARS
) -> tuple[object, ...]:
    return (low, high, period, of)


def read_pay(question: str) -> tuple[object, ...] | None:
    found = read_conditions(question)
    if found is None:
        return None
    (one,) = [condition for condition in found.conditions if condition.kind is FactKind.PAY]
    return (one.low, one.high, one.period, one.currencies)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Which jobs pay over $80,000?", pay(80_000)),
        ("which careers pay more than 80k", pay(80_000, of=frozenset())),
        ("jobs under £40k a year", pay(high=40_000, of=frozenset({"GBP"}))),
        ("any occupations paying at least 65 thousand euros?", pay(65_000, of=frozenset({"EUR"}))),
        ("list careers that make $35 an hour or more", pay(35, period="hour")),
        ("what jobs pay between 50 and 70k", pay(50_000, 70_000, of=frozenset())),
        ("which careers earn $60,000 to start", None),
        ("which jobs pay over $4,000 a month?", pay(4_000, period="month")),
        ("which jobs pay over 4000?", None),
        ("which jobs pay over $80,000 in Texas?", None),
        ("show me six figure jobs", pay(100_000, of=frozenset())),
    ],
)
def test_sums_are_read_with_their_currency_and_period(question: str, wanted: tuple[object, ...] | None) -> None:
    assert read_pay(question) == wanted


@pytest.mark.parametrize(
    ("question", "kind", "options"),
    [
        ("What jobs don't need a degree?", FactKind.EDUCATION, {"none", "high school", "some college"}),
        (
            "careers without a bachelor's degree",
            FactKind.EDUCATION,
            {"none", "high school", "some college", "associate's"},
        ),
        ("which jobs require a master's degree", FactKind.EDUCATION, {"master's"}),
        ("jobs that can be done from home", FactKind.REMOTE, {"open", "some"}),
        ("which careers have no weekend work", FactKind.SCHEDULE, {"never"}),
        ("which professions need a license?", FactKind.CREDENTIALS, {"required"}),
        ("what are some low stress jobs", FactKind.STRESS, {"low"}),
        ("part time jobs", FactKind.SCHEDULE, {"part time"}),
    ],
)
def test_other_conditions_are_read(question: str, kind: FactKind, options: set[str]) -> None:
    found = read_conditions(question)
    assert found
    assert [(one.kind, set(one.options)) for one in found.conditions] == [(kind, options)]


@pytest.mark.parametrize(
    "question",
    [
        "which certifications pay off?",
        "what jobs can I get promoted to?",
        "which careers can I move into from here?",
        "what does the job involve?",
        "is this job done outdoors?",
        "what is a good salary?",
        "which job title is the highest?",
        "jobs like that without a degree",
        "which careers pay more than that?",
        "how many jobs are there?",
        "do I need a degree for this job?",
        "remote",
        "which degree pays the most",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert read_conditions(question) is None


def test_a_number_asked_for_and_the_one_with_the_most_limit_what_is_shown() -> None:
    for question, limit in (("top 5 highest paying jobs", 5), ("which job pays the most?", 3), ("best paid jobs", 0)):
        found = read_conditions(question)
        assert found
        assert found.limit == limit
        assert found.conditions[0].order is Order.HIGHEST


def test_a_range_meets_a_condition_as_a_whole() -> None:
    over = Condition(FactKind.PAY, low=80_000, is_inclusive=False)
    assert over.holds(Amount(85_000, 90_000, "USD per year"))
    assert not over.holds(Amount(75_000, 90_000, "USD per year"))
    assert not over.holds(Amount(80_000, 80_000, "USD per year"))


def test_long_questions_cost_no_more_than_they_are_long() -> None:
    assert read_conditions("which jobs pay " + "over $80,000 and " * 10_000) is None
