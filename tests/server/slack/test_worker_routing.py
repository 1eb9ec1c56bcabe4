"""What belongs together goes to one worker."""

import pytest

from server.slack.worker_routing import is_for_all, payload_of, thread_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"event": {"channel": "C1", "ts": "1.1"}}, {"event": {"channel": "C1", "ts": "2.2", "thread_ts": "1.1"}}),
        (
            {"event": {"channel": "C1", "thread_ts": "1.1", "ts": "2.2"}},
            {
                "channel": {"id": "C1"}, "user": {"id": "U1"}, "message": {"ts": "3.3", "thread_ts": "1.1"},
                "container": {"message_ts": "3.3", "is_ephemeral": False},
            },
        ),
        (
            {"command": "/career", "channel_id": "C1", "user_id": "U1"},
            {"channel": {"id": "C1"}, "user": {"id": "U1"}, "container": {"is_ephemeral": True, "message_ts": "1.1"}},
        ),
        (
            {"command": "/career", "channel_id": "C1", "user_id": "U1"},
            {"type": "message_action", "channel": {"id": "C1"}, "user": {"id": "U1"}, "message": {"ts": "1.1"}},
        ),
    ],
)  # fmt: skip
def test_what_belongs_together_goes_to_one_worker(one: dict[str, object], other: dict[str, object]) -> None:
    assert thread_of(one) == thread_of(other)
    assert not is_for_all(one)


def test_a_body_that_is_nothing_of_slacks_belongs_to_nobody() -> None:
    for body in (b"", b"[1]", b"{", b"\xff\xfe", b"payload=%7B", b'payload="x"'):
        for content_type in ("application/json", "application/x-www-form-urlencoded", ""):
            assert thread_of(payload_of(body, content_type) or {}) == ":"
