"""What cannot be taken is refused with one sentence that says what is wrong and where."""

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.server.made import REMOTE, STREAM, Live

JSON = {"Content-Type": "application/json"}


def detail(answer: httpx.Response, status: int) -> str:
    """The problem's sentence, after a look at all that every problem has."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert "\n" not in problem["detail"]
    assert "Traceback" not in answer.text
    return str(problem["detail"])


TURN = {"role": "user", "content": "x"}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"question": ""}, '"question" is empty.'),
        ({"question": " \n\t "}, '"question" is empty.'),
        ({"question": "a" * 2001}, '"question" has 2,001 characters; at most 2,000 are taken.'),
        ({"question": 7}, '"question" must be a string.'),
        ({"question": None}, '"question" must be a string.'),
        ({"question": [REMOTE]}, '"question" must be a string.'),
        ({}, '"question" is missing.'),
        ({"question": REMOTE, "stream": True},
         '"stream" is not a field here; the fields are question, history, conversation_id and guide.'),
        ({"qestion": REMOTE},
         '"qestion" is not a field here; the fields are question, history, conversation_id and guide.'),
        ({"question": REMOTE, "guide": 3}, '"guide" must be a string.'),
        ({"question": REMOTE, "history": "none"}, '"history" must be a list.'),
        ({"question": REMOTE, "history": ["hello"]}, '"history[0]" must be an object.'),
        ({"question": REMOTE, "history": [TURN, {"role": "system", "content": "x"}]},
         '"history[1].role" must be \'user\' or \'assistant\'.'),
        ({"question": REMOTE, "history": [{"role": "user"}]}, '"history[0].content" is missing.'),
        ({"question": REMOTE, "history": [{**TURN, "content": 1}]}, '"history[0].content" must be a string.'),
        ({"question": REMOTE, "history": [{**TURN, "at": 1}]},
         '"history[0].at" is not a field here; the fields are role and content.'),
        ({"question": REMOTE, "history": [TURN] * 51}, '"history" has 51 turns; at most 50 are taken.'),
        ({"question": REMOTE, "history": [{**TURN, "content": "x" * 16_001}] * 2},
         '"history" has 32,002 characters in all; at most 32,000 are taken.'),
        ([REMOTE], 'The body must be a JSON object like {"question": "…"}.'),
        (REMOTE, 'The body must be a JSON object like {"question": "…"}.'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_body_of_the_wrong_shape_is_refused_naming_the_field(
    live: Live, body: Any, sentence: str, accept: str
) -> None:
    assert detail(live.ask(body, headers={"Accept": accept}), 422) == sentence


@pytest.mark.parametrize(
    "body", [b"{", b'{"question": "x",}', b"question=x", b'{"question": "x"} {}', b"\xff\xfe", b'{"question": "\xff"}']
)
def test_what_is_not_json_is_called_that(live: Live, body: bytes) -> None:
    answer = httpx.post(f"{live.url}/api/chat", content=body, headers=JSON)
    assert "not valid JSON" in detail(answer, 400)


def test_json_nested_without_end_is_refused_and_not_a_fault(live: Live) -> None:
    body = b'{"question": ' + b"[" * 30_000
    assert detail(httpx.post(f"{live.url}/api/chat", content=body, headers=JSON), 400)


def test_half_a_surrogate_pair_is_refused_naming_the_field(live: Live) -> None:
    answer = httpx.post(f"{live.url}/api/chat", content=b'{"question": "a \\ud800 b"}', headers=JSON)
    assert detail(answer, 422).startswith('"question" must be a string')


def test_null_is_not_an_object(live: Live) -> None:
    answer = httpx.post(f"{live.url}/api/chat", content=b"null", headers=JSON)
    assert detail(answer, 422) == 'The body must be a JSON object like {"question": "…"}.'


def test_an_empty_body_is_told_what_to_send(live: Live) -> None:
    answer = httpx.post(f"{live.url}/api/chat", headers=JSON)
    assert detail(answer, 422) == 'There is no question in the body; send JSON like {"question": "…"}.'


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None])
def test_a_body_that_is_not_called_json_is_refused(live: Live, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = httpx.post(f"{live.url}/api/chat", content=b'{"question": "x"}', headers=headers)
    assert "Content-Type: application/json" in detail(answer, 415)


def test_an_unknown_guide_is_named_with_those_there_are(live: Live) -> None:
    answer = live.ask({"question": REMOTE, "guide": "plumber"})
    assert detail(answer, 404) == "There is no guide 'plumber'; the guides are: baker, florist, tailor."
    assert "'plumber'" in detail(live.get("/api/guides/plumber"), 404)


def test_a_conversation_without_a_session_is_answered_with_what_to_do(live: Live) -> None:
    answer = live.ask({"question": REMOTE, "conversation_id": "c-1"})
    assert "needs the token of its session" in detail(answer, 401)


def test_history_and_a_conversation_exclude_each_other(live: Live) -> None:
    answer = live.ask({"question": REMOTE, "conversation_id": "c-1", "history": [TURN]})
    assert "exclude each other" in detail(answer, 422)


# --- too large ---


def test_a_body_over_64_kb_is_refused_by_what_it_announces(live: Live) -> None:
    answer = httpx.post(f"{live.url}/api/chat", content=b" " * 65_537, headers=JSON)
    assert detail(answer, 413) == "The body is larger than 65,536 bytes."


def test_a_body_that_announces_nothing_is_refused_while_it_is_read(live: Live) -> None:
    parts = (b" " * 10_000 for _ in range(7))
    answer = httpx.post(f"{live.url}/api/chat", content=parts, headers=JSON)
    assert detail(answer, 413) == "The body is larger than 65,536 bytes."


def test_a_large_announced_body_is_refused_before_it_is_sent(live: Live) -> None:
    address = urlsplit(live.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(
            b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nContent-Length: 999999999\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_a_body_of_exactly_64_kb_is_read(live: Live) -> None:
    body = b'{"question": "hello"}'.ljust(65_536)
    assert httpx.post(f"{live.url}/api/chat", content=body, headers=JSON).status_code == 200


# --- wrong doors ---


def test_a_method_that_is_not_taken_is_told_which_is(live: Live) -> None:
    answer = live.get("/api/chat")
    assert detail(answer, 405) == "GET is not taken at /api/chat; use POST."
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("path", ["/api/chatt", "/nothing", "/static/nothing.js", "/static/../app.py", "/docs"])
def test_a_path_that_is_not_there_is_named(live: Live, path: str) -> None:
    assert detail(live.get(path), 404).startswith("Nothing is served at /")


# --- characters, numbers and depths that nobody means ---


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("/api/chat", {"question": "x", "history": [{"role": "user", "content": "\ud800"}]},
         '"history[0].content" must be a string of Unicode characters.'),
        ("/api/chat", {"question": "x", "guide": "\udfff"}, '"guide" must be a string of Unicode characters.'),
        ("/api/chat", {"question": "x", "conversation_id": "\ud800"},
         '"conversation_id" must be a string of Unicode characters.'),
        ("/api/chat", {"question": "x", "\ud800": 1}, "A name in the body is not made of Unicode characters."),
        ("/api/session", {"secret": "\ud800"}, '"secret" must be a string of Unicode characters.'),
        ("/api/feedback", {"answer": "x", "rating": "up", "comment": "\ud800"},
         '"comment" must be a string of Unicode characters.'),
        ("/api/session", {"name": "x"}, '"name" is not a field here; the only field is secret.'),
        ("/api/feedback", {"answer": "x", "rating": "up", "question": "x"},
         '"question" is not a field here; the fields are answer, rating, reason and comment.'),
        ("/api/session", [], "The body must be a JSON object; the only field is secret."),
    ],
)  # fmt: skip
def test_each_route_is_told_of_its_own_fields_and_of_half_characters(
    live: Live, path: str, body: Any, sentence: str
) -> None:
    answer = httpx.post(f"{live.url}{path}", content=json.dumps(body), headers=JSON)
    assert detail(answer, 422) == sentence


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{"question": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", "The body is nested too deeply to be read."),
        (b'{"question": ' + b"9" * 5_000 + b"}", "The body has a number of too many digits to be read."),
        (b'{"question": "\xff"}', "The body is not valid JSON in UTF-8."),
    ],
)
@pytest.mark.parametrize("path", ["/api/chat", "/api/session", "/api/feedback"])
def test_a_body_that_cannot_be_read_is_told_why(live: Live, path: str, body: bytes, sentence: str) -> None:
    assert detail(httpx.post(f"{live.url}{path}", content=body, headers=JSON), 400) == sentence


def test_a_last_event_in_any_characters_is_none(live: Live) -> None:
    answer = live.ask({"question": REMOTE}, headers={"Accept": "text/event-stream"})
    answer_id = answer.text.partition('"id":"')[2].partition('"')[0]
    for last in ("٣", "ÿ", "\x85", "\u2028"):
        again = live.get(f"/api/chat/{answer_id}", headers={"Last-Event-ID": f"{answer_id}:{last}".encode()})
        assert again.status_code == 200
        assert again.text == answer.text


def test_sessions_conversations_and_answers_are_in_no_cache(live: Live) -> None:
    session = live.client.post("/api/session", json={})
    me = {"Authorization": f"Bearer {session.json()['token']}"}
    answers = [session, live.ask({"question": REMOTE}, headers=me), live.get("/api/conversations", headers=me)]
    answers += [live.get("/api/conversations/x", headers=me), live.ask({"question": REMOTE}, headers=STREAM)]
    assert [answer.headers.get_list("cache-control") for answer in answers] == [["no-store"]] * 5


@pytest.mark.parametrize(
    ("accepted", "is_zipped"),
    [("gzip", True), ("gzip;q=0.5, *;q=0", True), ("*", True), ("br, GZIP", True),
     ("gzip;q=0", False), ("gzip; q=0.0", False), ("identity", False), ("*, gzip;q=0", False), ("gzip;q=x", False),
     ("xgzip", False)],
)  # fmt: skip
def test_scripts_are_compressed_only_for_those_who_take_it(live: Live, accepted: str, is_zipped: bool) -> None:
    answer = live.get("/widget.js", headers={"Accept-Encoding": accepted})
    assert ("content-encoding" in answer.headers) == is_zipped
