"""Other careers named in a question."""

import pytest

from advisor.questions.occupations import foreign_occupation

WORDS = {"production", "manager", "plant", "engineer", "supervisor"}


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How do I become a nurse?", "nurse"),
        ("what do Electricians earn", "Electricians"),
        ("software developer salary", "software developer"),
        ("is a product manager the same job", "product manager"),
    ],
)
def test_another_career_is_recognised_by_its_name(question: str, named: str) -> None:
    assert foreign_occupation(question, WORDS) == named


@pytest.mark.parametrize(
    "question",
    [
        "I'm a nurse, could I do this?",
        "worked as a welder for ten years, what now",
        "what does a production manager do",
        "is it stressful",
    ],
)
def test_the_guides_own_careers_and_the_readers_past_are_not(question: str) -> None:
    assert foreign_occupation(question, WORDS) == ""
