"""The lines of the log: JSON, with what an operator needs and nothing of what was asked."""

import io
import json
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import httpx
import pytest

from server.middleware.request_log import JsonFormatter, NonBlockingHandler, configure_logs
from tests.server.made import Live, wait_until


@pytest.fixture
def untouched_logs() -> Iterator[None]:
    """Puts logging back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("advisor", "server", "uvicorn"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_line_has_time_level_logger_message_and_fields() -> None:
    record = logging.LogRecord("server.routes.chat", logging.INFO, __file__, 1, "answered %s", ("well",), None)
    record.fields = {"ms": 3.5}
    line = json.loads(JsonFormatter().format(record))
    assert (line["level"], line["logger"], line["message"], line["ms"]) == (
        "info",
        "server.routes.chat",
        "answered well",
        3.5,
    )
    assert line["time"].endswith("+00:00")


def test_an_exception_shows_where_it_rose_but_not_its_words() -> None:
    try:
        raise ValueError("what somebody asked")
    except ValueError:
        record = logging.LogRecord("server", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    text = JsonFormatter().format(record)
    line = json.loads(text)
    assert line["error"] == "ValueError"
    assert "test_request_log.py" in line["raised_at"][-1]
    assert "somebody" not in text


def test_libraries_speak_only_from_warning_on_even_when_we_debug(
    untouched_logs: None, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("debug")
    logging.getLogger("openai").debug("the whole request")
    logging.getLogger("server").debug("ours")
    logging.getLogger().handlers[0].flush()
    lines = [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()]
    assert lines == ["ours"]


def test_the_words_of_a_warning_are_not_logged(untouched_logs: None, capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.resetwarnings()
        configure_logs("info")
        warnings.warn("what somebody asked", UserWarning, stacklevel=1)
        logging.getLogger().handlers[0].flush()
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["message"].startswith("UserWarning at middleware/test_request_log.py:")


@contextmanager
def stalled(formatter: logging.Formatter, n_waiting: int) -> Iterator[tuple[logging.Logger, Callable[[], list[str]]]]:
    """A log into a pipe, and what begins to read it: the messages so far, which grow."""
    reading, writing = os.pipe()
    log = logging.getLogger("server.test")
    messages: list[str] = []
    with os.fdopen(reading) as reader, os.fdopen(writing, "w") as stream:
        handler = NonBlockingHandler(stream, n_waiting)
        handler.setFormatter(formatter)
        log.addHandler(handler)
        thread = threading.Thread(target=lambda: messages.extend(json.loads(line)["message"] for line in reader))

        def read() -> list[str]:
            thread.start()
            return messages

        try:
            yield log, read
        finally:
            log.removeHandler(handler)
            handler.flush()
            stream.close()
            thread.join()


def counted(messages: Sequence[str]) -> tuple[int, int]:
    """How many lines were written, and how many the log says were not."""
    dropped = [int(message.split()[0]) for message in messages if "were dropped" in message]
    return len(messages) - len(dropped), sum(dropped)


def test_a_reader_of_the_log_that_stalls_holds_nobody_up_and_learns_what_it_missed() -> None:
    with stalled(JsonFormatter(), n_waiting=5) as (log, read):
        for n in range(2_000):  # far more than a pipe holds
            log.warning("line %d %s", n, "x" * 100)
        messages = read()
        wait_until(lambda: sum(counted(messages)) == 2_000)
    assert counted(messages)[1] > 0


def test_what_was_dropped_is_told_though_others_fill_the_log_at_that_moment() -> None:
    crowded = threading.Event()

    class Crowding(JsonFormatter):
        """Whatever the log says of itself, others say more at the same time."""

        def format(self, record: logging.LogRecord) -> str:
            if "were dropped" in record.getMessage() and not crowded.is_set():
                crowded.set()
                for n in range(9):
                    log.warning("beside %d", n)
            return super().format(record)

    with stalled(Crowding(), n_waiting=2) as (log, read):
        for n in range(2_000):
            log.warning("line %d %s", n, "x" * 100)
        messages = read()
        wait_until(lambda: sum(counted(messages)) == 2_009)
    assert crowded.is_set()


def test_neither_an_address_nor_what_a_caller_made_up_is_logged(live: Live, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    for path in ("/", "/made-up/secret-path", "/api/made-up", "/api/chat/made-up/made-up", "/guides/made-up/made-up"):
        httpx.get(f"{live.url}{path}", headers=upgrade | {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="})
    lines = [JsonFormatter().format(one) for one in caplog.records if one.name.startswith(("server", "uvicorn"))]
    assert len(lines) >= 5
    assert not [line for line in lines if "127.0.0.1" in line or "made-up" in line]
    places = [json.loads(line).get("path") for line in lines if "request_id" in line]
    assert places == ["/", "other", "other", "/api/chat", "/guides"]


def test_a_terminal_gets_plain_lines_and_none_of_each_request(
    untouched_logs: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    configure_logs("info")
    logging.getLogger("server.access").info("request", extra={"fields": {"status": 200}})
    logging.getLogger("server").warning("a guide was refused", extra={"fields": {"n": 1}})
    logging.getLogger().handlers[0].flush()
    assert terminal.getvalue() == "warning: a guide was refused  n=1\n"
