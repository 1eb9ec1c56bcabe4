"""The lines of the log: JSON, with what an operator needs and nothing of what was asked."""

import json
import logging
import os
import sys
from collections.abc import Iterator

import pytest

from server.logs import JsonFormatter, PatientHandler, configure_logs


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
    record = logging.LogRecord("server.chat", logging.INFO, __file__, 1, "answered %s", ("well",), None)
    record.fields = {"ms": 3.5}
    line = json.loads(JsonFormatter().format(record))
    assert (line["level"], line["logger"], line["message"], line["ms"]) == ("info", "server.chat", "answered well", 3.5)
    assert line["time"].endswith("+00:00")


def test_an_exception_shows_where_it_rose_but_not_its_words() -> None:
    try:
        raise ValueError("what somebody asked")
    except ValueError:
        record = logging.LogRecord("server", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    text = JsonFormatter().format(record)
    line = json.loads(text)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["raised_at"][-1]
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


def test_a_reader_of_the_log_that_stalls_holds_nobody_up_and_learns_what_it_missed() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stream, os.fdopen(reading) as reader:
        handler = PatientHandler(stream, n_waiting=5)
        handler.setFormatter(JsonFormatter())
        log = logging.getLogger("server.test")
        log.addHandler(handler)
        about = logging.getLogger("server.logs")
        about.addHandler(handler)
        try:
            for n in range(2_000):  # far more than a pipe holds
                log.warning("line %d %s", n, "x" * 100)
            n_read = n_dropped = 0
            while n_read + n_dropped < 2_000:
                line = json.loads(reader.readline())["message"]
                if line.startswith("line "):
                    n_read += 1
                else:
                    n_dropped += int(line.split()[0])
        finally:
            log.removeHandler(handler)
            about.removeHandler(handler)
    assert n_read + n_dropped == 2_000
    assert n_dropped > 0
