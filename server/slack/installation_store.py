"""Bot tokens of workspaces with the app, and pending installations."""

import json
import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from logging import Logger

import jwt
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from advisor.conversations import Conversations
from advisor.conversations.notes import Notes
from advisor.errors import StorageError

log = logging.getLogger(__name__)

ALGORITHM = "HS256"
STATE_LIFE_S = 600


class SingleWorkspace:
    """The workspace of the bot token in the settings."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: AuthorizeResult | None = None

    async def authorize(self, *_: str | None) -> AuthorizeResult:
        """Identify the bot, by one call to Slack.

        Raises SlackApiError or a connection error.
        """
        if self._known is None:
            who = await self._client.auth_test()
            self._known = AuthorizeResult.from_auth_test_response(auth_test_response=who, bot_token=self._client.token)
        return self._known


class WorkspaceStore(AsyncInstallationStore):
    """Slack's installation store over the conversations' database: one bot per workspace.

    Each call raises StorageError when the database cannot be used. Who installed the app is not stored.
    """

    def __init__(self, notes: Notes, client_id: str) -> None:
        self._notes = notes
        self._client_id = client_id
        self._known: dict[str, Bot] = {}

    @property
    def logger(self) -> Logger:
        return log

    async def async_save(self, installation: Installation) -> None:
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        await self._notes.put(self._name(bot.team_id), json.dumps(bot.to_dict(), default=datetime.timestamp))

    async def async_find_bot(self, *, team_id: str | None, **_: object) -> Bot | None:
        """Load a bot by its team id, which is unique within Slack."""
        noted = await self._notes.get(self._name(team_id))
        return Bot(**json.loads(noted)) if noted else None

    async def async_delete_bot(self, *, team_id: str | None, **_: object) -> None:
        self._known.pop(team_id or "", None)
        await self._notes.drop(self._name(team_id))

    async def async_delete_installation(self, **_: object) -> None:
        """Do nothing: users' installations are not stored."""

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """Return the stored credentials for Bolt; None where not installed.

        Slack is not called. While the database is unavailable, workspaces seen before are answered from memory.
        """
        try:
            bot = await self.async_find_bot(team_id=team_id)
        except StorageError:
            if team_id not in self._known:
                raise
            bot = self._known[team_id]
        if bot is None:
            return None
        self._known[team_id or ""] = bot
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_id=bot.bot_id,
            bot_user_id=bot.bot_user_id,
            bot_token=bot.bot_token,
            bot_scopes=bot.bot_scopes,
        )

    async def leave(self, team: str, *, at: float) -> None:
        """Delete an installation unless it is newer than its removal ``at``."""
        bot = await self.async_find_bot(team_id=team)
        if bot is not None and int(bot.installed_at) <= at:
            await self.async_delete_bot(team_id=team)

    def _name(self, team: str | None) -> str:
        return f"slack:{self._client_id}:{team}"


class StateStore(AsyncOAuthStateStore):
    """Signed OAuth states, valid once and for ten minutes.

    Only used ones are stored, so that starting many installations fills nothing.
    """

    def __init__(self, conversations: Conversations, *, clock: Callable[[], float] = time.time) -> None:
        self._conversations = conversations
        self._clock = clock

    @property
    def logger(self) -> Logger:
        return log

    async def async_issue(self, *_: object, **__: object) -> str:
        """Sign a new state.

        Raises StorageError.
        """
        claims = {"jti": secrets.token_urlsafe(16), "exp": int(self._clock()) + STATE_LIFE_S}
        return jwt.encode(claims, await self._key(), ALGORITHM)

    async def async_consume(self, state: str) -> bool:
        """Whether a state is valid and unused; it is used up then.

        Raises StorageError.
        """
        options = {"require": ["jti", "exp"], "verify_exp": False}
        try:
            claims = jwt.decode(state, await self._key(), [ALGORITHM], options=options)  # type: ignore[arg-type]
        except jwt.InvalidTokenError:
            return False
        if not 0 < claims["exp"] - self._clock() <= STATE_LIFE_S:
            return False
        return await self._conversations.notes.is_first(f"slack-state:{claims['jti']}", life_s=STATE_LIFE_S)

    async def _key(self) -> bytes:
        return await self._conversations.key("slack installations")
