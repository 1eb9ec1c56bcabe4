"""Countries are known by any of their names."""

import pytest

from advisor.citation.countries import other_names


@pytest.mark.parametrize(
    ("text", "held", "missing"),
    [
        ("Irish farms", {"Ireland"}, {"Wales"}),
        ("PAY IN THE UNITED KINGDOM", {"UK", "British"}, {"England"}),
        ("Spaniards and Swedes", {"Spanish", "Sweden"}, set()),
        ("England, Scotland and Wales", {"Britain"}, set()),
        ("They polish china and tell us.", set(), {"Poland", "Chinese", "America"}),
    ],
)
def test_a_text_that_names_a_country_holds_its_other_names(text: str, held: set[str], missing: set[str]) -> None:
    found = set(other_names(text))
    assert held <= found
    assert not missing & found
