"""The sites that may ask: their origins, their public keys, and the guides each is bound to."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from advisor.errors import UnknownGuideError

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Site:
    """``guides`` empty: all of them."""

    key: str
    origins: frozenset[str]
    guides: tuple[str, ...] = ()

    def shows(self, guide_id: str) -> bool:
        return not self.guides or guide_id in self.guides

    def require(self, guide_id: str) -> None:
        """Raises UnknownGuideError for a guide that this site does not show, as if there were none of that id."""
        if not self.shows(guide_id):
            raise UnknownGuideError(f"There is no guide {guide_id!r}; the guides are: {', '.join(self.guides)}.")


class Sites:
    """Those that the settings name; with none, only pages of this server itself may ask."""

    def __init__(self, sites: Mapping[str, Site], *, public_url: str = "") -> None:
        self._by_key = dict(sites)
        self._origins = frozenset(origin for site in sites.values() for origin in site.origins)
        self._own = origin_of(public_url) if public_url else ""

    def by_key(self, key: str) -> Site | None:
        return self._by_key.get(key)

    def is_named(self, origin: str) -> bool:
        return origin in self._origins

    def is_own(self, origin: str, host: str) -> bool:
        """Whether a page of ``origin`` came from this server, as its Host header or SERVER_PUBLIC_URL tells."""
        if self._own and origin == self._own:
            return True
        parts = urlsplit(origin)
        return (
            bool(host) and parts.scheme in DEFAULT_PORTS and parts.netloc == _without_default_port(parts.scheme, host)
        )


def origin_of(address: str) -> str:
    """``https://Example.org:443/a`` as a browser writes its origin: ``https://example.org``.

    Raises ValueError when the address is not one of a website.
    """
    parts = urlsplit(address.strip())
    port = parts.port  # raises ValueError for what is no port
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        raise ValueError("not an origin like https://www.example.org")
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != DEFAULT_PORTS[parts.scheme] else "")


def _without_default_port(scheme: str, host: str) -> str:
    return host.lower().removesuffix(f":{DEFAULT_PORTS[scheme]}")
