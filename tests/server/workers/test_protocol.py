"""Connections that send too much, too slowly or too often are answered in one sentence and closed."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from server.workers.protocol import ConnectionLimits, limited_protocol
from tests.server.made import received, running

HANG_S = 30
GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
STREAM_S = 1.2


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer the headers as they came and the length of the body; a stream's end waits longer than all limits."""
    if scope["type"] != "http":
        return
    message, n_body = {"more_body": True}, 0
    while message.get("more_body"):
        message = await receive()
        n_body += len(message.get("body", b""))
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/stream":
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        await asyncio.sleep(STREAM_S)
    names = [name.decode() for name, _ in scope["headers"]]
    await send({"type": "http.response.body", "body": json.dumps({"names": names, "n_body": n_body}).encode()})


@contextmanager
def echoing(app: Any = echo, **changed: Any) -> Iterator[tuple[str, int]]:
    limits: dict[str, Any] = {"head_bytes": 32_768, "n_headers": 100, "head_s": 30.0, "body_s": 30.0}
    limits |= {"n_connections": 100, "n_per_address": 50, "is_proxy": lambda _: False}
    protocol = limited_protocol(ConnectionLimits(**limits | changed))
    with running(
        app, http=protocol, ws="none", lifespan="off", timeout_keep_alive=5, timeout_graceful_shutdown=0.5
    ) as url:
        yield urlsplit(url).hostname or "", urlsplit(url).port or 0


def exchange(address: tuple[str, int], *sent: bytes) -> bytes:
    """All that comes back until the server closes."""
    with socket.create_connection(address, HANG_S) as connection:
        for data in sent:
            connection.sendall(data)
        return received(connection)


def detail(answer: bytes, status: int) -> str:
    """The sentence of a refusal, after a look at its form."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode()), answer[:300]
    assert b"connection: close" in head
    assert b"application/problem+json" in head
    return str(json.loads(body)["detail"])


@pytest.mark.parametrize(
    "head",
    [
        GET + b"X: " + b"a" * 40_000,
        GET + b"X" * 40_000,
        GET + b"".join(b"H%d: %s\r\n" % (n, b"a" * 900) for n in range(40)),
        b"GET /" + b"a" * 40_000,
        GET + b"Content-Length: 2\r\n\r\nab" + GET + b"X: " + b"a" * 40_000,
    ],
    ids=["one long value", "one long name", "many headers", "a long target", "the second request"],
)
def test_headers_of_more_than_the_limit_are_refused_before_they_end(head: bytes) -> None:
    with echoing() as address, socket.create_connection(address, HANG_S) as connection:
        first, _, rest = head.partition(b"ab" + GET)
        if rest:
            connection.sendall(first + b"ab")
            while b"n_body" not in connection.recv(65_536):
                pass
            head = GET + rest
        for start in range(0, len(head), 8_000):
            connection.sendall(head[start : start + 8_000])
        assert detail(received(connection), 431) == "The headers are larger than 32,768 bytes."


def test_a_header_without_end_does_not_fill_the_memory() -> None:
    with echoing() as address, socket.create_connection(address, HANG_S) as connection:
        connection.sendall(GET + b"X: ")
        with pytest.raises(OSError):
            connection.sendall(b"a" * 300_000_000)


def test_more_headers_than_the_limit_are_refused_and_as_many_are_taken() -> None:
    with echoing() as address:
        many = b"".join(b"H%d: a\r\n" % n for n in range(98))
        assert b'"h97"' in exchange(address, GET + many + b"Connection: close\r\n\r\n")
        answer = exchange(address, GET + many + b"A: b\r\nC: d\r\nE: f\r\n\r\n")
        assert detail(answer, 431) == "The request has more than 100 headers."


def test_what_follows_a_chunked_body_is_no_header() -> None:
    with echoing() as address:
        answer = exchange(
            address,
            CHUNKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + b"3\r\nabc\r\n",
            b"0\r\nX-Forwarded-For: 44.4.4.4\r\nSite-Key: stolen\r\nAuthorization: Bearer x\r\n\r\n",
        )
        assert b'"n_body": 3' in answer
        assert b'["host", "transfer-encoding", "connection"]' in answer


@pytest.mark.parametrize(
    "framing",
    [
        b"0\r\nX: " + b"a" * 900_000,
        b"3;x=" + b"a" * 900_000,
        b"".join(b"1;x=aaaaaaaaa\r\nb\r\n" for _ in range(60_000)),
    ],
    ids=["a long trailer", "a long extension of a chunk", "extensions of many chunks"],
)
def test_what_is_sent_around_the_body_is_limited_too(framing: bytes) -> None:
    with echoing() as address, socket.create_connection(address, HANG_S) as connection:
        try:
            connection.sendall(CHUNKED)
            for start in range(0, len(framing), 8_000):
                connection.sendall(framing[start : start + 8_000])
        except OSError:
            pass
        assert detail(received(connection), 400).startswith("The chunks of the body")


def test_bodies_of_very_small_chunks_are_read() -> None:
    with echoing() as address:
        body = b"".join(b"1\r\na\r\n" for _ in range(30_000)) + b"0\r\n\r\n"
        answer = exchange(address, CHUNKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + body)
        assert b'"n_body": 30000' in answer


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 0),
        (b"\r\n", 0),
        (b"G", 408),
        (GET, 408),
        (POST + b"Content-Length: 5\r\n\r\nab", 408),
        (CHUNKED + b"2\r\nab\r\n", 408),
    ],
    ids=["nothing", "an empty line", "a letter", "half the headers", "half a body", "half a chunked body"],
)
def test_whoever_sends_half_a_request_is_let_go(sent: bytes, status: int) -> None:
    with echoing(head_s=0.3, body_s=0.3) as address:
        answer = exchange(address, sent)
    assert "arrive" in detail(answer, status) if status else answer == b""


def test_after_an_answer_too_empty_lines_keep_no_connection_open() -> None:
    with echoing(head_s=0.3) as address, socket.create_connection(address, HANG_S) as connection:
        connection.sendall(GET + b"\r\n")
        while b"n_body" not in connection.recv(65_536):
            pass
        connection.sendall(b"\r\n")
        received(connection)


def test_a_stream_lasts_longer_than_every_limit_of_time() -> None:
    with echoing(head_s=0.2, body_s=0.2) as address:
        answer = exchange(address, GET.replace(b"/", b"/stream", 1) + b"Connection: close\r\n\r\n")
    assert b"begun" in answer
    assert b"n_body" in answer


def test_one_address_cannot_take_the_connections_of_all() -> None:
    with echoing(n_per_address=3) as address, ExitStack() as open_ones:
        held = [open_ones.enter_context(socket.create_connection(address, HANG_S)) for _ in range(3)]
        assert "too many connections" in detail(exchange(address), 429)
        held[0].sendall(GET + b"\r\n")
        assert held[0].recv(100).startswith(b"HTTP/1.1 200")
        held[0].close()
        answer = b""
        while not answer.startswith(b"HTTP/1.1 200"):
            answer = exchange(address, GET + b"Connection: close\r\n\r\n")


def test_a_trusted_proxy_may_have_all_connections_but_no_more() -> None:
    with echoing(n_per_address=1, n_connections=4, is_proxy=lambda _: True) as address, ExitStack() as open_ones:
        for _ in range(4):
            open_ones.enter_context(socket.create_connection(address, HANG_S))
        assert "too many connections" in detail(exchange(address), 503)


def test_an_upgrade_is_answered_like_any_other_call() -> None:
    with echoing() as address:
        answer = exchange(
            address, GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in answer


@pytest.mark.parametrize("later", [b"", GET + b"\r\n", (GET + b"\r\n") * 200, b"nonsense\r\n\r\n"])
def test_who_leaves_is_missed_whatever_was_sent_after_the_request(later: bytes) -> None:
    begun, left = threading.Event(), threading.Event()

    async def wait(scope: Any, receive: Any, send: Any) -> None:
        begun.set()
        while (await receive())["type"] != "http.disconnect":
            pass
        left.set()

    limits = ConnectionLimits(32_768, 100, 30.0, 30.0, 100, 50, lambda _: False)
    with running(wait, http=limited_protocol(limits), ws="none", lifespan="off") as url:
        with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), HANG_S) as connection:
            connection.sendall(GET + b"\r\n")
            assert begun.wait(HANG_S)
            connection.sendall(later)
        assert left.wait(HANG_S)


async def answer_at_end(scope: Any, receive: Any, send: Any) -> None:
    """Ask for no body, and answer when the caller is gone or the path names no wait."""
    while scope["path"] == "/wait" and (await receive())["type"] != "http.disconnect":
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.mark.parametrize(
    "unit",
    [
        POST + b"Content-Length: 60000\r\n\r\n" + b" " * 60_000,
        POST + b"Content-Length: 9000000\r\n\r\n" + b" " * 900_000,
        CHUNKED + b"ea60\r\n" + b" " * 60_000 + b"\r\n0\r\n\r\n",
        GET + b"X: " + b"a" * 20_000 + b"\r\n\r\n",
        GET + b"a:\r\n" * 90 + b"\r\n",
        b"GET /" + b"a" * 30_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["bodies", "a long body", "chunked bodies", "long headers", "many headers", "long targets"],
)
def test_requests_that_wait_are_held_up_to_one_body_and_its_headers(unit: bytes) -> None:
    left = threading.Event()

    async def wait(scope: Any, receive: Any, send: Any) -> None:
        await answer_at_end(scope, receive, send)
        left.set()

    with echoing(wait) as address, socket.create_connection(address, HANG_S) as connection:
        connection.sendall(GET.replace(b"/", b"/wait", 1) + b"\r\n")
        with pytest.raises(OSError):  # noqa: PT012  # whichever of them comes after the end
            for _ in range(12):
                connection.sendall(unit)
            assert received(connection) == b""
            while True:
                connection.sendall(unit)
        assert left.wait(HANG_S)


def test_requests_that_were_answered_wait_no_more() -> None:
    with echoing() as address, socket.create_connection(address, HANG_S) as connection:
        post = POST + b"Content-Length: 60000\r\n\r\n" + b" " * 60_000
        connection.sendall(post)
        for _ in range(9):  # one is always under way
            connection.sendall(post)
            data = b""
            while b"60000" not in data:
                data += connection.recv(65_536)
        connection.sendall(GET + b"Connection: close\r\n\r\n")
        assert b'"n_body": 0' in received(connection)


def test_a_body_that_nobody_asked_for_does_not_stop_what_follows_it() -> None:
    with echoing(answer_at_end) as address, socket.create_connection(address, HANG_S) as connection:
        for _ in range(3):
            connection.sendall(POST + b"Content-Length: 100000\r\n\r\n" + b" " * 100_000)
            data = b""
            while not data.endswith(b"ok"):
                more = connection.recv(65_536)
                assert more
                data += more


@pytest.mark.parametrize("before", [b"", GET.replace(b"/", b"/wait", 1) + b"\r\n"], ids=["alone", "behind another"])
def test_half_a_body_is_let_go_when_the_server_stops(before: bytes, caplog: pytest.LogCaptureFixture) -> None:
    begun = threading.Event()

    async def begin(scope: Any, receive: Any, send: Any) -> None:
        begun.set()
        await echo(scope, receive, send) if scope["path"] == "/" else await asyncio.sleep(HANG_S)

    with ExitStack() as stack:
        with echoing(begin) as address:
            connection = stack.enter_context(socket.create_connection(address, HANG_S))
            connection.sendall(before + POST + b"Content-Length: 5\r\n\r\nab")
            assert begun.wait(HANG_S)
        answer = received(connection)
    assert answer == b"" if before else "shutting down" in detail(answer, 503)
    assert [record.message for record in caplog.records if "ASGI" in record.message] == []
