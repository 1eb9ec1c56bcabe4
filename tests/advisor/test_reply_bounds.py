"""A chat service may send what it likes: little of it is read, and no count of it breaks an answer."""

import asyncio
import gzip
import importlib
import json
import resource
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from advisor.generation.chat_model import ChatModel, Deadlines, Tokens, build_chat_model
from advisor.generation.failures import Failure, ModelFailedError
from advisor.reply_bounds import MAX_LINE_BYTES, MAX_REPLY_BYTES, ReplyTooLargeError, bound_replies

EVENTS = "Content-Type: text/event-stream\r\n"
Send = Callable[[bytes], Any]


def event(content: str = "", finish: str | None = None, **more: object) -> bytes:
    delta = {"role": "assistant", "content": content}
    chunk = {
        "id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }  # fmt: skip
    return b"data: " + json.dumps(chunk | more).encode() + b"\n\n"


class Service:
    """A chat service on loopback that answers every call with the given bytes, on and on if they repeat."""

    def __init__(self, start: bytes, repeated: bytes = b"", *, status: str = "200 OK", headers: str = EVENTS) -> None:
        self._head = f"HTTP/1.1 {status}\r\n{headers}Connection: close\r\n\r\n".encode()
        self._start, self._repeated = start, repeated
        self.n_sent = 0
        self.asked = b""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked = await reader.readuntil(b"\r\n\r\n")
        try:
            writer.write(self._head + self._start)
            await writer.drain()
            while self._repeated:
                writer.write(self._repeated)
                await writer.drain()
                self.n_sent += len(self._repeated)
        except ConnectionError:
            pass
        finally:
            writer.close()


async def said(model: ChatModel) -> AsyncIterator[str | Tokens]:
    async for piece in model.stream("system", "user"):
        yield piece


def ask(service: Service) -> tuple[list[str | Tokens], Failure | None]:
    """What is heard of a service, and the failure it ends with."""

    async def go() -> tuple[list[str | Tokens], Failure | None]:
        server = await asyncio.start_server(service.answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        model = build_chat_model("m", f"http://127.0.0.1:{port}/v1", Deadlines(600, 600, 600))
        heard: list[str | Tokens] = []
        try:
            async for piece in said(model):
                heard.append(piece)
        except ModelFailedError as failure:
            return heard, failure.kind
        finally:
            await model.aclose()
            server.close()
        return heard, None

    return asyncio.run(go())


def test_an_ordinary_reply_is_heard_whole_and_asked_for_uncompressed() -> None:
    service = Service(event("Bakers bake. ") + event("They do.", "stop") + b"data: [DONE]\n\n")
    assert ask(service) == (["Bakers bake. ", "They do."], None)
    assert b"accept-encoding: identity\r\n" in service.asked.lower()


@pytest.mark.parametrize(
    ("start", "repeated"),
    [
        (b"data: ", b"a" * 60_000),
        (b"data: ", b"a" * 700),
        (b'data: {"choices": "', b"\\u0041" * 10_000),
        (b"data: ", b"[" * 60_000),
        (b"", b"\n" * 60_000),
        (b"", b": nothing yet\n\n" * 4_000),
        (b"", b"data: {}\n\n" * 6_000),
        (b"", event("") * 200),
        (event("Bakers bake. "), b"a" * 60_000),
        (event("Bakers bake. "), event("") * 200),
    ],
)
def test_a_reply_without_end_is_cut_off_and_costs_little(start: bytes, repeated: bytes) -> None:
    ask(Service(event("warm", "stop")))  # imports the vendor's package
    service = Service(start, repeated)
    memory_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    heard, failure = ask(service)
    assert failure is Failure.UNREADABLE
    assert heard == (["Bakers bake. "] if b"bake" in start else [])
    assert service.n_sent < MAX_REPLY_BYTES + 30_000_000  # what the system's buffers take
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory_kb < 100_000
    assert time.process_time() - begun < 30


def test_one_event_may_be_long_but_not_longer_than_the_bound() -> None:
    assert ask(Service(event("a" * (MAX_LINE_BYTES // 2), "stop")))[1] is None
    assert ask(Service(event("a" * (MAX_LINE_BYTES + 1), "stop")))[1] is Failure.UNREADABLE


def test_a_compressed_reply_is_not_unpacked() -> None:
    bomb = gzip.compress(event("a" * 50_000_000, "stop"))
    assert ask(Service(bomb, headers=EVENTS + "Content-Encoding: gzip\r\n")) == ([], Failure.UNREADABLE)


@pytest.mark.parametrize(
    ("status", "failure"),
    [("401 Unauthorized", Failure.REFUSED_KEY), ("404 Not Found", Failure.UNKNOWN_MODEL), ("400 Bad", Failure.REFUSED)],
)
def test_an_error_keeps_its_meaning_however_much_is_said_of_it(status: str, failure: Failure) -> None:
    service = Service(b'{"error": "', b"no " * 20_000, status=status, headers="Content-Type: application/json\r\n")
    assert ask(service) == ([], failure)


COUNTS: list[object] = [
    "7", "many", "", -1, 1.5, 1e308, 10**400, True, None, [], [7], {}, {"n": 7}, "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("count", COUNTS, ids=repr)
def test_counts_that_are_no_numbers_cost_no_word_of_the_answer(count: object) -> None:
    details = {"cached_tokens": count, "audio_tokens": count}
    usage = {"prompt_tokens": count, "completion_tokens": count, "prompt_tokens_details": details}
    for told in (usage, usage | {"total_tokens": count}, {"completion_tokens_details": {"reasoning_tokens": count}}):
        after = event(choices=[], usage=told)
        heard, failure = ask(Service(event("Bakers bake.") + event("", "stop") + after + b"data: [DONE]\n\n"))
        assert [piece for piece in heard if isinstance(piece, str)] == ["Bakers bake."]
        assert failure is None


@pytest.mark.parametrize("usage", ["many", 7, [], [7], True, {"prompt_tokens_details": "x"}], ids=repr)
def test_counts_of_any_shape_cost_no_word_of_the_answer(usage: object) -> None:
    after = event(choices=[], usage=usage)
    heard, failure = ask(Service(event("Bakers bake.") + event("", "stop") + after + b"data: [DONE]\n\n"))
    assert [piece for piece in heard if isinstance(piece, str)] == ["Bakers bake."]
    assert failure is None


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_clients_of_either_library_are_bounded(library: str) -> None:
    client_of = importlib.import_module(library).AsyncClient

    async def read(service: Service) -> bytes:
        server = await asyncio.start_server(service.answer, "127.0.0.1", 0)
        async with client_of(timeout=600) as client, server:
            bound_replies(client)
            reply = await client.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
            return bytes(reply.content)

    assert asyncio.run(read(Service(b"a\n" * 100))) == b"a\n" * 100
    with pytest.raises(ReplyTooLargeError):
        asyncio.run(read(Service(b"", b"a" * 60_000)))
    assert len(asyncio.run(read(Service(b"", b"a" * 60_000, status="500 No")))) <= MAX_LINE_BYTES
