"""uvicorn's HTTP protocol with limits on headers, times and connections.

uvicorn itself has none before the first request is complete, takes headers of any size, and treats what follows a
chunked body (RFC 9112, section 7.1.2) as headers.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from server.access.rate_limits import address_of
from server.cancellation import ShuttingDownError
from server.problems import MEDIA_TYPE, problem
from server.workers.open_calls import OpenCalls

# Framing of a chunked body, for each byte of it and in all; a chunk of one byte takes five bytes more.
FRAMING_PER_BYTE, FRAMING_BYTES = 8, 4_096
LINGER_S, LINGER_BYTES = 1.0, 1_000_000  # for what a caller goes on sending after its refusal, which is not kept
MAX_WAITING = 100  # requests of a connection that were sent before the answer to an earlier one
BODY_BYTES = HIGH_WATER_LIMIT  # of all of them together, besides the largest headers of one
HEADER_COST = 128  # bytes of memory around each of their headers
STALLED_S = 60.0  # for a reader to take in what fills its buffers


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """The connection limits of one process.

    Connections of ``is_proxy`` addresses are not counted by address.
    """

    head_bytes: int
    n_headers: int
    head_s: float
    body_s: float
    n_connections: int
    n_per_address: int
    is_proxy: Callable[[str], bool]


@dataclass
class ConnectionCounts:
    """The open connections of one process."""

    n_open: int = 0
    by_address: "Counter[str]" = field(default_factory=Counter)

    def add(self, address: str) -> None:
        self.n_open += 1
        self.by_address[address] += 1

    def remove(self, address: str) -> None:
        self.n_open -= 1
        self.by_address[address] -= 1
        if not self.by_address[address]:
            del self.by_address[address]


class RefusedRequestError(Exception):
    """A request refused while it is read: a status and one sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def limited_protocol(limits: ConnectionLimits, calls: OpenCalls | None = None) -> Callable[..., asyncio.Protocol]:
    """Return what uvicorn calls for each connection.

    ``calls`` tells a supervisor of those that are being answered.
    """
    counts = ConnectionCounts()

    def build(**given: Any) -> asyncio.Protocol:
        return LimitedProtocol(limits, counts, calls, **given)

    return build


class LimitedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(
        self, limits: ConnectionLimits, counts: ConnectionCounts, calls: OpenCalls | None, **given: Any
    ) -> None:
        super().__init__(**given)
        self._calls = calls
        self.access_log = False  # it would name addresses; uvicorn asks who listens, not what it was told
        self._limits = limits
        self._counts = counts
        self._address = ""  # that was counted
        self._refusal: RefusedRequestError | None = None
        self._is_refused = False  # what could be said was said
        self._answered: RequestResponseCycle | None = None  # uvicorn's own is the newest, which may still wait
        self._reads_head, self._reads_body = False, False
        self._n_fed = 0  # bytes since the head, or the body, began
        self._n_begun = 0  # bytes of the data in which a head may begin
        self._n_head = 0  # bytes of the complete headers and the target
        self._n_body = 0
        self._n_waiting = 0  # bytes of the requests in the pipeline
        self._head_timer: asyncio.TimerHandle | None = None
        self._body_timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None

    # --- connections ---

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        if self.client is None:
            return  # another worker of this server
        if self._calls is not None:
            self.app = self._calls.watched(self.app, transport)
        self._address = address_of(self.client[0])
        self._counts.add(self._address)
        n_own = 0 if self._limits.is_proxy(self.client[0]) else self._counts.by_address[self._address]
        if self._counts.n_open > self._limits.n_connections:
            self._refuse(RefusedRequestError(503, "This server has too many connections; try again in a moment."))
            self.transport.close()
        elif n_own > self._limits.n_per_address:
            self._refuse(RefusedRequestError(429, "This address has too many connections; close some of them."))
            self.transport.close()
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._address:
            self._counts.remove(self._address)
            self._address = ""
        for timer in (self._head_timer, self._body_timer, self._write_timer):
            _cancel(timer)
        self._tell_of_end()
        super().connection_lost(exc)

    # --- reading ---

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self._n_fed += len(data)
        if self._refusal is not None:
            if self._n_fed > LINGER_BYTES:
                self.transport.abort()
            return
        self._n_begun = 0 if self._reads_head or self._reads_body else len(data)
        try:
            self.parser.feed_data(data)
            self._check_unfinished()
        except RefusedRequestError as refusal:
            self._refuse(refusal)
        except httptools.HttpParserUpgrade:
            self.cycle.keep_alive = False  # nothing is upgraded to, and what follows cannot be read
        except httptools.HttpParserError:
            self._refuse(self._refusal or RefusedRequestError(400, "This is not a valid HTTP request."))
        if self._head_timer is None and not self._reads_body and self._is_idle():
            self._await_head()  # for bytes that begin no request too

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._reads_head = True
        self._n_head = 0
        self._n_fed, self._n_begun = self._n_begun, 0  # a second request in the same data is counted from the next on
        self._await_head()

    def on_url(self, url: bytes) -> None:
        self._add_to_head(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._reads_head:
            return  # a trailer, which nobody asked for and which must not pass for a header
        self._add_to_head(len(name) + len(value) + 4)
        if len(self.headers) >= self._limits.n_headers:
            self._stop_parsing(431, f"The request has more than {self._limits.n_headers:,} headers.")
        if name.lower() == b"transfer-encoding":
            self._check_coding(value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._reads_head, self._reads_body = False, True
        self._n_fed = self._n_body = 0
        _cancel(self._head_timer)
        self._head_timer = None
        self._body_timer = self.loop.call_later(self._limits.body_s, self._body_is_late)
        super().on_headers_complete()
        if len(self.pipeline) > MAX_WAITING:
            self._stop_parsing(429, f"More than {MAX_WAITING} requests wait for their answers on this connection.")
        if self.pipeline:
            self._add_to_waiting(_size(self.cycle))

    def on_response_complete(self) -> None:
        super().on_response_complete()  # reads on, however much of a body that nobody asked for yet is held already
        if self._is_idle():
            self.cycle.body.clear()  # nobody asked for it
        elif not self.pipeline and len(self.cycle.body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()

    def on_body(self, body: bytes) -> None:
        self._n_body += len(body)
        super().on_body(body)
        if self.pipeline:
            self._add_to_waiting(len(body))

    def on_message_complete(self) -> None:
        self._reads_body = False
        _cancel(self._body_timer)
        super().on_message_complete()

    def _should_upgrade(self) -> bool:
        return False

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: the call is answered like any other."""

    def _check_coding(self, value: bytes) -> None:
        """Refuse what a proxy may take for another end of the body (RFC 9112, section 6.1)."""
        if self.parser.get_http_version() != "1.1":
            self._stop_parsing(400, "A body without a length needs HTTP/1.1.")
        if value.strip().lower() != b"chunked":
            self._stop_parsing(501, "The only transfer coding that is taken is chunked.")

    def _add_to_head(self, n_bytes: int) -> None:
        self._n_head += n_bytes
        if self._n_head > self._limits.head_bytes:
            self._stop_parsing(431, _too_large(self._limits))

    def _add_to_waiting(self, n_bytes: int) -> None:
        """Count what has come of the newest request, which waits."""
        self._n_waiting += n_bytes
        if self._n_waiting > BODY_BYTES + self._limits.head_bytes:
            self._stop_parsing(429, "The requests that wait for their answers on this connection are too large.")
        self.flow.resume_reading()  # paused while a request waits, it would not be noticed that the caller left

    def _check_unfinished(self) -> None:
        """Check what the parser holds back until it is complete: one long header, chunk sizes or trailers.

        Raises RefusedRequestError.
        """
        if self._reads_head and self._n_fed > self._limits.head_bytes:
            raise RefusedRequestError(431, _too_large(self._limits))
        if self._reads_body and self._n_fed - self._n_body > FRAMING_BYTES + FRAMING_PER_BYTE * self._n_body:
            raise RefusedRequestError(400, "The chunks of the body come with too much that is none of it.")

    def _stop_parsing(self, status: int, detail: str) -> None:
        """Raise RefusedRequestError; the parser hides it, so it is noted too."""
        self._refusal = RefusedRequestError(status, detail)
        raise self._refusal

    # --- times ---

    def _await_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self._limits.head_s, self._head_is_late)

    def _head_is_late(self) -> None:
        self._head_timer = None
        if not self._is_idle():
            self._await_head()  # an answer is on its way; what was begun after it waits
        elif self._reads_head:
            self._refuse(RefusedRequestError(408, f"The request took longer than {self._limits.head_s:g} s to arrive."))
        else:
            self.transport.close()

    def _body_is_late(self) -> None:
        self._body_timer = None
        if self.flow.read_paused:
            self._body_timer = self.loop.call_later(self._limits.body_s, self._body_is_late)
        else:
            self._refuse(RefusedRequestError(408, f"The body took longer than {self._limits.body_s:g} s to arrive."))

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._write_timer is None:
            self._write_timer = self.loop.call_later(STALLED_S, self.transport.abort)

    def resume_writing(self) -> None:
        _cancel(self._write_timer)
        self._write_timer = None
        super().resume_writing()

    # --- stopping ---

    def shutdown(self) -> None:
        """Let the answer that is on its way be the last.

        Whose body is still on its way is refused: it comes too late.
        """
        if self._is_refused:
            self.transport.close()
            return
        if self._reads_body and not self._is_idle() and self._can_refuse():
            grace_s = self.config.timeout_graceful_shutdown
            linger_s = LINGER_S if grace_s is None else min(LINGER_S, grace_s / 2)
            self._refuse(RefusedRequestError(503, str(ShuttingDownError())), linger_s)
            return
        super().shutdown()
        if self._answered is not None:
            self._answered.keep_alive = False

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        self._n_waiting = self._n_waiting - _size(cycle) if self.pipeline else 0

        async def call(scope: Any, receive: Any, send: Any) -> None:
            try:
                await app(scope, receive, send)
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is None or not task.cancelling():
                    raise
                if not cycle.response_complete:  # the grace period is over, which uvicorn would log as a fault
                    self._refuse(RefusedRequestError(503, str(ShuttingDownError())), 0.0)
                    cycle.disconnected = True
                if self.flow.write_paused:
                    self.transport.abort()

        super()._start_asgi_task(cycle, call)

    # --- refusing ---

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _can_refuse(self) -> bool:
        """Whether nothing comes before the answer to what is read."""
        return self._is_idle() or (self._reads_body and not self.cycle.response_started and not self.pipeline)

    def _refuse(self, refusal: RefusedRequestError, linger_s: float = LINGER_S) -> None:
        """Answer with a problem, unless another answer is on its way, and close."""
        self._refusal = refusal
        if self.transport.is_closing() or self._is_refused:
            return
        self._is_refused = True
        if self._can_refuse():
            body = problem(refusal.status, str(refusal)).model_dump_json().encode()
            head = f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
            self.transport.write(STATUS_LINE[refusal.status] + head.encode() + body)
            # Closed at once, with bytes of the caller's unread, the answer would not arrive.
            self.transport.write_eof()
            self.loop.call_later(linger_s, self.transport.close)
        else:
            self.transport.close()
        self.pipeline.clear()  # it would be kept for as long as the caller reads nothing
        self._tell_of_end()

    def _tell_of_end(self) -> None:
        """Let whoever writes an answer know that nothing else is to be written."""
        for cycle in (self._answered, self.cycle):
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.body.clear()
                cycle.message_event.set()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


def _size(cycle: RequestResponseCycle) -> int:
    """Bytes of a request that were kept so far."""
    scope = cycle.scope
    n_head = sum(len(name) + len(value) + HEADER_COST for name, value in scope["headers"])
    return len(scope["raw_path"]) + len(scope["query_string"]) + n_head + len(cycle.body)


def _too_large(limits: ConnectionLimits) -> str:
    return f"The headers are larger than {limits.head_bytes:,} bytes."
