"""What a site's robots.txt allows this program to read."""

from collections.abc import Callable
from dataclasses import dataclass, field

from protego import Protego

from advisor.errors import HostError
from advisor.ingestion.web.addresses import WebAddress
from advisor.ingestion.web.fetching import AGENT_NAME, OK, Reply

MAX_BYTES = 512_000
TARGET = "/robots.txt"
TOO_MANY, FIRST_CLIENT_ERROR, FIRST_SERVER_ERROR = 429, 400, 500


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one origin; without a file all is allowed."""

    parsed: Protego | None = None
    sitemaps: frozenset[str] = field(default_factory=frozenset)

    def allows(self, address: WebAddress) -> bool:
        """Whether a page may be read; sitemaps named by the file may."""
        if self.parsed is None or str(address) in self.sitemaps:
            return True
        return bool(self.parsed.can_fetch(str(address), AGENT_NAME))

    @property
    def delay_s(self) -> float:
        """The pause between requests that the file wants, or 0."""
        delay = self.parsed.crawl_delay(AGENT_NAME) if self.parsed else None
        return max(0.0, float(delay)) if delay is not None else 0.0


class Robots:
    """The rules of the origins that were met, each read once."""

    def __init__(self, get: Callable[[WebAddress], Reply]) -> None:
        self._get = get
        self._known: dict[str, Rules | str] = {}

    def rules(self, address: WebAddress) -> Rules:
        """The rules that hold for an address.

        Raises HostError while they cannot be read: then nothing may be.
        """
        if address.origin not in self._known:
            self._known[address.origin] = self._read(address)
        found = self._known[address.origin]
        if isinstance(found, str):
            raise HostError(found)
        return found

    def _read(self, address: WebAddress) -> Rules | str:
        place = address.beside(TARGET)
        try:
            reply = self._get(place)
        except HostError as error:
            return str(error)
        if reply.status == OK:
            text = reply.body.decode("utf-8", "replace").removeprefix("\ufeff")
            parsed = Protego.parse(text)
            return Rules(parsed, frozenset(parsed.sitemaps))
        if FIRST_CLIENT_ERROR <= reply.status < FIRST_SERVER_ERROR and reply.status != TOO_MANY:
            return Rules()
        return f"{place} answers {reply.status}, and without it no page of {address.host} may be read; try again later."
