"""A career that is only the background of a question is told from one that is asked about."""

import pytest

from advisor.careers.background import is_only_told, may_be_background

OWN = ("Lighthouse Keeper",)


def is_background(text: str, name: str) -> bool:
    start = text.lower().index(name)
    return may_be_background(text, start, start + len(name), OWN)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my sister is a nurse and never sleeps, how are the nights at a lighthouse", "nurse"),
        ("my uncle, a baker, gets up at four. What time would I have to?", "baker"),
        ("My wife (a dentist) earns well. Would I earn anything near that?", "dentist"),
        ("would a carpenter have an edge?", "carpenter"),
        ("could a florist do this too", "florist"),
        ("any plumbers working here", "plumbers"),
        ("is a retired sailor too old to keep a light", "sailor"),
        ("does it help to have been a welder", "welder"),
        ("is being a bookkeeper useful", "bookkeeper"),
        ("is it better paid than nursing", "nursing"),
        ("do I have to work with surveyors, electricians and so on", "electricians"),
        ("can a teacher keep a lighthouse", "teacher"),
        ("Can a chef run a plant?", "chef"),
    ],
)
def test_what_only_leads_to_a_question_may_be_its_background(text: str, name: str) -> None:
    assert is_background(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("what does a nurse earn", "nurse"),
        ("Nurse salary?", "nurse"),
        ("how do I become a baker", "baker"),
        ("I want to be a vet. What do I have to study?", "vet"),
        ("hi, plumber apprenticeship length", "plumber"),
        ("the working hours of most hospital nurses", "nurses"),
        ("is nursing stressful", "nursing"),
        ("Why do newly qualified dentists quit?", "dentists"),
        ("I'd love to become a pilot. Which tests are there?", "pilot"),
        ("How are the hours for a paramedic, and do they sleep?", "paramedic"),
    ],
)
def test_a_career_of_which_something_is_asked_is_none(text: str, name: str) -> None:
    assert not is_background(text, name)


def test_a_clause_that_tells_stands_beside_one_that_asks() -> None:
    text = "The florist next door says there is no money in it. What does a keeper earn?"
    start = text.index("florist")
    assert is_only_told(text, start, start + len("florist"))
    assert not is_only_told("What does a florist earn?", 12, 19)
    assert not is_only_told("florist, what do they earn?", 0, 7), "a bare name is what the rest asks about"
