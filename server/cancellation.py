"""Why an answer ends before it is whole, and how open requests learn at once that the server must stop."""

import asyncio


class ShuttingDownError(Exception):
    """The server is about to exit; nothing more is answered."""

    def __init__(self) -> None:
        super().__init__("The server is shutting down; ask again in a moment.")


class CancelledAnswerError(Exception):
    """Whoever asked called it off."""

    def __init__(self) -> None:
        super().__init__("This answer was called off.")


class LeftError(Exception):
    """Nobody came back for the answer."""

    def __init__(self) -> None:
        super().__init__("Nobody was there any more to read this answer.")


class Stopping:
    """A flag that coroutines of one event loop can wait for, and a signal handler can raise."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def attach(self) -> None:
        """Remember the running loop, so that ``begin`` can wake it from a signal handler."""
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
