"""One bounded request for one page, its redirects checked one by one."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from advisor.errors import HostError, WebError
from advisor.ingestion.web.addresses import AddressGuard, WebAddress, parse_address
from advisor.ingestion.web.unpacking import Unpacker

if TYPE_CHECKING:
    import httpx2

AGENT_NAME = "career-advisor"
MAX_TRIED = 3  # IP addresses of one host
ACCEPT = "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,application/pdf;q=0.8,application/xml;q=0.7"
MAX_CONNECT_S = 10.0
MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK, NOT_MODIFIED = 200, 304
PACKED = frozenset({"gzip", "x-gzip", "deflate"})
MAX_HEADER_CHARS = 500
MAX_DRAINED_BYTES = 65_536
LIMIT_RETRY_AFTER_S = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Seconds that one request may take, in all and between two bytes."""

    total_s: float = 60.0
    gap_s: float = 15.0


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a server can tell that a page is unchanged."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered at last, at ``address``.

    ``body`` is unpacked, and empty unless the status is 200. ``retry_after_s`` is 0 if not said.
    """

    address: WebAddress
    status: int
    content_type: str = ""
    charset: str = ""
    body: bytes = b""
    validators: Validators = Validators()
    retry_after_s: float = 0.0


Enter = Callable[[WebAddress], None]
MaxBytes = Callable[[str], int]  # by content type


class Fetcher:
    """Asks for pages where the guard allows it, one at a time.

    Cookies are not kept, and no proxy of the environment is used. Not for several threads.
    """

    def __init__(self, guard: AddressGuard, limits: FetchLimits, *, now: Callable[[], float]) -> None:
        self._guard = guard
        self._limits = limits
        self._now = now
        self._runner = asyncio.Runner()
        self._clients: dict[tuple[str, str], httpx2.AsyncClient] = {}
        self._tls: ssl.SSLContext | None = None

    def close(self) -> None:
        """Close all connections."""

        async def close() -> None:
            for client in self._clients.values():
                await client.aclose()

        if self._clients:
            self._runner.run(close())
        self._runner.close()

    def get(self, address: WebAddress, enter: Enter, max_bytes: MaxBytes, known: Validators | None = None) -> Reply:
        """Ask for a page and follow its redirects.

        ``enter`` is called before each request, and may raise. Raises WebError for what may not be visited or is too
        large, HostError when the host does not answer in time.
        """
        asked = {}
        if known and known.etag:
            asked["If-None-Match"] = known.etag
        if known and known.last_modified:
            asked["If-Modified-Since"] = known.last_modified
        at = address
        for _ in range(MAX_REDIRECTS + 1):
            enter(at)
            reply, location = self._runner.run(self._ask(at, asked, max_bytes))
            if not location:
                return reply
            to = parse_address(location, at)
            if at.scheme == "https" and to.scheme == "http":
                raise WebError(f"{address} leads from https to {to}, which is not encrypted, so it was not followed.")
            at = to
        raise WebError(f"{address} leads on more than {MAX_REDIRECTS} times, so it was given up.")

    async def _ask(self, address: WebAddress, asked: Mapping[str, str], max_bytes: MaxBytes) -> tuple[Reply, str]:
        """One request; the second is where it leads on, if it does."""
        import httpx2

        try:
            async with asyncio.timeout(self._limits.total_s):
                *others, last = (await _in_thread(lambda: self._guard.look_up(address)))[:MAX_TRIED]
                for ip in others:
                    try:
                        return await self._ask_at(ip, address, asked, max_bytes)
                    except (httpx2.ConnectError, httpx2.ConnectTimeout):
                        continue  # a host of two addresses may be reached at one of them only
                return await self._ask_at(last, address, asked, max_bytes)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise HostError(f"{address} did not answer within {self._limits.total_s:g} seconds; try later.") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            raise HostError(f"{address} cannot be read ({_plain(error)}).") from error

    async def _ask_at(
        self, ip: str, address: WebAddress, asked: Mapping[str, str], max_bytes: MaxBytes
    ) -> tuple[Reply, str]:
        headers = {"Host": address.netloc, **asked}
        more = {"sni_hostname": address.host}  # the certificate is that of the name, whatever the IP address
        client = self._client(address, ip)
        async with client.stream("GET", address.at(ip), headers=headers, extensions=more) as response:
            client.cookies.clear()
            return await self._read(address, response, max_bytes)

    async def _read(self, address: WebAddress, response: "httpx2.Response", max_bytes: MaxBytes) -> tuple[Reply, str]:
        headers = response.headers
        location = headers.get("location", "") if response.status_code in REDIRECTS else ""
        kind, _, rest = headers.get("content-type", "").partition(";")
        kind = kind.strip().lower()
        body = b""
        if response.status_code == OK:
            try:
                most = max_bytes(kind)
            except WebError as error:
                raise WebError(f"{address}: {error}") from error
            body = await self._body(address, response, most)
        else:
            await _drain(response)
        return (
            Reply(
                address,
                response.status_code,
                kind,
                _charset(rest),
                body,
                Validators(headers.get("etag", "")[:MAX_HEADER_CHARS], headers.get("last-modified", "")[:64]),
                retry_after(headers.get("retry-after", ""), self._now()),
            ),
            location,
        )

    async def _body(self, address: WebAddress, response: "httpx2.Response", max_bytes: int) -> bytes:
        packing = response.headers.get("content-encoding", "identity").strip().lower()
        if packing not in (*PACKED, "identity", ""):
            raise WebError(f"{address} came packed as {packing[:20]!r}, which was not asked for.")
        unpacker = Unpacker(max_bytes, name=str(address)) if packing in PACKED else None
        pieces, n_bytes, n_raw = [], 0, 0
        async for piece in response.aiter_raw():
            n_raw += len(piece)
            made = unpacker.feed(piece) if unpacker else piece
            n_bytes += len(made)
            if n_bytes > max_bytes or n_raw > max_bytes:
                raise WebError(f"{address} is larger than {max_bytes / 1e6:g} MB, so it was not read.")
            pieces.append(made)
        if unpacker and n_raw and not unpacker.is_whole:
            raise HostError(f"{address} came cut off; try later.")
        return b"".join(pieces)

    def _client(self, address: WebAddress, ip: str) -> "httpx2.AsyncClient":
        """One client for an origin at an IP address.

        A connection is never shared by two names, whose certificates would not be looked at again.
        """
        import httpx2

        key = (address.origin, ip)
        if key not in self._clients:
            if self._tls is None:
                self._tls = httpx2.create_ssl_context()
            gap_s = self._limits.gap_s
            self._clients[key] = httpx2.AsyncClient(
                verify=self._tls,
                trust_env=False,
                follow_redirects=False,
                timeout=httpx2.Timeout(gap_s, connect=min(gap_s, MAX_CONNECT_S)),
                limits=httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30.0),
                headers={"User-Agent": user_agent(), "Accept": ACCEPT, "Accept-Encoding": "gzip"},
            )
        return self._clients[key]


def user_agent() -> str:
    """The name and version by which this program asks."""
    try:
        number = version("career-advisor")
    except PackageNotFoundError:  # run from a checkout that was not installed
        number = "0"
    return f"{AGENT_NAME}/{number} (reads career guides; obeys robots.txt)"


async def _in_thread(look_up: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    """A look-up in a thread that nobody waits for when it hangs."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[tuple[str, ...]] = loop.create_future()

    def settle(value: tuple[str, ...], error: Exception | None) -> None:
        if found.done():
            return
        if error is not None:
            found.set_exception(error)
        else:
            found.set_result(value)

    def run() -> None:
        value: tuple[str, ...] = ()
        trouble: Exception | None = None
        try:
            value = look_up()
        except Exception as error:  # noqa: BLE001 (handed to the caller, whatever it is)
            trouble = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, value, trouble)

    threading.Thread(target=run, daemon=True).start()
    return await found


async def _drain(response: "httpx2.Response") -> None:
    """Read a short body that nobody wants, so that the connection can be used again."""
    n_bytes = 0
    async for piece in response.aiter_raw():
        n_bytes += len(piece)
        if n_bytes > MAX_DRAINED_BYTES:
            return


def retry_after(said: str, now: float) -> float:
    """The seconds of a Retry-After header; 0 if it cannot be read."""
    said = said.strip()[:64]
    if said.isascii() and said.isdigit():
        return min(float(said[:12]), LIMIT_RETRY_AFTER_S)
    try:
        moment = parsedate_to_datetime(said).timestamp()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(moment - now, 0.0), LIMIT_RETRY_AFTER_S)


def _charset(parameters: str) -> str:
    for one in parameters[:MAX_HEADER_CHARS].split(";"):
        name, _, value = one.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")[:40]
    return ""


def _plain(error: Exception) -> str:
    said = str(error).strip()
    return said[:120] if said else type(error).__name__
