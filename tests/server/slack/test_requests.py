"""Who may call /slack/events, how often one event counts, and that acknowledging does not wait for answers."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from advisor.bootstrap import Parts
from tests.server.made import HELD, REMOTE, Live, wait_until
from tests.server.slack.people import Person, in_slack, next_ts, signed_headers


@pytest.fixture(scope="module")
def person(slack: Person) -> Iterator[Person]:
    yield slack
    assert not slack.fake.broken


def body_of(person: Person, text: str = REMOTE) -> tuple[str, str]:
    """A direct message as Slack posts it, and its thread."""
    ts = next_ts()
    event = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": text, "ts": ts}
    return json.dumps(person.envelope(event)), ts


def old(seconds: int) -> str:
    return str(int(time.time()) - seconds)


@pytest.mark.parametrize(
    "change",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "yesterday"},
        {"X-Slack-Request-Timestamp": "9" * 40},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "1" + "0" * 9},
    ],
)
def test_a_wrong_signature_or_time_gets_401_and_does_nothing(person: Person, change: dict[str, str]) -> None:
    body, thread = body_of(person)
    assert person.posts(body, **change).status_code == 401
    assert not person.fake.thread("D1", thread)


def test_a_request_of_ten_minutes_ago_gets_401_although_it_is_signed(person: Person) -> None:
    body, thread = body_of(person)
    answer = person.live.client.post("/slack/events", content=body, headers=signed_headers(body, sent_at=old(600)))
    assert answer.status_code == 401
    assert not person.fake.thread("D1", thread)


def test_a_changed_body_or_one_that_is_no_text_gets_401(person: Person) -> None:
    body, _ = body_of(person)
    for content in (body.replace("home", "bed").encode(), b"\xff\xfe" + body.encode()):
        answer = person.live.client.post("/slack/events", content=content, headers=signed_headers(body))
        assert answer.status_code == 401


def test_an_event_sent_fifty_times_at_once_and_once_more_is_answered_once(person: Person) -> None:
    body, thread = body_of(person)
    before = person.live.writer.n_drafts

    async def redeliver() -> list[int]:
        async with httpx.AsyncClient(base_url=person.live.url, timeout=30) as client:
            posts = (
                client.post("/slack/events", content=body, headers=signed_headers(body) | {"X-Slack-Retry-Num": "1"})
                for _ in range(50)
            )
            return [answer.status_code for answer in await asyncio.gather(*posts)]

    assert set(asyncio.run(redeliver())) == {200}
    person.fake.settled("D1", thread, 1)
    assert person.posts(body).status_code == 200
    last = person.writes(REMOTE)
    person.fake.settled("D1", last, 1)
    assert len(person.fake.thread("D1", thread)) == 1
    assert person.live.writer.n_drafts == before + 2


def test_an_event_is_acknowledged_while_a_slow_answer_runs(person: Person) -> None:
    person.live.writer.started.clear()
    person.live.writer.release.clear()
    body, thread = body_of(person, HELD)
    assert person.posts(body).status_code == 200
    wait_until(person.live.writer.started.is_set)
    assert not person.fake.thread("D1", thread), "its answer is not there yet"
    other = person.writes("Lunch?", channel="C1")
    assert not person.fake.thread("C1", other)
    person.live.writer.release.set()
    person.fake.settled("D1", thread, 1)


def test_two_workspaces_with_equal_channels_and_threads_never_mix(person: Person) -> None:
    thread = person.mentions(REMOTE)
    person.fake.settled("C1", thread, 1)
    other = Person(person.live, person.fake, team="T2", user="U2")
    other.writes("How long does the apprenticeship take?", channel="C1", thread=thread)
    person.writes("How long does the apprenticeship take?", channel="C1", thread=thread)
    person.fake.settled("C1", thread, 2)
    person.fake.settled("D1", person.writes(REMOTE), 1)
    assert len(person.fake.thread("C1", thread)) == 2, "only the workspace that began it goes on"


def test_an_app_that_is_taken_away_takes_its_conversations_along(person: Person, tailor_parts: Parts) -> None:
    thread = person.writes(REMOTE)
    person.fake.settled("D1", thread, 1)
    leaving = Person(person.live, person.fake, team="T9", dm="D9", user="U9")
    left = leaving.writes(REMOTE)
    person.fake.settled("D9", left, 1)
    wait_until(lambda: asyncio.run(n_kept(tailor_parts, "T9")) == 1)
    leaving.event({"type": "app_uninstalled"})
    wait_until(lambda: asyncio.run(n_kept(tailor_parts, "T9")) == 0)
    assert asyncio.run(n_kept(tailor_parts, "T1")) > 0


def test_revoked_bot_tokens_do_the_same_and_a_persons_do_nothing(person: Person, tailor_parts: Parts) -> None:
    leaving = Person(person.live, person.fake, team="T8", dm="D8", user="U8")
    person.fake.settled("D8", leaving.writes(REMOTE), 1)
    leaving.event({"type": "tokens_revoked", "tokens": {"oauth": ["U8"]}})
    person.fake.settled("D8", leaving.writes(REMOTE), 1)
    wait_until(lambda: asyncio.run(n_kept(tailor_parts, "T8")) == 2)
    leaving.event({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}})
    wait_until(lambda: asyncio.run(n_kept(tailor_parts, "T8")) == 0)


async def n_kept(parts: Parts, team: str) -> int:
    kept = parts.conversations()
    try:
        return len(await kept.list(f"slack:{team}"))
    finally:
        await kept.aclose()


def test_without_its_settings_there_is_no_slack(live: Live) -> None:
    assert live.client.post("/slack/events", content=b"{}").status_code == 404


def test_what_other_slack_programs_have_in_the_environment_changes_nothing(
    tailor_parts: Parts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "of another program")
    monkeypatch.setenv("HOME", str(tmp_path))
    with in_slack(tailor_parts) as person:
        person.fake.settled("D1", person.writes(REMOTE), 1)
        assert not person.fake.broken
    assert not list(tmp_path.iterdir())
