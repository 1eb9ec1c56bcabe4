"""Refuses bodies that are too large: by what they announce, and while they are read."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import problem, problem_answer


class BodyLimit:
    def __init__(self, app: ASGIApp, limit_bytes: int) -> None:
        self._app = app
        self._limit_bytes = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        detail = f"The body is larger than {self._limit_bytes:,} bytes."
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > self._limit_bytes:
            out = problem(413, detail, scope.get("request_id", ""))
            await problem_answer(out, {"Connection": "close"})(scope, receive, send)
            return
        n_read = 0

        async def counted() -> Message:
            nonlocal n_read
            message = await receive()
            if message["type"] == "http.request":
                n_read += len(message.get("body", b""))
                if n_read > self._limit_bytes:
                    raise HTTPException(413, detail, {"Connection": "close"})
            return message

        await self._app(scope, counted, send)
