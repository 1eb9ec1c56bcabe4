"""Which names and credentials a text holds."""

import pytest

from advisor.citation.names import credentials, names


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Boeing hires managers.", ["Boeing"]),
        ("Salaries differ. Toyota pays more.", ["Toyota"]),
        ("However, many hold a PMP.", ["PMP"]),
        ("They write C++ for McAnvil.", ["C++", "McAnvil"]),
        ("Certified managers earn more than I do.", []),
    ],
)
def test_a_name_is_one_wherever_it_stands_and_a_plain_word_is_none_for_opening_a_sentence(
    sentence: str, found: list[str]
) -> None:
    assert list(names(sentence)) == found


def test_degrees_and_licences_in_small_letters_are_credentials() -> None:
    assert credentials("a master's degree or a licence") == {"master", "degree", "license"}
    assert credentials("She masters the trade.") == frozenset()
