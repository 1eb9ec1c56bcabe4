"""Everyday words meet those of guides."""

import pytest

from advisor.query.everyday_words import in_words_of_guides


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("is it boring?", "is it varied?"),
        ("do i need to wear a uniform", "do i need to wear a protective gear"),
        ("whats the worst part", "whats the cons"),
        ("good and bad sides of the job", "pros and cons of the job"),
        ("Hard skills?", "technical skills?"),
        ("which people skills matter", "which soft skills matter"),
        ("is this a good part-time job", "is this a good part-time job"),
        ("what does it pay", "what does it pay"),
    ],
)
def test_an_everyday_word_is_put_in_words_of_guides(typed: str, expected: str) -> None:
    assert in_words_of_guides(typed, ()) == expected


def test_a_word_that_a_guide_has_stays() -> None:
    assert in_words_of_guides("what uniforms do they wear", {"uniform"}) == "what uniforms do they wear"
