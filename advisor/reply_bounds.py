"""Bounds on the bytes of a service's replies, whatever it sends."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

MAX_REPLY_BYTES = 4 * 1024 * 1024  # of one call: a token takes some 400 bytes
MAX_LINES = 20_000  # two of each event; the vendors' packages take half a millisecond for an event
MAX_LINE_BYTES = 256 * 1024  # of one event; the vendors' packages copy an event at each piece of it
FIRST_ERROR_STATUS = 400
PLAIN = "identity"


class ReplyTooLargeError(Exception):
    """A reply larger than any answer, or compressed unasked."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is read of one reply, unless told that of a chat."""

    max_bytes: int = MAX_REPLY_BYTES
    max_lines: int = MAX_LINES
    max_line_bytes: int = MAX_LINE_BYTES


CHAT_BOUNDS = Bounds()


def bound_replies(client: Any, bounds: Bounds = CHAT_BOUNDS) -> None:
    """Limit the bytes that an asynchronous client reads of a reply.

    It is one of httpx or httpx2. Replies are asked for uncompressed, since a small one might unpack to any size. More
    raises ReplyTooLargeError. Of an error no more is read than of a chat service's reply, and the rest is passed over.
    """

    async def bound(response: Any) -> None:
        if response.headers.get("content-encoding", PLAIN).strip().lower() != PLAIN:
            raise ReplyTooLargeError
        is_error = response.status_code >= FIRST_ERROR_STATUS
        response.stream = _bounded_class(response.stream)(
            response.stream, CHAT_BOUNDS if is_error else bounds, is_error=is_error
        )

    client.headers["Accept-Encoding"] = PLAIN
    hooks = client.event_hooks
    client.event_hooks = {**hooks, "response": [*hooks.get("response", ()), bound]}


def _bounded_class(stream: Any) -> type[Any]:
    """The class of bounded streams that the stream's own library accepts."""
    accepted = next(kind for kind in type(stream).__mro__ if kind.__name__ == "AsyncByteStream")
    return type("BoundedStream", (_Bounded, accepted), {})


class _Bounded:
    """A stream of bytes that ends at the bounds."""

    def __init__(self, stream: Any, bounds: Bounds, *, is_error: bool) -> None:
        self._stream = stream
        self._bounds = bounds
        self._is_error = is_error

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        n_bytes = n_lines = n_line = 0
        bounds = self._bounds
        async for piece in self._stream:
            first, last = piece.find(b"\n"), piece.rfind(b"\n")
            n_bytes += len(piece)
            n_lines += piece.count(b"\n")
            n_line += len(piece) if first < 0 else first
            if n_bytes > bounds.max_bytes or n_lines > bounds.max_lines or n_line > bounds.max_line_bytes:
                if self._is_error:
                    return
                raise ReplyTooLargeError
            n_line = n_line if first < 0 else len(piece) - last - 1
            yield piece
            await asyncio.sleep(0)  # a fast service leaves others their turn

    async def aclose(self) -> None:
        await self._stream.aclose()
