"""An answer that is called off, or that nobody waits for any more, closes the connection to its chat model."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from advisor.bootstrap import Parts
from evals.chat.fake import FakeModels
from tests.server.chatting import PARAPHRASE, chatting
from tests.server.made import REMOTE, Live, Sent, read_events, wait_until
from tests.server.readers import Reader

LIMIT_S = 30  # only keeps a failing test from waiting for ever: the fake never ends by itself
FOLLOW_UP = {
    "question": "and can that be done at home?",
    "history": [
        {"role": "user", "content": "What is the yearly wage of a tailor?"},
        {"role": "assistant", "content": "Yearly wage: 31,000 shells. [1]"},
    ],
}


@contextmanager
def asking(live: Live, models: FakeModels, body: object) -> Iterator[tuple[str, Iterator[Sent]]]:
    """An answer's id and the rest of its stream, from when the model has been asked."""
    with Reader(live).stream("POST", "/api/chat", body) as reply:
        events = read_events(reply.iter_lines())
        answer_id = next(events).data["id"]
        wait_until(lambda: models.asked)
        yield answer_id, events


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("stall-after", {"question": REMOTE}),
        ("stall-before", {"question": REMOTE}),
        ("loop-slowly", {"question": REMOTE}),
        ("rewriting-stalls", FOLLOW_UP),
    ],
)
def test_calling_an_answer_off_closes_the_models_connection(
    tailor_parts: Parts, models: FakeModels, name: str, body: dict[str, object]
) -> None:
    with chatting(tailor_parts, models, name, chat_first_token_s=600, chat_gap_s=600, chat_total_s=600) as live:
        with asking(live, models, body) as (answer_id, events):
            if name == "stall-after":
                assert PARAPHRASE in next(event.data["text"] for event in events if event.name == "claim")
            models.events.append("called off")
            assert Reader(live).call("POST", f"/api/chat/{answer_id}/cancel").status_code == 204
            assert models.left.wait(LIMIT_S)
            last = list(events)[-1]
        assert (last.name, last.data["status"]) == ("error", 499)
        assert live.get("/readyz").json()["warnings"] == []  # it was no failure of the model
    assert models.events == ["asked", "called off", "left"]


def test_a_reader_who_vanishes_ends_the_models_work_after_the_grace(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "stall-after", chat_gap_s=600, chat_total_s=600) as live:
        live.context.live_answers.grace_s = 0.2
        with asking(live, models, {"question": REMOTE}) as (_, events):
            next(event for event in events if event.name == "claim")
            models.events.append("vanished")
        assert models.left.wait(LIMIT_S)
    assert models.events == ["asked", "vanished", "left"]


def test_a_reader_who_comes_back_within_the_grace_finds_the_model_at_work(
    tailor_parts: Parts, models: FakeModels
) -> None:
    with chatting(tailor_parts, models, "stall-after", chat_gap_s=600, chat_total_s=600) as live:
        live.context.live_answers.grace_s = 600
        with asking(live, models, {"question": REMOTE}) as (answer_id, events):
            next(event for event in events if event.name == "claim")
        with Reader(live).stream("GET", f"/api/chat/{answer_id}") as again:
            events = read_events(again.iter_lines())
            assert next(event.data["text"] for event in events if event.name == "claim") == PARAPHRASE
            models.events.append("called off")
            assert Reader(live).call("POST", f"/api/chat/{answer_id}/cancel").status_code == 204
            assert models.left.wait(LIMIT_S)
    assert models.events == ["asked", "called off", "left"]


def test_whoever_hangs_up_on_a_whole_answer_ends_the_models_work(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "stall-after", chat_gap_s=600, chat_total_s=600) as live:
        body = json.dumps({"question": REMOTE})
        named = f"Host: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        port = int(live.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(f"POST /api/chat HTTP/1.1\r\n{named}\r\n\r\n{body}".encode())
            assert models.started.wait(LIMIT_S)
            models.events.append("hung up")
        assert models.left.wait(LIMIT_S)
    assert models.events == ["asked", "hung up", "left"]
