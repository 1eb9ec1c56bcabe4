"""Which figures may be the same, and what tells the others apart."""

import pytest

from advisor.text.figures import agrees, difference, figures, states


@pytest.mark.parametrize(
    ("said", "held", "differs"),
    [
        ("$65,000", "65 000 $", ""),
        ("46,000 to 52,000", "46-52k", ""),
        ("18 months", "a year and a half", ""),
        ("50 percent", "half of them", ""),
        ("65,000", "$65,000 a year", ""),
        ("about $57,000", "$57,090", ""),
        ("$57,000", "$57,090", "value"),
        ("about $50,000", "$57,090", "value"),
        ("$65,000", "£65,000", "currency"),
        ("US$65,000", "CA$65,000", "currency"),
        ("$65,000", "US$65,000", ""),
        ("7 years", "7%", "unit"),
        ("7 years", "7 months", "unit"),
        ("3%", "3 percentage points", "unit"),
        ("$23 an hour", "$23 a day", "period"),
        ("a rise of 3%", "a fall of 3%", "direction"),
        ("a change of 4%", "a change of -4%", "direction"),
        ("up to 5 years", "at least 5 years", "bound"),
        ("5 years", "5+ years", "bound"),
        ("5 years", "3-5 years", "range"),
        ("3-6 years", "3-5 years", "range"),
        ("May 12, 2024", "in May 2024", ""),
        ("in 2024", "12 May 2024", ""),
        ("May 2", "May 2024", "value"),
        ("12 exams", "12 courses", "thing"),
        ("half past four", "16:30", ""),
        ("half past four in the morning", "16:30", "value"),
        ("twice a year", "every six months", ""),
        ("one week in four", "every fourth week", ""),
        ("twice a year", "every three months", "value"),
        ("in the first year", "years 0-1", ""),
        ("in the third year", "years 0-1", "unit"),
        ("ISO 9001", "9001 pages", "unit"),
        ("at half past two", "at 2.30", ""),
        ("18 jobs", "18 posts", "thing"),
        ("10 people", "10 applicants", ""),
        ("two times", "two tries", ""),
    ],
)
def test_what_both_state_has_to_be_equal(said: str, held: str, differs: str) -> None:
    ((mine,), (theirs,)) = figures(said), figures(held)
    assert difference(mine, theirs) == differs
    assert agrees(mine, theirs) is (differs == "")


@pytest.mark.parametrize(
    ("text", "value", "unit", "is_stated"),
    [
        ("65 000 $", 65_000, "USD", True),
        ("46-52k", 46_000, "USD", True),
        ("46 to 52,000", 46_000, "USD", False),
        ("3½ years", 3.5, "years", True),
        ("42 months", 3.5, "years", True),
        ("3.5 hours", 3.5, "years", False),
        ("20 to 35 percent", 20, "%", True),
        ("€65,000", 65_000, "USD", False),
    ],
)
def test_a_figure_states_a_value_of_a_unit(text: str, value: float, unit: str, *, is_stated: bool) -> None:
    assert any(states(figure, value, unit) for figure in figures(text)) is is_stated
