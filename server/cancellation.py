"""Reasons to end an answer early, and the shutdown signal."""

import asyncio


class ShuttingDownError(Exception):
    """A refusal because the server is about to exit."""

    def __init__(self) -> None:
        super().__init__("The server is shutting down; ask again in a moment.")


class CancelledAnswerError(Exception):
    """An answer cancelled by its reader."""

    def __init__(self) -> None:
        super().__init__("This answer was called off.")


class AbandonedAnswerError(Exception):
    """An answer abandoned: no reader came back for it."""

    def __init__(self) -> None:
        super().__init__("Nobody was there any more to read this answer.")


class ShutdownSignal:
    """A shutdown flag for coroutines, settable from a signal handler.

    It belongs to one event loop.
    """

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def attach(self) -> None:
        """Remember the running loop, for signal handlers to wake it."""
        self._loop = asyncio.get_running_loop()

    def begin(self) -> None:
        if self._loop is None or self._loop.is_closed():
            self._event.set()
        else:
            self._loop.call_soon_threadsafe(self._event.set)

    @property
    def begun(self) -> bool:
        return self._event.is_set()

    async def wait(self) -> None:
        await self._event.wait()
