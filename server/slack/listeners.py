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
from server.slack.answer_stream import CONNECTION_ERRORS, error_code
from server.slack.conversations import SlackAdvisor, is_forget
from server.slack.home import REASON_FORM, home_view, prompts
from server.slack.locations import SlackThread
from server.slack.markdown import escape_entities, plain_text
from server.slack.rendering import AGAIN, ASK, RATE, SHARE

log = logging.getLogger(__name__)

COMMAND = "/career"
SHORTCUT = "ask_about_this"
FORGOTTEN = "What was said in this thread is deleted here. Slack's own messages stay."
NOTHING_ASKED = "Ask me something about a career, for example: {example}"

Body = dict[str, Any]


def add_listeners(app: AsyncApp, advisor: SlackAdvisor) -> None:
    """Register a listener for everything in the manifest."""
    for event, listener in _EVENT_LISTENERS.items():
        app.event(event)(_once(advisor, listener))
    app.command(COMMAND)(_with_advisor(advisor, actions.command))
    app.shortcut(SHORTCUT)(_with_advisor(advisor, actions.shortcut))
    app.action(RATE)(_with_advisor(advisor, actions.rate))
    app.action(SHARE)(_with_advisor(advisor, actions.share))
    app.action(_pattern(ASK))(_with_advisor(advisor, actions.button))
    app.action(AGAIN)(_with_advisor(advisor, actions.button))
    app.view(REASON_FORM)(_with_advisor(advisor, actions.reason))
    app.event(_pattern(""))(_ignored)  # otherwise Slack receives a 404 and repeats the event


# --- events ---


async def _home_opened(advisor: SlackAdvisor, body: Body, client: AsyncWebClient, **_: Any) -> None:
    event = body["event"]
    guides = await asyncio.to_thread(advisor.context.advisor.guides)
    if event.get("tab") == "messages":
        # Given a thread_ts, the agent view shows no prompts.
        await client.assistant_threads_setSuggestedPrompts(channel_id=event["channel"], prompts=prompts(guides))
    elif event.get("tab") == "home":
        view = home_view(guides, advisor.context.settings.public_url)
        await client.views_publish(user_id=event["user"], view=view)


async def _mentioned(advisor: SlackAdvisor, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
    event = body["event"]
    if not _is_from_person(event):
        return
    await _asked(advisor, body, client, context)


async def _message(advisor: SlackAdvisor, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
    event = body["event"]
    if not _is_from_person(event):
        return
    if event.get("channel_type") != "im":
        if f"<@{context.bot_user_id}" in (event.get("text") or ""):
            return  # also delivered as an app_mention
        if "thread_ts" not in event or not await advisor.is_engaged(_thread(body, context)):
            return
    await _asked(advisor, body, client, context)


async def _asked(advisor: SlackAdvisor, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
    event, thread = body["event"], _thread(body, context)
    text = plain_text((event.get("text") or ""), bot_user_id=context.bot_user_id or "")
    if is_forget(text):
        await advisor.forget(thread)
        await client.chat_postMessage(channel=thread.channel, thread_ts=thread.ts, text=FORGOTTEN)
    elif not text:
        hint = NOTHING_ASKED.format(example=escape_entities(await advisor.example()))
        await client.chat_postMessage(channel=thread.channel, thread_ts=thread.ts, text=hint)
    else:
        await advisor.ask(client, thread, event["user"], text, event_id=body["event_id"])


async def _stopped(advisor: SlackAdvisor, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
    thread = _thread(body, context)
    if not advisor.stop(thread):  # already ended, and Slack expects the app to set the status
        await client.agents_sessions_setStatus(channel_id=thread.channel, thread_ts=thread.ts, status="active")


async def _uninstalled(advisor: SlackAdvisor, body: Body, **_: Any) -> None:
    await advisor.forget_workspace(body["team_id"], at=float(body["event_time"]))


async def _revoked(advisor: SlackAdvisor, body: Body, **_: Any) -> None:
    if body["event"].get("tokens", {}).get("bot"):
        await advisor.forget_workspace(body["team_id"], at=float(body["event_time"]))


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


def _once(advisor: SlackAdvisor, listener: Any) -> Any:
    """Take a repeated event only once, and log Slack's failures."""

    async def listen(body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        if advisor.seen.is_first(f"{body.get('team_id')}:{body.get('event_id')}"):
            await _log_failures(listener(advisor, body=body, client=client, context=context))

    return listen


def _with_advisor(advisor: SlackAdvisor, listener: Any) -> Any:
    async def listen(
        ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        await _log_failures(listener(advisor, ack=ack, body=body, client=client, context=context, respond=respond))

    return listen


async def _log_failures(listening: Any) -> None:
    try:
        await listening
    except (SlackApiError, StorageError, *CONNECTION_ERRORS) as error:
        log.warning("Slack: %s", error_code(error) or type(error).__name__)


async def _ignored() -> None:
    """Acknowledge an event without a listener."""


def _pattern(start: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(start)}.*")


def _is_from_person(event: Body) -> bool:
    """Whether a person wrote the message: no bot, edit or join."""
    return not event.get("bot_id") and event.get("subtype") in (None, "thread_broadcast") and bool(event.get("user"))


def _thread(body: Body, context: AsyncBoltContext) -> SlackThread:
    event = body["event"]
    team = context.team_id or body["team_id"]
    return SlackThread(team, event["channel"], event.get("thread_ts") or event.get("ts") or event["event_ts"])
