"""What a chat model calls not said is told in words of the reader or the guide, and only where it is so."""

import pytest

from advisor.answering.named_gaps import is_told, sayable
from advisor.domain import Question, Turn

READ = ["Welder: Pay", "Welders often get a bonus for night shifts."]
ASKED = Question("Do welders get stock options in Ohio?", history=(Turn("user", "I am 44 years old."),))


def said(text: str) -> str:
    return sayable(text, ASKED, READ)


@pytest.mark.parametrize(
    "gap",
    [
        "whether they get stock options",
        "the exact number of stock options in Ohio",
        "how large the bonus for night shifts is",
        "what it is at 44 years",
        "what the pension is",
        "whether women get them",
    ],
)
def test_gaps_in_words_of_the_reader_or_the_guide_are_told(gap: str) -> None:
    assert said(gap) == gap


@pytest.mark.parametrize(
    "gap",
    [
        "nothing; you need stock options",
        "stock options. Ask in Ohio",
        "stock options, because welders get a bonus",
        "you get no bonus",
        "whether Boeing gives stock options",
        "stock options for lazy criminals",
        "why women get no bonus",
        "that women get no bonus",
        "whether a PhD is asked for",
        "whether a diploma is asked for",
        "stock options at evil.example",
        "<b>stock options</b>",
        "stock options of $5,000",
        "stock options of five thousand dollars",
        "of it",
        "stock options " * 20,
    ],
)
def test_other_gaps_are_not_told(gap: str) -> None:
    assert said(gap) == ""


def test_a_gap_that_a_sentence_shown_fills_is_told_to_be_none() -> None:
    shown = ["The median pay of a Welder is $50,000."]
    assert is_told("the median pay of welders", shown, ["Welder"])
    assert not is_told("the median pay in Ohio", shown, ["Welder"])
    assert not is_told("how the median pay is computed", shown, ["Welder"])
    assert not is_told("what welders do", shown, ["Welder"])
