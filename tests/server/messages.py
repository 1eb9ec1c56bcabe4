"""A loopback server that speaks Anthropic's protocol, with one model that writes and some that do not."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from evals.chat.loopback import listening

KEY = "a-key-for-messages"


@dataclass
class Messages:
    """``url`` is what ADVISOR_CHAT_URL takes."""

    text: str
    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def messages(text: str) -> Iterator[Messages]:
    """Serve until left. The model writes ``text``; ``refusing`` stops after it with a refusal, ``cut`` without an
    end, and ``busy`` is overloaded."""
    serving = Messages(text)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            serving.bodies.append(body)
            model = body["model"]
            if KEY not in (self.headers.get("x-api-key"), str(self.headers.get("authorization"))[len("Bearer ") :]):
                self.fail(401, "authentication_error")
            elif model == "busy":
                self.fail(529, "overloaded_error")
            else:
                self.write(model)

        def fail(self, status: int, kind: str) -> None:
            data = json.dumps({"type": "error", "error": {"type": kind, "message": kind}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def write(self, model: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            message = {
                "id": "m", "type": "message", "role": "assistant", "model": model, "content": [], "stop_reason": None,
                "stop_sequence": None, "usage": {"input_tokens": 812, "output_tokens": 1},
            }  # fmt: skip
            self.event("message_start", message=message)
            self.event("content_block_start", index=0, content_block={"type": "text", "text": ""})
            for word in serving.text.split(" "):
                self.event("content_block_delta", index=0, delta={"type": "text_delta", "text": f"{word} "})
            self.event("content_block_stop", index=0)
            if model == "cut":
                return
            reason = "refusal" if model == "refusing" else "end_turn"
            usage = {"input_tokens": 812, "output_tokens": len(serving.text.split())}
            self.event("message_delta", delta={"stop_reason": reason, "stop_sequence": None}, usage=usage)
            self.event("message_stop")

        def event(self, kind: str, **fields: Any) -> None:
            self.wfile.write(f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode())

    with listening(Handler) as serving.url:
        yield serving
