"""Open calls of a worker, answered by its supervisor if it dies.

A worker gives its supervisor a copy of the connection for as long as an answer is being made. When the worker dies, the
supervisor answers in its place: no caller is left with a connection that just ends.
"""

import array
import contextlib
import itertools
import socket
from collections import deque
from collections.abc import Iterable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import MEDIA_TYPE, problem

BEGUN, ENDED = "+", "-"
GONE = "The worker that had this question is gone; ask again."


class OpenCalls:
    """The worker's end of the account of open calls.

    They are those that it has taken and not begun to answer. Telling never blocks. A call that cannot be told is
    answered like any other.
    """

    def __init__(self, channel: socket.socket) -> None:
        """Tell over the channel to the supervisor, which takes beats as well."""
        self._channel = channel
        self._numbers = itertools.count(1)
        self._untold: deque[bytes] = deque()

    def begin(self, connection: Any) -> int:
        """Give the supervisor a copy of a connection.

        Returns the call's number, or 0 when it could not be told.
        """
        if not self.tell_ended():
            return 0
        number = next(self._numbers)
        copied = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [connection.fileno()]))]
        try:
            self._channel.sendmsg([f"{BEGUN}{number}\n".encode()], copied, socket.MSG_DONTWAIT)
        except OSError:
            return 0
        return number

    def end(self, number: int) -> None:
        """Have the supervisor drop its copy; nothing for 0."""
        if not number:
            return
        self._untold.append(f"{ENDED}{number}\n".encode())
        self.tell_ended()

    def tell_ended(self) -> bool:
        """Tell what the channel had no room for.

        True when nothing is left.
        """
        while self._untold:
            try:
                self._channel.send(self._untold[0], socket.MSG_DONTWAIT)
            except OSError:
                return False
            self._untold.popleft()
        return True

    def watched(self, app: ASGIApp, transport: Any) -> ASGIApp:
        """Tell of the calls on a connection.

        Each is open from the end of its body until its answer begins.
        """

        async def call(scope: Scope, receive: Receive, send: Send) -> None:
            number = 0

            def end() -> None:
                nonlocal number
                self.end(number)
                number = 0

            async def received() -> Message:
                nonlocal number
                message = await receive()
                if message["type"] == "http.disconnect":
                    end()
                elif not number and not message.get("more_body") and not transport.is_closing():
                    number = self.begin(transport.get_extra_info("socket"))
                return message

            async def sent(message: Message) -> None:
                end()
                await send(message)

            is_watched = scope["type"] == "http" and scope["method"] == "POST"
            try:
                await app(scope, received if is_watched else receive, sent if is_watched else send)
            finally:
                end()

        return call


class HeldCalls:
    """The supervisor's end: copies of the connections of one worker."""

    def __init__(self) -> None:
        self._connections: dict[str, socket.socket] = {}

    def __len__(self) -> int:
        return len(self._connections)

    def note(self, line: str, copies: "deque[int]") -> None:
        """Note a line that begins or ends a call.

        The first of ``copies`` belongs to a call that begins.
        """
        number = line[1:]
        if line[0] == BEGUN and copies:
            self._connections[number] = socket.socket(fileno=copies.popleft())
        elif line[0] == ENDED and number in self._connections:
            self._connections.pop(number).close()

    def refuse(self) -> int:
        """Answer all with a problem, since their worker is dead.

        Returns their number.
        """
        n_refused = len(self._connections)
        for connection in self._connections.values():
            with contextlib.suppress(OSError), connection:
                connection.settimeout(0)
                connection.send(_refusal())
                connection.shutdown(socket.SHUT_WR)
        self._connections.clear()
        return n_refused


def copies_in(control: Iterable[tuple[int, int, bytes]]) -> "deque[int]":
    """The descriptors that came with a message."""
    found = array.array("i")
    for level, kind, data in control:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return deque(found)


def _refusal() -> bytes:
    body = problem(503, GONE).model_dump_json().encode()
    head = (
        f"HTTP/1.1 503 Service Unavailable\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\n"
        "Retry-After: 1\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
