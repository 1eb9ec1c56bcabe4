"""Whose pages may call: every route, by the server's own look at Origin, Site-Key and Sec-Fetch-Site."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from advisor.bootstrap import Parts
from server.access.sites import Site, Sites, origin_of
from server.middleware.guard import GUARDED, QUESTIONS
from server.settings import ServerSettings
from tests.server.made import REMOTE, Live, serving
from tests.server.readers import Reader

ACME, BAKERS = "https://www.acme.example", "https://bakers.example:8443"
SITES: Any = {
    "acme-key": {"origins": ["https://WWW.acme.example:443/", "http://localhost:3000"]},
    "bakers-key": {"origins": [BAKERS], "guides": ["baker", "florist"]},
}
ROUTES = [
    ("GET", "/"), ("GET", "/guides/tailor"), ("GET", "/static/chat.css"), ("GET", "/nothing"), ("GET", "/healthz"),
    ("GET", "/readyz"), ("GET", "/metrics"), ("GET", "/openapi.json"), ("GET", "/api/guides"), ("GET", "/api/starters"),
    ("GET", "/api/guides/tailor"), ("POST", "/api/session"), ("POST", "/api/chat"), ("GET", "/api/chat/x"),
    ("POST", "/api/chat/x/cancel"), ("POST", "/api/feedback"), ("GET", "/api/conversations"),
    ("DELETE", "/api/conversations"), ("GET", "/api/conversations/x"), ("DELETE", "/api/conversations/x"),
    ("OPTIONS", "/api/chat"), ("PUT", "/api/chat"), ("POST", "/v1/chat/completions"),
]  # fmt: skip


@pytest.fixture(scope="module")
def sited(tailor_parts: Parts) -> Iterator[Live]:
    with serving(tailor_parts, sites=SITES) as server:
        yield server


def call(live: Live, method: str, path: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return live.client.request(method, path, headers=named)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_page_from_elsewhere_is_refused_on_every_route(sited: Live, live: Live, method: str, path: str) -> None:
    for server in (sited, live):
        for origin in (
            "https://evil.example",
            "null",
            "https://www.acme.example.evil.example",
            "http://www.acme.example",
        ):
            answer = call(server, method, path, Origin=origin, Site_Key="acme-key")
            assert answer.status_code == 403, (method, path, origin)
            assert "access-control-allow-origin" not in answer.headers
        for kind in ("cross-site", "same-site"):
            assert call(server, method, path, Sec_Fetch_Site=kind, Sec_Fetch_Mode="cors").status_code == (
                200 if path.startswith("/static/") else 403
            )


def test_the_app_has_no_route_that_the_list_above_leaves_out(live: Live) -> None:
    listed = {(method, path.replace("/x", "/{}").replace("/tailor", "/{}")) for method, path in ROUTES}
    for path, item in live.app.openapi()["paths"].items():
        for method in item:
            inside = "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
            assert (method.upper(), inside) in listed, f"{method} {path} is not in ROUTES"


def test_nothing_is_guarded_but_routes_that_there_are(live: Live) -> None:
    served = live.app.openapi()["paths"]
    for place in (*GUARDED, QUESTIONS):
        assert any(path.startswith(place) for path in served), place


def test_pages_of_the_server_itself_need_no_key(live: Live) -> None:
    reader = Reader(live, origin=live.url).open()
    assert reader.ask(REMOTE)["conversation_id"]
    assert call(live, "GET", "/api/guides", Sec_Fetch_Site="same-origin").status_code == 200


def test_a_link_from_elsewhere_may_be_followed_and_a_script_loaded(live: Live) -> None:
    for method, path, mode, status in (
        ("GET", "/guides/tailor", "navigate", 200),
        ("GET", "/static/chat.css", "no-cors", 200),
        ("GET", "/api/guides", "no-cors", 403),
        ("POST", "/api/session", "navigate", 403),
    ):
        assert call(live, method, path, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode=mode).status_code == status


@pytest.mark.parametrize("origin", [ACME, "http://localhost:3000"])
def test_a_named_site_may_ask_and_its_pages_may_read_the_answer(sited: Live, origin: str) -> None:
    reader = Reader(sited, origin=origin, site_key="acme-key").open()
    answer = reader.call("POST", "/api/chat", {"question": REMOTE})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == origin
    assert "Origin" in answer.headers["vary"]
    assert "access-control-allow-credentials" not in answer.headers
    assert "retry-after" in answer.headers["access-control-expose-headers"].lower()


def test_a_refusal_can_be_read_by_the_page_it_concerns(sited: Live) -> None:
    answer = Reader(sited, origin=ACME, site_key="acme-key").call("GET", "/api/conversations")
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, ACME)


@pytest.mark.parametrize("key", ["", "bakers-key", "no-such-key", "acme-key, bakers-key"])
def test_a_named_origin_needs_the_key_of_its_own_site(sited: Live, key: str) -> None:
    for method, path in ROUTES:
        if path.startswith("/api/") and method not in ("OPTIONS", "PUT"):
            assert Reader(sited, origin=ACME, site_key=key).call(method, path).status_code == 403, path


@pytest.mark.parametrize(("origin", "status"), [(ACME, 204), ("https://evil.example", 403)])
def test_a_preflight_is_answered_for_named_origins_only(sited: Live, origin: str, status: int) -> None:
    answer = call(
        sited, "OPTIONS", "/api/chat", Origin=origin,
        Access_Control_Request_Method="POST", Access_Control_Request_Headers="content-type,site-key",
    )  # fmt: skip
    assert answer.status_code == status
    if status == 204:
        assert answer.headers["access-control-allow-origin"] == ACME
        assert {"authorization", "content-type", "last-event-id", "site-key"} <= {
            name.strip() for name in answer.headers["access-control-allow-headers"].split(",")
        }


def test_two_origins_in_one_call_are_none(sited: Live) -> None:
    headers = [("Origin", ACME), ("Origin", ACME), ("Site-Key", "acme-key")]
    assert httpx.get(f"{sited.url}/api/guides", headers=headers).status_code == 403


# --- guides of a site ---


def test_a_site_bound_to_guides_sees_and_is_answered_from_those_only(sited: Live) -> None:
    reader = Reader(sited, origin=BAKERS, site_key="bakers-key").open()
    listed = reader.call("GET", "/api/guides").json()["guides"]
    assert [guide["id"] for guide in listed] == ["baker", "florist"]
    assert reader.call("GET", "/api/guides/tailor").status_code == 404
    refused = reader.call("POST", "/api/chat", {"question": REMOTE, "guide": "tailor"})
    assert (refused.status_code, "tailor" in refused.json()["detail"]) == (404, True)
    for question in (REMOTE, "Can a Baker work from home?", "Can a Florist work from home?", "Which tools are used?"):
        cited = {citation["guide"] for citation in reader.ask(question)["citations"]}
        assert cited <= {"baker", "florist"}
    assert reader.ask("Can a Florist work from home?", guide="florist")["citations"]


# --- calls that come from no page ---


def test_scripts_are_allowed_by_default(sited: Live) -> None:
    assert sited.ask({"question": REMOTE}).status_code == 200


def test_scripts_need_a_key_when_the_settings_say_so(tailor_parts: Parts) -> None:
    with serving(tailor_parts, sites=SITES, calls_without_origin="keyed") as live:
        refused = live.ask({"question": REMOTE})
        assert (refused.status_code, "Site-Key" in refused.json()["detail"]) == (403, True)
        assert live.ask({"question": REMOTE}, headers={"Site-Key": "acme-key"}).status_code == 200
        assert live.ask({"question": REMOTE}, headers={"Site-Key": "other"}).status_code == 403
        reader = Reader(live, site_key="acme-key").open()
        assert reader.ask(REMOTE)["conversation_id"]
        for path in ("/", "/guides/tailor", "/healthz", "/readyz", "/metrics"):
            assert live.get(path).status_code == 200


# --- the parts ---


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Example.org", "https://example.org"),
        ("https://example.org:443/x?y", "https://example.org"),
        ("http://example.org:8080", "http://example.org:8080"),
        ("http://[::1]:3000/", "http://[::1]:3000"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_read_as_browsers_write_it(address: str, origin: str) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    "address", ["", "null", "*", "example.org", "ftp://x.example", "https://", "https://a:b@x.example", "https://x:y"]
)
def test_what_is_no_origin_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        origin_of(address)


@pytest.mark.parametrize(
    ("origin", "host", "is_own"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True),
        ("https://career.example", "career.example:443", True),
        ("https://career.example", "career.example", True),
        ("https://career.example", "other.example", False),
        ("https://career.example", "", False),
        ("null", "null", False),
        ("ftp://career.example", "career.example", False),
        ("https://public.example", "10.0.0.1", True),
    ],
)
def test_own_pages_are_known_by_host_or_public_address(origin: str, host: str, is_own: bool) -> None:
    assert Sites({}, public_url="https://public.example/career").is_own(origin, host) is is_own


@pytest.mark.parametrize(
    "value",
    [
        "nonsense", "[]", '{"k": {"origins": ["https://a.example"]}}', '{"good-key": {"origins": []}}',
        '{"good-key": {"origins": ["a.example"]}}', '{"good-key": {"origins": ["https://a.example"], "more": 1}}',
        '{"bad key!": {"origins": ["https://a.example"]}}', '{"good-key": {"origins": ["*"]}}',
    ],
)  # fmt: skip
def test_sites_that_cannot_work_are_refused(value: str) -> None:
    with pytest.raises(ValueError):
        ServerSettings(sites=value)  # type: ignore[arg-type]


def test_a_site_without_guides_shows_all() -> None:
    assert Site("k", frozenset()).shows("anything")
    assert not Site("k", frozenset(), ("baker",)).shows("tailor")


def test_a_site_that_is_bound_to_a_guide_that_is_not_here_is_warned_of(
    tailor_parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(tailor_parts, sites={"acme": {"origins": ["https://acme.example"], "guides": ["tailor", "plumber"]}}):
        told = [record.getMessage() for record in caplog.records if "SERVER_SITES" in record.getMessage()]
    assert told == [
        "SERVER_SITES: acme may show the guide 'plumber', which is not in the index; "
        "the guides are baker, florist, tailor."
    ]


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "http://[a]b", "//["])
def test_an_origin_that_is_no_address_is_refused_like_any_other(live: Live, origin: str) -> None:
    answer = call(live, "GET", "/api/guides", Origin=origin)
    assert answer.status_code == 403
