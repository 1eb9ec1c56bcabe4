"""One streamed answer in one thread, completed when Slack's stream breaks off."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from server.slack.locations import SlackThread
from server.slack.markdown import escape, escape_entities
from server.slack.rendering import AGAIN, MAX_CHARS, MAX_VALUE_CHARS, Message

log = logging.getLogger(__name__)

CONNECTION_ERRORS = (aiohttp.ClientError, TimeoutError, OSError)
REVOKED_CODES = (
    "token_revoked",
    "token_expired",
    "account_inactive",
    "invalid_auth",
    "not_authed",
    "team_access_not_granted",
)
NO_ACCESS_CODES = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action")
STREAM_ENDED = "message_not_in_streaming_state"


class RevokedError(Exception):
    """A revoked app: Slack accepts nothing from it any more."""


class NoAccessError(Exception):
    """A channel the app may not write in."""


def error_code(error: Exception) -> str:
    """Return Slack's error code; empty for a broken connection."""
    given = getattr(error, "response", None)
    data = given if isinstance(given, dict) else getattr(given, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


class ThreadReply:
    """An answer sent to a thread sentence by sentence.

    While one call runs, further sentences are collected for the next.
    """

    def __init__(self, client: AsyncWebClient, thread: SlackThread, user: str) -> None:
        self._client = client
        self.thread = thread
        self._user = user
        self._pending: list[str] = []
        self._sent = ""
        self._ts = ""
        self._is_broken = False  # Slack's state of the stream is unknown, or it accepts no more
        self._is_open = False
        self._is_processing = False
        self._sending: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Show the session as processing, with Slack's stop button.

        Raises RevokedError.
        """
        self._is_processing = True
        await self._set_status("processing")

    def add(self, paragraph: str) -> None:
        """Queue one more paragraph for sending."""
        self._pending.append(paragraph)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    async def finish(self, messages: Sequence[Message]) -> None:
        """Complete the answer in the thread.

        Raises RevokedError, NoAccessError, SlackApiError or a connection error when it could not be posted.
        """
        await self._wait_for_sending()
        first = messages[0]
        if not self._ts:
            await self._post(first)
        elif not (self._is_prefix(first) and await self._end(first)):
            await self._replace(first)
        for message in messages[1:]:
            await self._post(message)
        await self._set_idle()

    async def cut_short(self, note: str, question: str = "") -> None:
        """End the answer with a note and, given ``question``, a retry button."""
        await self._wait_for_sending()
        said = "\n\n".join(filter(None, [self._sent, f"_{escape(note)}_"]))
        ended = Message(said, escape_entities(note), _retry_button(question))
        if not self._ts:
            await self._post(ended)
        elif not (self._is_prefix(ended) and await self._end(ended)):
            await self._replace(ended)
        await self._set_idle()

    async def fail(self, sentence: str, question: str) -> None:
        """Say what went wrong, with a button to try again."""
        await self._wait_for_sending()
        message = Message(escape(sentence), escape_entities(sentence), _retry_button(question))
        if self._ts:
            await self._replace(message)
        else:
            await self._post(message)
        await self._set_idle()

    async def send_directly(self, text: str) -> None:
        """Send the user a direct message, for threads closed to the app."""
        opened = await self._client.conversations_open(users=self._user)
        await self._client.chat_postMessage(channel=opened["channel"]["id"], text=text)

    # --- inside ---

    async def _send(self) -> None:
        while self._pending and not self._is_broken:
            taken = list(self._pending)
            while len(_joined(self._sent, taken)) > MAX_CHARS and taken:
                taken.pop()
            if not taken:
                return  # ``finish`` posts the rest in further messages
            piece = _joined(self._sent, taken)[len(self._sent) :]
            try:
                if not self._ts:
                    await self._start()
                await self._client.chat_appendStream(channel=self.thread.channel, ts=self._ts, markdown_text=piece)
            except (SlackApiError, *CONNECTION_ERRORS) as error:
                log.info("a Slack stream broke off: %s", error_code(error) or type(error).__name__)
                self._is_broken = True
                self._is_open = self._is_open and error_code(error) != STREAM_ENDED
                return
            self._sent += piece
            del self._pending[: len(taken)]

    async def _start(self) -> None:
        """Open an empty stream.

        If Slack's reply to it is lost, no partial answer is left beside the whole one.
        """
        started = await self._client.chat_startStream(
            channel=self.thread.channel,
            thread_ts=self.thread.ts,
            recipient_team_id=self.thread.team,
            recipient_user_id=self._user,
        )
        self._ts = str(started["ts"])
        self._is_open = True

    def _is_prefix(self, message: Message) -> bool:
        """Whether the sent text is known and a prefix of the message."""
        return not self._is_broken and message.markdown.startswith(self._sent)

    async def _wait_for_sending(self) -> None:
        if self._sending is not None:
            await asyncio.wait({self._sending})
            self._sending.result()

    async def _end(self, message: Message) -> bool:
        """Append the rest of the message and end the stream.

        False when Slack does not accept it.
        """
        rest = message.markdown[len(self._sent) :]
        return await self._close(markdown_text=rest or None, blocks=message.below or None)

    async def _close(self, **more: Any) -> bool:
        try:
            await self._client.chat_stopStream(
                channel=self.thread.channel, ts=self._ts, session_status="active", **more
            )
        except (SlackApiError, *CONNECTION_ERRORS) as error:
            log.info("a Slack stream could not be ended: %s", error_code(error) or type(error).__name__)
            self._is_open = error_code(error) != STREAM_ENDED
            return False
        self._is_processing = self._is_open = False
        return True

    async def _replace(self, message: Message) -> None:
        """Replace the streamed text by the whole message; safe to repeat."""
        if self._is_open:
            await self._close()
        call = {"channel": self.thread.channel, "ts": self._ts}
        try:
            await _retry_once(self._client.chat_update, **call, text=message.fallback, blocks=message.blocks)
        except SlackApiError as error:
            if error_code(error) != "invalid_blocks":
                raise _translate(error) from error
            await _retry_once(self._client.chat_update, **call, markdown_text=message.markdown)

    async def _post(self, message: Message) -> None:
        call: dict[str, Any] = {
            "channel": self.thread.channel,
            "thread_ts": self.thread.ts,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        try:
            await self._client.chat_postMessage(**call, text=message.fallback, blocks=message.blocks)
        except SlackApiError as error:
            if error_code(error) != "invalid_blocks":
                raise _translate(error) from error
            await self._client.chat_postMessage(**call, markdown_text=message.markdown)

    async def _set_idle(self) -> None:
        if self._is_processing:
            await self._set_status("active")

    async def _set_status(self, status: str) -> None:
        """Set the session's status; a failure is only logged.

        Raises RevokedError when the app was revoked.
        """
        try:
            await self._client.agents_sessions_setStatus(
                channel_id=self.thread.channel, thread_ts=self.thread.ts, status=status
            )
        except (SlackApiError, *CONNECTION_ERRORS) as error:
            if error_code(error) in REVOKED_CODES:
                raise RevokedError from error
            log.info("Slack did not take the status: %s", error_code(error) or type(error).__name__)


async def _retry_once(call: Any, **named: Any) -> None:
    """Call again after a broken connection; only for idempotent calls."""
    try:
        await call(**named)
    except CONNECTION_ERRORS:
        await call(**named)


def _translate(error: SlackApiError) -> Exception:
    code = error_code(error)
    return RevokedError(code) if code in REVOKED_CODES else NoAccessError(code) if code in NO_ACCESS_CODES else error


def _retry_button(question: str) -> tuple[tuple[str, str, str], ...]:
    return ((AGAIN, "Try again", question),) if question and len(question) <= MAX_VALUE_CHARS else ()


def _joined(sent: str, paragraphs: Sequence[str]) -> str:
    return "\n\n".join(filter(None, [sent, *paragraphs]))
