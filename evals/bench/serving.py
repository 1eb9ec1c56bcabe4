"""A server in its own process, with its CPU time and memory."""

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
from evals.bench.timing import Timing, last_line

HOST = "127.0.0.1"
READY_TIMEOUT_S = 60
STOP_TIMEOUT_S = 20
POLL_S = 0.02

# The child must not see the caller's settings, and must be free to use compiled modules.
_HIDDEN = ("ADVISOR_", "SERVER_", "OPENAI_", "PYTHONDONTWRITEBYTECODE")


def environment(data_dir: Path) -> dict[str, str]:
    """Return a child's environment: defaults but for ``data_dir``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_HIDDEN)}
    root = str(Path(advisor.__path__[0]).parent)
    return {
        **kept,
        "ADVISOR_DATA_DIR": str(data_dir),
        "PYTHONPATH": os.pathsep.join(filter(None, (root, kept.get("PYTHONPATH")))),
    }


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answered /readyz; ``spent`` is its time until then."""

    process: psutil.Process
    port: int
    spent: Timing
    log: Path

    def said(self) -> str:
        """Return everything written to its outputs."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def ask(self, question: str) -> None:
        """Ask a question.

        Raises CannotMeasureError when the status is not 200.
        """
        self.post("/api/chat", {"question": question})

    def post(self, path: str, body: Mapping[str, object], token: str = "") -> dict[str, Any]:
        """Post JSON and return the response's.

        Raises CannotMeasureError when the status is not 200.
        """
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        reply = _exchange(self.port, "POST", path, json.dumps(body, ensure_ascii=False).encode(), headers)
        if reply is None or reply[0] != http.HTTPStatus.OK:
            raise CannotMeasureError(f"The server answered {path} with {reply and reply[0]}.")
        return dict(json.loads(reply[1]))

    def read(self, path: str) -> None:
        """Read a response to its end.

        Raises CannotMeasureError when the status is not 200.
        """
        status = _request(self.port, "GET", path)
        if status != http.HTTPStatus.OK:
            raise CannotMeasureError(f"The server answered {path} with {status}.")

    def cpu_s(self) -> float:
        """Return the CPU seconds of the process so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def resident_mb(self) -> float:
        """Return the resident memory of process and children in MB (10⁶ bytes)."""
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
    """Run a server on a free port within the block.

    ``settings`` go into its environment; ``program`` is another program than ours with the same arguments. Raises
    CannotMeasureError when it does not become ready.
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
            yield RunningServer(seen, port, Timing(cpu_s, wall_s), log)
        finally:
            _stop(process)


def _request(
    port: int, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> int | None:
    """Return the status of the response; None when nothing listens yet."""
    reply = _exchange(port, method, path, body, headers)
    return reply and reply[0]


def _exchange(
    port: int, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes] | None:
    """Return status and body of the response; None when nothing listens yet."""
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
