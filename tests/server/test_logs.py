"""The lines of the log: JSON, with what an operator needs and nothing of what was asked."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from server.logs import JsonFormatter, configure_logs


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
    lines = [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()]
    assert lines == ["ours"]
