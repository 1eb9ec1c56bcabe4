"""The bounded queue: so many questions are answered at one time, so many more wait, and the rest are told at once."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LIMIT_WAIT_S = 10.0


class TooBusyError(Exception):
    """As many questions are being answered, and wait, as the settings allow."""

    def __init__(self) -> None:
        super().__init__("The server has as many questions as it can take just now; ask again in a moment.")


class Seats:
    """Counts the questions that are being answered; those that wait come in the order of their arrival."""

    def __init__(self, limit: int, limit_waiting: int = 0) -> None:
        self.limit = limit
        self.limit_waiting = limit_waiting
        self.n_taken = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def n_waiting(self) -> int:
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether one more would be refused."""
        return self.n_taken >= self.limit and len(self._waiting) >= self.limit_waiting

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold one seat. Raises TooBusyError when all are taken and no more may wait, or the wait is too long."""
        await self._take()
        try:
            yield
        finally:
            self._leave()

    async def _take(self) -> None:
        if self.n_taken < self.limit:
            self.n_taken += 1
            return
        if self.is_full:
            raise TooBusyError
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(LIMIT_WAIT_S):  # wait_for would swallow a cancellation at the wrong moment
                await turn
        except BaseException as error:
            if turn in self._waiting:
                self._waiting.remove(turn)
            if turn.done() and not turn.cancelled():
                self._leave()  # the seat was handed over at the very moment of giving up
            if isinstance(error, TimeoutError):
                raise TooBusyError from None
            raise

    def _leave(self) -> None:
        """Hand the seat to the first who still waits."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.n_taken -= 1
