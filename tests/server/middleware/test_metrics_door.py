"""Metrics are read by this machine, at a port of their own, or with a token; pages of other sites read none."""

import threading

import httpx
import pytest
import uvicorn

from advisor.bootstrap import Parts
from server.app import create_app
from server.middleware.metrics_door import MetricsAccess, MetricsDoor
from server.settings import ServerSettings
from tests.server.made import Live, free_port, serving, wait_until

SITE = "https://www.example.org"


def test_a_server_on_loopback_gives_them_to_this_machine_but_not_through_a_proxy(live: Live) -> None:
    assert live.get("/metrics").status_code == 200
    for name in ("X-Forwarded-For", "X-Forwarded-Host", "X-FORWARDED-PROTO", "Forwarded", "Via", "X-Real-IP"):
        answer = live.get("/metrics", headers={name: "1.2.3.4"})
        assert answer.status_code == 403
        assert "SERVER_METRICS_PORT" in answer.json()["detail"]


def test_a_token_opens_them_and_nothing_else_does(tailor_parts: Parts) -> None:
    with serving(tailor_parts, metrics_token="sesame-of-metrics") as server:
        assert server.get("/metrics", headers={"Authorization": "Bearer sesame-of-metrics"}).status_code == 200
        for given in ({}, {"Authorization": "Bearer sesame"}, {"Authorization": "sesame-of-metrics"}):
            assert server.get("/metrics", headers=given).status_code == 401
        assert server.get("/metrics/").status_code == 401


def test_beyond_loopback_they_are_closed_without_a_port_or_a_token() -> None:
    scope = {"type": "http", "path": "/metrics", "headers": [], "server": ("10.0.0.1", 8000)}
    assert not ServerSettings(host="0.0.0.0").is_local
    assert ServerSettings(host="::1").is_local
    refused = MetricsDoor(None, MetricsAccess(is_local=False))._refusal(scope)  # type: ignore[arg-type]
    assert refused is not None
    assert refused.status == 403


def test_at_their_own_port_they_are_served_with_nothing_else_and_no_longer_at_the_first(tailor_parts: Parts) -> None:
    first, own = free_port(), free_port()
    app = create_app(
        tailor_parts.advisor(),
        tailor_parts.conversations(),
        ServerSettings(),
        metrics_port=own.getsockname()[1],
    )
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [first, own]})
    thread.start()
    try:
        wait_until(lambda: server.started)
        at_first, at_own = (f"http://127.0.0.1:{one.getsockname()[1]}" for one in (first, own))
        assert "career_ready" in httpx.get(f"{at_own}/metrics").text
        assert httpx.get(f"{at_own}/readyz").status_code == 200
        assert httpx.get(f"{at_own}/api/guides").status_code == 404
        assert httpx.get(f"{at_own}/").status_code == 404
        assert httpx.get(f"{at_first}/metrics").status_code == 403
        assert httpx.get(f"{at_first}/api/guides").status_code == 200
    finally:
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/healthz", "/openapi.json", "/", "/guides/tailor"])
def test_pages_of_named_sites_read_only_what_is_made_for_them(tailor_parts: Parts, path: str) -> None:
    with serving(tailor_parts, sites={"acme-key": {"origins": [SITE]}}) as server:
        answer = server.get(path, headers={"Origin": SITE})
        assert answer.status_code == 403
        preflight = server.client.options(path, headers={"Origin": SITE, "Access-Control-Request-Method": "GET"})
        assert preflight.status_code == 403
        answer = server.get("/api/guides", headers={"Origin": SITE, "Site-Key": "acme-key"})
        assert answer.headers["access-control-allow-origin"] == SITE
        script = server.get("/widget.js", headers={"Origin": SITE})
        assert script.headers["access-control-allow-origin"] == SITE
