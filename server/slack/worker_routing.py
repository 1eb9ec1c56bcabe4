"""The worker responsible for a call from Slack.

Calls of one thread go to one worker; calls that end something go to all.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

FOR_ALL = ("agent_session_stopped", "app_uninstalled", "tokens_revoked")


def is_for_all(payload: Mapping[str, Any]) -> bool:
    """Whether every worker has to hear of the call."""
    return dict(payload.get("event") or {}).get("type") in FOR_ALL


def thread_of(payload: Mapping[str, Any]) -> str:
    """Return a key equal for all calls of one thread.

    Private questions of one person in one channel share a key too.
    """
    event: Mapping[str, Any] = payload.get("event") or {}
    if event:
        return f"{event.get('channel', '')}:{event.get('thread_ts') or event.get('ts') or event.get('event_ts', '')}"
    container: Mapping[str, Any] = payload.get("container") or {}
    channel = payload.get("channel_id") or _id(payload.get("channel"))
    if container and not container.get("is_ephemeral"):
        message: Mapping[str, Any] = payload.get("message") or {}
        thread = message.get("thread_ts") or container.get("thread_ts") or container.get("message_ts", "")
        return f"{channel}:{thread}"
    return f"{channel}:{payload.get('user_id') or _id(payload.get('user'))}"


def payload_of(body: bytes, content_type: str) -> dict[str, Any] | None:
    """Parse Slack's JSON or form body; None for anything else."""
    try:
        if content_type.startswith("application/json") or body.startswith(b"{"):
            found = json.loads(body)
        else:
            fields = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
            found = json.loads(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _id(thing: Any) -> str:
    return str(thing.get("id", "")) if isinstance(thing, dict) else ""
