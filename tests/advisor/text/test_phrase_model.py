"""Short questions are read by what is usually asked."""

from collections import Counter

import pytest

from advisor.query.intent_bank import career_wordings
from advisor.text.phrase_model import PHRASES, pack
from advisor.text.spelling import Speller

GUIDE = Counter({"production": 9, "manager": 9, "salary": 2, "stress": 2})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hw mch thy mak", "how much they make"),
        ("hwo lnog dose it tkae", "how long does it take"),
        ("cna i wrk form hoem", "can i work from home"),
        ("wher do thye wrok", "where do they work"),
        ("is ther a futur in it", "is there a future in it"),
        ("wich certs r best", "which certs r best"),
        ("salry?", "salary?"),
        ("what's the mony like", "what's the money like"),
        ("what dose a prodction manger do", "what does a production manager do"),
    ],
)
def test_hardly_a_word_need_be_spelt_right(typed: str, meant: str) -> None:
    assert Speller(GUIDE).correct(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "is gmp a thing",
        "pmp worth it rn",
        "how much is toyota paying",
        "do they use solidworks or catia",
        "does it actually help tho",
        "c'est quoi la hauteur de la tour eiffel",
        "how much do they make in the raw trade",
    ],
)
def test_names_abbreviations_and_other_languages_stay_as_typed(typed: str) -> None:
    assert Speller(GUIDE).correct(typed) == typed


def test_the_shipped_model_is_made_of_the_wordings_that_ship() -> None:
    assert pack(career_wordings()) == PHRASES.read_bytes(), "run python -m advisor.query.intent_bank"
