"""The shapes of Slack's calls, as far as they are read here.

Whoever holds the signing secret can send anything. Each model names the fields that are read without asking whether
they are there; https://docs.slack.dev/reference/interaction-payloads describes the whole.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from server.slack.rendering import AGAIN, ASK, RATE, SHARE


class _Shape(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True, str_max_length=1_000_000)


class _Named(_Shape):
    id: str


class _EventIn(_Shape):
    type: str


class _InThread(_EventIn):
    channel: str
    ts: str = ""
    event_ts: str = ""
    thread_ts: str | None = None
    text: str | None = None
    user: str | None = None
    bot_id: str | None = None
    subtype: str | None = None
    channel_type: str | None = None

    @model_validator(mode="after")
    def _stands_somewhere(self) -> Self:
        if not (self.ts or self.event_ts or self.thread_ts):
            raise ValueError("an event in a thread has a time")
        return self


class _Opened(_EventIn):
    channel: str
    user: str
    tab: str | None = None


class _Tokens(_Shape):
    bot: list[str] | None = None


class _Revoked(_EventIn):
    tokens: _Tokens


class _Callback(_Shape):
    team_id: str
    event_id: str
    event_time: int = Field(ge=0, le=10**11)
    event: _EventIn
    authorizations: list[dict[str, Any]] | None = None


class _Command(_Shape):
    command: str
    team_id: str
    channel_id: str
    user_id: str
    trigger_id: str
    text: str = ""
    response_url: str = ""


class _MessageIn(_Shape):
    text: str | None = None
    thread_ts: str | None = None


class _Interaction(_Shape):
    response_url: str = ""
    team: _Named
    user: _Named


class _Shortcut(_Interaction):
    channel: _Named
    trigger_id: str
    message: _MessageIn


class _ActionIn(_Shape):
    action_id: str
    block_id: str = ""
    value: str = ""
    action_ts: str = ""


class _Container(_Shape):
    message_ts: str | None = None
    thread_ts: str | None = None
    is_ephemeral: bool | None = None


class _Pressed(_Interaction):
    channel: _Named | None = None
    trigger_id: str
    container: _Container
    message: _MessageIn | None = None
    actions: list[_ActionIn] = Field(min_length=1)


class _InMessage(_Container):
    message_ts: str


class _ValuedAction(_ActionIn):
    value: str


class _Used(_Pressed):
    """A button of ours: its value says what it is for."""

    actions: list[_ValuedAction] = Field(min_length=1)  # type: ignore[assignment]


class _Asked(_Used):
    """A button that asks: it needs the place of its answer."""

    channel: _Named
    container: _InMessage


class _Option(_Shape):
    value: str


class _Answer(_Shape):
    value: str | None = None
    selected_option: _Option | None = None


class _ReasonIn(_Shape):
    reason: _Answer


class _CommentIn(_Shape):
    comment: _Answer


class _Values(_Shape):
    reason: _ReasonIn
    comment: _CommentIn


class _State(_Shape):
    values: _Values


class _ViewIn(_Shape):
    callback_id: str
    private_metadata: str
    state: _State


class _Submitted(_Interaction):
    view: _ViewIn


class _Verification(_Shape):
    challenge: str


SHAPES: dict[str, type[_Shape]] = {
    "event_callback": _Callback,
    "message_action": _Shortcut,
    "block_actions": _Pressed,
    "view_submission": _Submitted,
    "url_verification": _Verification,
}
EVENTS: dict[str, type[_EventIn]] = {
    "agent_session_stopped": _InThread,
    "app_mention": _InThread,
    "message": _InThread,
    "app_home_opened": _Opened,
    "tokens_revoked": _Revoked,
}


class Verdict(Enum):
    """The fate of a signed call.

    Slack's library gets only those whose kind is known and well formed.
    """

    READ = 0
    UNKNOWN = 404
    MALFORMED = 400


def verdict(payload: Mapping[str, Any]) -> Verdict:
    """Whether a payload has what its kind is read for."""
    kind = payload.get("type")
    try:
        if "command" in payload:
            _Command.model_validate(payload)
            return Verdict.READ
        if not isinstance(kind, str):  # a form without a payload is Slack's question whether TLS works here
            return Verdict.UNKNOWN if "ssl_check" in payload else Verdict.MALFORMED
        if kind not in SHAPES:
            return Verdict.UNKNOWN
        SHAPES[kind].model_validate(payload)
        if kind == "block_actions":
            pressed = payload["actions"][0]["action_id"]
            if pressed.startswith((ASK, AGAIN, RATE, SHARE)):
                (_Asked if pressed.startswith((ASK, AGAIN)) else _Used).model_validate(payload)
        if kind == "event_callback":
            event = payload["event"]
            EVENTS.get(event["type"], _EventIn).model_validate(event)
    except (ValidationError, RecursionError):
        return Verdict.MALFORMED
    return Verdict.READ
