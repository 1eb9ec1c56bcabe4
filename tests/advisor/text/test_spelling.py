"""Misspelt words of questions."""

from collections import Counter

import pytest

from advisor.text.spelling import Speller

GUIDE = Counter({"manager": 9, "schedule": 2, "certification": 3, "certain": 1, "welder": 4, "maintenance": 2})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("scedule", "schedule"),
        ("maintanance", "maintenance"),
        ("what does a manger do", "what does a manager do"),
        ("sallary", "salary"),
        ("cert", "certification"),
    ],
)
def test_a_slip_of_the_keyboard_becomes_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert Speller(GUIDE).correct(typed) == meant


@pytest.mark.parametrize(
    "typed", ["Is Tesla hiring?", "do welders use Fiix", "WFH", "dont", "is a gadget a must", "ERP"]
)
def test_names_short_forms_and_good_english_stay_as_they_were_typed(typed: str) -> None:
    assert Speller(GUIDE).correct(typed) == typed


def test_an_everyday_word_is_likelier_meant_than_a_rare_one_of_the_guides() -> None:
    assert Speller(Counter({"match": 1})).correct("how mutch is that") == "how much is that"


def test_a_word_that_no_guide_has_may_still_be_one_of_the_others_known() -> None:
    speller = Speller(GUIDE, also=("radiologist",))
    assert speller.correct("a radiolgist") == "a radiologist"
    assert Speller(GUIDE).correct("a radiolgist") == "a radiolgist"


@pytest.mark.parametrize("also", [("chemicals", "chemical"), ("chemical", "chemicals")])
def test_of_words_equally_near_the_same_is_taken_in_whatever_order_they_are_known(also: tuple[str, ...]) -> None:
    assert Speller(GUIDE, also=also).correct("a chemicle plant") == "a chemical plant"
