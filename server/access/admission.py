"""Admission control: a bounded queue before the questions being answered.

A fixed number of questions is answered at a time, a fixed number waits, and any more are refused at once.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LIMIT_WAIT_S = 10.0


class TooBusyError(Exception):
    """A question refused because the queue is full."""

    def __init__(self) -> None:
        super().__init__("The server has as many questions as it can take just now; ask again in a moment.")


class AdmissionQueue:
    """A limit on concurrent questions with a first-come, first-served queue."""

    def __init__(self, limit: int, limit_waiting: int = 0) -> None:
        self.limit = limit
        self.limit_waiting = limit_waiting
        self.n_active = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def n_waiting(self) -> int:
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether one more question would be refused."""
        return self.n_active >= self.limit and len(self._waiting) >= self.limit_waiting

    @asynccontextmanager
    async def admit(self) -> AsyncIterator[None]:
        """Hold one place until the block ends, waiting for it if necessary.

        Raises TooBusyError when the queue is full or the wait exceeds ``LIMIT_WAIT_S``.
        """
        await self._acquire()
        try:
            yield
        finally:
            self._release()

    async def _acquire(self) -> None:
        if self.n_active < self.limit:
            self.n_active += 1
            return
        if self.is_full:
            raise TooBusyError
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(LIMIT_WAIT_S):  # wait_for could swallow a cancellation
                await turn
        except BaseException as error:
            if turn in self._waiting:
                self._waiting.remove(turn)
            if turn.done() and not turn.cancelled():
                self._release()  # the place was handed over just as the wait ended
            if isinstance(error, TimeoutError):
                raise TooBusyError from None
            raise

    def _release(self) -> None:
        """Pass the place to the longest-waiting question, or free it."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.n_active -= 1
