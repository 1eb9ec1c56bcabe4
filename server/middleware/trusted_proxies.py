"""X-Forwarded-For, -Proto and -Prefix, honoured from configured proxies only."""

import ipaddress
import re
from collections.abc import Callable, Sequence

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

# The prefix becomes part of links, so it must be a plain path: no host, no dots, no query.
PREFIX = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")


class TrustedProxies:
    """ASGI middleware: client, scheme and path prefix from trusted proxies."""

    def __init__(self, app: ASGIApp, proxies: Sequence[str]) -> None:
        """Trust the addresses and networks in ``proxies``; ``*`` trusts every peer.

        Raises ValueError for anything else.
        """
        self._app = app
        self._is_proxy = proxy_check(proxies)
        self._forwarded = ProxyHeadersMiddleware(
            app,  # type: ignore[arg-type]  # the same ASGI, typed by another library
            trusted_hosts="*" if "*" in proxies else [str(network) for network in _networks(proxies)],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._trusts(scope):
            await self._app(scope, receive, send)
            return
        prefix = dict(scope["headers"]).get(b"x-forwarded-prefix", b"").decode("latin-1").strip().rstrip("/")
        if PREFIX.fullmatch(prefix):
            path = scope["path"]
            inside = path == prefix or path.startswith(prefix + "/")
            scope = {**scope, "root_path": prefix, "path": path if inside else prefix + path}
        host, port = scope.get("client") or ("", 0)
        scope = {**scope, "client": (_plain_address(host), port)}
        await self._forwarded(scope, receive, send)  # type: ignore[arg-type]

    def _trusts(self, scope: Scope) -> bool:
        return self._is_proxy((scope.get("client") or ("", 0))[0])


def proxy_check(proxies: Sequence[str]) -> Callable[[str], bool]:
    """Make a check of an address against the trusted proxies.

    ``proxies``: addresses, networks, or ``*`` for all.

    Raises ValueError for anything else.
    """
    networks = _networks(proxies)

    def is_proxy(address: str) -> bool:
        if "*" in proxies:
            return True
        try:
            peer = ipaddress.ip_address(_plain_address(address))
        except ValueError:
            return False
        return any(peer in network for network in networks)

    return is_proxy


def _networks(proxies: Sequence[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(item, strict=False) for item in proxies if item != "*"]


def _plain_address(address: str) -> str:
    """Return the IPv4 address that a socket for both kinds shows as an IPv6 one."""
    return address.removeprefix("::ffff:") if "." in address else address
