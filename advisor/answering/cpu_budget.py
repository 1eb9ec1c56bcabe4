"""The CPU time that one question may take."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from advisor.errors import OverBudgetError


class CpuBudget:
    """The CPU seconds of one question.

    They are counted in whichever thread works for it, one at a time.
    """

    def __init__(self, limit_s: float, *, clock: Callable[[], float] = time.thread_time) -> None:
        """``clock`` gives the CPU seconds of the calling thread."""
        self._limit_s = limit_s
        self._clock = clock
        self._spent_s = 0.0
        self._since_s: float | None = None

    @contextmanager
    def working(self) -> Iterator[None]:
        """Count the CPU time of the calling thread until the block ends."""
        self._since_s = self._clock()
        try:
            yield
        finally:
            self._spent_s += self._clock() - self._since_s
            self._since_s = None

    @property
    def spent_s(self) -> float:
        """The CPU seconds so far, but for a block that is running."""
        return self._spent_s

    def check(self) -> None:
        """Raise OverBudgetError when more than the limit is spent.

        Called between stages and inside loops.
        """
        running_s = 0.0 if self._since_s is None else self._clock() - self._since_s
        if self._spent_s + running_s > self._limit_s:
            raise OverBudgetError(f"The question took more than {self._limit_s:g} seconds of CPU time.")
