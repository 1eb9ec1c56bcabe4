"""A follow-up is made to stand alone from what was said before it, and nothing else is."""

from collections.abc import Sequence

import numpy as np
import pytest

from advisor.dialogue.history import read_conversation
from advisor.dialogue.phrase_replacement import Encode
from advisor.dialogue.query_rewriting import RewrittenQuestion, asks_source, rewrite
from advisor.domain import Question, Turn
from advisor.embeddings.token_vectors import WORD_DIMENSIONS, EncodedText
from advisor.text.content_words import content_words

# What is alike for the encoder made for these tests: words of one group have one vector.
GROUPS = (("mornings", "noon", "evening"), ("bakers", "welders", "florists"), ("pros", "cons"), ("spain", "france"))


def encode(texts: Sequence[str]) -> list[EncodedText]:
    return [_encoded(text) for text in texts]


def _encoded(text: str) -> EncodedText:
    words = content_words(text)
    vectors = np.zeros((len(words), WORD_DIMENSIONS), np.int8)
    for n, word in enumerate(words):
        group = next((g for g, members in enumerate(GROUPS) if word.surface.lower() in members), None)
        vectors[n, 10 + sum(map(ord, word.surface)) % 80 if group is None else group] = 127
    return EncodedText(np.zeros(8, np.float32), vectors, tuple(word.surface for word in words))


def rewritten(question: Question, encode: Encode | None = None) -> RewrittenQuestion:
    return rewrite(question, read_conversation(question), encode)


def asked(question: str, *history: str) -> RewrittenQuestion:
    """``history``: the reader's and our turns, in turn."""
    turns = tuple(Turn("assistant" if n % 2 else "user", text) for n, text in enumerate(history))
    return rewritten(Question(question, turns), encode)


@pytest.mark.parametrize(
    ("question", "before", "searched"),
    [
        ("What about mornings?", "What happens at noon?", "What happens at mornings?"),
        ("same question for florists", "How much do bakers earn?", "How much do florists earn?"),
        ("and the cons?", "What are the pros?", "What are the cons?"),
        ("in France?", "Is there demand in Spain and Italy?", "Is there demand in France?"),
        ("How about welders, do they too?", "Do bakers and florists work at night?", "Do welders work at night?"),
    ],
)
def test_a_phrase_is_put_where_its_like_stood(question: str, before: str, searched: str) -> None:
    rewritten = asked(question, before, "So it is.")
    assert rewritten.wordings[-1] == searched
    assert rewritten.needs_context


def test_a_phrase_that_is_like_nothing_is_searched_beside_the_topic() -> None:
    assert asked("pensions?", "How much do bakers earn?", "A lot.").wordings[-1] == "pensions (How much do bakers earn)"


def test_without_an_encoder_both_are_searched_side_by_side() -> None:
    turns = (Turn("user", "What are the pros?"), Turn("assistant", "Many."))
    assert rewritten(Question("and the cons?", turns)).wordings[-1] == "the cons (What are the pros)"


@pytest.mark.parametrize(
    ("question", "answer", "searched"),
    [
        (
            "How long is the third of those?",
            "There are: Helper, Baker, Head Baker and Owner.",
            "How long is Head Baker?",
        ),
        ("what is the second one for", "Ovens [1]\nMixers [2]\nScales [3]", "what is Mixers for"),
        ("tell me about the last one", "- ovens\n- mixers\n- scales", "tell me about scales"),
        (
            "the third one: what is it for?",
            "Good ones are:\n1. Ovens\n2. Mixers\n3. Scales [1]",
            "Scales: what is it for?",
        ),
        ("and the former one?", "Ovens and mixers are used.", "and Ovens?"),
    ],
)
def test_an_ordinal_counts_off_the_list_of_the_last_answer(question: str, answer: str, searched: str) -> None:
    assert asked(question, "What is there?", answer).wordings[-1] == searched


@pytest.mark.parametrize("question", ["why?", "How come?", "but why is that", "Why not?"])
def test_why_asks_for_the_reason_of_the_topic(question: str) -> None:
    assert asked(question, "Can I work from home?", "Rarely.").wordings[-1] == "Why: Can I work from home"


@pytest.mark.parametrize("question", ["what else?", "any others?", "ok, more", "Anything else?", "go on"])
def test_what_else_asks_the_topic_again_and_leaves_out_what_was_said(question: str) -> None:
    rewritten = asked(question, "Which tools are used?", "Ovens.")
    assert (rewritten.wordings[-1], rewritten.given_answer) == ("Which tools are used?", "Ovens.")


@pytest.mark.parametrize(
    "question", ["do they need those?", "is that a lot?", "adn who are thoes for", "and does it hurt?"]
)
def test_a_word_that_points_back_takes_the_topic_along(question: str) -> None:
    rewritten = asked(question, "Which certificates count?", "Two.")
    assert rewritten.needs_context
    assert "(Which certificates count)" in rewritten.wordings[-1]


def test_the_readers_own_words_are_always_searched_first() -> None:
    for question in ("and the cons?", "why?", "do they need those?", "How much is paid?"):
        assert asked(question, "What are the pros?", "Many.").wordings[0] == question


def test_a_follow_up_of_a_follow_up_leans_on_the_first_topic() -> None:
    rewritten = asked(
        "and florists?", "How much do bakers earn?", "A lot.", "and welders?", "More.", "thanks!", "Welcome."
    )
    assert rewritten.wordings[-1] == "How much do florists earn?"


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("ok different thing, is it loud there?", "is it loud there?"),
        ("Next question: do bakers travel?", "do bakers travel?"),
        ("Never mind that. Where do they work?", "Where do they work?"),
        ("Let's move on. Where do bakers work?", "Where do bakers work?"),
    ],
)
def test_a_switch_of_topic_takes_nothing_of_the_old_one_along(question: str, own: str) -> None:
    rewritten = asked(question, "What does it pay?", "A lot.")
    assert rewritten.wordings == (own,)


def test_back_to_the_first_thing_leans_on_the_first_topic_only() -> None:
    rewritten = asked("Back to the first thing: is it much?", "What does it pay?", "A lot.", "Is it loud?", "Yes.")
    assert "What does it pay" in rewritten.wordings[-1]
    assert "loud" not in rewritten.wordings[-1]


@pytest.mark.parametrize("question", ["Hi, what does it pay?", "hello! what does it pay?", "thanks, what does it pay?"])
def test_a_greeting_before_a_question_is_not_searched(question: str) -> None:
    assert asked(question).wordings[-1] == "what does it pay?"


@pytest.mark.parametrize(
    "question",
    ["No diploma, can I do it?", "Great managers?", "well paid?", "About pay: how much?", "and the pay?", "why?", "🎉"],
)
def test_without_history_words_that_may_matter_stay(question: str) -> None:
    assert asked(question).wordings == (question,)


@pytest.mark.parametrize(
    ("question", "asked_now"),
    [
        ("No, not schooling. I meant the tools.", "the tools."),
        ("I wasn't asking about pay, I meant hours", "hours"),
    ],
)
def test_a_correction_asks_what_was_meant_and_drops_what_was_not(question: str, asked_now: str) -> None:
    rewritten = asked(question, "What are the requirements?", "A diploma.")
    assert rewritten.wordings == (asked_now, f"{asked_now} (What are the requirements)")


@pytest.mark.parametrize(
    "question", ["Right, leave the money. Which ovens are used?", "drop that: Which ovens are used?"]
)
def test_what_the_reader_is_done_with_is_not_searched(question: str) -> None:
    assert asked(question, "What do bakers earn?", "Enough.").wordings == ("Which ovens are used?",)


@pytest.mark.parametrize("question", ["not sure. what about nights", "Not bad, and the pay?"])
def test_a_not_that_takes_nothing_back_is_no_correction(question: str) -> None:
    assert asked(question, "What do bakers earn?", "Enough.").needs_context


@pytest.mark.parametrize("question", ["says who", "Who says so?", "what is the source of that"])
def test_who_says_so_asks_for_the_source_of_what_was_answered(question: str) -> None:
    turns = (Turn("user", "growth rate?"), Turn("assistant", "7%."))
    assert asks_source(Question(question, turns))
    assert not asks_source(Question(question))
    assert rewritten(Question(question, turns), encode).wordings[-1] == "What is the source of this: growth rate"


def test_a_mere_amount_asks_how_much_of_the_topic() -> None:
    assert asked("much?", "growth", "It grows.").wordings[-1] == "How much: growth"


def test_a_follow_up_that_leans_brings_the_last_answer_along_and_another_does_not() -> None:
    assert asked("and the cons?", "What are the pros?", "It is warm.").context_answer == "It is warm."
    assert asked("What do florists earn in winter?", "What are the pros?", "It is warm.").context_answer == ""
