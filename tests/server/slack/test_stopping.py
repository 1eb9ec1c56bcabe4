"""A server that is stopped in the middle of an answer says so where the answer was to stand."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Answer, ClaimMade, Event, Finished, Question
from tests.made import write_guides
from tests.server.made import HELD, REMOTE, Live, wait_until, write_tailor
from tests.server.slack.answers import answered
from tests.server.slack.fake import FakeSlack, faking
from tests.server.slack.people import PUBLIC_URL, SECRET, Person, in_slack

RESTARTING = "_The server is being restarted, and this answer was not finished. Please try again in a moment._"
FIRST = "The apprenticeship of a tailor takes four years — sometimes five."


class Halting:
    """The real Advisor, but that it makes one claim of each answer and then no more."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._advisor, name)

    async def ask(self, question: Question, *, answer_id: str) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError

    async def stream(self, question: Question, *, answer_id: str) -> AsyncGenerator[Event]:
        made = replace(answered(), id=answer_id, question=question)
        yield ClaimMade(made.claims[0], made.citations[:1])
        if question.text == REMOTE:
            yield Finished(made)
        await asyncio.Event().wait()


def test_what_was_streamed_stays_with_a_word_on_the_restart_and_a_button_to_ask_again(tailor_parts: Parts) -> None:
    with in_slack(tailor_parts, around=Halting) as person:
        question = "How long does it take?"
        thread = person.writes(question)
        wait_until(lambda: FIRST in "".join(m.markdown for m in person.fake.thread("D1", thread)))
        person.live.shutdown.begin()
        (posted,) = person.fake.settled("D1", thread, 1)
        assert posted.markdown.startswith(FIRST)
        assert posted.markdown.endswith(f"\n\n{RESTARTING}")
        assert [(b["text"]["text"], b["value"]) for b in posted.buttons] == [("Try again", question)]
        wait_until(lambda: person.fake.sessions["T1", "D1", thread] == "active")
        assert not person.fake.broken


def test_questions_that_wait_and_questions_that_come_after_are_told_too(tailor_parts: Parts) -> None:
    with in_slack(tailor_parts, around=Halting) as person:
        thread = person.writes("One?")
        wait_until(lambda: person.fake.thread("D1", thread))
        person.writes("Two?", thread=thread)
        person.commands("Three?")
        wait_until(
            lambda: len(person.live.context.admission._waiting) == 0 and person.live.context.admission.n_active == 2
        )
        person.live.shutdown.begin()
        first, second = person.fake.settled("D1", thread, 2)
        assert RESTARTING in first.markdown
        assert second.markdown == RESTARTING
        wait_until(lambda: person.fake.private)
        assert "being restarted" in person.fake.private[0].markdown
        assert [b["value"] for b in person.fake.private[0].buttons] == ["Three?"]
        late = person.writes("Four?")
        (told,) = person.fake.settled("D1", late, 1)
        assert "shutting down" in told.markdown
        assert not person.fake.broken


@pytest.mark.parametrize("how", ["stop button", "restart"])
def test_an_answer_that_is_whole_is_put_there_whole_whatever_comes_between(tailor_parts: Parts, how: str) -> None:
    with in_slack(tailor_parts, around=Halting) as person:
        held = held_up(person.fake, "chat.stopStream")
        thread = person.writes(REMOTE)
        held.waiting.wait(30)
        if how == "restart":
            person.live.shutdown.begin()
        else:
            person.stops("D1", thread)
            person.writes("hello", thread="9.9")  # the one before has been taken in when this is answered
        held.release.set()
        (posted,) = person.fake.settled("D1", thread, 1)
        assert "**Sources**" in posted.markdown
        assert "restarted" not in posted.markdown
        assert "Stopped" not in posted.markdown
        assert posted.thumbs is not None


def test_pressing_the_stop_button_again_and_restarting_meanwhile_keep_nothing_from_being_told(
    tailor_parts: Parts,
) -> None:
    with in_slack(tailor_parts, around=Halting) as person:
        held = held_up(person.fake, "chat.appendStream")
        thread = person.writes("How long does it take?")
        held.waiting.wait(30)
        for _ in range(2):
            person.stops("D1", thread)
        person.live.shutdown.begin()
        late = person.writes("Too late?")
        person.fake.settled("D1", late, 1)  # by now, both have been taken in
        held.release.set()
        (posted,) = person.fake.settled("D1", thread, 1)
        assert posted.markdown.endswith("_Stopped._")
        wait_until(lambda: person.fake.sessions["T1", "D1", thread] == "active")


@dataclass
class Held:
    """A method of Slack's that takes its time until it is let go."""

    waiting: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)


def held_up(fake: FakeSlack, method: str) -> Held:
    held = Held()

    async def before(name: str) -> None:
        if name == method:
            held.waiting.set()
            await asyncio.to_thread(held.release.wait, 30)

    fake.before = before
    return held


@pytest.mark.process
def test_a_signal_ends_the_process_and_its_answers_are_told_before(tmp_path: Path) -> None:
    corpus = write_tailor(write_guides(tmp_path / "guides", ("Baker",)))
    with faking() as fake:
        environment = {
            **os.environ, "SERVER_PORT": "0", "SERVER_SLACK_BOT_TOKEN": "xoxb-1", "SERVER_PUBLIC_URL": PUBLIC_URL,
            "SERVER_SLACK_SIGNING_SECRET": SECRET, "SERVER_SLACK_API_URL": f"{fake.url}/api/",
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.server.slow_server", str(tmp_path / "data"), str(corpus)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            url = process.stdout.readline().rpartition(" ")[2].strip()
            with httpx.Client(base_url=url, timeout=30) as client:
                person = Person(cast(Live, SimpleNamespace(client=client)), fake)
                thread = person.writes(HELD)
                wait_until(lambda: fake.sessions.get(("T1", "D1", thread)) == "processing")
                process.send_signal(signal.SIGTERM)
                (posted,) = fake.settled("D1", thread, 1)
            assert posted.markdown == RESTARTING
            process.wait(20)
        finally:
            process.kill()
            process.communicate()
