"""Cards, days and ladders: whole where they are asked for, silent elsewhere."""

import pytest

from advisor.answering.structures import SectionSpan, card, day, ladder, split_label
from advisor.domain import Guide, Section, Span
from advisor.text.tokens import stems
from tests.advisor.answering.test_answer_parts import guide

PAY = """# Baker Career Guide

## Annual Pay

Range: 30,000-60,000

Median: 41,000

Entry-Level: 31,000

Senior-Level: 52,000

Pay rises with the price of bread.
"""


def at(guide: Guide, text: str) -> tuple[Section, Span]:
    start = guide.text.index(text)
    section = guide.section_at(start, start + len(text))
    assert section is not None
    return section, Span(start, start + len(text))


def texts(guide: Guide, places: tuple[SectionSpan, ...]) -> list[str]:
    return [guide.text[place.span.start : place.span.end] for place in places]


def card_for(question: str, best: str) -> list[str]:
    one = guide(PAY)
    return texts(one, card(one, *at(one, best), set(stems(question))))


def test_a_card_is_whole_and_begins_with_the_best_row() -> None:
    assert card_for("what do they start on", "Entry-Level: 31,000") == [
        "Entry-Level: 31,000",
        "Range: 30,000-60,000",
        "Median: 41,000",
        "Senior-Level: 52,000",
    ]


def test_the_usual_value_comes_before_a_range() -> None:
    assert card_for("pay?", "Range: 30,000-60,000")[0] == "Median: 41,000"


def test_rows_named_by_the_question_stand_alone() -> None:
    assert card_for("what do senior level bakers get", "Range: 30,000-60,000") == ["Senior-Level: 52,000"]
    assert card_for("entry against senior", "Median: 41,000") == ["Entry-Level: 31,000", "Senior-Level: 52,000"]


def test_prose_beside_a_card_is_no_row_of_it() -> None:
    assert card_for("why does pay rise", "Pay rises with the price of bread.") == []


def test_a_day_is_whole_in_its_order_where_the_day_is_asked_for() -> None:
    one = guide()
    section, _ = at(one, "Open the shop.")

    assert texts(one, day(one, section, set(stems("what is a normal day like?")))) == [
        "Focus: baking",
        "Light the ovens.",
        "Focus: selling",
        "Open the shop.",
    ]


@pytest.mark.parametrize("question", ["when in the day are ovens lit?", "what about the shop?", "a day at noon?"])
def test_a_question_for_something_in_the_day_does_not_get_all_of_it(question: str) -> None:
    one = guide()
    section, _ = at(one, "Open the shop.")

    assert day(one, section, set(stems(question))) == ()


def test_a_ladder_has_every_level_in_its_order() -> None:
    one = guide()
    section, _ = at(one, "Experience: 5 years")

    assert texts(one, ladder(one, section, "what levels are there?")) == [
        "Experience: 0-1 years",
        "Experience: 2-4 years",
        "Experience: 5 years",
    ]


@pytest.mark.parametrize("question", ["how long for a master?", "which of the levels is journeyman?"])
def test_a_question_for_one_level_does_not_get_all(question: str) -> None:
    one = guide()
    section, _ = at(one, "Experience: 5 years")

    assert ladder(one, section, question) == ()


@pytest.mark.parametrize(
    ("row", "parts"),
    [
        ("Median: $87,500", ("Median", "$87,500")),
        ("$87,500\n\nmedian salary", ("median salary", "$87,500")),
        ("Entry-Level\n$71,750", ("Entry-Level", "$71,750")),
        ("remote-friendly", ("", "remote-friendly")),
        ("Hours 9:00 to 5:00", ("", "Hours 9:00 to 5:00")),
    ],
)
def test_a_row_is_a_label_and_its_value(row: str, parts: tuple[str, str]) -> None:
    assert split_label(row) == parts
