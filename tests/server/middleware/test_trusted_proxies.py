"""Behind a proxy: its word counts when it is trusted, and nobody else's does."""

import asyncio
from typing import Any

import httpx
import pytest

from server.middleware.trusted_proxies import TrustedProxies
from tests.server.made import REMOTE, Live, serving

FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/career",
}


def scope_behind(proxies: list[str], peer: str, path: str = "/guides/x", **headers: str) -> dict[str, Any]:
    """What the app sees of a request that came from ``peer``."""
    seen: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope)

    scope = {
        "type": "http",
        "path": path,
        "root_path": "",
        "scheme": "http",
        "client": (peer, 5000),
        "headers": [(k.lower().encode(), v.encode()) for k, v in (FORWARDED | headers).items()],
    }
    asyncio.run(TrustedProxies(app, proxies)(scope, None, None))  # type: ignore[arg-type]
    return seen


@pytest.mark.parametrize(
    ("proxies", "peer"),
    [
        (["10.0.0.1"], "10.0.0.1"),
        (["10.0.0.0/8"], "10.9.8.7"),
        (["*"], "8.8.8.8"),
        (["::1"], "::1"),
        (["10.9.9.9/8"], "10.9.8.7"),
        (["10.0.0.1"], "::ffff:10.0.0.1"),
        (["10.0.0.0/8"], "::ffff:10.0.0.1"),
    ],
)
def test_a_trusted_proxy_is_believed(proxies: list[str], peer: str) -> None:
    seen = scope_behind(proxies, peer)
    assert seen["client"][0] == "203.0.113.9"
    assert seen["scheme"] == "https"
    assert (seen["root_path"], seen["path"]) == ("/career", "/career/guides/x")


@pytest.mark.parametrize(("proxies", "peer"), [([], "127.0.0.1"), (["10.0.0.1"], "10.0.0.2"), (["10.0.0.0/8"], "unix")])
def test_anybody_else_is_not(proxies: list[str], peer: str) -> None:
    seen = scope_behind(proxies, peer)
    assert (seen["client"][0], seen["scheme"], seen["root_path"]) == (peer, "http", "")


@pytest.mark.parametrize("prefix", ["//evil.example", "/a/../b", "evil", "/a?b", '/"><script>', "/a b", "/"])
def test_a_prefix_that_is_no_plain_path_is_not_taken(prefix: str) -> None:
    assert scope_behind(["*"], "10.0.0.1", **{"X-Forwarded-Prefix": prefix})["root_path"] == ""


def test_a_proxy_that_leaves_the_prefix_in_the_path_is_understood_too() -> None:
    seen = scope_behind(["*"], "10.0.0.1", path="/career/guides/x")
    assert (seen["root_path"], seen["path"]) == ("/career", "/career/guides/x")


def test_links_of_pages_and_citations_keep_the_prefix(tailor_parts: Any) -> None:
    with serving(tailor_parts, trusted_proxies="127.0.0.1") as live:
        page = live.get("/", headers=FORWARDED).text
        answer = live.ask({"question": REMOTE}, headers=FORWARDED).json()
        reader = live.get("/guides/tailor", headers=FORWARDED)
    assert 'src="/career/widget.js"' in page
    assert 'data-api="/career/"' in page
    assert all(c["url"].startswith("/career/guides/") for c in answer["citations"])
    assert reader.status_code == 200


def test_without_trust_the_prefix_changes_nothing(live: Live) -> None:
    assert 'src="/widget.js"' in httpx.get(live.url, headers=FORWARDED).text
