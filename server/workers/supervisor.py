"""Several worker processes on one address: started, watched and stopped together."""

import contextlib
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout

from server.settings import ServerSettings
from server.workers.announcement import READY, announce
from server.workers.heartbeat import DUMP_SIGNAL, BeatReceiver
from server.workers.run import CLOSING_S
from server.workers.sockets import AddressError, web_address

log = logging.getLogger(__name__)

POLL_S = 0.1
SHORT_LIFE_S = 10.0
LONGEST_PAUSE_S = 30.0
START_LIMIT_S = 300.0
DUMP_S = 1.0  # for a stuck worker to write its stacks
OVERSLEPT_S = 2.0  # a supervisor that was itself held up so long cannot tell who is stuck
FOLDER_PREFIX = "career-workers-"
UNLOCKED_PREFIX = "career-starting-"
LOCK = "supervisor.lock"


class WorkerError(AddressError):
    """A worker failing to start; its own output says why."""


@dataclass
class Worker:
    """A child process; ``is_ready`` once it accepts calls."""

    process: "subprocess.Popen[str]"
    beats: BeatReceiver
    started_at: float = field(default_factory=time.monotonic)
    heard_at: float = field(default_factory=time.monotonic)
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

    def listen(self) -> None:
        """Note the time when a beat has arrived since the last call."""
        if self.beats.heard():
            self.heard_at = time.monotonic()

    def is_stuck(self, limit_s: float) -> bool:
        """Whether a worker that sent beats was silent for ``limit_s``.

        One that never begins is stuck after ``START_LIMIT_S``.
        """
        return time.monotonic() - self.heard_at > (limit_s if self.beats.worker else max(limit_s, START_LIMIT_S))

    def dump(self) -> None:
        """Ask for its stacks on stderr."""
        if self.beats.worker:  # before that the signal would not be answered
            self.process.send_signal(DUMP_SIGNAL)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def clean_up(self, folder: Path) -> None:
        """Tell a dead worker's callers; remove its socket and channel."""
        self.beats.heard()
        n_refused = self.beats.calls.refuse()
        if n_refused:
            log.warning("%d calls of a dead worker were told to ask again", n_refused)
        self.beats.close()
        if self.beats.worker:
            (folder / f"{self.beats.worker}.sock").unlink(missing_ok=True)


class Workers:
    """The worker processes, each replaced when it dies or is stuck."""

    def __init__(
        self,
        settings: ServerSettings,
        listener: socket.socket,
        metrics_listener: socket.socket | None = None,
        *,
        careers: Sequence[str] = (),
        command: tuple[str, ...] = (),
    ) -> None:
        """Prepare the workers; ``careers`` are announced, and ``command`` replaces their module in tests."""
        self._careers = careers
        self._settings = settings
        self._listener = listener
        self._metrics_listener = metrics_listener
        self._command = command or ("server.workers.worker",)
        self._stop = threading.Event()
        self._pause_s = 0.0
        self._workers: list[Worker] = []
        self._starts_at: list[float] = []  # when the next places of dead workers are filled

    def run(self) -> None:
        """Keep the workers running until SIGTERM or SIGINT.

        Raises WorkerError when the first ones do not become ready.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._handle)
        with shared_folder() as folder:
            try:
                self._workers = [self._start(folder) for _ in range(self._settings.workers)]
                self._wait_until_ready()
                self._keep_running(folder)
            finally:
                self._end()

    def _start(self, folder: Path) -> Worker:
        listeners = [one.fileno() for one in (self._listener, self._metrics_listener) if one is not None]
        fds = ",".join(map(str, listeners))
        beats = BeatReceiver()
        process = subprocess.Popen(
            # -P: a module that lies in the directory where the server was started is not run
            [sys.executable, "-P", "-m", *self._command, fds, str(folder), str(self._settings.workers)],
            pass_fds=listeners,
            stdin=beats.far_end.fileno(),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C reaches this process only, which then stops them
        )
        beats.far_end.close()
        worker = Worker(process, beats)
        threading.Thread(target=worker.watch, daemon=True).start()
        return worker

    def _wait_until_ready(self) -> None:
        while not all(worker.is_ready for worker in self._workers):
            if self._stop.wait(POLL_S):
                return
            self._listen()
            if any(worker.process.poll() is not None for worker in self._workers):
                raise WorkerError("a worker could not start; the line above says why.")
        announce(web_address(self._listener), self._careers)

    def _keep_running(self, folder: Path) -> None:
        looked_at = time.monotonic()
        while not self._stop.wait(POLL_S):
            now = time.monotonic()
            if now - looked_at > OVERSLEPT_S:
                for worker in self._workers:
                    worker.heard_at = now
            looked_at = now
            self._kill_stuck(now)
            self._bury_dead(folder)
            due = [at for at in self._starts_at if at <= now]
            self._starts_at = [at for at in self._starts_at if at > now]
            self._workers += [self._start(folder) for _ in due]

    def _kill_stuck(self, now: float) -> None:
        limit_s = self._settings.stuck_after_s
        self._listen()
        stuck = [worker for worker in self._workers if limit_s and worker.is_stuck(limit_s)]
        for worker in stuck:
            log.error("a worker gave no sign of life for %.1f s and is killed", now - worker.heard_at)
            worker.dump()
        end = now + DUMP_S
        while stuck and time.monotonic() < end and not self._stop.wait(POLL_S):
            self._listen()
        for worker in stuck:
            worker.kill()

    def _listen(self) -> None:
        for worker in self._workers:
            worker.listen()

    def _bury_dead(self, folder: Path) -> None:
        for worker in [one for one in self._workers if one.process.poll() is not None]:
            self._workers.remove(worker)
            worker.clean_up(folder)
            lived_s = time.monotonic() - worker.started_at
            self._pause_s = min(LONGEST_PAUSE_S, 2 * self._pause_s + 1) if lived_s < SHORT_LIFE_S else 0.0
            self._starts_at.append(time.monotonic() + self._pause_s)
            log.warning("a worker ended with status %s and is replaced", worker.process.returncode)

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


@contextlib.contextmanager
def shared_folder() -> Iterator[Path]:
    """Make the folder of the workers' sockets and shared counts.

    Only this account can open it. The folders of supervisors that were killed are removed. A supervisor holds the lock
    in its folder while it lives; the folder gets the name by which others find it when it is locked, so that none takes
    it for left behind.
    """
    _remove_left()
    new = Path(tempfile.mkdtemp(prefix=UNLOCKED_PREFIX))
    folder = new.with_name(new.name.replace(UNLOCKED_PREFIX, FOLDER_PREFIX))
    with FileLock(new / LOCK):
        new.rename(folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_left() -> None:
    for old in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        with contextlib.suppress(OSError, Timeout):
            if not old.is_symlink() and old.stat().st_uid == os.getuid() and (old / LOCK).exists():
                with FileLock(old / LOCK, timeout=0):
                    shutil.rmtree(old)
