"""What stands in headers makes nobody somebody else, unless a trusted proxy says it of them."""

import socket
from urllib.parse import urlsplit

import pytest

from advisor.bootstrap import Parts
from tests.security.attacked import HANG_S
from tests.server.made import serving

FORWARDED = (
    "X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP", "Client-IP",
    "X-Cluster-Client-IP", "X-Originating-IP", "X-Remote-Addr", "Fastly-Client-IP", "X_Forwarded_For",
)  # fmt: skip


def test_whoever_is_no_trusted_proxy_is_counted_by_their_own_address(tailor_parts: Parts) -> None:
    with serving(tailor_parts, limit_per_address=5) as live:
        answers = [
            live.get(
                "/api/guides", headers=dict.fromkeys(FORWARDED, f"198.51.100.{n}") | {"Forwarded": f"for=10.0.0.{n}"}
            )
            for n in range(12)
        ]
    assert [answer.status_code for answer in answers].count(429) >= 6


@pytest.mark.parametrize(
    "said",
    ["198.51.100.{n}, 203.0.113.7", "{n}, 203.0.113.7", "203.0.113.7:{n}", "198.51.100.{n},203.0.113.7:80{n}",
     "<{n}>, 203.0.113.7", "198.51.100.{n}, 203.0.113.7, 127.0.0.1", "2001:db8:1:2:{n}::7",
     "[2001:db8:1:2::{n}]:44{n}", "::ffff:203.0.113.7, 127.0.0.1", "2001:0DB8:1:2::{n}",
     "198.51.100.{n}, ::ffff:203.0.113.7"],
)  # fmt: skip
def test_what_a_caller_says_to_a_trusted_proxy_evades_no_limit(tailor_parts: Parts, said: str) -> None:
    with serving(tailor_parts, limit_per_address=5, trusted_proxies="127.0.0.1") as live:
        answers = [
            live.get("/api/guides", headers={"X-Forwarded-For": said.replace("{n}", str(n))}) for n in range(10, 22)
        ]
    assert [answer.status_code for answer in answers].count(429) >= 6


def test_what_follows_a_body_evades_no_limit(tailor_parts: Parts) -> None:
    with serving(tailor_parts, limit_per_address=5, trusted_proxies="127.0.0.1") as live:
        statuses = []
        for n in range(12):
            sent = (
                b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                b"Connection: close\r\n"
                b"X-Forwarded-For: 203.0.113.7\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
                b"X-Forwarded-For: 44.4.4.%d\r\nSite-Key: acme-key\r\nHost: evil.example\r\n\r\n" % n
            )
            statuses.append(_status(live.url, sent))
    assert statuses.count(429) >= 6
    assert set(statuses) <= {200, 429}


def _status(url: str, sent: bytes) -> int:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), HANG_S) as connection:
        connection.sendall(sent)
        return int(connection.recv(1_000).split(b" ")[1])


@pytest.mark.parametrize("proxies", ["127.0.0.0/8", "127.0.0.9/8", "127.0.0.1/32", " 127.0.0.1 , ::1"])
def test_a_proxy_that_is_named_by_its_network_is_believed_in_all_it_says(tailor_parts: Parts, proxies: str) -> None:
    with serving(tailor_parts, limit_per_address=5, trusted_proxies=proxies) as live:
        answers = [live.get("/api/guides", headers={"X-Forwarded-For": f"203.0.{n}.7"}) for n in range(12)]
    assert {answer.status_code for answer in answers} == {200}
