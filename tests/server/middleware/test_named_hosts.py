"""A page whose name was made to lead to this server reads nothing of it; probes by address still work."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from advisor.bootstrap import Parts
from server.middleware.named_hosts import NamedHosts, host_name
from server.settings import ServerSettings
from tests.server.made import REMOTE, Live, serving


@pytest.fixture(scope="module")
def public(tailor_parts: Parts) -> Iterator[Live]:
    with serving(tailor_parts, public_url="https://career.example.org/ask", hosts="Intranet, other.example") as server:
        yield server


def status(live: Live, host: str, path: str = "/api/guides") -> int:
    return live.get(path, headers={"Host": host}).status_code


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "10.1.2.3", "", "a b",
     "evil.example:80@localhost", "[::2]", "0x7f.1", "2130706433", "x" * 5_000],
)  # fmt: skip
def test_a_call_by_another_name_is_refused_with_the_setting(live: Live, host: str) -> None:
    answer = live.get("/api/guides", headers={"Host": host, "Origin": f"http://{host[:60]}"})
    assert answer.status_code == 421
    assert "SERVER_HOSTS" in answer.json()["detail"]
    assert len(answer.json()["detail"]) < 300
    assert answer.headers["content-type"] == "application/problem+json"
    asked = live.client.post("/api/chat", json={"question": REMOTE}, headers={"Host": host})
    assert asked.status_code == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "localhost.", "127.0.0.1", "127.8.8.8:80", "[::1]:8000"])
def test_loopback_names_are_this_servers(live: Live, host: str) -> None:
    assert status(live, host) == 200


@pytest.mark.parametrize(
    ("host", "expected"),
    [("career.example.org", 200), ("Career.Example.org:443", 200), ("intranet", 200), ("other.example:80", 200),
     ("example.org", 421), ("x.other.example", 421)],
)  # fmt: skip
def test_the_public_name_and_those_of_the_setting_are_this_servers(public: Live, host: str, expected: int) -> None:
    assert status(public, host) == expected


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_an_orchestrator_may_probe_by_any_address(live: Live, path: str) -> None:
    assert status(live, "10.1.2.3:8000", path) == 200


def test_a_star_turns_the_check_off(tailor_parts: Parts) -> None:
    with serving(tailor_parts, hosts="*") as server:
        assert status(server, "evil.example") == 200


def test_two_hosts_or_none_are_refused(live: Live) -> None:
    address = urlsplit(live.url)
    for hosts in (b"", b"Host: localhost\r\nHost: evil.example\r\n", b"Host: localhost\r\nHost: localhost\r\n"):
        with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
            connection.sendall(b"GET /api/guides HTTP/1.1\r\n" + hosts + b"\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 400")


def test_the_address_called_is_a_name_of_a_server_bound_to_all() -> None:
    names = ServerSettings(host="0.0.0.0").host_names
    assert names == frozenset()
    hosts = NamedHosts(None, names)  # type: ignore[arg-type]
    assert hosts._is_named("192.168.1.5", {"server": ("192.168.1.5", 8000)})
    assert hosts._is_named("192.168.1.5", {"server": ("::ffff:192.168.1.5", 8000)})
    assert not hosts._is_named("192.168.1.6", {"server": ("192.168.1.5", 8000)})
    assert host_name("[fe80::1]:80") == "fe80::1"
