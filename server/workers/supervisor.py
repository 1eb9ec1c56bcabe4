"""Several worker processes on one address: started, watched and stopped together."""

import logging
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from server.settings import ServerSettings
from server.workers.run import CLOSING_S, READY
from server.workers.sockets import AddressError, web_address

log = logging.getLogger(__name__)

POLL_S = 0.1
SHORT_LIFE_S = 10.0
LONGEST_PAUSE_S = 30.0


class WorkerError(AddressError):
    """A worker failing to start; its own output says why."""


@dataclass
class Worker:
    """A child process; ``is_ready`` once it accepts calls."""

    process: "subprocess.Popen[str]"
    started_at: float = field(default_factory=time.monotonic)
    is_ready: bool = False

    def watch(self) -> None:
        """Note the worker's readiness and pass on its other output.

        Blocks until the worker closes its output, so it runs in a thread.
        """
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(READY):
                self.is_ready = True
            else:
                sys.stdout.write(line)


class Workers:
    """The worker processes, replaced when one dies, until a signal."""

    def __init__(self, settings: ServerSettings, listener: socket.socket, *, command: tuple[str, ...] = ()) -> None:
        """Prepare the workers; ``command`` replaces their module in tests."""
        self._settings = settings
        self._listener = listener
        self._command = command or ("server.workers.worker",)
        self._stop = threading.Event()
        self._pause_s = 0.0
        self._workers: list[Worker] = []

    def run(self) -> None:
        """Keep the workers running until SIGTERM or SIGINT.

        Raises WorkerError when the first ones do not become ready.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._handle)
        with tempfile.TemporaryDirectory(prefix="career-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            try:
                self._workers = [self._start(folder) for _ in range(self._settings.workers)]
                self._wait_until_ready()
                while not self._stop.wait(POLL_S):
                    self._replace_dead(folder)
            finally:
                self._end()

    def _start(self, folder: Path) -> Worker:
        fd = self._listener.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", *self._command, str(fd), str(folder), str(self._settings.workers)],
            pass_fds=[fd],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C reaches this process only, which then stops them
        )
        worker = Worker(process)
        threading.Thread(target=worker.watch, daemon=True).start()
        return worker

    def _wait_until_ready(self) -> None:
        while not all(worker.is_ready for worker in self._workers):
            if self._stop.wait(POLL_S):
                return
            if any(worker.process.poll() is not None for worker in self._workers):
                raise WorkerError("a worker could not start; the line above says why.")
        print(f"{READY} at {web_address(self._listener)}", flush=True)

    def _replace_dead(self, folder: Path) -> None:
        for n, worker in enumerate(self._workers):
            status = worker.process.poll()
            if status is None:
                continue
            lived_s = time.monotonic() - worker.started_at
            self._pause_s = min(LONGEST_PAUSE_S, 2 * self._pause_s + 1) if lived_s < SHORT_LIFE_S else 0.0
            log.warning("a worker ended with status %s and is replaced", status)
            if not self._stop.wait(self._pause_s):
                self._workers[n] = self._start(folder)

    def _handle(self, _: int, __: FrameType | None) -> None:
        self._stop.set()

    def _end(self) -> None:
        """Terminate all workers; kill any that outlast the grace period."""
        for worker in self._workers:
            if worker.process.poll() is None:
                worker.process.terminate()
        end = time.monotonic() + self._settings.shutdown_grace_s + CLOSING_S + 1
        for worker in self._workers:
            try:
                worker.process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
