"""One request: bounded in size and time, its redirects checked, at the address that was looked up."""

import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from advisor.errors import HostError, WebError
from advisor.ingestion.web.addresses import AddressGuard, parse_address
from advisor.ingestion.web.fetching import Fetcher, FetchLimits, Reply, Validators, retry_after
from tests.advisor.ingestion.web.made_site import Site, running_site

QUICK = FetchLimits(total_s=0.6, gap_s=0.5)


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as made:
        yield made


@pytest.fixture
def other() -> Iterator[Site]:
    with running_site() as made:
        yield made


def get(
    address: str,
    *allowed: str,
    guard: AddressGuard | None = None,
    limits: FetchLimits | None = None,
    max_bytes: int = 100_000,
    known: Validators | None = None,
) -> Reply:
    fetcher = Fetcher(guard or AddressGuard(allowed), limits or FetchLimits(), now=lambda: 0.0)
    try:
        return fetcher.get(parse_address(address), lambda _: None, lambda _: max_bytes, known)
    finally:
        fetcher.close()


def test_a_page_comes_with_its_type_and_what_tells_it_unchanged(site: Site) -> None:
    address = site.put("/a", "words", kind='text/html; charset="latin-1"', etag='"7"')
    reply = get(address, site.host)
    assert (reply.status, reply.body, reply.content_type, reply.charset) == (200, b"words", "text/html", "latin-1")
    assert get(address, site.host, known=reply.validators).status == 304
    agent = site.asked[0][1]["user-agent"]
    assert agent.startswith("career-advisor/")


def test_nothing_private_is_spoken_to_unless_named(site: Site) -> None:
    with pytest.raises(WebError, match="only the ports 80 and 443"):
        get(site.put("/a", "words"))
    assert not site.asked


def test_the_address_that_was_looked_up_is_the_one_that_is_spoken_to(site: Site) -> None:
    port = int(site.host.partition(":")[2])
    answers = iter([["127.0.0.1"], ["10.9.9.9"]])  # a second look-up would lead elsewhere
    guard = AddressGuard([f"guides.example:{port}"], lambda *_: next(answers))
    site.put("/a", "words")
    assert get(f"http://guides.example:{port}/a", guard=guard).body == b"words"
    assert site.asked[0][1]["host"] == f"guides.example:{port}"


def test_the_next_address_of_a_host_is_tried_when_one_cannot_be_reached(site: Site) -> None:
    port = int(site.host.partition(":")[2])
    guard = AddressGuard([f"guides.example:{port}"], lambda *_: ["127.0.0.2", "127.0.0.1"])
    site.put("/a", "words")
    assert get(f"http://guides.example:{port}/a", guard=guard).body == b"words"


def test_a_redirect_is_followed_and_checked_again(site: Site, other: Site) -> None:
    site.put("/a", status=301, headers={"Location": "/b?x=1"})
    site.put("/b?x=1", status=302, headers={"Location": other.put("/c", "there")})
    assert str(get(site.at("/a"), site.host, other.host).address) == other.at("/c")
    other.asked.clear()
    with pytest.raises(WebError, match="only the ports 80 and 443"):
        get(site.at("/a"), site.host)
    assert not other.asked


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/latest", "http://[::ffff:127.0.0.1]/", "http://10.0.0.1/", "http://localhost/"]
)
def test_a_redirect_to_an_inner_net_is_refused(site: Site, to: str) -> None:
    site.put("/a", status=302, headers={"Location": to})
    with pytest.raises(WebError, match="no public address"):
        get(site.at("/a"), site.host)


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://example.org/", "https://u:p@example.org/"])
def test_a_redirect_to_no_page_is_refused(site: Site, to: str) -> None:
    site.put("/a", status=302, headers={"Location": to})
    with pytest.raises(WebError):
        get(site.at("/a"), site.host)


def test_a_page_that_leads_on_without_end_is_given_up(site: Site) -> None:
    site.put("/a", status=302, headers={"Location": "/a"})
    with pytest.raises(WebError, match="more than 5 times"):
        get(site.at("/a"), site.host)
    assert len(site.asked) == 6


def test_a_page_larger_than_the_bound_is_not_read(site: Site) -> None:
    with pytest.raises(WebError, match=r"larger than 0\.001 MB"):
        get(site.put("/a", "x" * 2_000), site.host, max_bytes=1_000)


def test_a_packed_bomb_is_cut(site: Site) -> None:
    bomb = gzip.compress(bytes(20_000_000))
    site.put("/a", bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(WebError, match="larger than"):
        get(site.at("/a"), site.host)
    site.put("/b", gzip.compress(b"words"), headers={"Content-Encoding": "gzip"})
    assert get(site.at("/b"), site.host).body == b"words"
    site.put("/b", gzip.compress(b"words" * 99)[:-12], headers={"Content-Encoding": "gzip"})
    with pytest.raises(HostError, match="cut off"):
        get(site.at("/b"), site.host)
    site.put("/c", b"words", headers={"Content-Encoding": "br"})
    with pytest.raises(WebError, match="packed as 'br'"):
        get(site.at("/c"), site.host)


def _dripping(head: bytes, drip: bytes, started: threading.Event) -> str:
    """A server that sends its answer's end drop by drop."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener, listener.accept()[0] as connection:
            connection.recv(65_536)
            connection.sendall(head)
            started.set()
            try:
                while True:
                    connection.sendall(drip)
                    started.wait(0.1)
                    threading.Event().wait(0.1)
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    return f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"],
    ids=["head", "body"],
)
def test_a_page_that_drips_is_given_up(head: bytes) -> None:
    host = _dripping(head, b"x", threading.Event())
    with pytest.raises(HostError, match=r"did not answer within 0\.6 seconds"):
        get(f"http://{host}/a", host, limits=QUICK)


def test_a_host_that_hangs_up_or_speaks_nonsense_is_one_sentence(site: Site) -> None:
    def cut(handler: Any) -> None:
        handler.wfile.write(b"\x00\x01nonsense\r\n\r\n")
        handler.close_connection = True

    site.answers["/a"] = cut
    with pytest.raises(HostError, match="cannot be read"):
        get(site.at("/a"), site.host)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        host = f"127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(HostError, match="cannot be read"):
        get(f"http://{host}/", host)


def test_no_proxy_of_the_environment_is_asked(site: Site, other: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, other.address)
    assert get(site.put("/a", "words"), site.host).body == b"words"
    assert not other.asked


def test_cookies_are_not_kept(site: Site) -> None:
    site.put("/a", "words", headers={"Set-Cookie": "id=7"})
    fetcher = Fetcher(AddressGuard([site.host]), FetchLimits(), now=lambda: 0.0)
    for _ in range(2):
        fetcher.get(parse_address(site.at("/a")), lambda _: None, lambda _: 100)
    fetcher.close()
    assert all("cookie" not in headers for _, headers in site.asked)


def test_the_certificate_has_to_be_that_of_the_name() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    named: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: named.append(name)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener, listener.accept()[0] as plain:
            try:
                context.wrap_socket(plain, server_side=True)
            except (ssl.SSLError, OSError):
                return

    threading.Thread(target=serve, daemon=True).start()
    port = listener.getsockname()[1]
    guard = AddressGuard([f"guides.example:{port}"], lambda *_: ["127.0.0.1"])
    with pytest.raises(HostError):
        get(f"https://guides.example:{port}/", guard=guard)
    assert named == ["guides.example"]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 01 Jan 1970 00:05:00 GMT", 300.0),
        ("Wed, 31 Dec 1969 00:00:00 GMT", 0.0),
        ("soon", 0.0),
        ("", 0.0),
        ("-5", 0.0),
        ("9" * 60, 604_800.0),
    ],
)
def test_a_plea_for_patience_is_read_as_seconds_or_a_date(said: str, seconds: float) -> None:
    assert retry_after(said, 0.0) == seconds
