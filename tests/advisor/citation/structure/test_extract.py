"""A sentence in the words and the order of its place needs no reading, unless something is left over."""

import pytest

from advisor.citation.structure.extract import is_extract

HOME = "Smiths do not work from home, because a forge cannot stand in a flat."
PAY = "Smiths earn $45,000 to $52,500 a year in New Zealand."


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        (HOME, HOME),
        (HOME, "Smiths don't work from home."),
        (HOME, "A smith does not work from home."),
        (PAY, "A smith earns $45,000 to $52,500 a year in New Zealand."),
        ("Median salary: $87,500", "The median salary of a smith is $87,500."),
        ("Entry level: $38,250", "At entry level a smith earns $38,250."),
        ("Shops work in shifts; some pay a bonus.", "Shops work in shifts."),
        ("Shops work in shifts, which suits night owls.", "Shops work in shifts."),
    ],
)
def test_what_only_leaves_out_a_reason_or_adds_what_stands_above_is_an_extract(quote: str, sentence: str) -> None:
    assert is_extract(sentence, quote, frozenset({"smith", "pay"}))


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        (PAY, "A smith earns $45,000 to $52,500 a year."),
        (HOME, "Smiths do work from home."),
        ("Smiths may work from home.", "Smiths work from home."),
        ("Some smiths work from home.", "Smiths work from home."),
        ("Smiths work from home if the owner agrees.", "Smiths work from home."),
        ("Smiths work from home, but only in summer.", "Smiths work from home."),
        ("Masters teach apprentices.", "Apprentices teach masters."),
        ("Smiths work in shifts.", "Smiths work in long shifts."),
        ("Smiths do not need a degree.", "Smiths need a degree."),
        ("Grooms rest indoors.", "Smiths rest indoors."),
        ("Smiths in Ohio earn more.", "Smiths in Peru earn more."),
        (
            "It takes two years after a degree and five after school.",
            "It takes five years after a degree and two after school.",
        ),
        ("Smiths rest for ten minutes in every 90.", "Smiths rest for ten minutes in every 190."),
        ("A smith keeps his notes for seven years.", "A smith keeps his notes for seven months."),
        ("", "Smiths work."),
        ("Smiths work.", ""),
    ],
)
def test_what_leaves_out_or_turns_round_more_is_none(quote: str, sentence: str) -> None:
    assert not is_extract(sentence, quote, frozenset({"smith", "not", "groom", "ohio", "peru"}))
