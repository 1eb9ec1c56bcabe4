"""A person in Slack: what Slack sends when they do something, over HTTP with a signature or through the socket."""

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from advisor.bootstrap import Parts
from tests.server.made import Live, serving, wait_until
from tests.server.slack.fake import FakeSlack, Posted, faking
from tests.server.slack.oauth import CLIENT_ID, CLIENT_SECRET

SECRET = "a secret for signatures"
PUBLIC_URL = "https://career.example.org"
_COUNT = itertools.count(1)


def next_ts() -> str:
    return f"1600000000.{next(_COUNT):06d}"


@dataclass
class Person:
    live: Live
    fake: FakeSlack
    uses_socket: bool = False
    team: str = "T1"
    user: str = "U1"
    dm: str = "D1"

    @property
    def bot(self) -> str:
        return f"UBOT{self.team}"

    # --- what they do ---

    def opens(self, tab: str) -> None:
        self.event({"type": "app_home_opened", "tab": tab, "channel": self.dm, "user": self.user, "event_ts": "1.1"})

    def writes(self, text: str, *, channel: str = "", thread: str = "", **more: Any) -> str:
        """A message, in their direct messages without a channel; returns the thread it is in."""
        ts = next_ts()
        channel = channel or self.dm
        kind = "im" if channel.startswith("D") else "channel"
        event = {"type": "message", "channel": channel, "channel_type": kind, "user": self.user, "text": text, "ts": ts}
        self.event(event | ({"thread_ts": thread} if thread else {}) | more)
        return thread or ts

    def mentions(self, text: str, *, channel: str = "C1", thread: str = "") -> str:
        """What Slack sends for it: the mention, and in channels the same as a message too."""
        ts = next_ts()
        text = f"<@{self.bot}> {text}"
        event = {"channel": channel, "user": self.user, "text": text, "ts": ts}
        event |= {"thread_ts": thread} if thread else {}
        self.event({"type": "app_mention", **event})
        self.event({"type": "message", "channel_type": "channel", **event})
        return thread or ts

    def stops(self, channel: str, thread: str) -> None:
        told = {"channel": channel, "thread_ts": thread, "user": self.user, "event_ts": next_ts()}
        self.event({"type": "agent_session_stopped", "streaming_message_ts": [], **told})

    def commands(self, text: str, *, channel: str = "C1") -> Any:
        return self.sends(
            "slash_commands",
            {
                "command": "/career", "text": text, "team_id": self.team, "channel_id": channel, "user_id": self.user,
                "trigger_id": next_ts(), "response_url": self.answer_address(channel),
            },
        )  # fmt: skip

    def asks_about(self, text: str, *, channel: str = "C1") -> None:
        self.interacts({"type": "message_action", "callback_id": "ask_about_this", "message": {"text": text}}, channel)

    def presses(self, posted: Posted, action: dict[str, Any], *, is_private: bool = False) -> None:
        container = {"type": "message", "message_ts": posted.ts, "is_ephemeral": is_private}
        pressed = {**action, "action_ts": next_ts()}
        message = {"ts": posted.ts} | ({"thread_ts": posted.thread} if posted.thread else {})
        self.interacts(
            {"type": "block_actions", "actions": [pressed], "container": container, "message": message}, posted.channel
        )

    def rates(self, posted: Posted, side: str) -> None:
        assert posted.thumbs is not None
        value = posted.thumbs[f"{side}_button"]["value"]
        action = {"action_id": "rate", "type": "feedback_buttons", "value": value, "block_id": "b"}
        self.presses(posted, action)

    def submits(self, view: dict[str, Any], reason: str, comment: str = "") -> Any:
        values = {
            "reason": {"reason": {"selected_option": {"value": reason}}},
            "comment": {"comment": {"value": comment or None}},
        }
        sent = {k: view[k] for k in ("callback_id", "private_metadata")} | {"state": {"values": values}}
        return self.interacts({"type": "view_submission", "view": {"type": "modal", **sent}}, "C1")

    # --- how Slack tells of it ---

    def event(self, event: dict[str, Any], *, event_id: str = "") -> Any:
        return self.sends("events_api", self.envelope(event, event_id=event_id))

    def envelope(self, event: dict[str, Any], *, event_id: str = "") -> dict[str, Any]:
        return {
            "type": "event_callback", "team_id": self.team, "api_app_id": "A1", "event": event,
            "event_id": event_id or f"Ev{next(_COUNT)}", "event_time": int(time.time()),
            "authorizations": [{"team_id": self.team, "user_id": self.bot, "is_bot": True}],
        }  # fmt: skip

    def interacts(self, payload: dict[str, Any], channel: str) -> Any:
        about = {
            "team": {"id": self.team}, "user": {"id": self.user, "team_id": self.team}, "channel": {"id": channel},
            "trigger_id": next_ts(), "api_app_id": "A1",
            "response_url": self.answer_address(channel),
        }  # fmt: skip
        return self.sends("interactive", {**about, **payload})

    def answer_address(self, channel: str) -> str:
        """Of its own for each thing that somebody does."""
        return f"{self.fake.url}/respond/{self.team}/{channel}/{next(_COUNT)}"

    def sends(self, kind: str, payload: dict[str, Any]) -> Any:
        """What the app said at once, in its acknowledgement."""
        if self.uses_socket:
            envelope_id = self.fake.push(kind, payload)
            wait_until(lambda: envelope_id in self.fake.acks)
            return self.fake.acks[envelope_id]
        if kind == "events_api":
            body, content_type = json.dumps(payload), "application/json"
        else:
            fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(fields), "application/x-www-form-urlencoded"
        answer = self.posts(body, content_type)
        assert answer.status_code == 200, answer.text
        return answer.json() if answer.headers.get("content-type", "").startswith("application/json") else answer.text

    def posts(self, body: str, content_type: str = "application/json", **headers: str) -> httpx.Response:
        signed = signed_headers(body, content_type) | headers
        return self.live.client.post("/slack/events", content=body.encode(), headers=signed)


@dataclass
class Installer:
    """Somebody in a browser who adds the app to their workspace."""

    live: Live
    fake: FakeSlack
    team: str = "T1"
    cookie: str = ""

    def begins(self) -> str:
        """Where they are led to: Slack's own page that asks for leave."""
        answer = self.live.get("/slack/install", follow_redirects=False)
        assert answer.status_code == 302, answer.text
        self.cookie = answer.headers["set-cookie"].partition(";")[0]
        return answer.headers["location"]

    def returns(self, address: str) -> httpx.Response:
        """Slack sends them back to there."""
        path, _, query = address.removeprefix(PUBLIC_URL).partition("?")
        return self.live.get(f"{path}?{query}", headers={"Cookie": self.cookie} if self.cookie else {})

    def installs(self) -> Person:
        answer = self.returns(self.fake.installations.allow(self.begins(), self.team))
        assert answer.status_code == 200, answer.text
        assert f"Installed in Workspace {self.team}" in answer.text
        return Person(self.live, self.fake, team=self.team)


def signed_headers(body: str, content_type: str = "application/json", *, sent_at: str = "") -> dict[str, str]:
    sent_at = sent_at or str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=sent_at, body=body)
    assert signature is not None
    return {
        "Content-Type": content_type, "X-Slack-Request-Timestamp": sent_at, "X-Slack-Signature": signature,
    }  # fmt: skip


@contextmanager
def in_many_workspaces(parts: Parts, **settings: Any) -> Iterator[Installer]:
    """The server as an app that any workspace may install, a fake Slack, and somebody who may install it."""
    given = {
        "slack_client_id": CLIENT_ID, "slack_client_secret": CLIENT_SECRET, "slack_signing_secret": SECRET,
        "public_url": PUBLIC_URL,
    }  # fmt: skip
    with faking() as fake, serving(parts, **given | {"slack_api_url": f"{fake.url}/api/"} | settings) as live:
        yield Installer(live, fake)


@contextmanager
def in_slack(parts: Parts, *, uses_socket: bool = False, **settings: Any) -> Iterator[Person]:
    """The server with its Slack door open, a fake Slack beside it, and a person."""
    way = {"slack_app_token": "xapp-1"} if uses_socket else {"slack_signing_secret": SECRET}
    given = {"slack_bot_token": "xoxb-1", "public_url": PUBLIC_URL, **way}
    with faking() as fake, serving(parts, **given | {"slack_api_url": f"{fake.url}/api/"} | settings) as live:
        if uses_socket:
            wait_until(fake.is_connected)
        yield Person(live, fake, uses_socket)
