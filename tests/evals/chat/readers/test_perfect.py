"""The perfect reader over HTTP: it keeps to the protocol and to the passages of the request."""

import pytest

from evals.chat.readers.gold import Style
from evals.chat.readers.perfect import PerfectReader
from evals.chat.readers.wordings import NOT_SAID
from tests.evals.chat.readers.prompting import PLAIN, PROTOCOL, fenced, question, replies, reply_to

PAY = "What do seniors make compared with those at entry level?"
GAP = "How far apart are entry-level and senior-level pay?"
FIGURES = "Range: $65,000–$110,000\n\nMedian: $87,500\n\nEntry-Level: $71,750\n\nSenior-Level: $103,250"
OTHER = (
    "Production Managers work closely with procurement and other departments so that production runs without a break."
)


def test_it_writes_a_verdict_and_its_sentences_with_the_numbers_of_their_passages() -> None:
    said = reply_to(PerfectReader(Style.ECHO), PROTOCOL, question(GAP, OTHER, FIGURES))
    assert said == "ANSWER\nEntry-level pay is $71,750. [2]\nSenior-level pay is $103,250. [2]"


def test_a_sentence_that_joins_two_places_cites_both() -> None:
    said = reply_to(
        PerfectReader(Style.JOINED), PROTOCOL, question(GAP, "Senior-Level: $103,250", OTHER, "Entry-Level:\n $71,750")
    )
    assert said == "ANSWER\nEntry-level pay is $71,750, whereas senior-level pay is $103,250. [3][1]"


def test_it_uses_only_gold_that_stands_in_this_request_and_tells_what_is_missing() -> None:
    reader = PerfectReader(Style.ECHO)
    whole, half, none = replies(
        reader,
        [
            (PROTOCOL, question(GAP, FIGURES)),
            (PROTOCOL, question(GAP, OTHER, "Entry-Level: $71,750")),
            (PROTOCOL, question(GAP, OTHER)),
        ],
    )
    assert "103,250" in whole
    assert half == "PARTLY\nEntry-level pay is $71,750. [2]\nMISSING: the rest of what was asked"
    assert none.startswith("NOT IN THE GUIDE\n")
    assert "$" not in none


def test_without_a_prompt_that_asks_for_it_there_is_no_first_line() -> None:
    asked = question(GAP, FIGURES)
    plain = "Entry-level pay is $71,750. [1] Senior-level pay is $103,250. [1]"
    assert reply_to(PerfectReader(Style.ECHO), PLAIN, asked) == plain
    assert reply_to(PerfectReader(Style.ECHO, first_line=False), PROTOCOL, asked) == plain


def test_a_list_has_one_item_a_line() -> None:
    asked = question("leadership part of skill map", "• Motivating and leading a team\n• Conflict resolution")
    said = reply_to(PerfectReader(), PROTOCOL, asked)
    assert said.splitlines() == ["ANSWER", "- Motivating and leading a team [1]", "- Conflict resolution [1]"]


def test_letter_case_and_white_space_of_the_question_do_not_count() -> None:
    said = reply_to(PerfectReader(Style.TALK), PROTOCOL, question(f"  {GAP.upper()}\n", FIGURES))
    assert said.startswith("ANSWER\nYou start at $71,750. [1]")


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        ("How much does the PMP exam cost?", "NOT IN THE GUIDE"),
        ("do I need college to work with animals", "NOT ABOUT THESE CAREERS"),
    ],
)
def test_what_the_guide_lacks_is_declined_though_passages_came(asked: str, verdict: str) -> None:
    said = reply_to(PerfectReader(), PROTOCOL, question(asked, FIGURES, OTHER))
    assert said.splitlines()[0] == verdict
    assert "[" not in said or "It only says that" in said


def test_declines_have_ten_wordings_and_some_say_what_is_said_instead() -> None:
    reader = PerfectReader(first_line=False)
    asked = [f"Which colour has the {n}. helmet of the plant's guard dog?" for n in range(60)]
    said = replies(reader, [(PROTOCOL, question(one, FIGURES, OTHER)) for one in asked])
    said += replies(reader, [(PROTOCOL, question(one, OTHER)) for one in asked])
    assert len(NOT_SAID) == 10
    assert {wording for wording in NOT_SAID if any(one.startswith(wording) for one in said)} == set(NOT_SAID)
    beside = [one for one in said if "It only says that Production Managers work closely" in one]
    assert 0 < len(beside) < len(said) / 2


def test_a_question_it_does_not_know_is_answered_from_the_passage_nearest_by_its_heading() -> None:
    about = "A signal tower keeps trains apart by showing lights of three colours."
    said = reply_to(PerfectReader(), PROTOCOL, question("Which colours have the lights of the tower?", OTHER, about))
    assert said == f"ANSWER\n{about} [2]"


def test_the_same_words_after_another_question_are_another_case() -> None:
    reader = PerfectReader(Style.ECHO)
    assert reply_to(reader, PROTOCOL, question(PAY, FIGURES, earlier="Reader: hello")).startswith("ANSWER")


def test_fences_may_be_longer_and_passages_many() -> None:
    passages = [*(f"Filler number {n} about nothing." for n in range(1, 200)), FIGURES]
    said = reply_to(PerfectReader(Style.ECHO), PROTOCOL, question(GAP, *passages, n_bytes=32))
    assert said.endswith("Senior-level pay is $103,250. [200]")


def test_it_makes_a_question_stand_alone_in_the_form_that_is_asked_for() -> None:
    reader = PerfectReader()
    follow_up = "What is the lowest number of the pay range?"
    lines, bare = replies(
        reader,
        [
            ("Write lines: QUESTION: the question", fenced("Reader: a\nAnswer: b", follow_up)),
            ("You make a reader's question stand on its own.", fenced("Reader: a\nAnswer: b", follow_up)),
        ],
    )
    assert lines == f"QUESTION: {follow_up}"
    assert bare == follow_up


def test_it_supports_its_true_sentences_by_their_places_and_no_others() -> None:
    rules = "Write one line for each: supported, not supported, unclear."
    judged = fenced(
        "1. Sentence: You start at $71,750.\n   Quotes:\n  - Entry-Level: $71,750\n\n"
        "2. Sentence: You start at $71,750.\n   Quotes:\n  - Median: $87,500\n\n"
        "3. Sentence: You start at $87,500.\n   Quotes:\n  - Median: $87,500\n\n"
        "4. Sentence: Conflict resolution\n   Quotes:\n  - Conflict resolution"
    )
    said = reply_to(PerfectReader(), rules, judged)
    assert said.splitlines() == ["1: supported", "2: not supported", "3: not supported", "4: supported"]


def test_a_text_to_translate_comes_back_as_it_was() -> None:
    assert reply_to(PerfectReader(), "Translate each line.", fenced("1: Eins.\n2: Zwei.")) == "1: Eins.\n2: Zwei."
