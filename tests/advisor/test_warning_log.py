"""A warning may quote a key, a question or a service: the log has where it rose, and nothing of it."""

import logging
import warnings
from collections.abc import Iterator

import pytest

from advisor.warning_log import log_warnings
from tests.advisor.test_reply_bounds import Service, ask, event

SECRET = "sk-a-secret-key"


@pytest.fixture
def as_a_command_does() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.resetwarnings()
        log_warnings()
        yield


@pytest.mark.parametrize("field", ["id", "model", "created"])
def test_what_a_chat_service_sends_of_a_wrong_type_is_not_printed(
    as_a_command_does: None, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, field: str
) -> None:
    wrong = event("Bakers bake. ", **{field: [SECRET]}) * 50
    heard, failure = ask(Service(wrong + event("", "stop") + b"data: [DONE]\n\n"))
    assert (set(heard), failure) == ({"Bakers bake. "}, None)
    (line,) = [record.getMessage() for record in caplog.records if record.name == "advisor.warning_log"]
    assert line.startswith("UserWarning at pydantic/main.py:")
    assert SECRET not in caplog.text + "".join(capsys.readouterr())


def test_a_warning_is_told_once_for_each_place_and_its_words_are_not_remembered(
    as_a_command_does: None, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(100):
        warnings.warn(f"{SECRET} {n}", UserWarning, stacklevel=1)
        warnings.warn(f"{SECRET} {n}", RuntimeWarning, stacklevel=1)
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert SECRET not in caplog.text
    assert SECRET not in str(globals().get("__warningregistry__"))
