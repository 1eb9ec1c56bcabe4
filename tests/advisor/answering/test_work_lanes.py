"""Short questions never wait for long ones, however many those are."""

import asyncio
import threading

import pytest

from advisor.answering.work_lanes import LONG_CHARS, LONG_S, WorkLanes, is_long
from advisor.domain import Question, Turn


@pytest.mark.parametrize("n_threads", [1, 2, 4])
def test_a_short_question_is_worked_on_while_all_that_is_long_waits(n_threads: int) -> None:
    may_go = threading.Event()

    async def go() -> None:
        lanes = WorkLanes(n_threads)
        long = [asyncio.create_task(lanes.run(lambda: may_go.wait(60), is_long=True)) for _ in range(20)]
        assert await lanes.run(lambda: "answered") == "answered"
        assert not any(task.done() for task in long)
        may_go.set()
        assert all(await asyncio.gather(*long))
        await lanes.aclose()

    asyncio.run(go())


@pytest.mark.parametrize(("n_threads", "most"), [(1, 1), (2, 1), (4, 3)])
def test_long_questions_have_one_thread_less(n_threads: int, most: int) -> None:
    running, seen, lock = 0, set(), threading.Lock()
    full = threading.Barrier(most)

    def work() -> None:
        nonlocal running
        with lock:
            running += 1
            seen.add(running)
        full.wait(60)  # as many at a time as there are threads, and no more
        with lock:
            running -= 1

    async def go() -> None:
        lanes = WorkLanes(n_threads)
        await asyncio.gather(*(lanes.run(work, is_long=True) for _ in range(3 * most)))
        await lanes.aclose()

    asyncio.run(go())
    assert max(seen) <= most


def test_what_is_left_when_the_lanes_close_is_not_begun() -> None:
    may_go, begun = threading.Event(), []

    async def go() -> None:
        lanes = WorkLanes(1)
        first = asyncio.create_task(lanes.run(lambda: may_go.wait(60)))
        second = asyncio.create_task(lanes.run(lambda: begun.append(1)))
        await asyncio.sleep(0)
        closing = asyncio.create_task(lanes.aclose())
        await asyncio.wait([second])
        may_go.set()
        await closing
        assert await first
        assert second.cancelled()

    asyncio.run(go())
    assert begun == []


@pytest.mark.parametrize(
    ("question", "spent_s", "expected"),
    [
        (Question("How much do bakers earn?"), 0.0, False),
        (Question("How much do bakers earn?"), LONG_S * 2, True),
        (Question("a" * (LONG_CHARS + 1)), 0.0, True),
        (Question("why?", tuple(Turn("user", "What does a baker do all day?") for _ in range(20))), 0.0, False),
        (Question("why?", tuple(Turn("assistant", "a" * 4_000) for _ in range(4))), 0.0, True),
    ],
)
def test_a_question_is_long_by_what_it_took_or_by_its_characters(
    question: Question, spent_s: float, expected: bool
) -> None:
    assert is_long(question, spent_s) is expected
