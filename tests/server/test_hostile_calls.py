"""Whatever is sent to whatever door, the answer says what was wrong, and nothing is an error of the server's."""

import json
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings

from advisor.bootstrap import Parts
from tests.server.hostile_calls import VALUES, calls, changed
from tests.server.made import REMOTE, Live
from tests.server.slack.people import PUBLIC_URL, Person, in_slack, signed_headers

HANG_S = 60
FEW, MANY = 60, 20_000
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def few(n_examples: int) -> Any:
    # The same each time, so that a change is not held up by what an earlier one left; only the long form searches.
    return settings(
        max_examples=n_examples, deadline=None, database=None, derandomize=n_examples < MANY // 20,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@pytest.fixture(scope="module")
def door(tailor_parts: Parts) -> Iterator[Person]:
    """A server with every door there is, that counts no calls."""
    with in_slack(tailor_parts, limit_per_address=0) as person:
        yield person


def status_of(live: Live, call: bytes) -> int:
    """The status of the answer to a raw call; 0 when it is closed without one."""
    address = urlsplit(live.url)
    with socket.create_connection((address.hostname, address.port), timeout=HANG_S) as connection:
        connection.sendall(call)
        head = b""
        while b"\r\n" not in head:
            data = connection.recv(65_536)
            if not data:
                return 0
            head += data
    return int(head.split(b" ", 2)[1])


def check_call(door: Person, caplog: pytest.LogCaptureFixture, call: bytes) -> None:
    assert status_of(door.live, call) < 500, call
    check_log(caplog, call)


def check_slack(door: Person, caplog: pytest.LogCaptureFixture, body: str, kind: str) -> None:
    headers = signed_headers(body, kind)
    answer = door.live.client.post("/slack/events", content=body.encode(), headers=headers)
    assert answer.status_code in (200, 400, 404), (body, answer.text)
    check_log(caplog, body)


def check_log(caplog: pytest.LogCaptureFixture, about: object) -> None:
    unforeseen = [
        one for one in caplog.records if one.levelno >= logging.ERROR and one.name.startswith(("server", "uvi"))
    ]
    assert not unforeseen, (about, unforeseen[0].exc_info)
    caplog.clear()


ABOUT = {"team": {"id": "T1"}, "user": {"id": "U1"}, "channel": {"id": "C1"}, "trigger_id": "1.1", "response_url": ""}
EVENT = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": REMOTE, "ts": "1.1"}
VALUES_IN = {"reason": {"reason": {"selected_option": {"value": "other"}}}, "comment": {"comment": {"value": "x"}}}
INTERACTIONS = (
    {"type": "message_action", "callback_id": "ask_about_this", "message": {"text": "x"}, **ABOUT},
    {"type": "block_actions", "actions": [{"action_id": "rate", "block_id": "b", "value": "up:x", "type": "button"}],
     "container": {"type": "message", "message_ts": "1.1"}, "message": {"ts": "1.1"}, **ABOUT},
    {"type": "block_actions", "actions": [{"action_id": "ask:1", "block_id": "b", "value": "x", "type": "button"}],
     "container": {"type": "message", "message_ts": "1.1", "is_ephemeral": True}, **ABOUT},
    {"type": "view_submission", "view": {"type": "modal", "callback_id": "reason", "private_metadata": "x",
     "state": {"values": VALUES_IN}}, **ABOUT},
)  # fmt: skip
EVENTS: tuple[dict[str, Any], ...] = (
    EVENT,
    {**EVENT, "type": "app_mention"},
    {"type": "app_home_opened", "tab": "home", "channel": "D1", "user": "U1"},
    {"type": "agent_session_stopped", "channel": "D1", "thread_ts": "1.1", "user": "U1", "event_ts": "1.2"},
    {"type": "tokens_revoked", "tokens": {"bot": ["x"]}},
    {"type": "app_uninstalled"},
)
COMMAND = {"command": "/career", "text": "x", "team_id": "T1", "channel_id": "C1", "user_id": "U1", "trigger_id": "1.1"}


def fuzz_http(door: Person, caplog: pytest.LogCaptureFixture, n_examples: int) -> None:
    @few(n_examples)
    @given(calls())
    def send(call: bytes) -> None:
        check_call(door, caplog, call)

    send()


def fuzz_slack(door: Person, caplog: pytest.LogCaptureFixture, n_examples: int) -> None:
    def send_event(payload: Any) -> None:
        check_slack(door, caplog, json.dumps(payload), JSON)

    def send_interaction(payload: Any) -> None:
        check_slack(door, caplog, urlencode({"payload": json.dumps(payload)}), FORM)

    def send_command(fields: Any) -> None:
        given = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
        check_slack(door, caplog, urlencode(given, errors="replace"), FORM)

    def send_anything(value: Any) -> None:
        for body in (json.dumps(value), urlencode({"payload": json.dumps(value)})):
            check_slack(door, caplog, body, JSON)
            check_slack(door, caplog, body, FORM)

    for event in EVENTS:
        few(n_examples)(given(changed(door.envelope(event)))(send_event))()
    for interaction in INTERACTIONS:
        few(n_examples)(given(changed(interaction))(send_interaction))()
    few(n_examples)(given(changed(COMMAND))(send_command))()
    few(n_examples)(given(VALUES)(send_anything))()


def test_no_call_is_an_error_of_the_server(door: Person, caplog: pytest.LogCaptureFixture) -> None:
    fuzz_http(door, caplog, 5 * FEW)


def test_no_signed_call_of_slacks_is_an_error_of_the_server(door: Person, caplog: pytest.LogCaptureFixture) -> None:
    fuzz_slack(door, caplog, FEW // 3)


@pytest.mark.torture
def test_thousands_of_calls_are_no_error_of_the_server(
    door: Person, caplog: pytest.LogCaptureFixture, rounds: Callable[[int, int], int]
) -> None:
    n_calls = rounds(MANY, 10 * FEW)
    fuzz_http(door, caplog, n_calls)
    fuzz_slack(door, caplog, n_calls // 20)


@pytest.mark.parametrize(
    "body",
    ["{", "null", "[]", '"x"', "", "[" * 50_000, '{"type":"event_callback","event":null}', '{"type":7}',
     '{"type":null}', '{"event":[]}', '{"type":"","event":null}', '{"type":"shortcut","event":null}',
     '{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1"},"view":{"callback_id":"reason",'
     '"private_metadata":"x","state":{"values":{"reason":{"reason":{}},"comment":{"comment":{}}}}}}',
     '{"type":"event_callback","team_id":"T1","event_id":"E1","event":{"type":"message"}}',
     '{"type":"event_callback","team_id":{},"event_id":[],"event":{"type":"message"}}', '{"authorizations":7}',
     '{"payload":1}'],
)  # fmt: skip
def test_a_signed_body_that_is_nothing_of_slacks_is_refused(door: Person, body: str) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        answer = door.live.client.post("/slack/events", content=body.encode(), headers=signed_headers(body, kind))
        assert answer.status_code in (400, 404), (body, kind, answer.status_code)
    unsigned = door.live.client.post(
        "/slack/events", content=body.encode(), headers={"Content-Type": "application/json"}
    )
    assert unsigned.status_code == 401


def test_the_public_address_is_served_too(door: Person) -> None:
    assert door.live.get("/", headers={"Host": urlsplit(PUBLIC_URL).netloc}).status_code == 200
