"""No session and no site gets at another's: every route of the schema, called with the ids of somebody else."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from advisor.bootstrap import Parts
from server.middleware.request_log import OURS, JsonFormatter
from tests.server.made import (
    BROKEN,
    FAILING,
    HELD,
    REMOTE,
    STREAM,
    Live,
    build_parts,
    read_events,
    serving,
    write_tailor,
)
from tests.server.readers import Reader

ACME, BAKERS = "https://acme.example", "https://bakers.example"
SITES: Any = {"acme-key": {"origins": [ACME]}, "bakers-key": {"origins": [BAKERS]}}
CANARY = "CANARY7f3a"
BODIES: dict[str, dict[str, Any]] = {
    "/api/chat": {"question": "And the tools?", "conversation_id": "{conversation_id}"},
    "/api/feedback": {"answer": "{answer}", "rating": "down"},
    "/api/session": {},
}


@pytest.fixture(scope="module")
def sited(tailor_parts: Parts) -> Iterator[Live]:
    with serving(tailor_parts, sites=SITES) as server:
        yield server


def owned(live: Live) -> tuple[Reader, dict[str, str], dict[str, Any]]:
    """A reader at acme with one kept answer: the ids in it, and the whole conversation."""
    victim = Reader(live, origin=ACME, site_key="acme-key").open()
    answer = victim.ask(f"{REMOTE} {CANARY}")
    ids = {"answer": answer["id"], "conversation_id": answer["conversation_id"], "guide_id": "tailor"}
    return victim, ids, victim.call("GET", f"/api/conversations/{ids['conversation_id']}").json()


def attackers(live: Live, victim: Reader) -> dict[str, Reader]:
    acme = {"origin": ACME, "site_key": "acme-key"}
    at_bakers = Reader(live, origin=BAKERS, site_key="bakers-key", secret=victim.secret).open()
    own_page = Reader(live, origin=live.url, secret=victim.secret).open()
    return {
        "another session of the site": Reader(live, **acme).open(),
        "the same secret at another site": at_bakers,
        "the same secret on the server's own page": own_page,
        "the same secret in a script": Reader(live, secret=victim.secret).open(),
        "a page of the site without a session": Reader(live, **acme),
        "a script without a session": Reader(live),
        "the stolen token at another site": Reader(live, origin=BAKERS, site_key="bakers-key", token=victim.token),
        "the stolen token in a script": Reader(live, token=victim.token),
        "the stolen token on another origin": Reader(live, origin="https://evil.example", token=victim.token),
    }


def filled(template: Any, ids: dict[str, str]) -> Any:
    text = json.dumps(template)
    for name, value in ids.items():
        text = text.replace("{" + name + "}", value)
    return json.loads(text)


def test_no_route_gives_anybody_what_is_anothers(sited: Live) -> None:
    victim, ids, before = owned(sited)
    routes = [(method.upper(), path) for path, item in sited.app.openapi()["paths"].items() for method in item]
    assert len(routes) >= 16
    for who, attacker in attackers(sited, victim).items():
        for method, path in routes:
            for accept in ("application/json", "text/event-stream"):
                body = filled(BODIES.get(path), ids) if method == "POST" else None
                answer = attacker.call(method, filled(path, ids), body, Accept=accept)
                assert CANARY not in answer.text, f"{who}: {method} {path}"
                assert answer.status_code < 500
                if "{answer}" in path or "{conversation_id}" in path or path in ("/api/chat", "/api/feedback"):
                    assert answer.status_code in (401, 403, 404), f"{who}: {method} {path}"
    after = victim.call("GET", f"/api/conversations/{ids['conversation_id']}").json()
    assert after == before


def test_a_running_answer_of_a_session_is_neither_read_nor_called_off_by_anybody_else(tailor_parts: Parts) -> None:
    with serving(tailor_parts, sites=SITES) as live:
        victim = Reader(live, origin=ACME, site_key="acme-key").open()
        with victim.stream("POST", "/api/chat", {"question": HELD}) as stream:
            events = read_events(stream.iter_lines())
            answer_id = next(events).data["id"]
            assert live.writer.started.wait(30)
            for who, attacker in attackers(live, victim).items():
                for method, path in (("GET", ""), ("POST", "/cancel")):
                    refused = attacker.call(method, f"/api/chat/{answer_id}{path}")
                    assert refused.status_code in (401, 403, 404), who
            live.writer.release.set()
            assert list(events)[-1].name == "done"


def test_a_strangers_id_and_an_id_that_never_was_are_answered_alike(sited: Live) -> None:
    _, ids, _ = owned(sited)
    stranger = Reader(sited, origin=ACME, site_key="acme-key").open()
    for method, path in (
        ("GET", "/api/conversations/{}"),
        ("DELETE", "/api/conversations/{}"),
        ("GET", "/api/chat/{}"),
        ("POST", "/api/chat/{}/cancel"),
    ):
        real = ids["conversation_id"] if "conversations" in path else ids["answer"]
        answers = [stranger.call(method, path.format(one)) for one in (real, "never-was")]
        told = [(answer.status_code, answer.json()["detail"]) for answer in answers]
        assert told[0] == told[1]


# --- what people say and send is nowhere but with them ---


def test_words_and_headers_are_in_no_log_metric_or_refusal_and_gone_from_the_disk_when_deleted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    for ours in OURS:
        caplog.set_level(logging.DEBUG, ours)  # the most that SERVER_LOG_LEVEL brings into the log
    parts = build_parts(tmp_path / "data", write_tailor(tmp_path / "guides"))
    parts.ingest([])
    sent = {
        name: f"{CANARY}-{name}"
        for name in ("User-Agent", "Referer", "Cookie", "X-Forwarded-For", "X-Request-ID", "Forwarded")
    }
    with serving(parts, trusted_proxies="127.0.0.1", limit_concurrent_questions=1, limit_waiting_questions=0) as live:
        me = Reader(live, headers=sent).open()
        answer = me.ask(f"{REMOTE} {CANARY}")
        made = answer["conversation_id"]
        me.ask(f"And {CANARY}?", made)
        turns = [{"role": "user", "content": f"{CANARY}?"}, {"role": "assistant", "content": f"{CANARY}."}]
        refusals = [
            me.call("POST", "/api/chat", {"question": f"{BROKEN} {CANARY}", "history": turns}),
            me.call("POST", "/api/chat", {"question": f"{FAILING} {CANARY}"}),
            me.call("POST", "/api/chat", {"question": CANARY * 300}),
            me.call("POST", "/api/chat", {"question": CANARY, "conversation_id": CANARY}),
            me.call("POST", "/api/chat", {"question": CANARY, "history": [{"role": CANARY, "content": CANARY}]}),
            me.call("POST", "/api/feedback", {"answer": CANARY, "rating": "up", "comment": CANARY}),
            me.call("POST", "/api/feedback", {"answer": answer["id"], "rating": CANARY}),
            me.call("POST", "/api/session", {"secret": CANARY}),
            me.call("GET", f"/api/conversations/{CANARY}"),
            me.call("GET", f"/api/chat/{CANARY}", **{"Last-Event-ID": CANARY}),
            me.call("GET", "/api/guides", Origin=f"https://{CANARY}.example"),
            me.call("GET", "/api/guides", token="", **{"Site-Key": CANARY}),
            me.call("GET", "/api/guides", token=CANARY),
            me.call("GET", "/api/conversations", Authorization=CANARY),
        ]
        assert me.call("POST", "/api/feedback", {"answer": answer["id"], "rating": "up", "comment": CANARY}).is_success
        with me.stream("POST", "/api/chat", {"question": f"{HELD} {CANARY}"}, **STREAM) as held:
            events = read_events(held.iter_lines())
            assert next(events).name == "start"
            refusals.append(me.call("POST", "/api/chat", {"question": CANARY}))
            live.writer.release.set()
            assert list(events)[-1].name == "done"
        for refusal in refusals:
            assert CANARY not in refusal.text, refusal.text
        assert {refusal.status_code for refusal in refusals} >= {401, 403, 404, 422, 500, 502, 503}
        metrics = live.get("/metrics").text
        you = Reader(live).open()
        others = [you.ask(REMOTE), you.call("GET", "/api/conversations").json(), live.get("/").text]
        assert CANARY in "".join(read_all(tmp_path / "data"))
        assert me.call("DELETE", "/api/conversations").status_code == 204
        on_disk = read_all(tmp_path / "data")
    assert CANARY not in metrics
    assert CANARY not in json.dumps(others)
    assert [line for line in logged(caplog) if CANARY in line] == []
    assert not any(CANARY in text for text in on_disk)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the server's own handler would have written; a client in this process logs its own requests."""
    lines = JsonFormatter()
    return [lines.format(one) for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]


def read_all(folder: Path) -> list[str]:
    return [file.read_bytes().decode("latin-1") for file in folder.rglob("*") if file.is_file()]


def test_the_log_of_a_refused_call_names_its_place_and_no_id(live: Live, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    httpx.get(f"{live.url}/api/conversations/{CANARY}", headers={"Origin": "https://evil.example"})
    httpx.get(f"{live.url}/api/conversations/{CANARY}")
    paths = [one.fields["path"] for one in caplog.records if one.name == "server.access"]  # type: ignore[attr-defined]
    assert paths == ["/api/conversations", "/api/conversations/{conversation_id}"]
