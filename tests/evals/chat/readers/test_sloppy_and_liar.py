"""The careless reader and the liar: what they say is labelled, and is not what the guide says."""

import pytest

from evals.chat.readers.gold import Style
from evals.chat.readers.liar import LyingReader
from evals.chat.readers.sloppy import ADDED, PLAUSIBLE, STRIPPED, SloppyReader, without_hedges
from tests.evals.chat.readers.prompting import PROTOCOL, question, reply_to

HOURS = "Will I have to work evenings or weekends?"
NIGHTS = (
    "Plants that run 24/7 typically work in shifts, and evening or weekend hours may be needed there to keep operations"
    " smooth."
)


@pytest.mark.parametrize(
    ("hedged", "bare"),
    [
        ("Evening hours may be needed in plants that run 24/7.", "Evening hours are needed."),
        ("You may have to, if your plant runs around the clock.", "You will have to."),
        ("Many Production Managers do move into other roles.", "All Production Managers do move into other roles."),
        ("Employers often require experience.", "Employers require experience."),
    ],
)
def test_hedges_and_conditions_are_dropped(hedged: str, bare: str) -> None:
    assert without_hedges(hedged) == bare


def test_the_sloppy_reader_strips_what_it_says_and_adds_a_sentence() -> None:
    reader = SloppyReader(Style.ECHO)
    said = reply_to(reader, PROTOCOL, question(HOURS, NIGHTS)).splitlines()
    assert said[:2] == ["ANSWER", "Evening or weekend hours are needed. [1]"]
    assert said[2].removesuffix(" [1]") in PLAUSIBLE
    assert [(one.kind, one.is_true) for one in reader.said[0].sentences] == [(STRIPPED, False), (ADDED, False)]


def test_the_sloppy_reader_declines_what_is_not_there() -> None:
    assert reply_to(SloppyReader(), PROTOCOL, question(HOURS, "Nothing.")).startswith("NOT IN THE GUIDE")


def test_the_liar_says_false_things_about_places_that_were_sent() -> None:
    reader = LyingReader(Style.ECHO)
    said = reply_to(reader, PROTOCOL, question("What is the growth rate for this career?", "Growth Rate: 7%", NIGHTS))
    assert said.startswith("ANSWER\n")
    assert reader.said[0].sentences
    for one in reader.said[0].sentences:
        assert not one.is_true
        assert one.kind
        assert one.text != "The growth rate for this career is 7%."


def test_the_liar_answers_what_the_guide_lacks_too() -> None:
    reader = LyingReader()
    said = reply_to(reader, PROTOCOL, question("How much does the PMP exam cost?", NIGHTS))
    assert said.startswith("ANSWER\n")
    assert all(not one.is_true for one in reader.said[0].sentences)


@pytest.mark.parametrize("reader", [SloppyReader(), LyingReader()])
def test_both_call_everything_supported(reader: SloppyReader | LyingReader) -> None:
    asked = "=== 0123456789abcdef ===\n1. Sentence: No.\n   Quotes:\n  - Yes.\n=== 0123456789abcdef ==="
    assert reply_to(reader, "supported, not supported, unclear", asked) == "1: supported"
