"""The workspaces that installed the app: whose bot token speaks where, and the states of installations under way."""

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


class OneWorkspace:
    """The workspace whose bot token stands in the settings."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: AuthorizeResult | None = None

    async def authorize(self, *_: str | None) -> AuthorizeResult:
        """Slack is asked once who it is. Raises SlackApiError or a cut connection's error."""
        if self._known is None:
            who = await self._client.auth_test()
            self._known = AuthorizeResult.from_auth_test_response(auth_test_response=who, bot_token=self._client.token)
        return self._known


class Workspaces(AsyncInstallationStore):
    """Slack's interface of a store of installations, over the database of conversations: one bot a workspace.

    Each call raises StorageError when the database cannot be used. Who installed it is not kept.
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
        """By the team alone: its id is the only one of that name in all of Slack."""
        noted = await self._notes.get(self._name(team_id))
        return Bot(**json.loads(noted)) if noted else None

    async def async_delete_bot(self, *, team_id: str | None, **_: object) -> None:
        self._known.pop(team_id or "", None)
        await self._notes.drop(self._name(team_id))

    async def async_delete_installation(self, **_: object) -> None:
        """There are none of people beside the workspace's."""

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """As whom Bolt speaks to a workspace, None where the app is not installed; asks Slack nothing.

        While the database is away, workspaces that were heard of before are answered all the same.
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
        """Forget the installation, unless the workspace installed the app again after it took it away."""
        bot = await self.async_find_bot(team_id=team)
        if bot is not None and int(bot.installed_at) <= at:
            await self.async_delete_bot(team_id=team)

    def _name(self, team: str | None) -> str:
        return f"slack:{self._client_id}:{team}"


class States(AsyncOAuthStateStore):
    """Signed, good for ten minutes and once. Only used ones are noted, so that asking for many fills nothing."""

    def __init__(self, conversations: Conversations, *, clock: Callable[[], float] = time.time) -> None:
        self._conversations = conversations
        self._clock = clock

    @property
    def logger(self) -> Logger:
        return log

    async def async_issue(self, *_: object, **__: object) -> str:
        """Raises StorageError."""
        claims = {"jti": secrets.token_urlsafe(16), "exp": int(self._clock()) + STATE_LIFE_S}
        return jwt.encode(claims, await self._key(), ALGORITHM)

    async def async_consume(self, state: str) -> bool:
        """Raises StorageError."""
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
