"""The years that readers tell of themselves are read off, and held against the spans that a guide gives."""

import pytest

from advisor.query.reader_profile import covers_years, stated_years


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("line lead, four years, what now?", 4),
        ("I've been a baker for 12 yrs. Is that enough?", 12),
        ("How many years does it take?", None),
        ("Is 3 to 5 years enough?", None),
        ("I am 34 years old, too late?", None),
        ("do I need a four year degree", None),
        ("what does it pay", None),
    ],
)
def test_years_are_told_where_one_number_of_them_is_the_readers_own(question: str, years: int | None) -> None:
    assert stated_years(question) == years


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("Experience: 2-5 years", True),
        ("It takes 3–5 years of work.", True),
        ("Experience: 4+ years", True),
        ("Experience: 5-10 years", False),
        ("Experience: 10+ years", False),
        ("Bread keeps for 4 days.", False),
    ],
)
def test_four_years_lie_in_a_span_or_not(sentence: str, holds: bool) -> None:
    assert covers_years(sentence, 4) is holds
