"""Calls between the workers of one server, over a Unix socket each.

An answer lives in the worker named by its id; a call about it that arrives elsewhere is forwarded. The sockets are in a
folder that only the server's account can open.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncGenerator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote as url_quote

from starlette.requests import Request
from starlette.responses import Response

from server.problems import problem
from server.streaming.sse import PING_INTERVAL_S, AnswerStream, error_event

if TYPE_CHECKING:
    import httpx2

log = logging.getLogger(__name__)

N_NAME_CHARS = 8
FORWARDED = (
    "authorization", "content-type", "origin", "host", "last-event-id", "site-key", "sec-fetch-site", "sec-fetch-mode",
    "x-slack-request-timestamp", "x-slack-signature",
)  # fmt: skip
RELAYED = "x-relayed"
CONNECT_TIMEOUT_S = 2.0
REPLY_TIMEOUT_S = 5.0  # to the first byte of a stream, or to the end of another reply
LOST = "The worker that made this answer is gone; ask again."


class WorkerMesh:
    """The connections of this worker to the server's other workers.

    ``folder`` holds the sockets; None when this worker is the only one.
    """

    def __init__(self, folder: Path | None, worker: str) -> None:
        self._folder = folder
        self._worker = worker

    def listen(self) -> socket.socket | None:
        """Bind this worker's own socket; None when it is the only one."""
        if self._folder is None:
            return None
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(self._socket_path(self._worker)))
        return listener

    def close(self) -> None:
        if self._folder is not None:
            self._socket_path(self._worker).unlink(missing_ok=True)

    async def forward_to_maker(self, request: Request, answer_id: str) -> Response | None:
        """Forward a call about an answer to its worker.

        None when that is this worker, or it is gone, or it no longer has the answer.
        """
        name = answer_id[:N_NAME_CHARS]
        if self._folder is None or name == self._worker or not name.isalnum() or not self._socket_path(name).exists():
            return None
        answer = await self.forward(request, name)
        return None if answer is None or answer.status_code == 404 else answer

    async def forward_to_keeper(self, request: Request, key: str) -> Response | None:
        """Forward a call to the worker responsible for ``key``.

        None when that is this worker. All workers agree on the responsible one (rendezvous hashing), also after one has
        died.
        """
        if self._folder is None or is_relayed(request):
            return None
        names = (door.stem for door in self._folder.glob("*.sock"))
        for name in sorted(names, key=lambda name: sha256(f"{key}\0{name}".encode()).digest()):
            if name == self._worker:
                return None
            answer = await self.forward(request, name)
            if answer is not None:
                return answer
        return None

    async def forward(self, request: Request, worker: str) -> Response | None:
        """Forward a call to another worker.

        None when it is gone or does not reply in time.
        """
        import httpx2

        body = await request.body()
        client = self._client(worker)
        try:
            asked = client.build_request(request.method, _path(request), headers=_headers(request), content=body)
            async with asyncio.timeout(REPLY_TIMEOUT_S):
                answer = await client.send(asked, stream=True)
                if answer.headers.get("content-type", "").startswith("text/event-stream"):
                    return AnswerStream(_relayed(answer, client))
                body = await answer.aread()
        except (httpx2.HTTPError, TimeoutError):
            await client.aclose()
            return None
        await client.aclose()
        kept = {name: answer.headers[name] for name in ("content-type", "retry-after") if name in answer.headers}
        return Response(body or None, answer.status_code, kept)

    async def broadcast(self, request: Request) -> None:
        """Repeat this call to all other live workers at the same time.

        A call that was itself repeated goes no further. A worker that does not reply in time is left out: it is about
        to be replaced, and its answers go with it.
        """
        if self._folder is None or is_relayed(request):
            return
        body = await request.body()
        others = [door.stem for door in self._folder.glob("*.sock") if door.stem != self._worker]
        await asyncio.gather(*(self._repeat(request, body, other) for other in others))

    async def _repeat(self, request: Request, body: bytes, worker: str) -> None:
        import httpx2

        try:
            async with asyncio.timeout(REPLY_TIMEOUT_S), self._client(worker) as client:
                await client.request(request.method, _path(request), headers=_headers(request), content=body)
        except httpx2.ConnectError:
            pass  # it is gone
        except (httpx2.HTTPError, TimeoutError):
            log.warning("a worker did not reply to a call that goes to all; it is left out")

    def _client(self, worker: str) -> "httpx2.AsyncClient":
        import httpx2

        timeout = httpx2.Timeout(REPLY_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, read=PING_INTERVAL_S + REPLY_TIMEOUT_S)
        transport = httpx2.AsyncHTTPTransport(uds=str(self._socket_path(worker)), verify=_tls())
        return httpx2.AsyncClient(transport=transport, base_url="http://worker", timeout=timeout)

    def _socket_path(self, worker: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{worker}.sock"


@cache
def _tls() -> ssl.SSLContext:
    """Make the context that a client wants, once: it takes longer than a call, and none is used on a socket file."""
    return ssl.create_default_context()


def is_relayed(request: Request) -> bool:
    """Whether another worker repeated this call.

    Such calls arrive through the worker's socket, where callers have no address.
    """
    return request.scope.get("client") is None and RELAYED in request.headers


def _headers(request: Request) -> list[tuple[bytes, bytes]]:
    """Return the headers to forward as the bytes that came in, whatever characters they are meant as."""
    kept = [(name, value) for name, value in request.headers.raw if name.decode("latin-1") in FORWARDED]
    return [*kept, (RELAYED.encode(), b"1")]


def _path(request: Request) -> str:
    path: str = request.scope["path"]
    return url_quote(path.removeprefix(request.scope.get("root_path", "")))


async def _relayed(answer: "httpx2.Response", client: "httpx2.AsyncClient") -> AsyncGenerator[bytes]:
    import httpx2

    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    except httpx2.HTTPError:
        yield error_event(problem(503, LOST))
    finally:
        await asyncio.shield(client.aclose())
