"""Two workers are one app to Slack: whichever a call reaches, a thread is answered by one, once and in order."""

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import psutil
import pytest

from tests.server.made import HELD, REMOTE, Live, index_tailor, wait_until
from tests.server.slack.fake import FakeSlack, faking
from tests.server.slack.oauth import CLIENT_ID, CLIENT_SECRET
from tests.server.slack.people import PUBLIC_URL, SECRET, Installer, Person, next_ts, signed_headers
from tests.server.test_server_command import HANG_S, ROOT, started

pytestmark = pytest.mark.process

LEARNING = "How long does the apprenticeship take?"


@dataclass
class Server:
    process: "subprocess.Popen[str]"
    live: Live
    fake: FakeSlack
    release: Path
    url: str

    def person(self, team: str) -> Person:
        return Installer(self.live, self.fake, team).installs()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """In many workspaces; each call to it is a connection of its own, so that both workers get some."""
    folder = tmp_path_factory.mktemp("workers")
    data, corpus = index_tailor(folder)
    with faking() as fake:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ADVISOR_", "SERVER_"))}
        env = {
            **kept, "PYTHONPATH": str(ROOT), "SERVER_PORT": "0", "SERVER_WORKERS": "2", "SERVER_PUBLIC_URL": PUBLIC_URL,
            "SERVER_SLACK_CLIENT_ID": CLIENT_ID, "SERVER_SLACK_CLIENT_SECRET": CLIENT_SECRET,
            "SERVER_SLACK_SIGNING_SECRET": SECRET, "SERVER_SLACK_API_URL": f"{fake.url}/api/",
        }  # fmt: skip
        with (
            started(env, "tests.server.slow_workers", str(data), str(corpus)) as (process, url),
            httpx.Client(base_url=url, timeout=HANG_S, limits=httpx.Limits(max_keepalive_connections=0)) as client,
        ):
            live = cast(Live, SimpleNamespace(client=client, get=client.get))
            yield Server(process, live, fake, data / "release", url)
            process.send_signal(signal.SIGTERM)
            process.wait(HANG_S)
        assert not fake.broken


def test_an_event_that_reaches_both_many_times_is_answered_once(server: Server) -> None:
    person = server.person("T1")
    ts = next_ts()
    event = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": REMOTE, "ts": ts}
    body = json.dumps(person.envelope(event))

    async def redeliver() -> list[int]:
        limits = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncClient(base_url=server.url, timeout=HANG_S, limits=limits) as client:
            posts = (client.post("/slack/events", content=body, headers=signed_headers(body)) for _ in range(40))
            return [answer.status_code for answer in await asyncio.gather(*posts)]

    assert set(asyncio.run(redeliver())) == {200}
    server.fake.settled("D1", ts, 1)
    person.posts(body)
    server.fake.settled("D1", person.writes(REMOTE), 1)
    assert len(server.fake.thread("D1", ts)) == 1


def test_questions_of_one_thread_are_answered_one_after_the_other_with_what_was_said(server: Server) -> None:
    person = server.person("T2")
    thread = person.mentions(REMOTE)
    for _ in range(4):
        person.writes(LEARNING, channel="C1", thread=thread)
        person.writes(REMOTE, channel="C1", thread=thread)
    answers = [posted.markdown for posted in server.fake.settled("C1", thread, 9, team="T2")]
    assert ["four years" in answer for answer in answers] == [False, *[True, False] * 4]


def test_the_stop_button_reaches_the_worker_that_answers(server: Server) -> None:
    person = server.person("T3")
    threads = [person.writes(HELD) for _ in range(8)]
    for thread in threads:
        wait_until(lambda thread=thread: server.fake.sessions.get(("T3", "D1", thread)) == "processing")
        person.stops("D1", thread)
        (posted,) = server.fake.settled("D1", thread, 1, team="T3")
        assert posted.markdown == "_Stopped._"
    server.release.touch()


def test_an_installation_begun_at_one_ends_at_the_other_and_its_state_is_good_once_in_all(server: Server) -> None:
    for n in range(6):
        installer = Installer(server.live, server.fake, f"T4{n}")
        back = server.fake.installations.allow(installer.begins(), installer.team)
        again = server.fake.installations.allow(_page(back), installer.team)
        assert installer.returns(back).status_code == 200
        assert "Begin again" in installer.returns(again).text


def _page(back: str) -> str:
    """Slack's page for the state that is in an address it sent somebody back to."""
    state = parse_qs(urlsplit(back).query)["state"][0]
    asked = {"client_id": CLIENT_ID, "scope": "chat:write", "state": state,
             "redirect_uri": f"{PUBLIC_URL}/slack/oauth_redirect"}  # fmt: skip
    return f"https://slack.com/oauth/v2/authorize?{urlencode(asked)}"


def test_a_workspace_that_leaves_is_forgotten_by_both(server: Server) -> None:
    person = server.person("T5")
    server.fake.settled("D1", person.writes(REMOTE), 1, team="T5")
    person.event({"type": "app_uninstalled"})

    def is_told_to_install() -> bool:
        n_before = len(server.fake.private)
        person.commands(REMOTE)
        wait_until(lambda: len(server.fake.private) > n_before)
        return server.fake.private[-1].text.endswith("/slack/install")

    wait_until(is_told_to_install)  # the event is acknowledged before all of it is done
    assert all(is_told_to_install() for _ in range(8))


def test_after_the_death_of_a_worker_the_threads_it_had_go_on(server: Server) -> None:
    person = server.person("T6")
    threads = [person.writes(REMOTE) for _ in range(6)]
    for thread in threads:
        server.fake.settled("D1", thread, 1, team="T6")
    os.kill(psutil.Process(server.process.pid).children()[0].pid, signal.SIGKILL)
    for thread in threads:
        wait_until(lambda thread=thread: _was_taken(person, thread))
        assert "four years" in server.fake.settled("D1", thread, 2, team="T6")[1].markdown


def _was_taken(person: Person, thread: str) -> bool:
    """Slack sends again what met a worker at its death."""
    ts = next_ts()
    event = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": LEARNING, "ts": ts}
    try:
        person.event({**event, "thread_ts": thread})
    except (httpx.HTTPError, AssertionError):
        return False
    return True
