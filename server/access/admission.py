"""Admission control: a bounded queue before the questions being answered.

A fixed number of questions is answered at a time, a fixed number waits, and any more are refused at once. One address
may hold a share of these places, so that there are always some for others.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LIMIT_WAIT_S = 10.0
SHARES = 4  # into which the places are divided


class TooBusyError(Exception):
    """A question refused because the queue is full."""

    def __init__(self) -> None:
        super().__init__("The server has as many questions as it can take just now; ask again in a moment.")


class TooManyOpenError(Exception):
    """A question refused because its address has too many open."""

    def __init__(self) -> None:
        super().__init__(
            "Your address has as many questions open here as it may have at once; ask again when one is answered."
        )


class AdmissionQueue:
    """A limit on concurrent questions with a first-come, first-served queue.

    Of all places, to be answered and to wait, one address may hold a quarter, and no more than are left free: however
    many addresses hold all they may, some places are left.
    """

    def __init__(self, limit: int, limit_waiting: int = 0) -> None:
        self.limit = limit
        self.limit_waiting = limit_waiting
        self.n_active = 0
        self.limit_per_address = -(-(limit + limit_waiting) // SHARES)
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._n_held: Counter[str] = Counter()  # by address

    @property
    def n_waiting(self) -> int:
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether one more question would be refused."""
        return self.n_active >= self.limit and len(self._waiting) >= self.limit_waiting

    def check(self, address: str = "") -> None:
        """Raise what one more question of ``address`` is refused with, if any.

        TooBusyError when there is no place; TooManyOpenError for an address with its share of the places.
        """
        if self.is_full:
            raise TooBusyError
        n_free = self.limit + self.limit_waiting - self.n_active - self.n_waiting
        if address and self._n_held[address] >= min(self.limit_per_address, n_free):
            raise TooManyOpenError

    @asynccontextmanager
    async def admit(self, address: str = "") -> AsyncIterator[None]:
        """Hold one place until the block ends, waiting for it if necessary.

        Without an address any number may be held. Raises the errors of ``check``, and TooBusyError when the wait
        exceeds ``LIMIT_WAIT_S``.
        """
        self.check(address)
        self._n_held[address] += 1
        try:
            await self._acquire()
            try:
                yield
            finally:
                self._release()
        finally:
            self._n_held[address] -= 1
            if not self._n_held[address]:
                del self._n_held[address]

    async def _acquire(self) -> None:
        if self.n_active < self.limit:
            self.n_active += 1
            return
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
