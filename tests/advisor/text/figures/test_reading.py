"""Every figure of a text, with all that its wording states, at a cost that grows with the text."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.text.figures import Bound, Figure, FigureKind, below, figures


def one(text: str) -> Figure:
    (figure,) = figures(text)
    return figure


@pytest.mark.parametrize(
    ("text", "values", "currency"),
    [
        ("65 000 $", (65_000,), "$"),
        ("CHF 85'000", (85_000,), "CHF"),
        ("3.500 €", (3_500,), "EUR"),
        ("1.234,50 euros", (1_234.5,), "EUR"),
        ("₹12,50,000", (1_250_000,), "INR"),
        ("₹12 lakh", (1_200_000,), "INR"),
        ("12¢", (0.12,), "$"),
        ("46-52k", (46_000, 52_000), ""),
        ("46 to 52,000", (46, 52_000), ""),
        ("between $1.2 and 1.5 million", (1_200_000, 1_500_000), "$"),
        ("a hundred and fifty thousand US dollars", (150_000,), "USD"),
        ("two and a half million", (2_500_000,), ""),
        ("between two and six thousand dollars", (2_000, 6_000), "$"),
        ("two or three hundred euros", (200, 300), "EUR"),
        ("٢٥ euros", (25,), "EUR"),
    ],
)
def test_numbers_have_the_value_and_currency_of_their_wording(
    text: str, values: tuple[float, ...], currency: str
) -> None:
    assert (one(text).values, one(text).currency) == (values, currency)


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("3½ years", FigureKind.MEASURE, 3.5, "year"),
        ("a year and a half", FigureKind.MEASURE, 1.5, "year"),
        ("2 years and 6 months", FigureKind.MEASURE, 2.5, "year"),
        ("an eight-hour shift", FigureKind.MEASURE, 8, "hour"),
        ("three quarters of an hour", FigureKind.MEASURE, 0.75, "hour"),
        ("one in five", FigureKind.SHARE, 20, "percent"),
        ("half of them", FigureKind.SHARE, 50, "percent"),
        ("3 percentage points", FigureKind.POINTS, 3, "points"),
        ("at half past nine", FigureKind.CLOCK, 570, ""),
        ("5:30 pm", FigureKind.CLOCK, 1050, ""),
        ("at a quarter past eight", FigureKind.CLOCK, 495, ""),
        ("at ten to nine", FigureKind.CLOCK, 530, ""),
        ("at noon", FigureKind.CLOCK, 720, ""),
        ("8 in the evening", FigureKind.CLOCK, 1200, ""),
        ("time and a half", FigureKind.MEASURE, 1.5, "time"),
        ("triple the pay", FigureKind.MEASURE, 3, "time"),
        ("one smith in ten", FigureKind.SHARE, 10, "percent"),
        ("every fourth shift", FigureKind.SHARE, 25, "percent"),
        ("in year 2", FigureKind.ORDINAL, 2, "year"),
        ("the 3rd year", FigureKind.ORDINAL, 3, "year"),
        ("in 2024", FigureKind.YEAR, 2024, ""),
        ("ISO 9001", FigureKind.NAME, 9001, ""),
        ("level three", FigureKind.NAME, 3, ""),
        ("a 401(k) plan", FigureKind.NAME, 401, ""),
        ("25 lamps", FigureKind.COUNT, 25, ""),
        ("seven firms in ten", FigureKind.SHARE, 70, "percent"),
        ("one Canadian butcher in two", FigureKind.SHARE, 50, "percent"),
        ("35 in every hundred", FigureKind.SHARE, 35, "percent"),
        ("of every ten newcomers six begin there", FigureKind.SHARE, 60, "percent"),
        ("of a hundred births two take place there", FigureKind.SHARE, 2, "percent"),
        ("twelve pounds forty", FigureKind.MONEY, 12.4, ""),
        ("8 euros and 35 cents", FigureKind.MONEY, 8.35, ""),
        ("an hour and a quarter", FigureKind.MEASURE, 1.25, "hour"),
        ("a quarter of an inch", FigureKind.MEASURE, 0.25, "inch"),
        ("each half-hour", FigureKind.MEASURE, 0.5, "hour"),
        ("in year one", FigureKind.ORDINAL, 1, "year"),
        ("on day one", FigureKind.ORDINAL, 1, "day"),
        ("once a quarter", FigureKind.MEASURE, 1, "time"),
        ("at 0700", FigureKind.CLOCK, 420, ""),
        ("open till seven because people come", FigureKind.COUNT, 7, ""),
        ("Band 8 jobs", FigureKind.NAME, 8, ""),
    ],
)
def test_figures_have_a_kind_and_a_unit(text: str, kind: FigureKind, value: float, unit: str) -> None:
    assert (one(text).kind, one(text).value, one(text).unit) == (kind, value, unit)


@pytest.mark.parametrize(
    ("text", "period", "direction", "bound"),
    [
        ("The hourly rate is $23.", "hour", 0, Bound.NONE),
        ("At least €30 /month.", "month", 0, Bound.AT_LEAST),
        ("No more than 12 cents per word.", "word", 0, Bound.AT_MOST),
        ("Pay: $110,000+ p.a.", "year", 0, Bound.OR_MORE),
        ("It fell by nearly 4% a year.", "year", -1, Bound.NEARLY),
        ("A change of −4%.", "", -1, Bound.NONE),
        ("A 5% increase.", "", 1, Bound.NONE),
        ("Up to 5%.", "", 0, Bound.AT_MOST),
        ("It is warmer than 5°C.", "", 0, Bound.MORE_THAN),
        ("It is no cheaper than $5.", "", 0, Bound.AT_LEAST),
        ("Nobody waits longer than 5 days.", "", 0, Bound.AT_MOST),
        ("Over six months it changed.", "", 0, Bound.NONE),
        ("They have waited for over six months.", "", 0, Bound.MORE_THAN),
        ("It seldom takes more than 5 days.", "", 0, Bound.AT_MOST),
        ("It runs past 20 pages.", "", 0, Bound.MORE_THAN),
        ("It may go to 80 and beyond.", "", 0, Bound.OR_MORE),
        ("It takes 5 years at most.", "", 0, Bound.AT_MOST),
        ("It takes 5 years at most dental schools.", "", 0, Bound.NONE),
        ("It takes 3 days plus a test.", "", 0, Bound.NONE),
        ("It pays 8 dollars a head.", "person", 0, Bound.NONE),
    ],
)
def test_figures_have_the_period_direction_and_bound_around_them(
    text: str, period: str, direction: int, bound: Bound
) -> None:
    assert (one(text).period, one(text).direction, one(text).bound) == (period, direction, bound)


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("half a year to a year", (0.5, 1), "year"),
        ("a week or two", (1, 2), "week"),
        ("a quarter to a half less", (25, 50), "percent"),
    ],
)
def test_ranges_may_end_with_articles(text: str, values: tuple[float, ...], unit: str) -> None:
    assert (one(text).values, one(text).unit) == (values, unit)


def test_a_bound_that_a_denial_turned_round_is_marked() -> None:
    assert one("Nobody waits longer than 5 days.").is_denied
    assert not one("They wait at most 5 days.").is_denied


def test_figures_stand_where_they_are_written() -> None:
    text = "Of 40 smiths, two thirds earn $45,000–52,500 a year."
    assert [text[f.start : f.end] for f in figures(text)] == ["40", "two thirds", "$45,000–52,500"]


@pytest.mark.parametrize(
    "text",
    [
        "One of the ways.",
        "Once a class is over.",
        "They work one to one.",
        "The written half.",
        "No one and nothing.",
        "In the first place nobody.",
        "",
        "k%$",
    ],
)
def test_words_that_count_nothing_are_no_figures(text: str) -> None:
    assert [f for f in figures(text) if f.kind is not FigureKind.ORDINAL] == []


def test_headings_state_what_the_figures_below_leave_out() -> None:
    assert below(one("Median: $23"), ["Pay", "Hourly wages"]).period == "hour"
    assert below(one("Median: 23"), ["Pay (GBP, per hour)"]).currency == "GBP"
    assert below(one("Senior: 3"), ["Years of experience"]).unit == "year"
    assert below(one("Median: €23 a day"), ["Hourly wages in USD"]) == one("Median: €23 a day")


WORDS = st.sampled_from(
    "1 12 123 2024 9:30 , . - / ( ) % $ € k m half one twenty hundred million and a an in of to per year hour us ½ ² ٣"
    " third at least up rise fall level May".split()
)


@given(st.lists(st.tuples(WORDS, st.sampled_from(["", " ", "-"])), max_size=14))
def test_any_text_is_read_and_its_figures_do_not_overlap(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + joint for word, joint in parts)
    ends = [place for figure in figures(text) for place in (figure.start, figure.end)]
    assert ends == sorted(ends)
    assert all(0 <= place <= len(text) for place in ends)


@pytest.mark.parametrize(
    "seed",
    ["1,", "1.", "1 ", "1-", "1/", "123 ", "$1,000 ", "1'", "one ", "1 to ", "1 in ", "and a half ", "thousand ", "½",
     "2024-", "5+", "- 1 ", "12 May 2024 ", "a year and a half ", "hundred and "],
)  # fmt: skip
def test_four_times_the_text_takes_about_four_times_the_steps(seed: str) -> None:
    def n_steps(n_chars: int) -> int:
        n = 0

        def count(*_: object) -> None:
            nonlocal n
            n += 1

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            figures(seed * (n_chars // len(seed)))
        finally:
            sys.setprofile(before)
        return n

    assert n_steps(2_000) <= 4.5 * n_steps(500) + 100
