"""Which numbers a text holds, with their units."""

import pytest

from advisor.citation.numbers import numerals


def test_numbers_are_the_same_with_and_without_thousands_separators() -> None:
    assert [one.value for one in numerals("$1,250,000 or 3.5% in 2024")] == [1_250_000, 3.5, 2024]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("$65k to 80k", [(65_000, "money"), (80_000, "money")]),
        ("3-5%", [(3, "percent"), (5, "percent")]),
        ("twenty-five percent of 1.5 million", [(25, "percent"), (1_500_000, "plain")]),
        ("one of the ways takes one year", [(1, "plain")]),
        ("24/7 since 2024", [(24.007, "plain"), (2024, "plain")]),
        ("USD 1,250,000 or 12 dollars", [(1_250_000, "money"), (12, "money")]),
    ],
)
def test_numbers_are_read_with_their_units(text: str, values: list[tuple[float, str]]) -> None:
    assert [(one.value, one.kind) for one in numerals(text)] == values
