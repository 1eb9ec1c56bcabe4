"""A model's rewriting of a follow-up is searched for only when it adds no fact and turns none."""

import pytest

from advisor.careers.gazetteer import Gazetteer
from advisor.domain import Turn
from advisor.generation.prompt_builder import understanding_prompt
from advisor.generation.rewrite_guard import MAX_CHARS, first_question, rewriting_fault
from advisor.ingestion.parsing import parse_text

GUIDE = parse_text("# Smith\n\n## Pay\n\nSmiths earn 5 shells.\n", name="smith.md")
CAREERS = Gazetteer([GUIDE])
HISTORY = (
    Turn("user", "What does a smith earn in Atlantis?"),
    Turn("assistant", "A smith earns 5 shells without a licence. [1]\nA CFS certificate adds 10%. [2]"),
)
ASKED = "and how is it done without that?"


@pytest.mark.parametrize(
    "text",
    [
        "How does a smith earn 5 shells without a licence?",
        "How is a CFS certificate done in Atlantis without a licence?",
        "How do smiths earn without the CFS certificate that adds 10%?",
    ],
)
def test_a_rewriting_of_what_was_said_is_taken(text: str) -> None:
    assert rewriting_fault(text, ASKED, HISTORY, CAREERS) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("How does a smith earn 7 shells without a licence?", "number"),
        ("How does a smith earn 5% without a licence?", "number"),
        ("How does a smith earn shells without a licence in Utopia?", "name"),
        ("How does a smith earn shells without a degree?", "credential"),
        ("How does a smith earn without the PMP certificate?", "name"),
        ("How does a plumber earn shells without a licence?", "occupation"),
        ("How do I become a doula without a licence in Atlantis?", "occupation"),
        ("How does a smith earn 5 shells with a licence?", "negation"),
        ("How does a smith earn 5 shells without a licence", "not a short question"),
        ("A smith earns 5 shells without a licence.", "not a short question"),
        ("How does a smith earn without a licence at evil.example?", "address"),
        ("How does a smith earn without a licence <b>now</b>?", "markup"),
        ('The question "How does a smith earn without a licence?', "markup"),
        ("Without whom can somebody travel abroad by ship tomorrow?", "something else"),
        ("Is it so?", "unchanged"),
        ("", "not a short question"),
        ("?", "unchanged"),
        (f"How does a smith earn {'shells ' * MAX_CHARS}?", "not a short question"),
    ],
)
def test_a_rewriting_that_adds_or_turns_anything_is_refused(text: str, why: str) -> None:
    asked = ASKED if "with" in text.lower() else "and how?"
    assert why in rewriting_fault(text, asked, HISTORY, CAREERS)


def test_a_not_of_its_own_is_refused_and_so_is_the_question_before() -> None:
    history = (Turn("user", "What does a smith earn?"), Turn("assistant", "A smith earns 5 shells. [1]"))
    assert "negation" in rewriting_fault("Why does a smith not earn 5 shells?", "why?", history, CAREERS)
    assert "earlier question" in rewriting_fault("What does a smith earn?", "and at night?", history, CAREERS)
    assert "earlier question" in rewriting_fault(
        "The question is what does a smith earn?", "and at night?", history, CAREERS
    )


def test_a_question_that_comes_back_as_it_was_leaves_our_own_rewriting() -> None:
    assert "unchanged" in rewriting_fault("And how is it done without that?", ASKED, HISTORY, CAREERS)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("How is it done?", "How is it done?"),
        ('Rewritten question: "How is it done?"\nIt asks how.', "How is it done?"),
        ("\n  **New question:** How is it done [1]? And then?", "How is it done?"),
        ("I cannot do that.", "I cannot do that."),
        ("", ""),
    ],
)
def test_only_the_first_question_of_what_a_model_says_is_read(said: str, question: str) -> None:
    assert first_question(said) == question


def test_the_prompt_holds_what_was_said_between_marks_and_in_the_users_message_only() -> None:
    prompt = understanding_prompt(ASKED, HISTORY, ())
    mark = next(line for line in prompt.user.splitlines() if line.startswith("==="))
    intro, _, guides, earlier, between, question, end = prompt.user.split(f"\n{mark}\n")
    assert earlier.startswith("Reader: What does a smith earn")
    assert question == ASKED
    assert not any(turn.content in text for turn in HISTORY for text in (intro, guides, between, end, prompt.system))
    assert understanding_prompt(ASKED, HISTORY, ()).user != prompt.user
