"""Slack's command, message shortcut, buttons and feedback form."""

import logging
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from advisor.conversations import Rating
from advisor.errors import StorageError, UnknownAnswerError
from advisor.schemas import AnswerOut
from server.slack.answer_stream import CONNECTION_ERRORS, error_code
from server.slack.conversations import SlackAdvisor, is_forget
from server.slack.home import REASONS, reason_form
from server.slack.locations import SlackThread
from server.slack.markdown import escape, escape_entities, plain_text
from server.slack.rendering import AGAIN, SHARE, Message, for_sharing, render, shared

log = logging.getLogger(__name__)

PRIVATE = "private"  # in place of a thread, for private replies
FORGOTTEN_PRIVATELY = "What you asked me privately in this channel is deleted here."
USAGE = "Write your question after the command, for example: `/career {example}`"
GONE = "This answer is not kept here any more, so it can neither be shared nor rated. Ask again."
NOT_KEPT = "That could not be noted just now. Please try again in a moment."
THANKS = "Thank you, noted."

Body = dict[str, Any]


async def command(advisor: SlackAdvisor, ack: AsyncAck, body: Body, respond: AsyncRespond, **_: Any) -> None:
    """Answer the question after /career, visible to the asker only."""
    text = plain_text(body.get("text", ""))
    if not text:
        await ack(text=USAGE.format(example=escape_entities(await advisor.example())))
        return
    thread = SlackThread(body["team_id"], body["channel_id"], f"{PRIVATE}:{body['user_id']}")
    if is_forget(text):
        await advisor.forget(thread)
        await ack(text=FORGOTTEN_PRIVATELY)
        return
    await ack()
    await _answer_privately(advisor, thread, text, respond, event_id=body["trigger_id"])


async def shortcut(advisor: SlackAdvisor, ack: AsyncAck, body: Body, respond: AsyncRespond, **_: Any) -> None:
    """Look up any message in the guides, visible to the asker only."""
    await ack()
    thread = SlackThread(body["team"]["id"], body["channel"]["id"], f"{PRIVATE}:{body['user']['id']}")
    text = plain_text(body["message"].get("text") or "")
    if not text:
        await _send(respond, text="There is no text in this message.", response_type="ephemeral")
        return
    await _answer_privately(advisor, thread, text, respond, event_id=body["trigger_id"])


async def _answer_privately(
    advisor: SlackAdvisor, thread: SlackThread, text: str, respond: AsyncRespond, *, event_id: str
) -> None:
    if not advisor.seen.is_first(f"{thread.team}:{event_id}"):
        return

    async def say(answer: AnswerOut | str) -> None:
        if isinstance(answer, str):
            again = Message(escape(answer), escape_entities(answer), ((AGAIN, "Try again", text),))
            await _reply(respond, (again,))
        else:
            await _reply(respond, for_sharing(answer, render(answer)))

    await advisor.ask_privately(thread, text, say, event_id=event_id)


async def share(advisor: SlackAdvisor, ack: AsyncAck, body: Body, respond: AsyncRespond, **_: Any) -> None:
    """Post a private answer in the channel, once."""
    await ack()
    team, answer_id = body["team"]["id"], body["actions"][0]["value"]
    try:
        answer = await advisor.kept(team, answer_id)
    except StorageError as error:
        log.warning("%s", error)
        answer = None
    if answer is None:
        await _send(respond, text=GONE, response_type="ephemeral")
    elif advisor.seen.is_first(f"{team}:{SHARE}:{answer_id}"):
        messages = shared(render(answer), user=body["user"]["id"], question=answer.question)
        await _reply(respond, messages, response_type="in_channel")


async def button(
    advisor: SlackAdvisor, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond, **_: Any
) -> None:
    """Ask a suggested or failed question again, where its button stands."""
    await ack()
    action = body["actions"][0]
    event_id = f"{body['trigger_id']}:{action.get('action_ts', '')}"
    team, channel, user = body["team"]["id"], body["channel"]["id"], body["user"]["id"]
    if body["container"].get("is_ephemeral"):
        await _answer_privately(
            advisor, SlackThread(team, channel, f"{PRIVATE}:{user}"), action["value"], respond, event_id=event_id
        )
    elif advisor.seen.is_first(f"{team}:{event_id}"):
        message = body.get("message", {})
        ts = message.get("thread_ts") or body["container"].get("thread_ts") or body["container"]["message_ts"]
        await advisor.ask(client, SlackThread(team, channel, ts), user, action["value"], event_id=event_id)


async def rate(
    advisor: SlackAdvisor, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond, **_: Any
) -> None:
    """Store a thumb; a thumb down opens the form for a reason."""
    await ack()
    rating, _colon, answer_id = body["actions"][0]["value"].partition(":")
    if rating == "down":  # first, since Slack opens a form within three seconds only
        await _open_form(client, body["trigger_id"], answer_id)
    given = Rating("down" if rating == "down" else "up")
    said = await _store_rating(advisor, body["team"]["id"], answer_id, given)
    if said != THANKS or rating == "up":
        await _send(respond, text=said, response_type="ephemeral")


async def reason(advisor: SlackAdvisor, ack: AsyncAck, body: Body, **_: Any) -> None:
    """Store the reason and comment from the form."""
    view = body["view"]
    values = view["state"]["values"]
    chosen = (values["reason"]["reason"].get("selected_option") or {}).get("value", "other")
    comment = (values["comment"]["comment"].get("value") or "").strip()
    rating = Rating("down", chosen if chosen in REASONS else "other", comment[:1000])
    said = await _store_rating(advisor, body["team"]["id"], view["private_metadata"], rating)
    if said == THANKS:
        await ack()
    else:
        await ack(response_action="errors", errors={"reason": said})


async def _store_rating(advisor: SlackAdvisor, team: str, answer_id: str, rating: Rating) -> str:
    """Store a rating and return the sentence for the reader."""
    try:
        await advisor.rate(team, answer_id, rating)
    except UnknownAnswerError:
        return GONE
    except StorageError as error:
        log.warning("%s", error)
        return NOT_KEPT
    return THANKS


async def _open_form(client: AsyncWebClient, trigger_id: str, answer_id: str) -> None:
    try:
        await client.views_open(trigger_id=trigger_id, view=reason_form(answer_id))
    except (SlackApiError, *CONNECTION_ERRORS) as error:
        log.info("the form for a reason could not be opened: %s", error_code(error) or type(error).__name__)


async def _reply(respond: AsyncRespond, messages: tuple[Message, ...], response_type: str = "ephemeral") -> None:
    for message in messages:
        await _send(
            respond,
            text=message.fallback,
            blocks=message.blocks,
            response_type=response_type,
            unfurl_links=False,
            unfurl_media=False,
        )


async def _send(respond: AsyncRespond, **message: Any) -> None:
    """Send to the address that came with the call, which may be missing, none or gone."""
    try:
        await respond(replace_original=False, **message)
    except (SlackApiError, ValueError, *CONNECTION_ERRORS) as error:
        log.warning("a reply to Slack could not be sent: %s", error_code(error) or type(error).__name__)
