"""A real server of two workers, and faults of its processes, its disk and its database."""

import contextlib
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from advisor.conversations.sqlite import FILE_NAME
from tests.server.made import wait_until
from tests.torture.chaos_calls import HANG_S, ROOT, Call, Peer

N_WORKERS = 2
STUCK_AFTER_S = 3  # so that whoever waits for a frozen worker is told within five seconds
DISK = "size=96m"
MOST_BYTES = 65_536  # where no disk can be mounted: of any file, so that databases can be read and not grow
FULL_S = 4.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A worker that was frozen or killed, with the callers' ends of its connections."""

    what: str
    peers: frozenset[Peer]
    began: float
    ended: float

    def hits(self, call: Call) -> bool:
        """Whether a call was on one of these connections meanwhile."""
        return call.peer in self.peers and call.began <= self.ended and call.ended >= self.began


@dataclass
class Chaos:
    """The server, and what was done to it."""

    process: "subprocess.Popen[bytes]"
    address: Peer
    disk: Path
    data: Path
    log: Path
    is_disk: bool  # else the size of files is limited
    source: random.Random
    faults: list[Fault] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)  # bytes of the largest worker, from time to time
    moved: dict[Path, float] = field(default_factory=dict)  # files of conversations moved away, with the time

    def workers(self) -> dict[int, Path]:
        """The socket of each worker that has begun, by its process."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):
                paths = [str(one.laddr) for one in child.net_connections("unix") if str(one.laddr).endswith(".sock")]
                if paths:
                    found[child.pid] = Path(paths[0])
        return found

    def freeze(self) -> None:
        self._hit("frozen", signal.SIGSTOP)

    def kill(self) -> None:
        self._hit("killed", signal.SIGKILL)

    def move(self) -> None:
        """Move the conversations away, as its own message says to do with a damaged file."""
        aside = self.disk / f"conversations-{len(self.moved)}.db"
        self.moved[aside] = time.monotonic()
        file = self.data / FILE_NAME
        file.rename(aside)
        wait_until(file.exists, HANG_S)  # somebody asks, always

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Nothing can be written: neither conversations nor counts of calls."""
        filler = self.disk / "filler"
        if self.is_disk:
            with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
                while True:
                    file.write(bytes(65_536))
        else:
            self._limit_files(MOST_BYTES)
        try:
            yield
        finally:
            if self.is_disk:
                filler.unlink()
            else:
                self._limit_files(resource.RLIM_INFINITY)

    def await_workers(self) -> None:
        """Return when all workers have begun again."""
        wait_until(lambda: len(self.workers()) == N_WORKERS, HANG_S)

    def weigh(self) -> None:
        self.memory.append(max(psutil.Process(pid).memory_info().rss for pid in self.workers()))

    def kept_aside(self) -> dict[str, Path]:
        """The answers in the files that were moved away."""
        found = {}
        for file in self.moved:
            with closing(sqlite3.connect(file)) as db:
                assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                found.update({answer: file for (answer,) in db.execute("SELECT id FROM turns")})
        return found

    def _hit(self, what: str, number: signal.Signals) -> None:
        """Stop a worker, note its connections, and leave it to its fate."""
        worker = psutil.Process(self.source.choice(sorted(self.workers())))
        began = time.monotonic()
        worker.suspend()
        wait_until(lambda: worker.status() == psutil.STATUS_STOPPED, HANG_S)
        peers = frozenset(tuple(one.raddr) for one in worker.net_connections("tcp") if one.raddr)
        worker.send_signal(number)
        wait_until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE, HANG_S)
        self.faults.append(Fault(what, peers, began, time.monotonic()))
        self.await_workers()

    def _limit_files(self, n_bytes: int) -> None:
        for pid in (self.process.pid, *self.workers()):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (n_bytes, resource.RLIM_INFINITY))


@contextmanager
def chaos(index: Path, source: random.Random) -> Iterator[Chaos]:
    """Start the server with a copy of the index, on a small disk of its own where one can be mounted."""
    disk = Path(tempfile.mkdtemp(prefix="chaos-"))  # short, as the path of a socket has to be
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", DISK, "tmpfs", disk], capture_output=True, check=False)
    is_disk = mounted.returncode == 0
    process: subprocess.Popen[bytes] | None = None
    with tempfile.TemporaryDirectory() as outside:
        log = Path(outside) / "log"
        try:
            (disk / "tmp").mkdir()
            data = Path(shutil.copytree(index, disk / "data"))
            env = {
                **os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(disk / "tmp"), "ADVISOR_DATA_DIR": str(data),
                "SERVER_PORT": "0", "SERVER_STUCK_AFTER_S": str(STUCK_AFTER_S),
                "SERVER_LIMIT_PER_ADDRESS": "0",  # all readers have one, and stand for as many who have not
            }  # fmt: skip
            with log.open("wb") as errors:
                process = subprocess.Popen(
                    [sys.executable, "-m", "server", "--workers", str(N_WORKERS)],
                    env=env, stdout=subprocess.PIPE, stderr=errors,
                )  # fmt: skip
            assert process.stdout is not None
            ready = re.search(r"http://\S+", process.stdout.readline().decode())
            assert ready, log.read_text()
            url = urlsplit(ready[0])
            yield Chaos(process, (str(url.hostname), url.port or 0), disk, data, log, is_disk, source)
        finally:
            if process is not None:
                process.kill()
                process.communicate()
            if is_disk:
                subprocess.run(["umount", "-l", disk], check=True)
            shutil.rmtree(disk, ignore_errors=True)
