"""Figures that follow from what other texts state otherwise, and limits said from their other side."""

import pytest

from advisor.text.figures import figures
from advisor.text.figures.derived import is_derived, opens_exception, says_no, units_named


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("It lasts twelve months.", "Then comes a year of practice."),
        ("It is shut for two weeks.", "It is shut for a fortnight."),
        ("Extend it after twelve months.", "It is renewed annually."),
        ("Pay rises over the four years.", "Pay rises between 2024 and 2028."),
        ("Two thirds do not pass.", "A third of them pass."),
        ("One diver in five is inshore.", "Four fifths of the divers are offshore, the rest inshore."),
        ("More than half of the salons are shut.", "The majority of salons are shut."),
        ("The talks are around midday.", "The talks take place at lunchtime."),
        ("It makes them twice as dear.", "It doubles the price."),
        ("The work was cut by 50 percent.", "The work was halved."),
        ("A third of the time you are late.", "About one day in three you are late."),
        ("Nights bring a third more.", "Nights are paid at time and a third."),
    ],
)
def test_a_figure_may_follow_from_other_words(sentence: str, text: str) -> None:
    (figure,) = figures(sentence)
    assert is_derived(figure, sentence, [text])


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("It lasts twelve months.", "It lasts two years."),
        ("It lasts 3 years.", "It is a three-year course."),
        ("It is one day a month.", "It is one day a week."),
        ("Two thirds pass.", "A third of them pass."),
        ("About three in four return.", "One in four returns."),
        ("One quarter pass.", "Three quarters pass."),
        ("More than half of them are shut.", "Some of them are shut."),
        ("It takes 2 to 3 years.", "It takes a year."),
    ],
)
def test_a_figure_does_not_follow_from_others(sentence: str, text: str) -> None:
    (figure,) = figures(sentence)
    assert not is_derived(figure, sentence, [text])


def test_units_that_are_named_are_one_of_each() -> None:
    assert units_named("A year of 40 weeks, paid by the hour or daily") == {
        ("month", 12),
        ("second", 3600),
        ("second", 86_400),
    }


@pytest.mark.parametrize(
    ("sentence", "text", "is_open"),
    [
        ("Higher ones need consent.", "Up to 500, the agent decides; anything above that needs consent.", True),
        ("With five years you may apply.", "You may apply, unless you have less than five years.", True),
        ("Go back after two minutes.", "Avoid holding for more than two minutes.", True),
        ("You must be at most 18.", "You must be at least 18, and there is no upper limit.", False),
    ],
)
def test_a_limit_may_be_said_from_its_other_side(sentence: str, text: str, *, is_open: bool) -> None:
    assert opens_exception(sentence, [text]) is is_open


def test_no_more_than_denies_nothing() -> None:
    assert says_no("It isn't allowed.")
    assert says_no("That is out of the question.")
    assert not says_no("It takes no more than a day.")
