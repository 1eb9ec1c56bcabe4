"""A question with two readings: the likelier is answered and named, or the reader is asked; ordinary ones never are."""

import asyncio
from collections.abc import Iterator

import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Answer, Question, Status, Turn
from advisor.embeddings import OnnxEmbedder
from advisor.query.ambiguity import dangling_pointer, find_ambiguity
from advisor.settings import Settings

# What it takes long, where the top is and what is hard stands in the one guide in both readings, in the other in one.
GUIDES = {
    "potter": """---
id: potter
title: Potter Career Guide
role: Potter
---

# Potter Career Guide

## Pay

The median salary is $41,000 a year. The best paid ten percent earn more than $78,000.

## Becoming a Potter

Becoming a Potter usually takes 4 years at the wheel of a master.

## Hours

Potters work about 45 hours a week, more before fairs.

## Career Path

The most senior position is Studio Head, who runs a pottery with all its kilns.

## Outlook

The job growth rate is 3%.

## Promotion

Potters are promoted to Studio Head after they have run a kiln alone for two years.
""",
    "diver": """---
id: diver
title: Commercial Divers
---

# Commercial Divers

## Training

Becoming a diver typically takes 8 months at a diving school.

## Pay

The median annual wage for divers was $61,000. The best paid divers earned more than $105,000.

## Dangers

Cold, currents and pressure make the work of divers dangerous.
""",
}


@pytest.fixture(scope="module")
def advisor(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    folder = tmp_path_factory.mktemp("readings")
    (folder / "guides").mkdir()
    for name, text in GUIDES.items():
        (folder / "guides" / f"{name}.md").write_text(text, encoding="utf-8")
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=folder / "guides"), embedder=encoder)
    parts.ingest([])
    advisor = parts.advisor()
    yield advisor
    asyncio.run(advisor.aclose())


def asked(advisor: Advisor, text: str, guide: str | None, *history: Turn) -> Answer:
    return asyncio.run(advisor.ask(Question(text, history, guide)))


def read_as(answer: Answer) -> list[str]:
    return [notice.text for notice in answer.notices if notice.kind == "read_as"]


def quotes(answer: Answer) -> str:
    return " ".join(citation.quote for citation in answer.citations)


def test_the_far_likelier_reading_is_answered_and_the_notice_names_it_and_the_other(advisor: Advisor) -> None:
    answer = asked(advisor, "How long does it take?", "potter")
    assert answer.status is Status.ANSWERED
    assert "4 years" in quotes(answer)
    assert read_as(answer) == [
        "Read as: how long it takes to become one. Ask again if you mean how long the working days are."
    ]
    assert answer.searched == "How long does it take to become one?"


def test_of_readings_that_are_as_likely_the_reader_is_asked_which_and_offered_each_in_full(advisor: Advisor) -> None:
    answer = asked(advisor, "so what's the top?", "potter")
    assert answer.status is Status.CLARIFY
    assert answer.citations == ()
    assert answer.message == "Do you mean the highest pay or the highest position?"
    pay, position = (asked(advisor, question, "potter") for question in answer.suggestions)
    assert "$78,000" in quotes(pay)
    assert "Studio Head" in quotes(position)


@pytest.mark.parametrize(
    ("text", "wanted", "notice"),
    [
        ("how long does it take?", "8 months", "Read as: how long it takes to become one."),
        ("what's the top?", "$105,000", "Read as: the highest pay."),
        ("Is it safe?", "dangerous", "Read as: how safe one is at work."),
    ],
)
def test_a_reading_that_alone_is_answered_by_the_guide_is_answered_with_its_name(
    advisor: Advisor, text: str, wanted: str, notice: str
) -> None:
    answer = asked(advisor, text, "diver")
    assert answer.status is Status.ANSWERED
    assert wanted in quotes(answer)
    assert read_as(answer) == [notice]


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [("the second", "Studio Head"), ("pay", "$78,000"), ("I mean the highest position", "Studio Head")],
)
def test_the_reading_that_the_reader_picks_is_answered(advisor: Advisor, reply: str, wanted: str) -> None:
    question = asked(advisor, "what's the top?", "potter")
    history = (Turn("user", "what's the top?"), Turn("assistant", question.text))
    answer = asked(advisor, reply, "potter", *history)
    assert answer.status is Status.ANSWERED
    assert wanted in quotes(answer)
    assert read_as(answer) == []


def test_a_reading_is_picked_from_the_choices_of_the_answer_whatever_its_words_were(advisor: Advisor) -> None:
    question = asked(advisor, "what's the top?", "potter")
    assert [choice.question for choice in question.choices] == list(question.suggestions)
    assert {choice.guide_id for choice in question.choices} == {"potter"}
    history = (Turn("user", "what's the top?"), Turn("assistant", "Pay or rank?", question.choices))
    assert "Studio Head" in quotes(asked(advisor, "the second", "potter", *history))


def test_another_question_after_the_readings_is_asked_for_itself(advisor: Advisor) -> None:
    question = asked(advisor, "what's the top?", "potter")
    history = (Turn("user", "what's the top?"), Turn("assistant", question.text))
    answer = asked(advisor, "How many hours do they work a week?", "potter", *history)
    assert "45 hours" in quotes(answer)
    assert "$78,000" not in quotes(answer)


def test_what_was_said_before_decides_how_a_question_is_read(advisor: Advisor) -> None:
    answer = asked(
        advisor,
        "What's the top?",
        "potter",
        Turn("user", "What does a Potter earn?"),
        Turn("assistant", "The median salary is $41,000 a year. [1]"),
    )
    assert answer.status is Status.ANSWERED
    assert read_as(answer) == []


def test_what_a_first_question_points_at_is_asked_for(advisor: Advisor) -> None:
    answer = asked(advisor, "How many years at that level?", "potter")
    assert (answer.status, answer.message) == (Status.CLARIFY, "What do you mean by “that level”?")


@pytest.mark.parametrize(
    "text",
    [
        "How long does it take to become a potter?",
        "What is the top pay?",
        "Is it hard to get hired?",
        "Is it hard work?",
        "Is the training expensive?",
        "What is the growth rate?",
        "How much do they earn?",
        "What's the minimum degree?",
        "Is a certificate worth it?",
        "Does a degree help?",
        "What do they need a degree for?",
        "How many years of experience do I need?",
        "long hours?",
    ],
)
def test_a_question_that_says_what_it_means_has_one_reading(text: str) -> None:
    assert find_ambiguity(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Is that a job for me?",
        "What skills does that job need?",
        "What do people in that line of work earn?",
        "Which degrees do those who lead teams have?",
        "I heard that pay is good",
        "Do you think that I could do it?",
        "What is the first thing they do in the morning?",
        "Which one of the certificates counts most?",
        "What are those tasks that take most time?",
        "They travel a lot, I hear. Could I get used to that?",
    ],
)
def test_that_points_at_nothing_where_it_means_the_work_or_begins_a_clause(text: str) -> None:
    assert dangling_pointer(text) == ""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Tell me about the second one.", "the second one"),
        ("Could I pull that off?", "that"),
        ("which one?", "which one"),
    ],
)
def test_pointing_without_anything_before_is_noticed(text: str, named: str) -> None:
    assert dangling_pointer(text) == named
