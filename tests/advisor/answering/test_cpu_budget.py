"""A question may take so much CPU time and no more, and others do not notice."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from advisor.answering.advisor import OUT_OF_TIME, Advisor
from advisor.answering.cpu_budget import CpuBudget
from advisor.bootstrap import Parts
from advisor.domain import Question, Status, Turn
from advisor.embeddings import EncodedText, EncoderInput
from advisor.errors import OverBudgetError
from advisor.settings import Settings
from evals.bench.hostile import REPEATED
from tests.cpu_time import grows_in_step
from tests.made import CountingEmbedder, write_guides

pytestmark = pytest.mark.encoder

LONG = 2_000
BUDGET_S, N_THREADS, HANG_S = 0.2, 2, 60.0


class Clock:
    """Tells the CPU seconds it is set to."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class HeavyEmbedder(CountingEmbedder):
    """Takes twice the budget for a text that says endless; with meeting it waits until every thread has come to one."""

    def __init__(self) -> None:
        super().__init__()
        self.n_endless, self.n_running = 0, 0
        self._all_here = threading.Barrier(N_THREADS)
        self._lock = threading.Lock()

    def encode_in_context(self, inputs: Sequence[EncoderInput]) -> list[EncodedText]:
        if any("endless" in one.text for one in inputs):
            self._count(1)
            end = time.thread_time() + 2 * BUDGET_S
            while time.thread_time() < end:
                pass
            self._count(-1)
        if any("meeting" in one.text for one in inputs):
            self._all_here.wait(HANG_S)
        return super().encode_in_context(inputs)

    def _count(self, n: int) -> None:
        with self._lock:
            self.n_running += n
            self.n_endless += n > 0


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    folder: Path = tmp_path_factory.mktemp("budget")
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=write_guides(folder / "guides")))
    parts.ingest([])
    return parts


@pytest.fixture(scope="module")
def ask(parts: Parts) -> Iterator[Callable[[Question], object]]:
    advisor = parts.advisor()
    loop = asyncio.new_event_loop()

    def asked(question: Question) -> object:
        return loop.run_until_complete(advisor.ask(question))

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


def test_a_question_over_its_budget_stops_and_leaves_every_thread_to_others(tmp_path: Path) -> None:
    embedder = HeavyEmbedder()
    settings = Settings(
        data_dir=tmp_path / "data",
        corpus_dir=write_guides(tmp_path / "guides"),
        question_cpu_s=BUDGET_S,
        limit_workers=N_THREADS,
    )
    parts = Parts(settings, embedder=embedder)
    parts.ingest([])

    async def crowd() -> None:
        advisor = parts.advisor()
        n_questions = 2 * N_THREADS
        given_up = await asyncio.gather(
            *(advisor.ask(Question(f"How much do endless welders earn in year {n}?")) for n in range(n_questions))
        )
        assert [answer.message for answer in given_up] == [OUT_OF_TIME.message] * n_questions
        assert (embedder.n_endless, embedder.n_running) == (n_questions, 0)  # nothing goes on behind the answers
        # None of these is answered before each thread works for one of them.
        met = await asyncio.gather(*(advisor.ask(Question(f"Which meeting {n}?")) for n in range(N_THREADS)))
        assert len(met) == N_THREADS
        await advisor.aclose()

    asyncio.run(crowd())


def test_an_answer_keeps_the_question_as_it_came(parts: Parts) -> None:
    advisor = parts.advisor()
    text = "How  much,,,,,, do welders earn?"
    answer = asyncio.run(advisor.ask(Question(text)))
    asyncio.run(advisor.aclose())
    assert (answer.question.text, answer.status) == (text, Status.ANSWERED)


@pytest.mark.parametrize("shape", REPEATED)
def test_twice_the_question_takes_less_than_three_times_as_long(ask: Callable[[Question], object], shape: str) -> None:
    assert grows_in_step(lambda n: ask(Question((shape * LONG)[: n * LONG // 2])), cheap_s=0)


@pytest.mark.parametrize("shape", REPEATED)
def test_twice_the_history_takes_less_than_three_times_as_long(ask: Callable[[Question], object], shape: str) -> None:
    def question(n: int) -> Question:
        said = (shape * n)[:n]
        return Question("and why is that?", (Turn("user", said), Turn("assistant", said)))

    assert grows_in_step(lambda n: ask(question(n * 8_000)), cheap_s=0)
