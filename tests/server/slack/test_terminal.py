"""The app in a terminal, for whoever has no Slack: what it shows is what the fake Slack was told."""

import threading
from collections.abc import Iterable
from io import StringIO

import pytest
from rich.console import Console

from tests.server.made import HELD, REMOTE, wait_until
from tests.server.slack.people import Person
from tests.server.slack.terminal import Terminal, talk


@pytest.fixture
def person(slack: Person) -> Person:
    return slack


def shown(person: Person, lines: Iterable[str]) -> str:
    out = StringIO()
    talk(person, lines, Console(file=out, width=200))
    return out.getvalue()


def test_a_question_its_thumb_and_its_button_are_shown_as_slack_shows_them(person: Person) -> None:
    text = shown(person, [REMOTE, "+", "1", "quit", "never read"])
    assert REMOTE in text.partition("Slack offers:")[2].partition("Career advisor")[0]
    assert "Many tailors 🏠🧵 do." in text
    assert "] Tailor Career Guide › Frequently Asked Questions › Can a tailor work from home?" in text
    assert "(+) 👍  (-) 👎" in text
    assert "Thank you, noted." in text
    assert text.count("Career advisor, direct message") == 2
    assert "Slack would refuse" not in text


def test_a_thumb_down_shows_the_form_and_sends_what_is_chosen(person: Person) -> None:
    text = shown(person, [REMOTE, "-", "2 too short"])
    assert "A form opens: What was wrong?" in text
    assert "2  Something is missing" in text
    assert "The form closes." in text


def test_a_mention_a_private_answer_and_sharing_it_go_where_they_belong(person: Person) -> None:
    text = shown(person, [f"@ {REMOTE}", "How long does the apprenticeship take?", f"/career {REMOTE}", "1"])
    assert text.count("Career advisor, #general") == 3
    assert "Career advisor, only for you" in text
    assert "@you asked" in text
    assert "four years" in text


def test_help_the_home_tab_and_a_button_that_is_not_there(person: Person) -> None:
    text = shown(person, ["help", "home", "7", "dm", "/career"])
    assert "presses the stop button" in text
    assert "What I know" in text
    assert "Tailor Career Guide" in text
    assert "There is no such button" in text
    assert "Write your question after the command" in text


def test_the_stop_button_can_be_pressed_while_it_answers(person: Person) -> None:
    person.live.writer.started.clear()
    out = StringIO()
    terminal = Terminal(person, Console(file=out, width=200))

    def press() -> None:
        person.live.writer.started.wait(30)
        terminal.wants_stop = True

    presses = threading.Thread(target=press)
    presses.start()
    terminal.obey(HELD, iter(()))
    presses.join()
    person.live.writer.release.set()
    assert "Stopped." in out.getvalue()
    wait_until(lambda: not terminal.is_working)
