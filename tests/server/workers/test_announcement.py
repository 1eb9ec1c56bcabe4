"""Who starts the server on a terminal reads what to open; a program reads the address."""

import io
import sys

import pytest

from server.workers.announcement import announce, ready_line

URL = "http://127.0.0.1:8000"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_people_are_told_what_is_indexed_what_to_open_and_how_to_stop() -> None:
    assert ready_line(URL, ["Baker"]) == f"1 career indexed: Baker · open {URL} · Ctrl-C stops"
    assert ready_line(URL, ["A", "B", "C", "D"]).startswith("4 careers indexed: A, B, C and others · ")
    assert ready_line(URL, []).startswith("0 careers indexed · ")


def test_programs_are_told_the_address(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    announce(URL, ["Baker"])
    assert capsys.readouterr().out == f"Career advisor is ready at {URL}\n"
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    announce(URL, ["Baker"])
    assert "Ctrl-C" in terminal.getvalue()
