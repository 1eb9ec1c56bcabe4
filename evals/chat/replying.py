"""Requests to the fake chat server, and its replies piece by piece."""

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
class ModelRequest:
    """One request as the fake model reads it.

    ``passages`` are as sent, the first one is [1]; there are none when a follow-up is to be rewritten.
    """

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


Script = Callable[[ModelRequest], str]


@dataclass(slots=True)
class FakeModels:
    """The state of the fake server.

    ``url`` is the value for ADVISOR_CHAT_URL; ``script`` writes the answers of the model ``good``, and ``rewriting``
    its follow-ups.
    """

    script: Script
    rewriting: Script = lambda asked: asked.question
    url: str = ""
    asked: list[ModelRequest] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)  # set when a client leaves early
    started: threading.Event = field(default_factory=threading.Event)  # set with the first text sent
    events: list[str] = field(default_factory=list)  # asked and left, in order; tests may add their own

    def write(self, asked: ModelRequest) -> str:
        return (self.rewriting if asked.rewrites else self.script)(asked)


def read_request(body: dict[str, Any], authorization: str) -> ModelRequest:
    texts = {message["role"]: str(message["content"]) for message in body["messages"]}
    message = texts.get("user", "")
    parts = [part.strip() for part in MARK.split(message)]
    fenced = parts[1] if len(parts) > 2 else ""
    passages = re.split(r"\n\n(?=\[\d+\] )", fenced) if fenced.startswith("[1] ") else []
    return ModelRequest(
        model=body.get("model", ""),
        rules=texts.get("system", ""),
        message=message,
        passages=tuple(passages),
        question=parts[-2] if len(parts) > 2 else "",
        key=authorization.removeprefix("Bearer "),
        body=body,
    )


class Reply:
    """One reply in progress; raises OSError when the client has left."""

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

    def chunk(self, delta: dict[str, Any], finish: str | None = None, usage: dict[str, Any] | None = None) -> None:
        choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}]
        data = {
            "id": "c", "object": "chat.completion.chunk", "created": 0, "model": "fake", "choices": choices,
            "usage": usage,
        }  # fmt: skip
        self.raw(f"data: {json.dumps(data)}\n\n")

    def say(self, text: str) -> None:
        """Send a text word by word."""
        for word in re.findall(r"\s*\S+\s*$|\s*\S+", text):
            self.chunk({"content": word})
            self.models.started.set()

    def end(self, finish: str | None = "stop", *, n_out: int = 0, n_cached: int = 0) -> None:
        if finish:
            self.chunk({}, finish)
        if n_out:
            usage: dict[str, Any] = {
                "prompt_tokens": 700, "completion_tokens": n_out, "total_tokens": 700 + n_out,
                "prompt_tokens_details": {"cached_tokens": n_cached},
            }  # fmt: skip
            self.chunk({}, usage=usage)
        self.raw("data: [DONE]\n\n")

    def cut_off(self) -> None:
        """Drop the connection without ending the reply."""
        self._handler.connection.shutdown(socket.SHUT_RDWR)
        self._handler.close_connection = True

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until ``seconds`` have passed (True) or the server stops (False).

        Raises OSError when the client leaves.
        """
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
