"""A guide for the server's tests, writers that wait, servers in a thread, and readers of event streams."""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from advisor.answering.advisor import Advisor
from advisor.answering.composer import Writer
from advisor.answering.extractive_writer import QuotingWriter
from advisor.bootstrap import Parts
from advisor.conversations import Conversations
from advisor.domain import Draft, QuestionPart
from advisor.embeddings import HashEmbedder
from advisor.errors import ProviderError
from advisor.settings import Settings
from server.app import create_app
from server.cancellation import ShutdownSignal
from server.context import ServerContext
from server.settings import ServerSettings
from server.workers.protocol import limited_protocol
from server.workers.run import connection_limits
from server.workers.sockets import bind, web_address

# Letters outside the basic plane, hyphens, a quote character and markup: what a page and a link must survive.
TAILOR = """\
---
id: tailor
title: Tailor Career Guide
role: Tailor
country: Atlantis
currency: ATL
credited: [Guild of Needles]
date: unknown
---

# Tailor Career Guide

A tailor 🧵 makes and mends clothes & costumes for <b>everybody</b>.

## Pay

Yearly wage: 31,000 shells

| Level | Shells |
|---|---|
| Apprentice | 12,000 |
| Master | 55,000 |

## Tools

- Chalk 🖍 and a well-worn pin-cushion
- Shears, thimble and tape

## Frequently Asked Questions

### Can a tailor work from home?

Many tailors 🏠🧵 do. "A tailor can work from home," says the guild, with hand-made cut-outs and a cellar workshop.

### How long does the apprenticeship of a tailor take?

The apprenticeship of a tailor takes four years — sometimes five.
"""

REMOTE = "Can a tailor work from home?"
HELD = "Can a held tailor work from home?"
FAILING = "Can a failing tailor work from home?"
BROKEN = "Can a broken tailor work from home?"


@dataclass
class MoodyWriter:
    """Quotes, but waits for ``release`` when the question says held, and fails when it says failing or broken.

    With frozen it does not come back, and nor does anything else.
    """

    name: str = "moody"
    started: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    n_drafts: int = 0

    def draft(self, parts: Sequence[QuestionPart]) -> Draft:
        self.n_drafts += 1
        question = " ".join(part.question for part in parts)
        if "held" in question:
            self.started.set()
            self.release.wait(120)
        if "frozen" in question:
            keep_interpreter()
        if "failing" in question:
            raise ProviderError("The chat service is not there.")
        if "broken" in question:
            raise RuntimeError(f"a fault that repeats {question!r}")
        return QuotingWriter().draft(parts)


def keep_interpreter() -> None:
    """Hold the interpreter lock for hours: no other thread, event loop or signal handler of Python runs."""
    re.match(r"(a|a)+$", "a" * 60 + "b")


def write_tailor(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tailor.md").write_text(TAILOR)
    return folder


def build_parts(data_dir: Path, corpus_dir: Path, **settings: Any) -> Parts:
    return Parts(Settings(data_dir=data_dir, corpus_dir=corpus_dir, **settings), embedder=HashEmbedder())


def index_tailor(folder: Path) -> tuple[Path, Path]:
    """The data and the guides of a server that has the tailor's guide."""
    data, corpus = folder / "data", write_tailor(folder / "guides")
    build_parts(data, corpus).ingest([])
    return data, corpus


@dataclass
class Live:
    """A server on a free loopback port, with the writer that its answers come from."""

    url: str
    app: FastAPI
    advisor: Advisor
    writer: MoodyWriter
    shutdown: ShutdownSignal
    conversations: Conversations
    client: httpx.Client

    @property
    def context(self) -> ServerContext:
        context: ServerContext = self.app.state.context
        return context

    def ask(self, body: Any, **more: Any) -> httpx.Response:
        return self.client.post("/api/chat", json=body, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, **more)


@contextmanager
def running(app: Any, listener: socket.socket | None = None, **more: Any) -> Iterator[str]:
    """An app under the real uvicorn, in a thread of this process, on a free loopback port: its address."""
    listener = listener or free_port()
    config = uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False, **more)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        yield web_address(listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def free_port() -> socket.socket:
    return bind(ServerSettings(host="127.0.0.1", port=0))


@contextmanager
def serving(
    parts: Parts,
    *,
    around: Callable[[Advisor], Any] = lambda advisor: advisor,
    writer: Writer | None = None,
    listener: socket.socket | None = None,
    conversations: Conversations | None = None,
    **settings: Any,
) -> Iterator[Live]:
    """The real app; ``around`` may wrap its Advisor, ``writer`` quotes in place of the moody one."""
    moody, shutdown = MoodyWriter(), ShutdownSignal()
    advisor = parts.advisor(writer=writer or moody)
    kept = conversations or parts.conversations()
    given = ServerSettings(**settings)
    app = create_app(around(advisor), kept, given, shutdown=shutdown)
    protocol = limited_protocol(connection_limits(given))
    with (
        running(app, listener, http=protocol, ws="none", timeout_graceful_shutdown=5) as url,
        httpx.Client(base_url=url, timeout=30) as client,  # making one costs more than most questions
    ):
        try:
            yield Live(url, app, advisor, moody, shutdown, kept, client)
        finally:
            moody.release.set()


def received(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    data = b""
    try:
        while more := connection.recv(65_536):
            data += more
    except ConnectionError:
        pass
    return data


def wait_until(is_so: Any, limit_s: float = 30) -> None:
    """Return when ``is_so()``; the limit only keeps a failing test from waiting for ever."""
    end = time.monotonic() + limit_s
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError("it did not come about")
        time.sleep(0.01)


@dataclass(frozen=True)
class Sent:
    """One server-sent event."""

    name: str
    id: str
    data: Any


def read_events(lines: Iterator[str]) -> Iterator[Sent]:
    """The events of a stream; comments are skipped."""
    fields: dict[str, str] = {}
    for line in lines:
        if line == "" and "data" in fields:
            yield Sent(fields.get("event", ""), fields.get("id", ""), json.loads(fields["data"]))
            fields = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


STREAM = {"Accept": "text/event-stream"}


def events_of(live: Live, question: str, **more: Any) -> list[Sent]:
    """All events of one question's stream."""
    with httpx.stream(
        "POST", f"{live.url}/api/chat", json={"question": question, **more}, headers=STREAM, timeout=30
    ) as answer:
        assert answer.status_code == 200, answer.read()
        return list(read_events(answer.iter_lines()))
