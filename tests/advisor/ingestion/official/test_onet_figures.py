"""Figures of O*NET are put in words that say their unit."""

import pytest

from advisor.ingestion.official.onet_figures import important, number, percent, rated_in, ratings, shares


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.0, "not important"),
        (2.5, "important"),
        (3.49, "important"),
        (4.1, "very important"),
        (5.0, "extremely important"),
    ],
)
def test_importance_is_told_by_the_nearest_point_of_its_scale(value: float, words: str) -> None:
    assert important(value) == words


def test_suppressed_and_irrelevant_ratings_are_left_out_and_the_rest_is_in_order() -> None:
    rows = [
        {"element": "1", "name": "A", "scale": "IM", "value": "3.1"},
        {"element": "2", "name": "B", "scale": "IM", "value": "4.2"},
        {"element": "3", "name": "C", "scale": "IM", "value": "4.9", "suppress": "Y"},
        {"element": "4", "name": "D", "scale": "IM", "value": "4.8"},
        {"element": "4", "name": "D", "scale": "LV", "value": "0", "not_relevant": "Y"},
        {"element": "5", "name": "E", "scale": "IM", "value": ""},
    ]
    assert [rating.name for rating in ratings(rows, "IM")] == ["B", "A"]


def test_shares_come_largest_first_and_know_which_are_suppressed() -> None:
    rows = [
        {"element": "1", "scale": "RL", "category": "2", "value": "20"},
        {"element": "1", "scale": "RL", "category": "6", "value": "80", "suppress": "Y"},
        {"element": "2", "scale": "RL", "category": "1", "value": "99"},
    ]
    assert [(one.category, one.suppressed) for one in shares(rows, "1", "RL")] == [("6", True), ("2", False)]


@pytest.mark.parametrize(("value", "said"), [(62.4, "62%"), (0.4, "under 1%"), (0.0, "0%"), (100.0, "100%")])
def test_a_share_is_told_in_whole_percent(value: float, said: str) -> None:
    assert percent(value) == said


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["08/2030", "08/2030"], "August 2030"),
        (["08/2030", "01/2030"], "2030"),
        (["08/2028", "01/2030"], "2028 to 2030"),
        (["13/2030"], "2030"),
        (["", "soon"], ""),
    ],
)
def test_the_time_of_a_rating_is_told_in_words(dates: list[str], said: str) -> None:
    assert rated_in([{"date": date} for date in dates]) == said


def test_what_is_no_figure_is_none() -> None:
    assert (number("4.12"), number("n/a"), number("")) == (4.12, None, None)
