"""Access checks for every route, made before a body is read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.domain import Question
from advisor.errors import StorageError
from server.access.admission import AdmissionQueue, TooBusyError, TooManyOpenError
from server.access.rate_limits import RateLimits, TooManyError, address_of
from server.access.sessions import Session, Sessions, TokenError
from server.access.sites import Site, Sites
from server.problems import problem, problem_answer, problem_of
from server.settings import ServerSettings

FILES = ("/static/", "/widget/", "/widget.js")  # what other sites' pages load as scripts and styles
SIGNED = ("/slack/",)  # authenticated by Slack's signature instead
GUARDED = ("/api/",)  # may need a key, and counts towards the limits
QUESTIONS = "/api/chat"  # refused early when the queue is full
FOREIGN = ("cross-site", "same-site")
ALLOWED_HEADERS = "authorization, content-type, last-event-id, site-key"
EXPOSED_HEADERS = "retry-after, x-request-id"
NOT_NAMED = "Pages of this origin may not call this server; its operator names the sites that may (SERVER_SITES)."
READABLE = (*GUARDED, *FILES)  # by pages of named sites
PREFLIGHT_LIFE_S = "600"


@dataclass(frozen=True, slots=True)
class Caller:
    """The origin, site, session and address of a call.

    ``origin`` is empty for this server's own pages and for calls from outside a page, ``address`` where addresses are
    not limited.
    """

    origin: str = ""
    site: Site | None = None
    session: Session | None = None
    address: str = ""

    @property
    def owner(self) -> str:
        return self.session.owner if self.session else ""

    @property
    def site_key(self) -> str:
        return self.site.key if self.site else ""

    def scoped(self, question: Question) -> Question:
        """Restrict a question to the guides of the caller's site.

        Raises UnknownGuideError when the question names another guide.
        """
        if self.site is None or not self.site.guides:
            return question
        if question.guide_id is not None:
            self.site.require(question.guide_id)
        return replace(question, among=self.site.guides)


class CallRefusedError(Exception):
    """A refused call: an HTTP status and one sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def caller_of(request: Request) -> Caller:
    """Return the caller as established by the guard."""
    caller: Caller = request.scope["caller"]
    return caller


class Guard:
    """ASGI middleware: origins, site keys, session tokens, rate limits, admission control.

    They are checked in this order; the first refusal is answered as a problem.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: ServerSettings,
        sites: Sites,
        sessions: Sessions,
        limits: RateLimits,
        admission: AdmissionQueue,
    ) -> None:
        self._app = app
        self._settings = settings
        self._sites = sites
        self._sessions = sessions
        self._limits = limits
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        origin = ""
        try:
            origin = self._origin(scope, headers, path)
            if origin and not _is_under(path, READABLE):
                raise CallRefusedError(403, "Pages of other sites may not read this.")
            if origin and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
                await Response(None, 204, _preflight(origin))(scope, receive, send)
                return
            caller = replace(await self._caller(headers, path, origin), address=self._address(scope))
            scope["caller"] = caller
            if _is_under(path, GUARDED):
                self._count_call(scope, caller)
            if scope["method"] == "POST" and path == QUESTIONS:
                self._admission.check(caller.address)
        except (CallRefusedError, TokenError, TooManyError, TooManyOpenError, TooBusyError, StorageError) as error:
            await _refusal(error, origin, scope.get("request_id", ""))(scope, receive, send)
            return
        await self._app(scope, receive, _with_cors(origin, send) if origin else send)

    def _origin(self, scope: Scope, headers: Headers, path: str) -> str:
        """Return the calling page's foreign origin; empty for own pages or none.

        Raises CallRefusedError for an origin of no configured site.
        """
        given = headers.getlist("origin")
        if given:
            origin = given[0]
            if len(given) == 1 and self._sites.is_named(origin):
                return origin
            if len(given) == 1 and self._sites.is_own(origin, headers.get("host", "")):
                return ""
            raise CallRefusedError(403, NOT_NAMED)
        # Neither a page's plain GET of a script or image nor a followed link carries an Origin.
        if headers.get("sec-fetch-site", "") in FOREIGN and not _is_under(path, SIGNED):
            reads = scope["method"] in ("GET", "HEAD")
            follows_link = headers.get("sec-fetch-mode") == "navigate"
            if not (reads and (follows_link or _is_under(path, FILES))):
                raise CallRefusedError(403, "Pages of other sites may link to this server, but not call it this way.")
        return ""

    async def _caller(self, headers: Headers, path: str, origin: str) -> Caller:
        """Identify the caller by session token or site key.

        Raises CallRefusedError, TokenError and StorageError.
        """
        if not _is_under(path, GUARDED):
            return Caller(origin)
        kind, _, bearer = headers.get("authorization", "").partition(" ")
        bearer = bearer.strip() if kind.lower() == "bearer" else ""
        if kind and not bearer:
            raise TokenError("The Authorization header has to be `Bearer` and the session token.")
        if bearer:
            session = await self._sessions.session(bearer, origin=origin)
            site = self._sites.by_key(session.site) if session.site else None
            if bool(session.site) != bool(site) or (origin and (site is None or origin not in site.origins)):
                raise TokenError("The session token belongs to a site that is not known here; open a session anew.")
            return Caller(origin, site, session)
        key = headers.get("site-key", "")
        site = self._sites.by_key(key)
        if key and site is None:
            raise CallRefusedError(403, "This site key is not known here.")
        if origin and (site is None or origin not in site.origins):
            what = (
                "This site key belongs to other origins."
                if site
                else "A page of another site has to send its Site-Key."
            )
            raise CallRefusedError(403, what)
        is_own_page = "origin" in headers or headers.get("sec-fetch-site") == "same-origin"
        if site is None and not is_own_page and self._settings.calls_without_origin == "keyed":
            raise CallRefusedError(403, "Calls from outside a page have to send a Site-Key here.")
        return Caller(origin, site)

    def _address(self, scope: Scope) -> str:
        """Return the counted part of the client's address, if it is limited."""
        client = scope.get("client")
        return address_of(client[0]) if client and self._settings.limit_per_address else ""

    def _count_call(self, scope: Scope, caller: Caller) -> None:
        """Count a call against its rate limits.

        Raises TooManyError.
        """
        if scope.get("client") is None:
            return  # forwarded by another worker, which has counted the call
        settings = self._settings
        wanted = {
            ("address", caller.address): settings.limit_per_address,
            ("session", caller.owner): settings.limit_per_session if caller.owner else 0,
            ("site", caller.site_key): settings.limit_per_site if caller.site else 0,
        }
        self._limits.take(wanted)


def _is_under(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place.rstrip("/") or path.startswith(place) for place in places)


def _preflight(origin: str) -> Mapping[str, str]:
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST, DELETE",
        "Access-Control-Allow-Headers": ALLOWED_HEADERS,
        "Access-Control-Max-Age": PREFLIGHT_LIFE_S,
        "Vary": "Origin",
    }


def _refusal(error: Exception, origin: str, request_id: str) -> Response:
    headers = {"Connection": "close"}  # the rest of the body stays unread
    if origin:
        headers |= {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": EXPOSED_HEADERS,
            "Vary": "Origin",
        }
    if isinstance(error, CallRefusedError):
        return problem_answer(problem(error.status, str(error), request_id), headers)
    if isinstance(error, TokenError):
        return problem_answer(problem(401, str(error), request_id), {**headers, "WWW-Authenticate": "Bearer"})
    if isinstance(error, TooManyError):
        headers["Retry-After"] = str(error.retry_after_s)
        return problem_answer(problem(429, str(error), request_id), headers)
    return problem_answer(problem_of(error, request_id), headers)


def _with_cors(origin: str, send: Send) -> Send:
    """Add CORS headers that let a page of ``origin`` read the response."""
    extra = [
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-expose-headers", EXPOSED_HEADERS.encode()),
        (b"vary", b"Origin"),
    ]

    async def readable(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *extra]
        await send(message)

    return readable
