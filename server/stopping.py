"""How the server learns that it must stop, and tells its open requests at once."""

import asyncio
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn


class ShuttingDownError(Exception):
    """The server is about to exit; nothing more is answered."""

    def __init__(self) -> None:
        super().__init__("The server is shutting down; ask again in a moment.")


class Stopping:
    """A flag that coroutines of one event loop can wait for, and a signal handler can raise."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def attach(self) -> None:
        """Remember the running loop, so that ``begin`` can wake it from a signal handler."""
        self._loop = asyncio.get_running_loop()

    def begin(self) -> None:
        if self._loop is None:
            self._event.set()
        else:
            self._loop.call_soon_threadsafe(self._event.set)

    @property
    def begun(self) -> bool:
        return self._event.is_set()

    async def wait(self) -> None:
        await self._event.wait()


class TellingServer(uvicorn.Server):
    """uvicorn, which alone would wait for open streams before anyone hears of the signal."""

    def __init__(self, config: uvicorn.Config, stopping: Stopping, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._stopping.begin()
