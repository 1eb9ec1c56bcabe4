"""A reader with a session, as the widget is one: keeps the secret, sends the token, names the site and origin."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.server.made import STREAM, Live, Sent, read_events


@dataclass
class Reader:
    """``origin`` and ``site_key`` empty: a script, or a page of the server's own."""

    live: Live
    origin: str = ""
    site_key: str = ""
    secret: str = ""
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def open(self) -> "Reader":
        """Open the session, or renew it."""
        answer = self.call("POST", "/api/session", {"secret": self.secret} if self.secret else {}, token="")
        assert answer.status_code == 200, answer.text
        self.secret, self.token = answer.json()["secret"], answer.json()["token"]
        return self

    def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, **headers: str
    ) -> httpx.Response:
        return self.live.client.request(method, path, json=body, headers=self._headers(token) | headers)

    def ask(self, question: str, conversation_id: str | None = None, **more: Any) -> dict[str, Any]:
        """The Answer to one question of a conversation."""
        answer = self.call("POST", "/api/chat", {"question": question, "conversation_id": conversation_id, **more})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def stream(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """An open stream, to be read with ``read_events``."""
        return self.live.client.stream(method, path, json=body, headers=self._headers(None) | STREAM | headers)

    def events(self, question: str, **more: Any) -> list[Sent]:
        with self.stream("POST", "/api/chat", {"question": question, **more}) as answer:
            return list(read_events(answer.iter_lines()))

    def resume(self, answer_id: str, n_read: int = 0) -> list[Sent]:
        last = {"Last-Event-ID": f"{answer_id}:{n_read}"} if n_read else {}
        with self.stream("GET", f"/api/chat/{answer_id}", **last) as answer:
            assert answer.status_code == 200, answer.read()
            return list(read_events(answer.iter_lines()))

    def _headers(self, token: str | None) -> dict[str, str]:
        token = self.token if token is None else token
        given = {"Origin": self.origin, "Site-Key": self.site_key, "Authorization": f"Bearer {token}" if token else ""}
        return {name: value for name, value in given.items() if value} | self.headers
