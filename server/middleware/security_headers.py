"""Security headers: pages load only from this server and are not framed."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
PRIVATE, PUBLIC = "/api/", "/api/guides"  # answers, conversations and tokens are in no cache
NO_STORE = (b"cache-control", b"no-store")


class SecurityHeaders:
    """ASGI middleware for ``HEADERS``, and ``NO_STORE`` on one reader's responses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                path = scope["path"].removeprefix(scope.get("root_path", ""))
                if path.startswith(PRIVATE) and not path.startswith(PUBLIC):
                    others = [one for one in message["headers"] if one[0].lower() != NO_STORE[0]]
                    message["headers"] = [*others, NO_STORE]
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await self._app(scope, receive, guarded)
