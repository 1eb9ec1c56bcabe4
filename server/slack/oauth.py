"""Installation in further workspaces by OAuth.

/slack/install leads to Slack, and Slack back to /slack/oauth_redirect. The order of steps and the check of the state
are Bolt's; the texts and the handling of errors are here. Addresses and errors as in
https://docs.slack.dev/authentication/installing-with-oauth and https://docs.slack.dev/reference/methods/oauth.v2.access
"""

import logging
from urllib.parse import urljoin

from fastapi import APIRouter, Request
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import Response

from advisor.conversations import Conversations
from advisor.errors import StorageError
from server.routes.pages import Pages
from server.settings import ServerSettings
from server.slack.answer_stream import CONNECTION_ERRORS, error_code
from server.slack.installation_store import STATE_LIFE_S, StateStore, WorkspaceStore
from server.slack.manifest import INSTALL_PATH, REDIRECT_PATH, scopes

log = logging.getLogger(__name__)

DONE = "Installed in {team}"
HOW_ON = "Open Slack and write to the career advisor under Apps, or mention it in a channel and ask there."
NOT_DONE = "Not installed"
AWAY = "The server's database cannot be used just now, so nothing was installed. Try again in a few minutes."
NOT_REACHED = "Slack did not answer, so nothing was installed. Try again in a few minutes."
OWN_FAULT = (
    "Slack does not accept how this server is set up ({code}), so nothing was installed. Please tell whoever runs it."
)
SENTENCES = {
    "access_denied": "You did not allow the app, so nothing was installed.",
    "invalid_browser": "The installation was begun in another browser or window, or cookies are off. Begin again here.",
    "invalid_state": "This installation was begun more than ten minutes ago, or it has been finished. Begin again.",
    "missing_code": "Slack sent nothing to install with. Begin again.",
    "invalid_code": "What Slack sent has run out or was used before, so nothing was installed. Begin again.",
    "invalid_team_for_non_distributed_app": (
        "This app may not be installed outside its own workspace yet. Whoever made it has to allow its distribution."
    ),
    "org_wide": "The app is installed in one workspace after the other, not in a whole organization. Choose one.",
    "token_rotation": (
        "Token rotation is on for this app, which the career advisor does not know how to follow. "
        "Please tell whoever runs it."
    ),
}
CODES_OF_ITS_OWN = ("invalid_code", "code_already_used", "oauth_authorization_url_mismatch")


class InstallationError(Exception):
    """A failed installation: one sentence for the user and its status."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


class InstallationFlow(AsyncOAuthFlow):
    """Bolt's flow with our own exchange of the code.

    Errors of the exchange are told apart, and no code is logged.
    """

    async def run_installation(self, code: str) -> Installation:
        """Exchange the code for a bot token.

        Raises InstallationError.
        """
        try:
            given = await self.client.oauth_v2_access(
                code=code,
                client_id=self.settings.client_id,
                client_secret=self.settings.client_secret,
                redirect_uri=self.settings.redirect_uri,
            )
            if given.get("is_enterprise_install") or not given.get("team"):
                raise InstallationError(SENTENCES["org_wide"])
            if given.get("refresh_token"):
                raise InstallationError(SENTENCES["token_rotation"])
            who = await self.client.auth_test(token=given["access_token"])
        except SlackApiError as error:
            word = error_code(error)
            log.warning("Slack did not accept an installation: %s", word)
            if word in CODES_OF_ITS_OWN:
                raise InstallationError(SENTENCES["invalid_code"]) from error
            raise InstallationError(SENTENCES.get(word) or OWN_FAULT.format(code=word), 502) from error
        except CONNECTION_ERRORS as error:
            log.warning("Slack could not be asked about an installation: %s", type(error).__name__)
            raise InstallationError(NOT_REACHED, 502) from error
        return Installation(
            app_id=given.get("app_id"),
            enterprise_id=(given.get("enterprise") or {}).get("id"),
            team_id=given["team"]["id"],
            team_name=given["team"].get("name"),
            bot_token=given["access_token"],
            bot_id=who["bot_id"],
            bot_user_id=given["bot_user_id"],
            bot_scopes=given.get("scope") or "",
            user_id="",
        )


def installation_routes(
    settings: ServerSettings, conversations: Conversations, workspaces: WorkspaceStore, client: AsyncWebClient
) -> APIRouter:
    """Build ``GET /slack/install`` and ``GET /slack/oauth_redirect``."""
    flow = _build_flow(settings, conversations, workspaces, client)
    router = APIRouter(include_in_schema=False)
    pages = Pages()

    def told(request: Request, title: str, detail: str, status: int) -> Response:
        again = settings.public_url + INSTALL_PATH if status != 200 else ""
        return pages.plain(request, status, title, detail, link=again, label="Begin again")

    @router.get(INSTALL_PATH)
    async def install(request: Request) -> Response:
        try:
            return to_starlette_response(await flow.handle_installation(to_async_bolt_request(request, b"")))
        except StorageError as error:
            log.warning("%s", error)
            return told(request, NOT_DONE, AWAY, 503)

    @router.get(REDIRECT_PATH)
    async def redirected(request: Request) -> Response:
        try:
            done = await flow.handle_callback(to_async_bolt_request(request, b""))
        except InstallationError as error:
            return told(request, NOT_DONE, str(error), error.status)
        except StorageError as error:
            log.warning("%s", error)
            return told(request, NOT_DONE, AWAY, 503)
        return told(request, DONE.format(team=done.body), HOW_ON, 200)

    return router


def _build_flow(
    settings: ServerSettings, conversations: Conversations, workspaces: WorkspaceStore, client: AsyncWebClient
) -> InstallationFlow:
    return InstallationFlow(
        client=client,
        settings=AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            scopes=scopes(reads_along=settings.slack_follows == "threads"),
            user_scopes=[],
            redirect_uri=settings.public_url + REDIRECT_PATH,
            install_path=INSTALL_PATH,
            install_page_rendering_enabled=False,
            redirect_uri_path=REDIRECT_PATH,
            callback_options=AsyncCallbackOptions(success=_succeed, failure=_fail),
            authorization_url=urljoin(settings.slack_api_url, "/oauth/v2/authorize"),
            installation_store=workspaces,
            installation_store_bot_only=True,
            state_store=StateStore(conversations),
            state_expiration_seconds=STATE_LIFE_S,
        ),
    )


async def _succeed(args: AsyncSuccessArgs) -> BoltResponse:
    log.info("the Slack app was installed in a workspace")
    return BoltResponse(status=200, body=args.installation.team_name or "Slack")


async def _fail(args: AsyncFailureArgs) -> BoltResponse:
    """Raise InstallationError with the sentence for Bolt's reason."""
    word = args.reason if args.reason in SENTENCES else ""
    log.info("an installation in Slack was not finished: %s", word or "Slack sent an error of its own")
    raise InstallationError(SENTENCES.get(word) or OWN_FAULT.format(code=args.reason[:60]))
