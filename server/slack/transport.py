"""The connection to Slack: signed HTTP requests or Socket Mode.

Both serve the same listeners.
"""

import asyncio
import contextlib
import logging
import re
import traceback
from collections.abc import AsyncIterator

import aiohttp
from fastapi import APIRouter, Request
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import Response

from server.context import ServerContext
from server.slack.answer_stream import CONNECTION_ERRORS, error_code
from server.slack.call_shapes import Verdict, verdict
from server.slack.conversations import SlackAdvisor
from server.slack.installation_store import SingleWorkspace, WorkspaceStore
from server.slack.listeners import add_listeners
from server.slack.manifest import INSTALL_PATH
from server.slack.oauth import installation_routes
from server.slack.worker_routing import is_for_all, payload_of, thread_of

log = logging.getLogger(__name__)

TIMEOUT_S = 10
KEPT_OPEN_S = 3.0  # below servers' keep-alive: a call on a connection they have closed is lost
N_RETRIES = 2
MAX_READ_AT_ONCE = 64  # bodies of up to a megabyte, before they are known to be Slack's
NOT_INSTALLED = "The career advisor is no longer installed in this workspace. It can be installed again at {url}"
INVALID = '{"error":"invalid request"}'
NOT_SLACKS = "a signed call is not in the form of Slack's: %s"
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0


class SlackApp:
    """One Slack app.

    Building it connects to nothing; ``open`` connects and closes.
    """

    def __init__(self, context: ServerContext) -> None:
        settings = context.settings
        self._context = context
        self._workspaces = (
            WorkspaceStore(context.conversations.notes, settings.slack_client_id) if settings.slack_client_id else None
        )
        self._advisor = SlackAdvisor(context, self._workspaces)
        self._app_token = settings.slack_app_token.get_secret_value()
        self._api_url = settings.slack_api_url
        self._clients: list[AsyncWebClient] = []

        held = self._workspaces or SingleWorkspace(self._client(settings.slack_bot_token.get_secret_value()))

        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
            """Look up our own credentials; Bolt's default reads the environment."""
            return await held.authorize(enterprise_id, team_id)

        self._app = AsyncApp(
            client=self._client(None),
            authorize=authorize,  # type: ignore[arg-type]  # may return None
            user_facing_authorize_error_message=NOT_INSTALLED.format(url=settings.public_url + INSTALL_PATH),
            signing_secret=settings.slack_signing_secret.get_secret_value() or "unused",
            ssl_check_enabled=False,
        )
        self._app.error(_on_error)
        add_listeners(self._app, self._advisor)

    def routes(self) -> APIRouter:
        """Build ``POST /slack/events``, and the installation routes if needed.

        It takes events, commands, buttons and forms; in Socket Mode there are no routes.
        """
        router = APIRouter(include_in_schema=False)
        if self._app_token:
            return router
        handler = AsyncSlackRequestHandler(self._app)
        reading = asyncio.Semaphore(MAX_READ_AT_ONCE)
        signatures = SignatureVerifier(self._context.settings.slack_signing_secret.get_secret_value())

        @router.post("/slack/events")
        async def events(request: Request) -> Response:
            self._advisor.quiet_period.note()
            async with reading:  # anybody can send a body, and only a read one can be told from Slack's
                if not _may_be_signed(request):
                    return _refused(401)
                body = await request.body()
            if not _is_signed(request, body, signatures):
                return _refused(401)
            payload = payload_of(body, request.headers.get("content-type", ""))
            if payload is None:
                return _refused(400)
            if (judged := verdict(payload)) is not Verdict.READ:
                return _refused(judged.value)
            if self._context.settings.workers > 1:
                if is_for_all(payload):
                    await self._context.mesh.broadcast(request)
                elif handed_on := await self._context.mesh.forward_to_keeper(request, thread_of(payload)):
                    return handed_on
            try:
                return await handler.handle(request)
            except UNREADABLE as error:
                if _is_ours(error):
                    raise
                log.warning(NOT_SLACKS, type(error).__name__)
                return _refused(400)

        if self._workspaces:
            kept, client = self._context.conversations, self._client(None)
            router.include_router(installation_routes(self._context.settings, kept, self._workspaces, client))
        return router

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Stay connected within the block; afterwards nothing is answered."""
        # Shared, so that calls reuse connections; without cookies, since it serves several workspaces.
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_OPEN_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),
        )
        for client in self._clients:
            client.session = session
        tasks = {asyncio.create_task(self._stop_answers())}
        if self._app_token:
            tasks.add(asyncio.create_task(self._listen()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self._advisor.aclose()
            await session.close()

    async def _stop_answers(self) -> None:
        """End all answers at shutdown, before the grace period passes elsewhere."""
        await self._context.shutdown.wait()
        await self._advisor.aclose()

    async def _listen(self) -> None:
        """Stay connected by Socket Mode until cancelled."""
        client = self._client(None)
        handler = AsyncSocketModeHandler(self._app, self._app_token, web_client=client)
        pause_s = FIRST_PAUSE_S
        try:
            while True:
                try:
                    await handler.connect_async()  # type: ignore[no-untyped-call]
                    break
                except (SlackApiError, *CONNECTION_ERRORS) as error:
                    log.warning("Slack cannot be reached: %s", error_code(error) or type(error).__name__)
                    await asyncio.sleep(pause_s)
                    pause_s = min(LONGEST_PAUSE_S, 2 * pause_s)
            log.info("connected to Slack")
            await asyncio.Event().wait()  # the client reconnects by itself
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]

    def _client(self, token: str | None) -> AsyncWebClient:
        # Without the library's retries after a broken connection, which could post a message twice.
        retries: list[AsyncRetryHandler] = [AsyncRateLimitErrorRetryHandler(max_retry_count=N_RETRIES)]
        client = AsyncWebClient(token=token, base_url=self._api_url, timeout=TIMEOUT_S, retry_handlers=retries)
        self._clients.append(client)
        return client


def _may_be_signed(request: Request) -> bool:
    """Whether a request has the headers of Slack's signature."""
    sent_at = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    return bool(re.fullmatch(r"[0-9]{1,12}", sent_at)) and bool(signature) and signature.isascii()


def _is_signed(request: Request, body: bytes, signatures: SignatureVerifier) -> bool:
    """Whether a request carries Slack's signature.

    Slack's library checks it too, but only after it has parsed the timestamp and the body.
    """
    sent_at, signature = (request.headers.get(f"x-slack-{name}", "") for name in ("request-timestamp", "signature"))
    try:
        return signatures.is_valid(body.decode(), sent_at, signature)
    except UnicodeDecodeError:
        return False


async def _on_error(error: Exception) -> BoltResponse | None:
    """Refuse a call that Slack's library fails to read, and log any other error.

    The library reads more of a call than we do.
    """
    if isinstance(error, UNREADABLE) and not _is_ours(error):
        log.warning(NOT_SLACKS, type(error).__name__)
        return BoltResponse(status=400, body=INVALID)
    log.error("a call of Slack's failed", exc_info=error)
    return None


def _is_ours(error: BaseException) -> bool:
    """Whether code of ours took part in an error."""
    frames = traceback.walk_tb(error.__traceback__)
    names = [str(frame.f_globals.get("__name__", "")) for frame, _ in frames]
    return any(name.startswith(("server.", "advisor.")) and name != __name__ for name in names)


def _refused(status: int) -> Response:
    return Response(INVALID, status, media_type="application/json")
