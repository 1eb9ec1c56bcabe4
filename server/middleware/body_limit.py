"""A limit on request bodies, by their announced and their actual length."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import problem, problem_answer


class BodyLimit:
    """ASGI middleware: 413 for a body of more than ``limit_bytes``."""

    def __init__(self, app: ASGIApp, limit_bytes: int, *, larger: Mapping[str, int] | None = None) -> None:
        """Allow more on some paths: ``larger`` maps them to their limits."""
        self._app = app
        self._limit_bytes = limit_bytes
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        limit_bytes = max(self._limit_bytes, self._larger.get(path, 0))
        detail = f"The body is larger than {limit_bytes:,} bytes."
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > limit_bytes:
            out = problem(413, detail, scope.get("request_id", ""))
            await problem_answer(out, {"Connection": "close"})(scope, receive, send)
            return
        n_read = 0

        async def counted() -> Message:
            nonlocal n_read
            message = await receive()
            if message["type"] == "http.request":
                n_read += len(message.get("body", b""))
                if n_read > limit_bytes:
                    raise HTTPException(413, detail, {"Connection": "close"})
            return message

        await self._app(scope, counted, send)
