"""Sites allowed to call: their origins, public keys and guides."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from advisor.errors import UnknownGuideError

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Site:
    """One site from the settings; empty ``guides`` allow every guide."""

    key: str
    origins: frozenset[str]
    guides: tuple[str, ...] = ()

    def shows(self, guide_id: str) -> bool:
        return not self.guides or guide_id in self.guides

    def require(self, guide_id: str) -> None:
        """Raise UnknownGuideError unless this site shows the guide.

        The message names this site's guides alone, so it does not reveal that others exist.
        """
        if not self.shows(guide_id):
            raise UnknownGuideError(f"There is no guide {guide_id!r}; the guides are: {', '.join(self.guides)}.")


class Sites:
    """The sites from the settings.

    Without any, only this server's own pages may call.
    """

    def __init__(self, sites: Mapping[str, Site], *, public_url: str = "") -> None:
        self._by_key = dict(sites)
        self._origins = frozenset(origin for site in sites.values() for origin in site.origins)
        self._own = origin_of(public_url) if public_url else ""

    def by_key(self, key: str) -> Site | None:
        return self._by_key.get(key)

    def is_named(self, origin: str) -> bool:
        return origin in self._origins

    def is_own(self, origin: str, host: str) -> bool:
        """Whether ``origin`` is this server's, by its Host header or SERVER_PUBLIC_URL."""
        if self._own and origin == self._own:
            return True
        try:
            parts = urlsplit(origin)
        except ValueError:  # such as "http://[", which no browser sends
            return False
        return (
            bool(host) and parts.scheme in DEFAULT_PORTS and parts.netloc == _without_default_port(parts.scheme, host)
        )


def origin_of(address: str) -> str:
    """Normalize an address to its origin as a browser writes it.

    ``https://Example.org:443/a`` becomes ``https://example.org``. Raises ValueError when the address is not a
    website's.
    """
    parts = urlsplit(address.strip())
    port = parts.port  # raises ValueError for an invalid port
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        raise ValueError("not an origin like https://www.example.org")
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != DEFAULT_PORTS[parts.scheme] else "")


def _without_default_port(scheme: str, host: str) -> str:
    return host.lower().removesuffix(f":{DEFAULT_PORTS[scheme]}")
