"""Addresses of the web: their form, and that only public ones are spoken to."""

import pytest

from advisor.errors import HostError, WebError
from advisor.ingestion.web.addresses import AddressGuard, is_address, is_public, parse_address

PUBLIC = ("93.184.216.34", "2606:2800:220:1::1")


@pytest.mark.parametrize(
    ("given", "usual"),
    [
        ("HTTPS://Jobs.Example.ORG", "https://jobs.example.org/"),
        ("https://example.org:443/a#part", "https://example.org/a"),
        ("http://example.org:8080/a?b=c d"[:-2], "http://example.org:8080/a?b=c"),
        ("https://example.org./x", "https://example.org/x"),
        ("https://bücher.example/größe", "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("http://[2606:2800:220:1::1]/", "http://[2606:2800:220:1::1]/"),
    ],
)
def test_an_address_has_one_usual_form(given: str, usual: str) -> None:
    assert str(parse_address(given)) == usual
    assert str(parse_address(usual)) == usual


@pytest.mark.parametrize(
    "given",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "https://user:secret@example.org/",
        "https://example.org@10.0.0.1/",
        "https:///nowhere",
        "https://exa mple.org/",
        "https://example.org\\@10.0.0.1/",
        "https://example.org/\r\nHost: other",
        "https://example.org:99999/",
        "https://[::1/",
        "https://" + "a" * 300 + ".org/",
        "https://example.org/" + "a" * 3_000,
        "https://-.org/",
    ],
)
def test_what_is_no_address_is_one_sentence(given: str) -> None:
    with pytest.raises(WebError) as refused:
        parse_address(given)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_relative_address_is_read_from_its_base() -> None:
    base = parse_address("https://example.org/a/b")
    assert str(parse_address("../c?d=1", base)) == "https://example.org/c?d=1"
    assert str(parse_address("//other.example/x", base)) == "https://other.example/x"


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "203.0.113.9",
        "192.88.99.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.216.34",
        "::ffff:0:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2001:0:1::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "5f00::1",
        "not an address",
    ],
)
def test_no_address_of_an_inner_net_is_public(ip: str) -> None:
    assert not is_public(ip)
    with pytest.raises(WebError):
        AddressGuard(resolve=lambda *_: [PUBLIC[0], ip]).look_up(parse_address("https://example.org/"))


@pytest.mark.parametrize("ip", PUBLIC)
def test_a_public_address_is_the_one_that_is_connected_to(ip: str) -> None:
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return [ip]

    assert AddressGuard(resolve=resolve).look_up(parse_address("https://example.org/x")) == (ip,)
    assert asked == [("example.org", 443)]


@pytest.mark.parametrize(
    "spelt", ["http://2130706433/", "http://0x7f.1/", "http://017700000001/", "http://127.1/", "http://localhost/"]
)
def test_loopback_is_refused_however_it_is_spelt(spelt: str) -> None:
    # The system's resolver reads these as 127.0.0.1.
    with pytest.raises(WebError, match=r"127\.0\.0\.1|not found"):
        AddressGuard(resolve=lambda *_: ["127.0.0.1"]).look_up(parse_address(spelt))


def test_only_the_usual_ports_are_visited_unless_named() -> None:
    address = parse_address("https://example.org:8443/x")
    with pytest.raises(WebError, match=r"ADVISOR_WEB_HOSTS=example\.org:8443"):
        AddressGuard(resolve=lambda *_: [PUBLIC[0]]).look_up(address)
    assert AddressGuard(["example.org:8443"], lambda *_: [PUBLIC[0]]).look_up(address) == (PUBLIC[0],)


def test_a_named_host_may_be_private_at_its_named_port_only() -> None:
    guard = AddressGuard(["intranet.example", "127.0.0.1:8123"], lambda *_: ["10.0.0.7"])
    assert guard.look_up(parse_address("https://intranet.example/")) == ("10.0.0.7",)
    assert guard.look_up(parse_address("http://127.0.0.1:8123/")) == ("10.0.0.7",)
    for other in ("http://127.0.0.1:8124/", "http://127.0.0.1/", "http://intranet.example:22/", "http://x.example/"):
        with pytest.raises(WebError):
            guard.look_up(parse_address(other))


def test_a_host_that_is_not_found_is_said() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise OSError(2, "Name or service not known")

    with pytest.raises(HostError, match=r"nowhere\.example was not found"):
        AddressGuard(resolve=resolve).look_up(parse_address("https://nowhere.example/"))


def test_paths_are_told_from_addresses() -> None:
    assert is_address("https://example.org")
    assert is_address("HTTP://x")
    assert not is_address("guides/nurse.md")
    assert not is_address("https")
