"""A reader's words are bounded before anything is parsed, and stay as they are otherwise."""

import pytest

from advisor.dialogue.reader_text import (
    MAX_ANSWER_CHARS,
    MAX_HISTORY_CHARS,
    MAX_QUESTION_CHARS,
    MAX_TURNS,
    bound_question,
    squeeze,
)
from advisor.domain import Choice, Question, Turn


@pytest.mark.parametrize(
    ("text", "shortened"),
    [
        ("why" + " " * 900 + "x", "why x"),
        ("one\n\n \ntwo", "one\ntwo"),
        ("wait" + "," * 900, "wait,,,"),
        ("no" * 1 + "o" * 900, "n" + "o" * 6),
        ("and " * 400 + "then", "and and and then"),
    ],
)
def test_runs_that_say_nothing_are_shortened(text: str, shortened: str) -> None:
    assert squeeze(text) == shortened


@pytest.mark.parametrize(
    "text",
    ["How much do they earn?!", "WFH... or on-site?", "It is a very, very, very good job", "1. pay\n2. hours", ""],
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert squeeze(text) == text


def test_only_the_newest_turns_are_read() -> None:
    history = tuple(Turn("user" if n % 2 == 0 else "assistant", f"turn {n}") for n in range(100))
    bounded = bound_question(Question("why?", history))
    assert bounded.history == history[-MAX_TURNS:]


def test_long_turns_are_cut_and_all_together_stay_in_bounds() -> None:
    words = " ".join(f"word{n}" for n in range(9_000))
    turns = (Turn("user", words), Turn("assistant", words, (Choice("Pay?"),)))
    bounded = bound_question(Question("why?", turns * 8)).history
    assert {len(turn.content) for turn in bounded if turn.role == "user"} == {MAX_QUESTION_CHARS}
    assert {len(turn.content) for turn in bounded if turn.role == "assistant"} == {MAX_ANSWER_CHARS}
    assert sum(len(turn.content) for turn in bounded) <= MAX_HISTORY_CHARS
    assert bounded[-1].choices == (Choice("Pay?"),)


def test_the_guides_to_look_in_are_kept() -> None:
    question = Question("why?  ", (), "welder", ("welder", "baker"))
    assert bound_question(question) == Question("why? ", (), "welder", ("welder", "baker"))
