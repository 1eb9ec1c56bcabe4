"""Of several things asked, what the guide does not say is told beside the answer to the others."""

import asyncio
from collections.abc import Iterator

import pytest

from advisor.answering import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Answer, Status
from advisor.settings import Settings
from tests.made import ask, write_guides


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """With the encoder that ships: what is declined is decided by it."""
    folder = tmp_path_factory.mktemp("looking")
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=write_guides(folder / "guides", ("Baker",))))
    parts.ingest([])
    advisor = parts.advisor()
    yield advisor
    asyncio.run(advisor.aclose())


def partial(answer: Answer) -> list[str]:
    return [notice.text for notice in answer.notices if notice.kind == "partial"]


def sections(answer: Answer) -> set[str]:
    return {citation.section.title for citation in answer.citations}


def test_two_things_that_the_guide_says_are_both_answered_without_a_notice(advisor: Advisor) -> None:
    answer = ask(advisor, "What is the median pay of a Baker? Can a Baker work from home?")
    assert answer.status is Status.ANSWERED
    assert {"Pay", "Can a Baker work from home?"} <= sections(answer)
    assert partial(answer) == []


@pytest.mark.parametrize("turned", [False, True])
def test_the_thing_that_the_guide_does_not_say_is_named_and_the_other_answered(advisor: Advisor, turned: bool) -> None:
    asked = ["What is the median pay of a Baker?", "What percentage of Bakers are divorced?"]
    answer = ask(advisor, " ".join(reversed(asked) if turned else asked))
    assert answer.status is Status.ANSWERED
    assert "Pay" in sections(answer)
    assert partial(answer) == ["The guide does not say: “What percentage of Bakers are divorced?”"]


def test_when_the_guide_says_none_of_them_the_question_is_declined(advisor: Advisor) -> None:
    answer = ask(advisor, "What percentage of Bakers are divorced? What are the tuition fees of a baking school?")
    assert answer.status is Status.NOT_IN_GUIDE
    assert answer.citations == ()
