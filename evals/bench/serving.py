"""A server in a process of its own, as an operator starts it, with its CPU time and memory in view."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

import advisor
from evals.bench.figures import CannotMeasureError
from evals.bench.timing import Spent, last_line

HOST = "127.0.0.1"
READY_TIMEOUT_S = 60
STOP_TIMEOUT_S = 20
POLL_S = 0.02

# A child must see neither the caller's settings nor be kept from the compiled modules that everybody else has.
_HIDDEN = ("ADVISOR_", "SERVER_", "OPENAI_", "PYTHONDONTWRITEBYTECODE")


def environment(data_dir: Path) -> dict[str, str]:
    """The environment for a child that uses ``data_dir`` and is otherwise as it is by default."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_HIDDEN)}
    root = str(Path(advisor.__path__[0]).parent)
    return {
        **kept,
        "ADVISOR_DATA_DIR": str(data_dir),
        "PYTHONPATH": os.pathsep.join(filter(None, (root, kept.get("PYTHONPATH")))),
    }


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answered /readyz; ``spent`` is what it took till then."""

    process: psutil.Process
    port: int
    spent: Spent
    log: Path

    def said(self) -> str:
        """All it has written to its outputs."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def ask(self, question: str) -> None:
        """Raises CannotMeasureError when it is not answered with 200."""
        self.post("/api/chat", {"question": question})

    def post(self, path: str, body: Mapping[str, object], token: str = "") -> dict[str, Any]:
        """What is answered. Raises CannotMeasureError when that is not 200."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        reply = _exchange(self.port, "POST", path, json.dumps(body), headers)
        if reply is None or reply[0] != http.HTTPStatus.OK:
            raise CannotMeasureError(f"The server answered {path} with {reply and reply[0]}.")
        return dict(json.loads(reply[1]))

    def read(self, path: str) -> None:
        """Read an answer to its end. Raises CannotMeasureError when it is not 200."""
        status = _request(self.port, "GET", path)
        if status != http.HTTPStatus.OK:
            raise CannotMeasureError(f"The server answered {path} with {status}.")

    def cpu_s(self) -> float:
        """CPU time of the process so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def resident_mb(self) -> float:
        """Resident memory of the process and its children in MB (10⁶ bytes)."""
        processes = [self.process, *self.process.children(recursive=True)]
        return sum(process.memory_info().rss for process in processes) / 1e6


@contextmanager
def running_server(
    data_dir: Path,
    *,
    python_options: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
    program: Sequence[str] = ("-m", "server"),
) -> Iterator[RunningServer]:
    """Start a server on a free port, wait until it is ready, and stop it. Raises CannotMeasureError.

    ``settings`` go into its environment; ``program`` is another one than our own that takes the same arguments.
    """
    port = _free_port()
    command = [sys.executable, *python_options, *program, "--host", HOST, "--port", str(port)]
    with TemporaryDirectory() as folder, (log := Path(folder) / "log").open("w") as said:
        started = time.perf_counter()
        around = environment(data_dir) | dict(settings or {})
        process = subprocess.Popen(command, env=around, stdout=said, stderr=said)
        try:
            seen = psutil.Process(process.pid)
            while _request(port, "GET", "/readyz") != http.HTTPStatus.OK:
                if process.poll() is not None or time.perf_counter() - started > READY_TIMEOUT_S:
                    raise CannotMeasureError(f"The server did not become ready: {last_line(log.read_text())}")
                time.sleep(POLL_S)
            wall_s = time.perf_counter() - started
            times = seen.cpu_times()
            cpu_s = times.user + times.system + times.children_user + times.children_system
            yield RunningServer(seen, port, Spent(cpu_s, wall_s), log)
        finally:
            _stop(process)


def _request(
    port: int, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
) -> int | None:
    """The status of the reply; None when nothing listens yet."""
    reply = _exchange(port, method, path, body, headers)
    return reply and reply[0]


def _exchange(
    port: int, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes] | None:
    """Status and body of the reply; None when nothing listens yet."""
    connection = http.client.HTTPConnection(HOST, port, timeout=READY_TIMEOUT_S)
    try:
        connection.request(method, path, body, headers or {})
        reply = connection.getresponse()
        return reply.status, reply.read()
    except (ConnectionError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
