"""What cannot be taken is refused with one sentence that says what is wrong and where."""

import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.server.made import REMOTE, Live

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
            b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n"
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
