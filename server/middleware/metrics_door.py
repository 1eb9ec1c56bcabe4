"""The readers of /metrics: its own port, a token, this machine."""

import secrets
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.problems import ProblemOut, problem, problem_answer

PATH = "/metrics"
AT_OWN_PORT = (PATH, "/healthz", "/readyz")
PROXIED = ("forwarded", "via", "x-real-ip", "true-client-ip", "cdn-loop")  # and all that begin with x-forwarded-
CLOSED = "Metrics are not served here; give them a port (SERVER_METRICS_PORT) or a token (SERVER_METRICS_TOKEN)."


@dataclass(frozen=True, slots=True)
class MetricsAccess:
    """Where metrics are served: at ``port`` to everybody, elsewhere with ``token``.

    Without either, to direct callers if ``is_local``: when nobody but this machine can call the server.
    """

    port: int | None = None
    token: str = ""
    is_local: bool = True


class MetricsDoor:
    """ASGI middleware for /metrics and its own port.

    It closes /metrics elsewhere, and on that port everything else.
    """

    def __init__(self, app: ASGIApp, access: MetricsAccess) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refusal(scope) if scope["type"] == "http" else None
        if refused is None:
            await self._app(scope, receive, send)
            return
        headers = {"Connection": "close"} | ({"WWW-Authenticate": "Bearer"} if refused.status == 401 else {})
        await problem_answer(refused, headers)(scope, receive, send)

    def _refusal(self, scope: Scope) -> ProblemOut | None:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        port = (scope.get("server") or ("", None))[1]
        request_id = scope.get("request_id", "")
        if self._access.port is not None and port == self._access.port:
            if path in AT_OWN_PORT:
                return None
            return problem(404, f"At this port only {', '.join(AT_OWN_PORT)} are served.", request_id)
        if path.rstrip("/") != PATH:
            return None
        headers = Headers(scope=scope)
        if self._access.token:
            given = headers.get("authorization", "").encode("latin-1")
            if secrets.compare_digest(given, b"Bearer " + self._access.token.encode()):
                return None
            return problem(401, "Metrics need the operator's token: Authorization: Bearer …", request_id)
        is_direct = not any(name in PROXIED or name.startswith("x-forwarded-") for name in headers)
        if self._access.port is None and self._access.is_local and is_direct:
            return None
        return problem(403, CLOSED, request_id)
