"""Streams whose bytes are held back, crumbled or cut on their way: one done or error each, and nothing twice."""

import contextlib
import itertools
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.server.made import BROKEN, FAILING, REMOTE, STREAM, Live, Sent, read_events
from tests.server.readers import Reader
from tests.server.relays import holding_back, relaying

ENDS = ("done", "error")


def port_of(live: Live) -> int:
    return urlsplit(live.url).port or 0


def whole_blocks(got: bytes) -> Iterator[Sent]:
    """The events that arrived to their last byte."""
    told, _, _ = got.rpartition(b"\n\n")
    return read_events(iter((told.decode() + "\n\n").split("\n")))


def read_while_it_lasts(url: str, question: str) -> bytes:
    """All that comes of one question's stream before it ends or breaks."""
    got = b""
    with (
        contextlib.suppress(httpx.TransportError),
        httpx.stream("POST", f"{url}/api/chat", json={"question": question}, headers=STREAM, timeout=30) as answer,
    ):
        for chunk in answer.iter_raw():
            got += chunk
    return got


def ends_of(events: list[Sent]) -> list[str]:
    return [event.name for event in events if event.name in ENDS]


@pytest.mark.parametrize(
    ("question", "end"), [(REMOTE, "done"), ("hello", "done"), (FAILING, "error"), (BROKEN, "error")]
)
def test_a_stream_that_a_proxy_holds_back_has_one_end_and_every_event(live: Live, question: str, end: str) -> None:
    with holding_back(live.url) as url:
        events = list(whole_blocks(read_while_it_lasts(url, question)))
    assert ends_of(events) == [end]
    assert events[-1].name == end
    assert [event.id.rpartition(":")[2] for event in events] == [str(n) for n in range(1, len(events) + 1)]


def test_a_stream_that_a_proxy_holds_back_is_kept_and_can_be_read_again(live: Live) -> None:
    me = Reader(live).open()
    with holding_back(live.url) as url, httpx.Client(base_url=url, timeout=30) as client:
        headers = {**STREAM, "Authorization": f"Bearer {me.token}"}
        answer = client.post("/api/chat", json={"question": REMOTE}, headers=headers)
        events = list(whole_blocks(answer.content))
        again = client.get(f"/api/chat/{events[0].data['id']}", headers={**headers, "Last-Event-ID": events[1].id})
    assert list(whole_blocks(again.content)) == events[2:]
    (conversation,) = me.call("GET", "/api/conversations").json()["conversations"]
    assert conversation["n_turns"] == 1


@pytest.mark.parametrize(("question", "end"), [(REMOTE, "done"), (FAILING, "error")])
def test_a_stream_that_comes_in_crumbs_has_one_end(live: Live, question: str, end: str) -> None:
    with relaying(port_of(live), pieces=(1, 2, 3, 5, 7, 11)) as relay:
        events = list(whole_blocks(read_while_it_lasts(f"http://127.0.0.1:{relay.port}", question)))
    assert ends_of(events) == [end]
    assert events[-1].name == end


@pytest.mark.parametrize(("question", "end"), [(REMOTE, "done"), (FAILING, "error")])
def test_a_stream_that_is_cut_at_any_byte_is_read_on_to_its_one_end(live: Live, question: str, end: str) -> None:
    cuts, n_read_on = itertools.count(1, 149), 0
    with relaying(port_of(live)) as relay:
        for relay.cut_after in cuts:
            events = list(whole_blocks(read_while_it_lasts(f"http://127.0.0.1:{relay.port}", question)))
            if ends_of(events):
                break
            if not events:
                continue  # whoever read no id asks anew
            answer_id, _, n_read = events[-1].id.rpartition(":")
            events += Reader(live).resume(answer_id, int(n_read))
            n_read_on += 1
            assert ends_of(events) == [end]
            assert [event.id for event in events] == [f"{answer_id}:{n}" for n in range(1, len(events) + 1)]
    assert n_read_on >= 2
    assert ends_of(events) == [end]
