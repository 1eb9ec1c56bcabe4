"""What the app listens to, the same over HTTP and Socket Mode. Each listener reads a payload and asks the desk."""

import asyncio
import logging
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from advisor.conversations import Rating
from advisor.errors import StorageError, UnknownAnswerError
from advisor.wire import AnswerOut
from server.slack.desk import Desk
from server.slack.escaping import escape, escape_entities, plain_text
from server.slack.home import REASON_FORM, REASONS, home_view, prompts, reason_form
from server.slack.places import Place
from server.slack.rendering import AGAIN, ASK, RATE, SHARE, Message, for_sharing, render, shared
from server.slack.telling import CUT, code_of

log = logging.getLogger(__name__)

COMMAND = "/career"
SHORTCUT = "ask_about_this"
EVENTS = (
    "agent_session_stopped",
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message",
    "tokens_revoked",
)
PRIVATE = "private"  # stands for the thread of what only one person sees
FORGET = "forget"
FORGOTTEN = "What was said in this thread is deleted here. Slack's own messages stay."
FORGOTTEN_PRIVATELY = "What you asked me privately in this channel is deleted here."
NOTHING_ASKED = "Ask me something about a career, for example: {example}"
USAGE = "Write your question after the command, for example: `/career {example}`"
GONE = "This answer is not kept here any more, so it can neither be shared nor rated. Ask again."
NOT_KEPT = "That could not be noted just now. Please try again in a moment."
THANKS = "Thank you, noted."

Body = dict[str, Any]


def add_listeners(app: AsyncApp, desk: Desk) -> None:
    """Every event, command, button and form of the manifest."""
    for event in EVENTS:
        app.event(event)(_once(desk, _EVENT_LISTENERS[event]))
    app.command(COMMAND)(_bound(desk, _command))
    app.shortcut(SHORTCUT)(_bound(desk, _shortcut))
    app.action(RATE)(_bound(desk, _rate))
    app.action(SHARE)(_bound(desk, _share))
    app.action(_pattern(ASK))(_bound(desk, _button))
    app.action(AGAIN)(_bound(desk, _button))
    app.view(REASON_FORM)(_bound(desk, _reason))
    app.event(_pattern(""))(_ignored)  # without it, Slack is told 404 and sends the event again


# --- events ---


async def _home_opened(desk: Desk, body: Body, client: AsyncWebClient, **_: Any) -> None:
    event = body["event"]
    guides = await asyncio.to_thread(desk.doors.advisor.guides)
    if event.get("tab") == "messages":
        # With a thread_ts the new agent view shows nothing.
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
            return  # it comes as an app_mention too
        if "thread_ts" not in event or not await desk.is_engaged(_place(body, context)):
            return
    await _asked(desk, body, client, context)


async def _asked(desk: Desk, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
    event, place = body["event"], _place(body, context)
    text = plain_text(event.get("text", ""), bot_user_id=context.bot_user_id or "")
    if _is_forget(text):
        await desk.forget(place)
        await client.chat_postMessage(channel=place.channel, thread_ts=place.thread, text=FORGOTTEN)
    elif not text:
        hint = NOTHING_ASKED.format(example=escape_entities(await _example(desk)))
        await client.chat_postMessage(channel=place.channel, thread_ts=place.thread, text=hint)
    else:
        await desk.ask(client, place, event["user"], text, event_id=body["event_id"])


async def _stopped(desk: Desk, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
    place = _place(body, context)
    if not desk.stop(place):  # it has ended meanwhile; Slack leaves it to the app to say so
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

# --- commands, shortcuts, buttons, forms ---


async def _command(desk: Desk, ack: AsyncAck, body: Body, respond: AsyncRespond, **_: Any) -> None:
    text = plain_text(body.get("text", ""))
    if not text:
        await ack(text=USAGE.format(example=escape_entities(await _example(desk))))
        return
    place = Place(body["team_id"], body["channel_id"], f"{PRIVATE}:{body['user_id']}")
    if _is_forget(text):
        await desk.forget(place)
        await ack(text=FORGOTTEN_PRIVATELY)
        return
    await ack()
    await _privately(desk, place, text, respond, event_id=body["trigger_id"])


async def _shortcut(desk: Desk, ack: AsyncAck, body: Body, respond: AsyncRespond, **_: Any) -> None:
    await ack()
    place = Place(body["team"]["id"], body["channel"]["id"], f"{PRIVATE}:{body['user']['id']}")
    text = plain_text(body["message"].get("text", ""))
    if not text:
        await respond(text="There is no text in this message.", response_type="ephemeral")
        return
    await _privately(desk, place, text, respond, event_id=body["trigger_id"])


async def _privately(desk: Desk, place: Place, text: str, respond: AsyncRespond, *, event_id: str) -> None:
    if not desk.seen.is_first(f"{place.team}:{event_id}"):
        return

    async def say(answer: AnswerOut | str) -> None:
        if isinstance(answer, str):
            again = Message(escape(answer), escape_entities(answer), ((AGAIN, "Try again", text),))
            await _reply(respond, (again,))
        else:
            await _reply(respond, for_sharing(answer, render(answer)))

    await desk.ask_privately(place, text, say, event_id=event_id)


async def _share(desk: Desk, ack: AsyncAck, body: Body, respond: AsyncRespond, **_: Any) -> None:
    await ack()
    team, answer_id = body["team"]["id"], body["actions"][0]["value"]
    try:
        answer = await desk.kept(team, answer_id)
    except StorageError as error:
        log.warning("%s", error)
        answer = None
    if answer is None:
        await respond(text=GONE, response_type="ephemeral", replace_original=False)
    elif desk.seen.is_first(f"{team}:{SHARE}:{answer_id}"):
        messages = shared(render(answer), user=body["user"]["id"], question=answer.question)
        await _reply(respond, messages, response_type="in_channel")


async def _button(
    desk: Desk, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond, **_: Any
) -> None:
    """A question that was offered, or one that failed, is asked where the button stands."""
    await ack()
    action = body["actions"][0]
    event_id = f"{body['trigger_id']}:{action.get('action_ts', '')}"
    team, channel, user = body["team"]["id"], body["channel"]["id"], body["user"]["id"]
    if body["container"].get("is_ephemeral"):
        await _privately(desk, Place(team, channel, f"{PRIVATE}:{user}"), action["value"], respond, event_id=event_id)
    elif desk.seen.is_first(f"{team}:{event_id}"):
        message = body.get("message", {})
        thread = message.get("thread_ts") or body["container"].get("thread_ts") or body["container"]["message_ts"]
        await desk.ask(client, Place(team, channel, thread), user, action["value"], event_id=event_id)


async def _rate(desk: Desk, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond, **_: Any) -> None:
    await ack()
    rating, _colon, answer_id = body["actions"][0]["value"].partition(":")
    if rating == "down":  # at once: Slack lets a form be opened within three seconds only
        await _opened(client, body["trigger_id"], answer_id)
    given = Rating("down" if rating == "down" else "up")
    said = await _rated(desk, body["team"]["id"], answer_id, given)
    if said != THANKS or rating == "up":
        await respond(text=said, response_type="ephemeral", replace_original=False)


async def _reason(desk: Desk, ack: AsyncAck, body: Body, **_: Any) -> None:
    view = body["view"]
    values = view["state"]["values"]
    chosen = (values["reason"]["reason"].get("selected_option") or {}).get("value", "other")
    comment = (values["comment"]["comment"].get("value") or "").strip()
    rating = Rating("down", chosen if chosen in REASONS else "other", comment[:1000])
    said = await _rated(desk, body["team"]["id"], view["private_metadata"], rating)
    if said == THANKS:
        await ack()
    else:
        await ack(response_action="errors", errors={"reason": said})


async def _rated(desk: Desk, team: str, answer_id: str, rating: Rating) -> str:
    """What to tell who rated."""
    try:
        await desk.rate(team, answer_id, rating)
    except UnknownAnswerError:
        return GONE
    except StorageError as error:
        log.warning("%s", error)
        return NOT_KEPT
    return THANKS


async def _opened(client: AsyncWebClient, trigger_id: str, answer_id: str) -> None:
    try:
        await client.views_open(trigger_id=trigger_id, view=reason_form(answer_id))
    except (SlackApiError, *CUT) as error:
        log.info("the form for a reason could not be opened: %s", code_of(error) or type(error).__name__)


async def _reply(respond: AsyncRespond, messages: tuple[Message, ...], response_type: str = "ephemeral") -> None:
    for message in messages:
        await respond(
            text=message.fallback,
            blocks=message.blocks,
            response_type=response_type,
            replace_original=False,
            unfurl_links=False,
            unfurl_media=False,
        )


# --- around them ---


def _once(desk: Desk, listener: Any) -> Any:
    """An event that is sent again is taken once; what goes wrong with Slack is logged, not raised."""

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
    """An event that nobody here waits for."""


def _pattern(start: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(start)}.*")


def _is_forget(text: str) -> bool:
    return text.lower().rstrip(".!") == FORGET


def _is_persons(event: Body) -> bool:
    """Whether a person wrote it just now: no bot, no edit, no joining."""
    return not event.get("bot_id") and event.get("subtype") in (None, "thread_broadcast") and bool(event.get("user"))


def _place(body: Body, context: AsyncBoltContext) -> Place:
    event = body["event"]
    team = context.team_id or body["team_id"]
    return Place(team, event["channel"], event.get("thread_ts") or event.get("ts") or event["event_ts"])


async def _example(desk: Desk) -> str:
    return prompts(await asyncio.to_thread(desk.doors.advisor.guides))[0]["message"]
