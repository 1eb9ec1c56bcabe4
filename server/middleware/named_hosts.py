"""The host names by which this server may be called.

A page whose name was made to lead here (DNS rebinding) would pass for one of this server's own.
"""

import ipaddress
import re
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.problems import problem, problem_answer

ANY = "*"
PROBES = ("/healthz", "/readyz")  # orchestrators call by whatever address they know
MAX_SHOWN = 100
HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:]+))(?::[0-9]*)?")


class NamedHosts:
    """ASGI middleware that answers 421 to unknown Host headers.

    Known are ``names``, loopback names and the address called.
    """

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Another worker, which calls without an address, has checked the host.
        if scope["type"] == "http" and scope.get("client") is not None and ANY not in self._names:
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            given = Headers(scope=scope).getlist("host")
            if path not in PROBES and not (len(given) == 1 and self._is_named(host_name(given[0]), scope)):
                detail = _sentence(given)
                out = problem(421 if len(given) == 1 else 400, detail, scope.get("request_id", ""))
                await problem_answer(out, {"Connection": "close"})(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_named(self, name: str, scope: Scope) -> bool:
        if name in self._names or name == "localhost":
            return True
        called = (scope.get("server") or ("",))[0]
        try:
            address = ipaddress.ip_address(name)
            return address.is_loopback or _plain(address) == _plain(ipaddress.ip_address(called))
        except ValueError:
            return False


def host_name(host: str) -> str:
    """Return the name in a Host header, in small letters.

    Without its port; an IPv6 address without brackets. Empty for what is no host.
    """
    found = HOST.fullmatch(host)
    return (found[1] or found[2]).lower().removesuffix(".") if found else ""


def _plain(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return getattr(address, "ipv4_mapped", None) or address


def _sentence(given: Collection[str]) -> str:
    if len(given) != 1:
        return "A call has to have one Host header."
    (name,) = given
    return (
        f"This server is not called {name[:MAX_SHOWN]!r}; its operator names the hosts it is called by (SERVER_HOSTS)."
    )
