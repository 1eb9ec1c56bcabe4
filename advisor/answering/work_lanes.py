"""Threads for CPU work, in lanes for short and long questions."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from advisor.domain import Question

LONG_S = 0.05  # CPU seconds after which a question is long; most take 0.01
LONG_CHARS = 500
HISTORY_SHARE = 16  # characters of the history that count as one of the question

T = TypeVar("T")


class WorkLanes:
    """Two bounded pools of threads.

    Long questions have fewer threads, so that those who send many of them never have all, and short ones wait for
    short ones only.
    """

    def __init__(self, n_threads: int) -> None:
        """Keep ``n_threads`` for short work, and one less, but one, for long work."""
        self._short = ThreadPoolExecutor(n_threads, thread_name_prefix="advisor")
        self._long = ThreadPoolExecutor(max(1, n_threads - 1), thread_name_prefix="advisor-long")

    async def run(self, call: Callable[[], T], *, is_long: bool = False) -> T:
        """Run in a thread of a lane. Raises what ``call`` raises."""
        return await asyncio.get_running_loop().run_in_executor(self._long if is_long else self._short, call)

    async def aclose(self) -> None:
        """Wait for what runs, without blocking the event loop.

        Nothing else is begun.
        """
        for pool in (self._short, self._long):
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)


def is_long(question: Question, spent_s: float = 0.0) -> bool:
    """Whether a question is long, by its CPU time or characters."""
    n_chars = len(question.text) + sum(len(turn.content) for turn in question.history) // HISTORY_SHARE
    return spent_s > LONG_S or n_chars > LONG_CHARS
