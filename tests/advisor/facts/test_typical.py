"""Which of a guide's facts stands for its career."""

import pytest

from advisor.facts import Amount, CareerFact, FactKind, find_facts
from advisor.facts.serialization import dump_own_facts, load_own_facts
from advisor.facts.typical import same_measure, typical_fact
from advisor.ingestion.parsing import parse_text


def facts_of(text: str) -> tuple[CareerFact, ...]:
    return find_facts(parse_text(f"---\ncurrency: USD\n---\n# Roofers\n\n## Pay\n\n{text}\n", name="roofer.md"))


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("Salary range: $40,000 - $90,000\n\nThe median annual wage for roofers was $52,000.", 52_000),
        ("Senior-Level: $99,000\n\nMedian salary: $51,000", 51_000),
        ("Salary in Ohio: $80,000\n\nAverage salary: $55,000", 55_000),
        ("Median pay: $25 per hour\n\nMedian annual pay: $52,000", 52_000),
    ],
)
def test_a_median_of_all_comes_before_ranges_levels_and_places(text: str, low: float) -> None:
    fact = typical_fact(facts_of(text), FactKind.PAY)
    assert fact
    assert isinstance(fact.value, Amount)
    assert fact.value.low == low


def test_pay_of_a_level_alone_is_nothing_typical() -> None:
    assert typical_fact(facts_of("Entry-Level: $41,000"), FactKind.PAY) is None


def test_figures_are_ranked_only_where_they_are_of_one_kind() -> None:
    def fact(text: str) -> CareerFact:
        found = typical_fact(facts_of(text), FactKind.PAY)
        assert found
        return found

    median = fact("Median salary, 2024: $51,000")
    assert same_measure([median, fact("Median salary: $61,000")])
    assert not same_measure([median, fact("Average salary: $61,000")])
    assert not same_measure([median, fact("Median pay: $21 per hour")])
    assert not same_measure([median, fact("Median salary, 2019: $48,000")])


def test_stored_facts_are_the_careers_own_at_their_places() -> None:
    text = "# Roofers\n\n## Pay\n\nMedian salary: $51,000\n\nSenior roofers in Ohio earn a median of $70,000 a year.\n"
    guide = parse_text(text, name="roofer.md")
    found = find_facts(guide)
    own = [one for one in found if not one.scope]
    kept = load_own_facts(dump_own_facts(found), guide)
    assert [(one.kind, one.about, one.value, one.start, one.end, one.years) for one in kept] == [
        (one.kind, one.about, one.value, one.start, one.end, one.years) for one in own
    ]
    assert [guide.text[one.start : one.end] for one in kept] == ["Median salary: $51,000"]
