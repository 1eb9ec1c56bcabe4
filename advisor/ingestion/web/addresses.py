"""Web addresses: their form, and which of them may be spoken to."""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urljoin, urlsplit

from advisor.errors import HostError, WebError

PORTS = {"http": 80, "https": 443}
MAX_ADDRESS_CHARS = 2_000
MAX_SHOWN = 200

# What `ipaddress` calls global and still leads elsewhere: an IPv4 address in the clothes of IPv6, or a relay to one.
EMBEDDED = tuple(
    map(
        ipaddress.ip_network,
        ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"),
    )
)
RELAYS = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "100.64.0.0/10", "192.0.0.0/24", "fec0::/10", "5f00::/16")))

Resolver = Callable[[str, int], Sequence[str]]

_SPELT = re.compile(r"https?://", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class WebAddress:
    """One address in its usual form, without a fragment.

    ``host`` is lower-case ASCII, or an IPv6 address without brackets; ``target`` is path and query.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def netloc(self) -> str:
        """Host and port, as in a Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.netloc}"

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def site(self) -> tuple[str, int]:
        """What addresses of one site share: the host and the port.

        A ``www.`` before the host makes no difference. The usual ports of http and https count as one.
        """
        return self.host.removeprefix("www."), 0 if self.port == PORTS[self.scheme] else self.port

    def at(self, ip: str) -> str:
        """The same address with an IP address in the host's place."""
        host = f"[{ip}]" if ":" in ip else ip
        return f"{self.scheme}://{host}:{self.port}{self.target}"

    def beside(self, target: str) -> "WebAddress":
        """Another target of the same origin."""
        return replace(self, target=target)

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def is_address(given: str) -> bool:
    """Whether a word is meant as a web address, sound or not."""
    return _SPELT.match(given) is not None


def parse_address(given: str, base: WebAddress | None = None) -> WebAddress:
    """The address of ``given``, which may be relative to ``base``.

    Raises WebError for what is no address, or holds a name and password.
    """
    text = given.strip()
    shown = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
    if len(text) > MAX_ADDRESS_CHARS:
        raise WebError(f"{shown}: an address of more than {MAX_ADDRESS_CHARS:,} characters is not visited.")
    if _UNSAFE.search(text):
        raise WebError(f"{shown!r}: this is no web address; it holds a blank, a backslash or a control character.")
    try:
        joined = urljoin(str(base), text) if base else text
        parts = urlsplit(joined)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise WebError(f"{shown}: this is no web address ({error}).") from error
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        raise WebError(f"{shown}: only addresses that begin with http:// or https:// are visited.")
    if "@" in parts.netloc:
        raise WebError(f"{parts.scheme}://…@{host}: an address with a user's name or password in it is not visited.")
    return WebAddress(scheme, _host(host, shown), PORTS[scheme] if port is None else port, _target(parts))


def _target(parts: object) -> str:
    path, query = getattr(parts, "path", "") or "/", getattr(parts, "query", "")
    spelt = quote(path, safe="/%:@!$&'()*+,;=~-._")
    return f"{spelt}?{quote(query, safe='/%:@!$&()*+,;=~-._?[]')}" if query else spelt


def _host(host: str, shown: str) -> str:
    try:
        if ":" in host:
            return str(ipaddress.IPv6Address(host))
        plain = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except ValueError as error:
        raise WebError(f"{shown}: {host!r} is no name of a host.") from error
    if not _HOST.fullmatch(plain):
        raise WebError(f"{shown}: {host!r} is no name of a host.")
    return plain


def resolve_host(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a host by the system's resolver. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


class AddressGuard:
    """Which addresses may be spoken to, and at which IP address.

    ``exceptions`` are hosts, or ``host:port``, that may be private or at another port.
    """

    def __init__(self, exceptions: Collection[str] = (), resolve: Resolver = resolve_host) -> None:
        self._exceptions = frozenset(one.strip().lower() for one in exceptions if one.strip())
        self._resolve = resolve

    def look_up(self, address: WebAddress) -> tuple[str, ...]:
        """The IP addresses to connect to, asked for once.

        Raises WebError when a port or any IP address of the host is not public, and HostError when it has none.
        """
        is_exception = self._is_exception(address)
        if address.port not in PORTS.values() and not is_exception:
            raise WebError(
                f"{address}: only the ports 80 and 443 are visited; ADVISOR_WEB_HOSTS={address.host}:{address.port}"
                " allows this one."
            )
        try:
            found = self._resolve(address.host, address.port)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise HostError(f"{address}: the host {address.host} was not found ({reason}).") from error
        if not found:
            raise HostError(f"{address}: the host {address.host} was not found.")
        inside = [ip for ip in found if not is_public(ip)]
        if inside and not is_exception:
            raise WebError(
                f"{address}: {address.host} leads to {inside[0]}, which is no public address, so it is not visited;"
                f" ADVISOR_WEB_HOSTS={address.host} allows it."
            )
        return tuple(found)

    def _is_exception(self, address: WebAddress) -> bool:
        host = f"[{address.host}]" if ":" in address.host else address.host
        usual = address.port in PORTS.values()
        return f"{host}:{address.port}" in self._exceptions or (usual and host in self._exceptions)


def is_public(ip: str) -> bool:
    """Whether an IP address is one of the public internet.

    Private, loopback, link-local, shared, multicast and reserved ones are not, nor is any that stands for another.
    """
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if getattr(address, "scope_id", None):
        return False
    if any(address in network for network in (*EMBEDDED, *RELAYS) if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
