"""Conversations about the guide that ships: what stands alone takes nothing along, and suggestions keep their word."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import NEAR_MISS, Answer, Question, Turn
from evals.cases.shipped import SUITES
from evals.cases.suite import Answerability, Half, load_suite

N_ANSWERS = 200  # whose suggestions are all pressed

pytestmark = pytest.mark.encoder


@pytest.fixture(scope="module")
def advisor(shipped: Parts) -> Iterator[Advisor]:
    advisor = shipped.advisor()
    yield advisor
    asyncio.run(advisor.aclose())


def asked(advisor: Advisor, text: str, *before: Turn) -> Answer:
    return asyncio.run(advisor.ask(Question(text, before)))


def after(answer: Answer) -> tuple[Turn, ...]:
    return (*answer.question.history, Turn("user", answer.question.text), Turn("assistant", answer.text))


def said(answer: Answer) -> list[str]:
    return [claim.text for claim in answer.claims]


@pytest.mark.parametrize("before", ["What are the pros and cons?", "difference between MES and ERP?"])
@pytest.mark.parametrize(
    "text",
    [
        "Where do Production Managers work?",
        "What education do Production Managers need?",
        "Is the work of Production Managers stressful?",
        "What does a production manager earn?",
    ],
)
def test_a_question_of_two_parts_does_not_stick_to_the_next_one(advisor: Advisor, before: str, text: str) -> None:
    assert said(asked(advisor, text, *after(asked(advisor, before)))) == said(asked(advisor, text))


def test_every_suggestion_that_is_pressed_is_answered_as_it_was_rehearsed(advisor: Advisor) -> None:
    suite = load_suite(SUITES / "production-manager")
    answerable = [c for c in suite.cases if c.half is Half.DEVELOPMENT and c.answerability is Answerability.ANSWERABLE]
    answers = [asked(advisor, case.question) for case in answerable if not case.history][:N_ANSWERS]
    answers = [answer for answer in answers if answer.status.cites]
    alone: dict[str, list[str]] = {}
    for answer in answers:
        for suggestion in answer.suggestions:
            if suggestion not in alone:
                alone[suggestion] = said(asked(advisor, suggestion))
            pressed = said(asked(advisor, suggestion, *after(answer)))
            assert pressed == alone[suggestion] != [], (answer.question.text, suggestion)
    stands_under = Counter(suggestion for answer in answers for suggestion in answer.suggestions)
    assert sum(len(answer.suggestions) == 3 for answer in answers) >= 0.95 * len(answers)
    assert max(stands_under.values()) <= 0.2 * len(answers)


def test_where_the_guide_may_not_say_it_the_nearest_sentence_stands_under_words_that_say_so(advisor: Advisor) -> None:
    near = asked(advisor, "How much of a raise does a PMP bring?")
    assert [notice.kind for notice in near.notices][:1] == [NEAR_MISS]
    assert len(near.claims) == 1
    assert NEAR_MISS not in [notice.kind for notice in asked(advisor, "How much do Production Managers earn?").notices]
