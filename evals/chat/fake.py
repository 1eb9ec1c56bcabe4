"""A fake OpenAI-compatible chat server on loopback.

It behaves as the model's name says; see behaviours.py.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from evals.chat.behaviours import BEHAVIOURS, KEY, first_sentences, unknown_model
from evals.chat.loopback import listening
from evals.chat.replying import FakeModels, ModelRequest, Reply, Script, read_request

__all__ = ["KEY", "FakeModels", "ModelRequest", "Script", "fake_models"]


@contextmanager
def fake_models(script: Script | None = None, rewriting: Script = lambda asked: asked.question) -> Iterator[FakeModels]:
    """Serve the fake models within the block."""
    models = FakeModels(script or first_sentences, rewriting)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked = read_request(body, self.headers.get("authorization", ""))
            models.asked.append(asked)
            models.events.append("asked")
            try:
                BEHAVIOURS.get(asked.model, unknown_model)(Reply(self, models), asked)
            except OSError:
                models.events.append("left")
                models.left.set()
                self.close_connection = True

    with listening(Handler) as url:
        models.url = f"{url}/v1"
        try:
            yield models
        finally:
            models.stopping.set()
