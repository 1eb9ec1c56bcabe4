"""Heartbeats of a worker, and the watchdog of a lone process.

A match of a regular expression, a native call or a deadlock can keep Python's interpreter lock for good. Then neither
the event loop nor a signal handler of Python runs, so what notices is another process or the kernel.
"""

import asyncio
import contextlib
import faulthandler
import os
import signal
import socket
import sys
from collections.abc import Iterator

BEAT_INTERVAL_S = 0.25
DUMP_SIGNAL: int = getattr(signal, "SIGUSR1", 0)  # absent on Windows, which has no workers
MAX_CORES = 4  # that a lone process is taken to keep busy at one time


class BeatSender:
    """The worker's end of the channel to its supervisor.

    A beat is the worker's name and a line feed. Sending never blocks.
    """

    def __init__(self, channel: socket.socket, worker: str) -> None:
        self._channel = channel
        self._beat = f"{worker}\n".encode()

    async def beat(self) -> None:
        """Send a beat every ``BEAT_INTERVAL_S`` until cancelled.

        From the first one on, ``DUMP_SIGNAL`` writes the stacks of all threads to stderr, whatever holds the
        interpreter.
        """
        faulthandler.register(DUMP_SIGNAL, all_threads=True)
        while True:
            self.send()
            await asyncio.sleep(BEAT_INTERVAL_S)

    def send(self) -> None:
        """Send one beat, unless the supervisor is slow to read or gone."""
        with contextlib.suppress(OSError):
            self._channel.send(self._beat, socket.MSG_DONTWAIT)


class Watchdog:
    """The end of a lone process whose event loop stands still.

    That is, for ``limit_s`` of work.

    The limit is in CPU time, so that a busy machine or a stopped process does no harm; several cores use it up faster,
    which the count of cores makes up for. The kernel ends the process, after the stacks are on stderr.
    """

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s * min(os.cpu_count() or 1, MAX_CORES)

    async def beat(self) -> None:
        """Put off the end every ``BEAT_INTERVAL_S`` until cancelled."""
        if sys.platform == "win32":
            return
        faulthandler.register(signal.SIGPROF, all_threads=True, chain=True)
        try:
            while True:
                signal.setitimer(signal.ITIMER_PROF, self._limit_s)
                await asyncio.sleep(BEAT_INTERVAL_S)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            faulthandler.unregister(signal.SIGPROF)


class BeatReceiver:
    """The supervisor's end of the channel to one worker."""

    def __init__(self) -> None:
        """Open the channel; ``far_end`` is for the worker's standard input."""
        self._near_end, self.far_end = socket.socketpair()
        self._near_end.settimeout(0)
        self.worker = ""  # until the first beat

    def heard(self) -> bool:
        """Whether beats arrived since the last call; notes the worker's name."""
        has_heard = False
        for data in self._received():
            has_heard = True
            self.worker = self.worker or data.decode().partition("\n")[0]
        return has_heard

    def close(self) -> None:
        self._near_end.close()
        self.far_end.close()

    def _received(self) -> Iterator[bytes]:
        while True:
            try:
                data = self._near_end.recv(4096)
            except OSError:
                return
            if not data:
                return
            yield data
