"""POST /api/chat with a question that can be taken: as JSON and as a stream of events."""

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from advisor.bootstrap import Parts
from tests.server.made import BROKEN, FAILING, HELD, REMOTE, STREAM, Live, events_of, read_events, serving, wait_until


@pytest.fixture
def own(tailor_parts: Parts) -> Iterator[Live]:
    """A server of this test's own, to fill or to stop."""
    with serving(tailor_parts, limit_concurrent_questions=1) as server:
        yield server


# --- JSON ---


def test_an_answer_cites_quotes_that_the_guide_confirms_at_their_offsets(live: Live) -> None:
    answer = live.ask({"question": REMOTE, "guide": "tailor"}).json()
    guide = live.get("/api/guides/tailor").json()
    assert answer["status"] == "answered"
    assert answer["citations"][0]["section"] == ["Frequently Asked Questions", REMOTE]
    for citation in answer["citations"]:
        assert guide["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert guide["version"] == citation["version"]


def test_json_is_what_a_client_without_wishes_gets(live: Live) -> None:
    assert live.ask({"question": REMOTE}, headers={"Accept": "*/*"}).headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("text/event-stream", "text/event-stream"),
        ("text/event-stream, application/json;q=0.9", "text/event-stream"),
        ("application/json, text/event-stream", "application/json"),
        ("application/json;q=0.5, text/event-stream;q=0.8", "text/event-stream"),
        ("text/event-stream;q=0", "application/json"),
        ("text/event-stream;q=many", "application/json"),
        ("TEXT/EVENT-STREAM", "text/event-stream"),
    ],
)
def test_the_accept_header_chooses_between_json_and_events(live: Live, accept: str, kind: str) -> None:
    answer = live.ask({"question": REMOTE}, headers={"Accept": accept})
    assert answer.headers["content-type"].split(";")[0] == kind


def test_white_space_around_a_question_does_not_count(live: Live) -> None:
    assert live.ask({"question": f" \n{REMOTE} "}).json()["question"] == REMOTE


def test_a_question_of_2000_characters_is_taken_and_so_are_history_and_nulls(live: Live) -> None:
    long = {"question": " " + "a" * 2000 + " ", "guide": None, "conversation_id": None}
    turns = [{"role": role, "content": "x" * 640} for role in ("user", "assistant")] * 25
    assert live.ask(long).status_code == 200
    assert live.ask({"question": REMOTE, "history": turns, "conversation_id": ""}).status_code == 200


def test_a_guide_limits_where_is_looked(live: Live) -> None:
    answer = live.ask({"question": "Can a baker work from home?", "guide": "baker"}).json()
    assert {citation["guide"] for citation in answer["citations"]} == {"baker"}


def test_declines_carry_no_citations(live: Live) -> None:
    answer = live.ask({"question": "hello"}).json()
    assert (answer["status"], answer["citations"], answer["claims"]) == ("small_talk", [], [])
    assert answer["answer"]


def test_links_go_out_with_the_public_address(tailor_parts: Parts) -> None:
    with serving(tailor_parts, public_url="https://career.example.org/") as live:
        answer = live.ask({"question": REMOTE}).json()
        done = events_of(live, REMOTE)[-1].data
        guides = live.get("/api/guides").json()["guides"]
    urls = [c["url"] for c in answer["citations"] + done["citations"]] + [g["url"] for g in guides]
    assert all(url.startswith("https://career.example.org/guides/") for url in urls)


# --- events ---


def test_a_stream_starts_tells_its_claims_and_ends_with_the_whole_answer(live: Live) -> None:
    events = events_of(live, REMOTE, guide="tailor")
    names = [event.name for event in events]
    assert names[0] == "start"
    assert names[-1] == "done"
    assert {"status", "sources", "claim", "suggestions"} <= set(names)
    assert names.count("done") + names.count("error") == 1
    done = events[-1].data
    claims = [event.data for event in events if event.name == "claim"]
    assert [(c["text"], c["citations"]) for c in claims] == [(c["text"], c["citations"]) for c in done["claims"]]
    assert [new for c in claims for new in c["new_citations"]] == done["citations"]
    assert next(e.data for e in events if e.name == "suggestions")["suggestions"] == done["suggestions"]


def test_a_stream_and_json_say_the_same(live: Live) -> None:
    done, answer = events_of(live, REMOTE)[-1].data, live.ask({"question": REMOTE}).json()
    for one in (done, answer):
        one.pop("id"), one.pop("timings_ms")
    assert done == answer


def test_every_event_is_numbered_under_the_answers_id(live: Live) -> None:
    events = events_of(live, REMOTE)
    answer_id = events[0].data["id"]
    assert [event.id for event in events] == [f"{answer_id}:{n}" for n in range(1, len(events) + 1)]
    assert events[-1].data["id"] == answer_id


def test_sources_name_each_section_once_with_a_link(live: Live) -> None:
    sections = next(e.data for e in events_of(live, REMOTE) if e.name == "sources")["sections"]
    places = [(s["guide"], s["anchor"]) for s in sections]
    assert len(places) == len(set(places))
    assert all(
        s["url"].startswith(f"/guides/{s['guide']}?v=") and s["url"].endswith(f"#{s['anchor']}") for s in sections
    )


def test_a_decline_streams_too(live: Live) -> None:
    assert [event.name for event in events_of(live, "hello")] == ["start", "done"]


def test_proxies_are_told_not_to_hold_a_stream_back(live: Live) -> None:
    headers = live.ask({"question": REMOTE}, headers=STREAM).headers
    assert (headers["x-accel-buffering"], headers["cache-control"]) == ("no", "no-store")


def test_a_failure_in_mid_stream_is_one_error_event_at_the_end(live: Live) -> None:
    events = events_of(live, FAILING)
    assert [event.name for event in events].count("error") == 1
    assert events[-1].name == "error"
    assert (events[-1].data["status"], events[-1].data["detail"]) == (502, "The chat service is not there.")


def test_a_failure_is_a_problem_where_json_was_asked_for(live: Live) -> None:
    answer = live.ask({"question": FAILING})
    assert (answer.status_code, answer.json()["detail"]) == (502, "The chat service is not there.")


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_what_nobody_foresaw_is_told_in_a_plain_sentence_without_its_words(live: Live, accept: str) -> None:
    answer = live.ask({"question": BROKEN}, headers={"Accept": accept})
    assert "Something went wrong here" in answer.text
    assert "RuntimeError" not in answer.text
    assert "Traceback" not in answer.text
    assert "repeats" not in answer.text


def test_what_can_be_refused_is_refused_before_a_stream_begins(live: Live) -> None:
    answer = live.ask({"question": REMOTE, "guide": "plumber"}, headers=STREAM)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


# --- leaving, stopping, crowding ---


def unfinished(live: Live, reason: str) -> bool:
    return f'career_questions_unfinished_total{{reason="{reason}"}} 1.0' in live.get("/metrics").text


def test_a_reader_who_leaves_a_stream_ends_the_work(own: Live) -> None:
    own.context.live_answers.grace_s = 0.2
    with httpx.stream("POST", f"{own.url}/api/chat", json={"question": HELD}, headers=STREAM, timeout=30) as answer:
        events = read_events(answer.iter_lines())
        assert next(events).name == "start"
        assert own.writer.started.wait(30)
    wait_until(lambda: unfinished(own, "left"))
    own.writer.release.set()
    # The only seat is free again.
    assert own.ask({"question": REMOTE}).status_code == 200


def test_a_client_that_leaves_before_its_json_ends_the_work(own: Live) -> None:
    body = json.dumps({"question": HELD}).encode()
    head = "POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n"
    address = urlsplit(own.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(head.encode() + body)
        assert own.writer.started.wait(30)
    wait_until(lambda: unfinished(own, "left"))
    own.writer.release.set()
    assert own.ask({"question": REMOTE}).status_code == 200


def test_an_open_stream_hears_at_once_that_the_server_stops(own: Live) -> None:
    with httpx.stream("POST", f"{own.url}/api/chat", json={"question": HELD}, headers=STREAM, timeout=30) as answer:
        events = read_events(answer.iter_lines())
        assert next(events).name == "start"
        assert own.writer.started.wait(30)
        own.shutdown.begin()
        rest = list(events)
    assert [event.name for event in rest if event.name in ("done", "error")] == ["error"]
    assert rest[-1].data["detail"] == "The server is shutting down; ask again in a moment."
    assert own.get("/readyz").status_code == 503


def test_more_questions_than_seats_are_asked_to_come_back(own: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.access.admission.LIMIT_WAIT_S", 0.1)
    with httpx.stream("POST", f"{own.url}/api/chat", json={"question": HELD}, headers=STREAM, timeout=30) as answer:
        events = read_events(answer.iter_lines())
        assert next(events).name == "start"
        assert own.writer.started.wait(30)
        for accept in ("application/json", "text/event-stream"):
            refused = own.ask({"question": REMOTE}, headers={"Accept": accept})
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            assert "ask again in a moment" in refused.json()["detail"]


def test_other_doors_stay_open_while_a_writer_thinks(own: Live) -> None:
    with httpx.stream("POST", f"{own.url}/api/chat", json={"question": HELD}, headers=STREAM, timeout=30) as answer:
        events = read_events(answer.iter_lines())
        assert next(events).name == "start"
        assert own.writer.started.wait(30)
        assert own.get("/healthz").json() == {"alive": True}
        assert own.get("/guides/tailor").status_code == 200


def test_the_schema_gives_examples_that_the_server_takes(live: Live) -> None:
    schema = live.get("/openapi.json").json()
    examples = schema["components"]["schemas"]["ChatIn"]["examples"]
    assert examples
    for example in examples:
        assert live.ask({**example, "guide": "tailor"}).status_code == 200
    assert "ProblemOut" in schema["components"]["schemas"]
    assert "HTTPValidationError" not in json.dumps(schema)
