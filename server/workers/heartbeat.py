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
from collections import deque
from collections.abc import Iterator

from server.workers.open_calls import BEGUN, ENDED, HeldCalls, OpenCalls, copies_in

BEAT_INTERVAL_S = 0.25
DUMP_SIGNAL: int = getattr(signal, "SIGUSR1", 0)  # absent on Windows, which has no workers
MAX_COPIES = 16  # of connections in one message
MAX_CORES = 4  # that a lone process is taken to keep busy at one time


class BeatSender:
    """The worker's end of the channel to its supervisor.

    A beat is the worker's name and a line feed; between them are the lines of ``calls``. Sending never blocks.
    """

    def __init__(self, channel: socket.socket, worker: str) -> None:
        self._channel = channel
        self._beat = f"{worker}\n".encode()
        self.calls = OpenCalls(channel)

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
        self.calls.tell_ended()
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
        self.calls = HeldCalls()
        self._unfinished = ""  # line

    def heard(self) -> bool:
        """Whether anything arrived since the last call.

        Notes the worker's name and its open calls.
        """
        has_heard = False
        for data, copies in self._received():
            has_heard = True
            *lines, self._unfinished = (self._unfinished + data.decode()).split("\n")
            for line in lines:
                if line[0] in (BEGUN, ENDED):
                    self.calls.note(line, copies)
                else:
                    self.worker = self.worker or line
            for copy in copies:
                os.close(copy)
        return has_heard

    def close(self) -> None:
        self._near_end.close()
        self.far_end.close()

    def _received(self) -> Iterator[tuple[bytes, deque[int]]]:
        while True:
            try:
                data, control, _, _ = self._near_end.recvmsg(4096, socket.CMSG_SPACE(MAX_COPIES * 4))
            except OSError:
                return
            if not data:
                return
            yield data, copies_in(control)
