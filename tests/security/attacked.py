"""A server in a process of its own, as an operator starts it, and what an attacker sends to it."""

import json
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil

from tests.server.made import received

ROOT = Path(__file__).parents[2]
HANG_S = 120  # only keeps a failing test from waiting for ever
JSON = {"Content-Type": "application/json"}


@dataclass
class Attacked:
    """The running server; ``log`` is the file of what it writes to stderr."""

    process: psutil.Popen
    url: str
    data: Path
    log: Path
    client: httpx.Client

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=named(headers))

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """A body as JSON, in ASCII with escapes, so that halves of characters can be sent too; bytes go as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(path, content=data, headers=JSON | named(headers))

    def ask(self, question: str, **more: Any) -> dict[str, Any]:
        answer = self.post("/api/chat", {"question": question, **more})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def raw(self, *sent: bytes) -> bytes:
        """All that comes back for these bytes until the server closes."""
        with socket.create_connection(self.address, HANG_S) as connection:
            try:
                for data in sent:
                    connection.sendall(data)
            except OSError:
                pass  # refused while it was sent
            return received(connection)

    def cpu_s(self) -> float:
        """CPU seconds of the process and its workers so far."""
        times = [one.cpu_times() for one in (self.process, *self.process.children())]
        return float(sum(one.user + one.system for one in times))

    def memory_mb(self) -> float:
        return float(self.process.memory_info().rss / 1e6)


def named(headers: dict[str, str]) -> dict[str, str]:
    """Headers from keyword arguments: ``Site_Key`` is ``Site-Key``."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def environment(folder: Path, corpus: Path, **settings: str) -> dict[str, str]:
    """The settings of a server or command whose data is in ``folder``; hashed words unless they say otherwise."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ADVISOR_", "SERVER_"))},
        "PYTHONPATH": str(ROOT),
        "ADVISOR_DATA_DIR": str(folder / "data"),
        "ADVISOR_CORPUS_DIR": str(corpus),
        "ADVISOR_EMBED_MODEL": "hash",
        "SERVER_PORT": "0",
        "SERVER_SHUTDOWN_GRACE_S": "2",
        **settings,
    }


@contextmanager
def attacked_server(env: dict[str, str], folder: Path, *, umask: int = -1) -> Iterator[Attacked]:
    """The ``advisor-server`` command in ``folder`` until the block ends, and then its end by SIGTERM."""
    log = folder / "server.log"
    with log.open("ab") as errors:
        process = psutil.Popen(
            [sys.executable, "-P", "-m", "server"],
            env=env,
            cwd=folder,
            stdout=PIPE,
            stderr=errors,
            text=True,
            umask=umask,
        )
    assert process.stdout is not None
    found = re.fullmatch(r"Career advisor is ready at (\S+)\n", process.stdout.readline())
    assert found, log.read_text()
    with process.stdout, httpx.Client(base_url=found[1], timeout=HANG_S) as client:
        try:
            yield Attacked(process, found[1], Path(env["ADVISOR_DATA_DIR"]), log, client)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(HANG_S)
            finally:
                if process.is_running():
                    process.kill()
    assert process.returncode == 0, log.read_text()[-2_000:]


def n_unforeseen(log: Path) -> list[str]:
    """The lines of the log that tell of a fault in the program, which have the exception."""
    return [line for line in log.read_text().splitlines() if "error" in json.loads(line)]
