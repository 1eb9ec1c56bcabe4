"""Who waits for a worker that dies is told to ask again; nobody else is told anything."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from server.workers.heartbeat import BeatReceiver, BeatSender
from server.workers.open_calls import GONE


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


class Worker:
    """Both ends of a channel, and connections as a worker has them."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.receiver = BeatReceiver()
        self.sender = BeatSender(self.receiver.far_end, "worker01")
        stack.callback(self.receiver.close)

    def connection(self) -> tuple[socket.socket, socket.socket]:
        """The worker's end and the caller's."""
        here, there = socket.socketpair()
        self._stack.enter_context(here)
        self._stack.enter_context(there)
        there.settimeout(30)
        return here, there


def read(caller: socket.socket) -> bytes:
    return b"".join(iter(lambda: caller.recv(65_536), b""))


def test_callers_of_a_dead_worker_are_told_and_those_that_were_answered_are_not(stack: ExitStack) -> None:
    worker = Worker(stack)
    waiting, answered, later = (worker.connection() for _ in range(3))
    worker.sender.calls.begin(waiting[0])
    number = worker.sender.calls.begin(answered[0])
    worker.sender.send()
    worker.sender.calls.end(number)
    worker.sender.calls.begin(later[0])
    for here, _ in (waiting, answered, later):
        here.close()  # as by the death of the worker

    assert worker.receiver.heard()
    assert worker.receiver.worker == "worker01"
    assert worker.receiver.calls.refuse() == 2
    for _, caller in (waiting, later):
        head, _, body = read(caller).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 1" in head.lower()
        assert json.loads(body)["detail"] == GONE
    assert read(answered[1]) == b""


def test_a_supervisor_that_does_not_read_holds_nobody_up_and_keeps_no_connection_open(stack: ExitStack) -> None:
    worker = Worker(stack)
    for _ in range(2_000):  # more than the channel holds
        here, caller = worker.connection()
        number = worker.sender.calls.begin(here)
        worker.sender.calls.end(number)
        here.close()
        caller.close()
    here, caller = worker.connection()
    assert worker.sender.calls.begin(here) == 0
    worker.receiver.heard()
    worker.sender.send()
    worker.receiver.heard()
    assert len(worker.receiver.calls) == 0
    here.close()
    assert read(caller) == b""


def test_a_caller_that_went_away_or_takes_nothing_in_is_no_trouble(stack: ExitStack) -> None:
    worker = Worker(stack)
    gone, full = worker.connection(), worker.connection()
    for here, _ in (gone, full):
        worker.sender.calls.begin(here)
    gone[1].close()
    full[0].settimeout(0)
    with suppress(BlockingIOError):
        while True:
            full[0].send(bytes(65_536))
    worker.receiver.heard()
    assert worker.receiver.calls.refuse() == 2
    assert len(worker.receiver.calls) == 0
