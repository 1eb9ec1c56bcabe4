"""No connection fills, stops or deceives the server, whatever is sent over it and however slowly."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from tests.security.attacked import HANG_S, Attacked, attacked_server, environment, n_unforeseen
from tests.server.made import HELD, STREAM, read_events, received, write_tailor
from tests.server.test_server_command import started

pytestmark = pytest.mark.process

N_PER_ADDRESS, HEADER_BYTES = 20, 32_768
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
CLOSE = b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """A server that waits two seconds for anything, and takes twenty connections of an address."""
    folder = tmp_path_factory.mktemp("hasty")
    env = environment(
        folder, write_tailor(folder / "guides"), SERVER_HEADER_TIMEOUT_S="2", SERVER_BODY_TIMEOUT_S="2",
        SERVER_IDLE_TIMEOUT_S="2", SERVER_LIMIT_CONNECTIONS_PER_ADDRESS=str(N_PER_ADDRESS),
        SERVER_LIMIT_CONNECTIONS="100", SERVER_LIMIT_PER_ADDRESS="0",
    )  # fmt: skip
    with attacked_server(env, folder) as server:
        server.client.headers["Connection"] = "close"  # its own connections are none of those that are counted
        yield server
    assert n_unforeseen(server.log) == []


def statuses(answer: bytes) -> list[int]:
    """The status of each answer in what came back."""
    return [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize(
    "begun",
    [b"", b"GET", GET, GET + b"X: ", POST + b"Content-Length: 100\r\n\r\n{", CHUNKED, CHUNKED + b"5\r\nab", b"\r\n\r\n",
     b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
     GET + b"Expect: 100-continue\r\n"],
    ids=["silence", "a method", "half a head", "half a header", "half a body", "no chunk", "half a chunk",
         "empty lines", "a TLS hello", "the preface of HTTP/2", "an expectation"],
)  # fmt: skip
def test_connections_that_never_come_to_the_point_are_let_go_and_keep_nobody_out(hasty: Attacked, begun: bytes) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_connection(hasty.address, HANG_S)) for _ in range(N_PER_ADDRESS)]
        for connection in held:
            connection.sendall(begun)
        for connection in held:
            assert all(status in (400, 408, 429, 505) for status in statuses(received(connection)))
    assert hasty.get("/healthz").status_code == 200


@pytest.mark.parametrize("what", ["head", "body", "chunks", "trailers"])
def test_who_sends_a_crumb_now_and_then_is_let_go_too(hasty: Attacked, what: str) -> None:
    begun, crumb = {
        "head": (GET + b"X: ", b"a"),
        "body": (POST + b"Content-Length: 60000\r\n\r\n", b" "),
        "chunks": (CHUNKED, b"1\r\na\r\n"),
        "trailers": (CHUNKED + b"2\r\n{}\r\n0\r\nX: ", b"a"),
    }[what]
    with socket.create_connection(hasty.address, HANG_S) as connection:
        connection.sendall(begun)
        with pytest.raises(OSError):  # noqa: PT012  # which of them is refused is the server's to say
            for _ in range(10 * HANG_S):
                connection.sendall(crumb)
                time.sleep(0.1)


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        (GET + b"X: ", b"a" * 65_536),
        (GET, b"A" * 65_536),
        (GET, b"".join(b"H%d: a\r\n" % n for n in range(5_000))),
        (b"GET /", b"a" * 65_536),
        (b"GET /?", b"%00" * 20_000),
        (b"", b"A" * 65_536),
        (GET + b"Cookie: ", b"a=b; " * 10_000),
        (GET + b"X: a", b"\r\n b" * 10_000),
        (CHUNKED + b"1;", b"x=y;" * 10_000),
        (CHUNKED + b"2\r\n{}\r\n0\r\n", b"T: a\r\n" * 10_000),
        (CHUNKED, b"0" * 65_536),
        (b"", b"\r\n" * 32_768),
    ],
    ids=["a value", "a name", "headers", "a path", "a query", "a method", "cookies", "folded lines", "chunk extensions",
         "trailers", "a chunk's length", "empty lines"],
)  # fmt: skip
def test_what_stands_around_a_body_fills_no_memory(hasty: Attacked, head: bytes, unit: bytes) -> None:
    before = hasty.memory_mb()
    answers = statuses(hasty.raw(head, *[unit] * 1_000))
    assert all(status in (400, 408, 414, 431, 501) for status in answers)
    assert hasty.memory_mb() < before + 30  # of 65 MB that were sent
    assert hasty.get("/healthz").status_code == 200


def test_a_body_without_end_fills_no_memory(hasty: Attacked) -> None:
    before = hasty.memory_mb()
    for begun, unit in (
        (CHUNKED, b"10000\r\n" + b" " * 65_536 + b"\r\n"),
        (POST + b"Content-Length: 99999999\r\n\r\n", b" " * 65_536),
    ):
        assert statuses(hasty.raw(begun, *[unit] * 1_000)) == [413]
    assert hasty.memory_mb() < before + 30


@pytest.mark.parametrize(
    "length", [b"9" * 30, b"9" * 5_000, b"-1", b"+5", b"0x5", b"5, 5", b"5 5", b"", b"\xb2", b"1e3", b"5;"]
)
def test_a_length_that_is_no_length_is_refused(hasty: Attacked, length: bytes) -> None:
    answers = statuses(hasty.raw(POST + b"Content-Length: " + length + b"\r\n\r\n{}   " + GET + CLOSE))
    assert answers in ([400], [413], [431])


@pytest.mark.parametrize(
    "size",
    [b"ffffffffffffffff", b"fffffffffffffffff", b"-1", b"0x2", b" 2", b"2 ", b"+2", b"", b"g", b"2\n", b"1" * 200],
)
def test_a_chunks_length_that_is_no_length_is_refused(hasty: Attacked, size: bytes) -> None:
    answers = statuses(hasty.raw(CHUNKED + size + b"\r\n{}\r\n0\r\n\r\n" + GET + CLOSE))
    assert answers in ([400], [408], [413], [422], [422, 200])
    if answers == [422, 200]:
        assert size.strip() == b"2"


SMUGGLED = b"GET /api/guides/smuggled HTTP/1.1\r\nHost: localhost\r\n" + CLOSE


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\nContent-Length: 4",
        b"Content-Length: 0\r\nContent-Length: 44",
        b"Content-Length: 0\r\ncontent-length: 0",
        b"Transfer-Encoding: identity\r\nContent-Length: 5",
        b"Transfer-Encoding: xchunked",
        b"Transfer-Encoding: chunked, identity",
        b"Transfer-Encoding: identity, chunked",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: cow",
        b"Transfer-Encoding : chunked",
        b"Transfer-Encoding:\x0bchunked",
        b'Transfer-Encoding: "chunked"',
        b"Transfer-Encoding: chunked\x00",
        b"Transfer-Encoding\x00: chunked",
        b"X: a\r\n Transfer-Encoding: chunked",
        b"X: a\nTransfer-Encoding: chunked",
        b"X: a\rTransfer-Encoding: chunked",
        b"X: a\r\n\tContent-Length: 5\r\nContent-Length: 0",
        b"Transfer-Encoding: gzip, chunked",
        b"Transfer-Encoding: ,chunked",
        b"Transfer-Encoding: chunked;a=b",
        b"Content-Length : 5",
    ],
)
def test_no_framing_of_a_body_hides_a_second_request(hasty: Attacked, framing: bytes) -> None:
    """One that a proxy may read another way is refused, or is the last of its connection."""
    answer = hasty.raw(POST + framing + b"\r\n\r\n0\r\n\r\n" + SMUGGLED)
    assert b"smuggled" not in answer
    assert len(statuses(answer)) == 1, answer


def test_a_body_without_a_length_needs_http_1_1(hasty: Attacked) -> None:
    answer = hasty.raw(CHUNKED.replace(b"HTTP/1.1", b"HTTP/1.0") + b"0\r\n\r\n" + SMUGGLED)
    assert statuses(answer) == [400]


def test_calls_that_come_at_once_are_answered_in_their_order(hasty: Attacked) -> None:
    asked = b"".join(b"GET /guides/no-%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % n for n in range(90))
    assert statuses(hasty.raw(asked + GET + CLOSE)) == [404] * 90 + [200]


@pytest.mark.parametrize(
    "unit",
    [b"GET /widget.js HTTP/1.1\r\nHost: x\r\n\r\n", GET + b"\r\n", POST + b"Content-Length: 2\r\n\r\n{}",
     CHUNKED + b"2\r\n{}\r\n0\r\n\r\n", POST + b"Content-Length: 9000000\r\n\r\n" + b" " * 60_000],
    ids=["scripts", "signs of life", "bodies", "chunks", "long bodies"],
)  # fmt: skip
@pytest.mark.parametrize("reads", [True, False])
def test_calls_that_do_not_wait_for_their_answers_fill_no_memory(hasty: Attacked, unit: bytes, reads: bool) -> None:
    before = hasty.memory_mb()
    asked = unit * -(-10_000_000 // len(unit))
    if reads:
        assert len(statuses(hasty.raw(asked))) <= 101
    else:
        with socket.create_connection(hasty.address, HANG_S) as connection:
            connection.settimeout(1)
            with pytest.raises(OSError):
                connection.sendall(asked)
            assert hasty.memory_mb() < before + 30
    assert hasty.memory_mb() < before + 30
    assert hasty.get("/healthz").status_code == 200


@pytest.mark.parametrize("body", [b" " * 60_000, b" " * 600_000])
def test_bodies_that_wait_on_many_connections_fill_no_memory(hasty: Attacked, body: bytes) -> None:
    """They wait behind answers that nobody reads."""
    unread = b"GET /widget.js HTTP/1.1\r\nHost: localhost\r\n\r\n" * 14
    waiting = (POST + b"Content-Length: %d\r\n\r\n" % len(body) + body) * (5_100_000 // len(body))
    before = hasty.memory_mb()
    with ExitStack() as stack:
        for _ in range(15):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
            connection.settimeout(1)
            connection.connect(hasty.address)
            with suppress(OSError):
                connection.sendall(unread + waiting)
        assert hasty.memory_mb() < before + 30  # of 75 MB that were sent
    assert hasty.get("/healthz").status_code == 200


def test_more_connections_than_the_limit_are_told_so_and_the_rest_are_served(hasty: Attacked, tmp_path: Path) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_connection(hasty.address, HANG_S)) for _ in range(N_PER_ADDRESS)]
        assert statuses(hasty.raw(GET + CLOSE)) == [429]
        held[0].sendall(GET + CLOSE)
        assert statuses(received(held[0])) == [200]


def test_a_signal_ends_every_open_stream_with_one_event_and_then_the_process(tmp_path: Path) -> None:
    """Two are under way, and the others wait for the threads that those hold."""
    folders = str(tmp_path / "data"), str(write_tailor(tmp_path / "guides"))
    begun = threading.Semaphore(0)

    def read(url: str) -> list[str]:
        names: list[str] = []
        try:
            with httpx.stream(
                "POST", f"{url}/api/chat", json={"question": HELD}, headers=STREAM, timeout=HANG_S
            ) as answer:
                assert answer.status_code in (200, 503), answer.read()
                for event in read_events(answer.iter_lines()):
                    if not names:
                        begun.release()
                    names.append(event.name)
        except httpx.TransportError:
            assert names == []  # it came too late to be taken
        return names

    env = environment(tmp_path, Path(folders[1]))
    with started(env, "tests.server.slow_server", *folders) as (process, url), ThreadPoolExecutor(20) as pool:
        ends = [pool.submit(read, url) for _ in range(20)]
        assert begun.acquire(timeout=HANG_S)
        assert begun.acquire(timeout=HANG_S)
        process.terminate()
        told = [names for end in ends if (names := end.result(HANG_S))]
        assert len(told) >= 2
        assert all(names[-1] == "error" and names.count("error") == 1 and "done" not in names for names in told)
        process.wait(HANG_S)


def test_bodies_that_never_end_do_not_hold_up_a_shutdown_and_are_no_fault(tmp_path: Path) -> None:
    env = environment(tmp_path, write_tailor(tmp_path / "guides"), SERVER_SHUTDOWN_GRACE_S="3600")
    with ExitStack() as stack:
        with attacked_server(env, tmp_path) as server:
            held = [stack.enter_context(socket.create_connection(server.address, HANG_S)) for _ in range(20)]
            for connection in held:
                connection.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 100\r\n\r\n{")
            for connection in held:
                assert connection.recv(100).startswith(b"HTTP/1.1 100")  # now somebody waits for the body
            server.client.close()
        for connection in held:
            assert b"HTTP/1.1 503" in received(connection)
    assert n_unforeseen(server.log) == []
