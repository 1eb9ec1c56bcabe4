"""Logs on stderr, without questions, keys or the identity of callers.

They are JSON, or plain lines on a terminal.
"""

import contextlib
import json
import logging
import queue
import secrets
import sys
import threading
import time
import traceback
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TextIO

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.warning_log import log_warnings
from server.metrics import Metrics
from server.problems import problem_answer, problem_of

access_log = logging.getLogger("server.access")

OURS = ("advisor", "server", "uvicorn")
N_FRAMES = 8
N_WAITING = 10_000
FLUSH_S = 1.0


class JsonFormatter(logging.Formatter):
    """One JSON line: time, level, logger, message and the record's ``fields``.

    An exception is logged by its type and the place it was raised: its text may contain a question.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["error"] = type(error).__qualname__
            frames = traceback.extract_tb(error.__traceback__)[-N_FRAMES:]
            line["raised_at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainFormatter(logging.Formatter):
    """One line for people: the level, unless info, and the message."""

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        fields = " ".join(f"{name}={value}" for name, value in getattr(record, "fields", {}).items())
        error = f" ({type(record.exc_info[1]).__qualname__})" if record.exc_info and record.exc_info[1] else ""
        lead = "" if record.levelno == logging.INFO else f"{record.levelname.lower()}: "
        return f"{lead}{text}{error}" + (f"  {fields}" if fields else "")


class NonBlockingHandler(logging.Handler):
    """A log handler with a writer thread, so requests never wait.

    While ``n_waiting`` lines are queued, further ones are dropped; their number is logged when the stream drains.
    """

    def __init__(self, stream: TextIO, n_waiting: int = N_WAITING) -> None:
        super().__init__()
        self._stream = stream
        self._lines: queue.Queue[str] = queue.Queue(n_waiting)
        self._n_dropped = 0
        threading.Thread(target=self._write_queued, daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lines.put_nowait(self.format(record))
        except queue.Full:
            self._n_dropped += 1
        except Exception:  # noqa: BLE001  # as in logging itself: a bad record must not break the caller
            self.handleError(record)

    def flush(self) -> None:
        """Wait at most ``FLUSH_S`` until every queued line is written."""
        end = time.monotonic() + FLUSH_S
        while self._lines.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.002)

    def _write_queued(self) -> None:
        while True:
            self._write_line(self._lines.get())
            if self._lines.empty():
                self._report_dropped()
            self._lines.task_done()

    def _report_dropped(self) -> None:
        """Write the number of dropped lines, bypassing the full queue."""
        self.acquire()
        n, self._n_dropped = self._n_dropped, 0
        self.release()
        if n:
            sentence = "%d lines of the log were dropped: nobody read them"
            self._write_line(
                self.format(logging.LogRecord(__name__, logging.WARNING, __file__, 0, sentence, (n,), None))
            )

    def _write_line(self, line: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # the stream was closed
            self._stream.write(f"{line}\n")
            self._stream.flush()


def configure_logs(level: str) -> None:
    """Log to stderr as JSON: our loggers from ``level``, libraries from warning.

    On a terminal the lines are plain, and those of each request are left out, unless ``level`` is debug.
    """
    on_terminal = sys.stderr.isatty()
    if on_terminal and level.upper() == "INFO":
        level = "WARNING"
    handler = NonBlockingHandler(sys.stderr)
    handler.setFormatter(PlainFormatter() if on_terminal else JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    log_warnings()


class RequestLog:
    """ASGI middleware: request ids, access log, metrics, and problems for uncaught errors."""

    def __init__(self, app: ASGIApp, metrics: Metrics, places: Collection[str]) -> None:
        """Name calls that reach no route by the one of ``places`` that they are under."""
        self._app = app
        self._metrics = metrics
        self._places = frozenset(places)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = secrets.token_hex(6)
        started, status = time.perf_counter(), 0

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", scope["request_id"].encode())]
            await send(message)

        try:
            await self._app(scope, receive, numbered)
        except Exception as error:  # noqa: BLE001  # the edge of the server
            answer = problem_answer(problem_of(error, scope["request_id"]))
            if not status:
                await answer(scope, Request(scope).receive, numbered)
        finally:
            self._log(scope, status, time.perf_counter() - started)

    def _log(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "") or "other"
        method = scope["method"]
        self._metrics.request_ended(method=method, route=route, status=status, seconds=seconds)
        fields = {
            "method": method,
            "path": route if route != "other" else self._place(scope),
            "status": status,
            "ms": round(seconds * 1000, 1),
            "request_id": scope["request_id"],
        }
        access_log.info("request", extra={"fields": fields})

    def _place(self, scope: Scope) -> str:
        """Return the served place under which an unrouted path is; "other" when there is none.

        What else such a path holds may be ids or secrets, or whatever a caller wants written into the log.
        """
        parts = scope["path"].removeprefix(scope.get("root_path", "")).split("/")
        found = ("/".join(parts[:n]) for n in (3, 2))
        return next((place for place in found if place in self._places), "other")
