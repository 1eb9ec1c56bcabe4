"""Requests as a site wants them: robots.txt, pace, pleas for patience."""

from collections import Counter
from datetime import UTC, datetime

from advisor.errors import HostError, WebError
from advisor.ingestion.web.addresses import WebAddress
from advisor.ingestion.web.copies import Copies
from advisor.ingestion.web.fetching import Fetcher, Reply, Validators
from advisor.ingestion.web.pacing import Clock, Pacer
from advisor.ingestion.web.reading import max_bytes
from advisor.ingestion.web.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from advisor.ingestion.web.robots import TARGET, Robots

FAILURES_TO_LEAVE = 3  # in a row; then a host is left alone for this round
MAX_WAIT_S = 60.0  # of a Retry-After that is waited for on the spot
DEFAULT_WAIT_S = 600.0
TOO_MANY, UNAVAILABLE, FIRST_SERVER_ERROR = 429, 503, 500


class Asker:
    """Asks for pages in one round.

    A host that asked for patience is not asked again before its time, in later rounds neither.
    """

    def __init__(self, fetcher: Fetcher, pacer: Pacer, copies: Copies, clock: Clock) -> None:
        self._fetcher = fetcher
        self._pacer = pacer
        self._copies = copies
        self._clock = clock
        self._robots = Robots(lambda place: fetcher.get(place, self._pause, lambda _: MAX_ROBOTS_BYTES))
        self._failures: Counter[str] = Counter()
        self._left: dict[str, str] = {}
        now = clock.now()
        for host, until in copies.waits().items():
            if until > now:
                self._left[host] = _plea(host, until)

    def ask(self, address: WebAddress, known: Validators | None = None) -> Reply:
        """One reply, waited for where a host asks for a little patience.

        Raises HostError for a host that is left alone, and WebError for what may not be read.
        """
        try:
            reply = self._fetcher.get(address, self._enter, max_bytes, known)
            if 0 < reply.retry_after_s <= MAX_WAIT_S and reply.status in (TOO_MANY, UNAVAILABLE):
                self._clock.sleep(reply.retry_after_s)
                reply = self._fetcher.get(address, self._enter, max_bytes, known)
        except HostError:
            self._count_failure(address.netloc)
            raise
        host = reply.address.netloc
        if reply.status == TOO_MANY or (reply.status == UNAVAILABLE and reply.retry_after_s):
            until = self._clock.now() + (reply.retry_after_s or DEFAULT_WAIT_S)
            self._copies.wait(host, until)
            self._left[host] = _plea(host, until)
        elif reply.status >= FIRST_SERVER_ERROR:
            self._count_failure(host)
        else:
            self._failures[host] = 0
        return reply

    def patience(self, address: WebAddress) -> str:
        """Why the host of an address is left alone, or empty."""
        return self._left.get(address.netloc, "")

    def _count_failure(self, host: str) -> None:
        self._failures[host] += 1
        if self._failures[host] >= FAILURES_TO_LEAVE and host not in self._left:
            self._left[host] = (
                f"{host} failed {FAILURES_TO_LEAVE} times in a row, so its other pages were not asked for; try later."
            )

    def _enter(self, address: WebAddress) -> None:
        """Ask the site's robots.txt, then wait for the site's turn."""
        if said := self.patience(address):
            raise HostError(said)
        try:
            rules = self._robots.rules(address)
        except WebError as error:  # of the page, where the page itself may not be asked for either
            raise type(error)(str(error).replace(f"{address.beside(TARGET)}:", f"{address}:")) from error
        if not rules.allows(address):
            raise WebError(f"{address} may not be read, says {address.beside(TARGET)}.")
        self._pacer.wait(address.netloc, rules.delay_s)

    def _pause(self, address: WebAddress) -> None:
        self._pacer.wait(address.netloc)


def _plea(host: str, until: float) -> str:
    moment = datetime.fromtimestamp(until, UTC)
    return f"{host} asks not to be asked before {moment:%Y-%m-%d %H:%M} UTC; try again then."
