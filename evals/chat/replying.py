"""What the fake chat server is asked, and how it writes its replies, whole or piece by piece."""

import json
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

PAUSE_S = 0.05

MARK = re.compile(r"^=== [0-9a-f]{16} ===$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the fake model reads it. ``passages`` as they were sent, the first one as [1]; none where a
    follow-up is to be rewritten."""

    model: str
    rules: str
    message: str
    passages: tuple[str, ...]
    question: str
    key: str
    body: dict[str, Any] = field(repr=False)

    @property
    def rewrites(self) -> bool:
        return not self.passages


Script = Callable[[Asked], str]


@dataclass(slots=True)
class FakeModels:
    """The server. ``url`` is what ADVISOR_CHAT_URL takes; ``script`` is what its model ``good`` writes, and
    ``rewriting`` what it makes of a follow-up."""

    script: Script
    rewriting: Script = lambda asked: asked.question
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)  # set when a client leaves before the end
    started: threading.Event = field(default_factory=threading.Event)  # set when the first text was sent
    events: list[str] = field(default_factory=list)  # asked and left, in order; a test may add what it does

    def write(self, asked: Asked) -> str:
        return (self.rewriting if asked.rewrites else self.script)(asked)


def read_request(body: dict[str, Any], authorization: str) -> Asked:
    texts = {message["role"]: str(message["content"]) for message in body["messages"]}
    message = texts.get("user", "")
    parts = [part.strip() for part in MARK.split(message)]
    fenced = parts[1] if len(parts) > 2 else ""
    passages = re.split(r"\n\n(?=\[\d+\] )", fenced) if fenced.startswith("[1] ") else []
    return Asked(
        model=body.get("model", ""),
        rules=texts.get("system", ""),
        message=message,
        passages=tuple(passages),
        question=parts[-2] if len(parts) > 2 else "",
        key=authorization.removeprefix("Bearer "),
        body=body,
    )


class Reply:
    """Writes one reply; raises OSError when the client has left."""

    def __init__(self, handler: BaseHTTPRequestHandler, models: FakeModels) -> None:
        self._handler = handler
        self.models = models

    def error(self, status: int, message: str, code: str = "", **headers: str) -> None:
        body = {"error": {"message": message, "type": "invalid_request_error", "code": code or None}}
        self.whole(status, "application/json", json.dumps(body), **headers)

    def whole(self, status: int, kind: str, body: str, **headers: str) -> None:
        data = body.encode()
        self._handler.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.send_header("Content-Length", str(len(data)))
        self._handler.end_headers()
        self._handler.wfile.write(data)

    def begin(self) -> None:
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", "text/event-stream")
        self._handler.send_header("Connection", "close")
        self._handler.end_headers()
        self._handler.close_connection = True

    def raw(self, text: str) -> None:
        self._handler.wfile.write(text.encode())
        self._handler.wfile.flush()

    def chunk(self, delta: dict[str, Any], finish: str | None = None, usage: dict[str, int] | None = None) -> None:
        choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}]
        data = {
            "id": "c", "object": "chat.completion.chunk", "created": 0, "model": "fake", "choices": choices,
            "usage": usage,
        }  # fmt: skip
        self.raw(f"data: {json.dumps(data)}\n\n")

    def say(self, text: str) -> None:
        """A text word by word."""
        for word in re.findall(r"\s*\S+\s*$|\s*\S+", text):
            self.chunk({"content": word})
            self.models.started.set()

    def end(self, finish: str | None = "stop", *, n_out: int = 0) -> None:
        if finish:
            self.chunk({}, finish)
        if n_out:
            self.chunk({}, usage={"prompt_tokens": 700, "completion_tokens": n_out, "total_tokens": 700 + n_out})
        self.raw("data: [DONE]\n\n")

    def cut_off(self) -> None:
        """Drop the connection without a goodbye."""
        self._handler.connection.shutdown(socket.SHUT_RDWR)
        self._handler.close_connection = True

    def wait(self, seconds: float | None = None) -> bool:
        """Until the server stops or the client leaves (which raises); True when the time is over before."""
        waited = 0.0
        while not self.models.stopping.wait(PAUSE_S):
            waited += PAUSE_S
            if seconds is not None and waited >= seconds:
                return True
            self._handler.connection.settimeout(0.001)
            try:
                if self._handler.connection.recv(1) == b"":
                    raise ConnectionResetError
            except TimeoutError:
                pass
            finally:
                self._handler.connection.settimeout(None)
        return False
