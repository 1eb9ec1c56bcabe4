"""Listeners for Slack's events, the same over HTTP and Socket Mode.

Each listener reads a payload and passes it on. Commands, shortcuts, buttons and forms are in ``actions``.
"""

import asyncio
import logging
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from advisor.errors import StorageError
from server.slack import actions
from server.slack.answer_stream import CUT, code_of
from server.slack.conversations import Desk, is_forget
from server.slack.home import REASON_FORM, home_view, prompts
from server.slack.locations import Place
from server.slack.markdown import escape_entities, plain_text
from server.slack.rendering import AGAIN, ASK, RATE, SHARE

log = logging.getLogger(__name__)

COMMAND = "/career"
SHORTCUT = "ask_about_this"
FORGOTTEN = "What was said in this thread is deleted here. Slack's own messages stay."
NOTHING_ASKED = "Ask me something about a career, for example: {example}"

Body = dict[str, Any]


def add_listeners(app: AsyncApp, desk: Desk) -> None:
    """Register a listener for everything in the manifest."""
    for event, listener in _EVENT_LISTENERS.items():
        app.event(event)(_once(desk, listener))
    app.command(COMMAND)(_bound(desk, actions.command))
    app.shortcut(SHORTCUT)(_bound(desk, actions.shortcut))
    app.action(RATE)(_bound(desk, actions.rate))
    app.action(SHARE)(_bound(desk, actions.share))
    app.action(_pattern(ASK))(_bound(desk, actions.button))
    app.action(AGAIN)(_bound(desk, actions.button))
    app.view(REASON_FORM)(_bound(desk, actions.reason))
    app.event(_pattern(""))(_ignored)  # otherwise Slack receives a 404 and repeats the event


# --- events ---


async def _home_opened(desk: Desk, body: Body, client: AsyncWebClient, **_: Any) -> None:
    event = body["event"]
    guides = await asyncio.to_thread(desk.doors.advisor.guides)
    if event.get("tab") == "messages":
        # Given a thread_ts, the agent view shows no prompts.
        await client.assistant_threads_setSuggestedPrompts(channel_id=event["channel"], prompts=prompts(guides))
    elif event.get("tab") == "home":
        view = home_view(guides, desk.doors.settings.public_url)
        await client.views_publish(user_id=event["user"], view=view)


async def _mentioned(desk: Desk, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
    event = body["event"]
    if not _is_persons(event):
        return
    await _asked(desk, body, client, context)


async def _message(desk: Desk, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
    event = body["event"]
    if not _is_persons(event):
        return
    if event.get("channel_type") != "im":
        if f"<@{context.bot_user_id}" in event.get("text", ""):
            return  # also delivered as an app_mention
        if "thread_ts" not in event or not await desk.is_engaged(_place(body, context)):
            return
    await _asked(desk, body, client, context)


async def _asked(desk: Desk, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
    event, place = body["event"], _place(body, context)
    text = plain_text(event.get("text", ""), bot_user_id=context.bot_user_id or "")
    if is_forget(text):
        await desk.forget(place)
        await client.chat_postMessage(channel=place.channel, thread_ts=place.thread, text=FORGOTTEN)
    elif not text:
        hint = NOTHING_ASKED.format(example=escape_entities(await desk.example()))
        await client.chat_postMessage(channel=place.channel, thread_ts=place.thread, text=hint)
    else:
        await desk.ask(client, place, event["user"], text, event_id=body["event_id"])


async def _stopped(desk: Desk, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
    place = _place(body, context)
    if not desk.stop(place):  # already ended, and Slack expects the app to set the status
        await client.agents_sessions_setStatus(channel_id=place.channel, thread_ts=place.thread, status="active")


async def _uninstalled(desk: Desk, body: Body, **_: Any) -> None:
    await desk.forget_workspace(body["team_id"], at=float(body["event_time"]))


async def _revoked(desk: Desk, body: Body, **_: Any) -> None:
    if body["event"].get("tokens", {}).get("bot"):
        await desk.forget_workspace(body["team_id"], at=float(body["event_time"]))


_EVENT_LISTENERS = {
    "agent_session_stopped": _stopped,
    "app_home_opened": _home_opened,
    "app_mention": _mentioned,
    "app_uninstalled": _uninstalled,
    "message": _message,
    "tokens_revoked": _revoked,
}
EVENTS = tuple(_EVENT_LISTENERS)


# --- wrapping ---


def _once(desk: Desk, listener: Any) -> Any:
    """Take a repeated event only once, and log Slack's failures."""

    async def listen(body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        if desk.seen.is_first(f"{body.get('team_id')}:{body.get('event_id')}"):
            await _logged(listener(desk, body=body, client=client, context=context))

    return listen


def _bound(desk: Desk, listener: Any) -> Any:
    async def listen(
        ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        await _logged(listener(desk, ack=ack, body=body, client=client, context=context, respond=respond))

    return listen


async def _logged(listening: Any) -> None:
    try:
        await listening
    except (SlackApiError, StorageError, *CUT) as error:
        log.warning("Slack: %s", code_of(error) or type(error).__name__)


async def _ignored() -> None:
    """Acknowledge an event without a listener."""


def _pattern(start: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(start)}.*")


def _is_persons(event: Body) -> bool:
    """Whether a person wrote the message: no bot, edit or join."""
    return not event.get("bot_id") and event.get("subtype") in (None, "thread_broadcast") and bool(event.get("user"))


def _place(body: Body, context: AsyncBoltContext) -> Place:
    event = body["event"]
    team = context.team_id or body["team_id"]
    return Place(team, event["channel"], event.get("thread_ts") or event.get("ts") or event["event_ts"])
