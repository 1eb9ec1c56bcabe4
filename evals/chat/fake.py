"""A chat server on loopback that speaks OpenAI's protocol and misbehaves as the model's name says."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "a-key-for-loopback"
PAUSE_S = 0.05

_MARK = re.compile(r"^=== [0-9a-f]{16} ===$", re.MULTILINE)


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
Behaviour = Callable[["Reply", Asked], None]


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

    def write(self, asked: Asked) -> str:
        return (self.rewriting if asked.rewrites else self.script)(asked)


@contextmanager
def fake_models(script: Script | None = None, rewriting: Script = lambda asked: asked.question) -> Iterator[FakeModels]:
    """Serve until left."""
    models = FakeModels(script or first_sentences, rewriting)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked = _read(body, self.headers.get("authorization", ""))
            models.asked.append(asked)
            try:
                BEHAVIOURS.get(asked.model, _unknown)(Reply(self, models), asked)
            except OSError:
                models.left.set()
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    models.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield models
    finally:
        models.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def first_sentences(asked: Asked) -> str:
    """The first sentence of the first passage, marked; a follow-up as it is."""
    if asked.rewrites:
        return asked.question
    text = asked.passages[0].partition("\n")[2]
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0] + " [1]"


def _read(body: dict[str, Any], authorization: str) -> Asked:
    texts = {message["role"]: str(message["content"]) for message in body["messages"]}
    message = texts.get("user", "")
    parts = [part.strip() for part in _MARK.split(message)]
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


# --- what the models do, by their names ------------------------------------------------------------------------


def _good(reply: Reply, asked: Asked) -> None:
    reply.begin()
    text = reply.models.write(asked)
    reply.chunk({"role": "assistant", "content": ""})
    reply.say(text)
    reply.end(n_out=len(text.split()))


def _says(text: str) -> Behaviour:
    def behave(reply: Reply, _: Asked) -> None:
        reply.begin()
        reply.say(text)
        reply.end()

    return behave


def _good_then(after: Callable[[Reply], None]) -> Behaviour:
    """A first sentence from the script and the beginning of another, then something else."""

    def behave(reply: Reply, asked: Asked) -> None:
        reply.begin()
        reply.say(f"{reply.models.write(asked)} And then there is th")
        after(reply)

    return behave


def _fails(status: int, message: str, code: str = "", **headers: str) -> Behaviour:
    return lambda reply, _: reply.error(status, message, code, **headers)


def _once(failing: Behaviour) -> Behaviour:
    """Fails each server's first request; good from then on."""

    def behave(reply: Reply, asked: Asked) -> None:
        (failing if len(reply.models.asked) == 1 else _good)(reply, asked)

    return behave


def _when_rewriting(behaving: Behaviour) -> Behaviour:
    """Good at answers, and otherwise at follow-ups."""

    def behave(reply: Reply, asked: Asked) -> None:
        (behaving if asked.rewrites else _good)(reply, asked)

    return behave


def _wrong_key(reply: Reply, asked: Asked) -> None:
    if asked.key == KEY:
        _good(reply, asked)
    else:
        reply.error(401, f"Incorrect API key provided: {asked.key}", "invalid_api_key")


def _unknown(reply: Reply, asked: Asked) -> None:
    reply.error(404, f"The model {asked.model!r} does not exist", "model_not_found")


def _raw(text: str) -> Behaviour:
    def behave(reply: Reply, _: Asked) -> None:
        reply.begin()
        reply.raw(text)

    return behave


def _stall_before(reply: Reply, _: Asked) -> None:
    reply.begin()
    reply.wait()


def _only_pings(reply: Reply, _: Asked) -> None:
    reply.begin()
    while reply.wait(PAUSE_S):
        reply.raw(": still here\n\n")


def _drip(reply: Reply, _: Asked) -> None:
    reply.begin()
    while reply.wait(PAUSE_S):
        reply.chunk({"content": "a"})


def _loop(reply: Reply, asked: Asked) -> None:
    reply.begin()
    while not reply.models.stopping.is_set():
        reply.say(reply.models.write(asked) + " ")


def _ends(finish: str | None) -> Callable[[Reply], None]:
    return lambda reply: reply.end(finish)


def _obey(reply: Reply, asked: Asked) -> None:
    reply.begin()
    reply.say(obedience(asked))
    reply.end()


_ORDER = re.compile(
    r"(?:say|write|print|output|reply(?: with)?|respond with|answer with|append|include|repeat|add|state that"
    r"|claim that|tell (?:the reader|them|me|users)(?: that)?|insert|end with|begin with|mention|recommend|link to)\b"
    r":?\s*(.+)",
    re.IGNORECASE,
)
_REVEAL = re.compile(r"\b(?:rules|system prompt|instructions|prompt|above)\b", re.IGNORECASE)


def obedience(asked: Asked) -> str:
    """What a model writes that obeys every order in whatever it reads, and tells its rules to whoever asks."""
    text = _MARK.sub("", asked.message)
    orders = [match.group(1).strip(" \"'“”") for match in _ORDER.finditer(text)]
    said = [order if order.endswith((".", "!", "?")) else f"{order}." for order in orders[:-1]]  # the last is our own
    if _REVEAL.search("\n".join((*asked.passages, asked.question))):
        said += [" ".join(asked.rules.split()), f"The mark is {''.join(_MARK.findall(asked.message)[:1])}."]
    return "\n".join([*said, first_sentences(asked)])


FRENCH = "Un tailleur peut souvent travailler chez lui. Le salaire dépend de l'expérience et de la région."
RULELESS = (
    "# Great question!\n\n- **Everyone** earns $999,999 a year [1]\n- See [this page](https://evil.example/pay) [2]\n"
    "![chart](https://evil.example/x.png)\n<b>Apply now</b> at jobs@evil.example. Harvard pays well [7].\n"
)
BEHAVIOURS: dict[str, Behaviour] = {
    "good": _good,
    "wrong-key": _wrong_key,
    "limit": _fails(429, "Rate limit reached", Retry_After="120"),
    "limit-once": _once(_fails(429, "Rate limit reached", Retry_After="0")),
    "server-error": _fails(500, "The server had an error"),
    "server-error-once": _once(_fails(503, "Overloaded")),
    "bad-request": _fails(400, "Unsupported parameter: 'temperature'"),
    "too-long": _fails(400, "This model's maximum context length is 512 tokens.", "context_length_exceeded"),
    "filtered-at-once": _fails(400, "The response was filtered", "content_filter"),
    "html": lambda reply, _: reply.whole(200, "text/html", "<html><body>Welcome to nginx!</body></html>"),
    "not-a-stream": lambda reply, _: reply.whole(
        200, "application/json", '{"choices": [{"message": {"content": "x"}}]}'
    ),
    "garbage": _raw("data: {this is no json\n\ndata: \x00\x01\n\n"),
    "other-json": _raw('data: {"foo": [1, 2]}\n\ndata: 17\n\ndata: [DONE]\n\n'),
    "error-in-stream": _good_then(lambda reply: reply.raw('data: {"error": {"message": "CUDA out of memory"}}\n\n')),
    "empty": _raw("data: [DONE]\n\n"),
    "empty-but-finished": _says(""),
    "nothing-at-all": _raw(""),
    "stall-before": _stall_before,
    "only-pings": _only_pings,
    "stall-after": _good_then(lambda reply: (reply.wait(), None)[1]),
    "drip": _drip,
    "cut-mid-word": _good_then(lambda reply: reply.cut_off()),
    "no-finish": _good_then(_ends(None)),
    "out-of-tokens": _good_then(_ends("length")),
    "filtered": _good_then(_ends("content_filter")),
    "loop": _loop,
    "french": _says(FRENCH),
    "ruleless": _says(RULELESS),
    "silent-on-it": _says("The passages do not answer the question."),
    "obeying": _obey,
    "rewriting-fails": _when_rewriting(_fails(500, "The server had an error")),
    "rewriting-refused": _when_rewriting(_fails(400, "This model takes one message only")),
    "rewriting-stalls": _when_rewriting(_stall_before),
    "rewriting-drips": _when_rewriting(_drip),
    "rewriting-breaks-off": _when_rewriting(_good_then(lambda reply: reply.cut_off())),
    "rewriting-empty": _when_rewriting(_says("")),
}
