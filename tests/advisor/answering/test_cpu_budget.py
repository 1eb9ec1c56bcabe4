"""A question may take so much CPU time and no more, and others do not notice."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisor.answering.advisor import OUT_OF_TIME, Advisor
from advisor.answering.cpu_budget import CpuBudget
from advisor.bootstrap import Parts
from advisor.domain import Question, Status, Turn
from advisor.errors import OverBudgetError
from advisor.settings import Settings
from evals.bench.hostile import REPEATED
from tests.made import write_guides

pytestmark = pytest.mark.encoder

LONG, GROWTH = 2_000, 3.0


class Clock:
    """Tells the CPU seconds it is set to."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    folder: Path = tmp_path_factory.mktemp("budget")
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=write_guides(folder / "guides")))
    parts.ingest([])
    return parts


@pytest.fixture(scope="module")
def ask(parts: Parts) -> Iterator[Callable[[Question], float]]:
    """Asks a question and gives the CPU seconds that it took."""
    advisor = parts.advisor()
    loop = asyncio.new_event_loop()

    def asked(question: Question) -> float:
        started = time.process_time()
        loop.run_until_complete(advisor.ask(question))
        return time.process_time() - started

    asked(Question("How much do welders earn?"))
    yield asked
    loop.run_until_complete(advisor.aclose())
    loop.close()


def test_time_is_counted_over_all_that_works_for_a_question() -> None:
    clock = Clock()
    budget = CpuBudget(2.0, clock=clock)
    with budget.working():
        clock.now_s = 1.5
        budget.check()
    clock.now_s = 50.0  # nobody works for it meanwhile
    budget.check()
    with budget.working():
        clock.now_s = 50.6
        with pytest.raises(OverBudgetError):
            budget.check()


def test_a_question_over_its_budget_is_told_so_and_the_next_one_is_answered(parts: Parts) -> None:
    async def both() -> None:
        advisor: Advisor = Parts(parts.settings.model_copy(update={"question_cpu_s": 1e-9})).advisor()
        given_up = await advisor.ask(Question("How much do welders earn?"))
        assert (given_up.status, given_up.message) == (Status.CLARIFY, OUT_OF_TIME.message)
        assert given_up.citations == ()
        await advisor.aclose()
        advisor = parts.advisor()
        assert (await advisor.ask(Question("How much do welders earn?"))).status is Status.ANSWERED
        await advisor.aclose()

    asyncio.run(both())


def test_an_answer_keeps_the_question_as_it_came(parts: Parts) -> None:
    advisor = parts.advisor()
    text = "How  much,,,,,, do welders earn?"
    answer = asyncio.run(advisor.ask(Question(text)))
    asyncio.run(advisor.aclose())
    assert (answer.question.text, answer.status) == (text, Status.ANSWERED)


@pytest.mark.parametrize("shape", REPEATED)
def test_twice_the_question_takes_less_than_three_times_as_long(ask: Callable[[Question], float], shape: str) -> None:
    half, whole = (Question((shape * LONG)[:n]) for n in (LONG // 2, LONG))
    assert min(ask(whole) for _ in range(5)) < GROWTH * min(ask(half) for _ in range(5))


@pytest.mark.parametrize("shape", REPEATED)
def test_twice_the_history_takes_less_than_three_times_as_long(ask: Callable[[Question], float], shape: str) -> None:
    def question(n: int) -> Question:
        said = (shape * n)[:n]
        return Question("and why is that?", (Turn("user", said), Turn("assistant", said)))

    half, whole = question(8_000), question(16_000)
    assert min(ask(whole) for _ in range(5)) < GROWTH * min(ask(half) for _ in range(5))
