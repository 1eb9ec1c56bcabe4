"""The manifests say what the code needs, no less and no more."""

import re
from pathlib import Path

import pytest
import yaml

import server.slack
from server.slack.listeners import COMMAND, EVENTS, SHORTCUT
from server.slack.manifest import FILES, as_file

HERE = Path(server.slack.__file__).parent
# The scope of each method and event that the code uses, as https://docs.slack.dev/reference/methods and
# https://docs.slack.dev/reference/events give them.
SCOPE_OF_METHOD = {
    "agents_sessions_setStatus": "chat:write",
    "assistant_threads_setSuggestedPrompts": "assistant:write",
    "auth_test": "",
    "chat_appendStream": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_startStream": "chat:write",
    "chat_stopStream": "chat:write",
    "chat_update": "chat:write",
    "conversations_open": "im:write",
    "oauth_v2_access": "",
    "views_open": "",
    "views_publish": "",
}
SCOPE_OF_EVENT = {
    "agent_session_stopped": "assistant:write",
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "tokens_revoked": "",
}


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_what_the_code_writes(name: str) -> None:
    assert (HERE / name).read_text() == as_file(name), "run python -m server.slack.manifest"


@pytest.mark.parametrize("name", FILES)
def test_every_event_has_a_listener_and_every_listener_its_event(name: str) -> None:
    wanted = yaml.safe_load(as_file(name))["settings"]["event_subscriptions"]["bot_events"]
    assert {event.partition(".")[0] for event in wanted} == set(EVENTS)


@pytest.mark.parametrize("name", FILES)
def test_every_method_called_and_every_event_has_its_scope_and_no_scope_is_idle(name: str) -> None:
    code = "\n".join(path.read_text() for path in HERE.glob("*.py"))
    called = set(re.findall(r"client\.((?:[a-z0-9]+_)+[a-zA-Z]+)\b", code)) - {"retry_handlers"}
    assert called == set(SCOPE_OF_METHOD)
    held = yaml.safe_load(as_file(name))
    events = held["settings"]["event_subscriptions"]["bot_events"]
    needed = {SCOPE_OF_METHOD[method] for method in called} | {SCOPE_OF_EVENT[event] for event in events} | {"commands"}
    assert set(held["oauth_config"]["scopes"]["bot"]) == needed - {""}


def test_command_and_shortcut_are_those_that_are_listened_to() -> None:
    features = yaml.safe_load(as_file("manifest.yaml"))["features"]
    assert [c["command"] for c in features["slash_commands"]] == [COMMAND]
    assert [s["callback_id"] for s in features["shortcuts"]] == [SHORTCUT]


def test_careful_admins_give_no_channel_history() -> None:
    scopes = yaml.safe_load(as_file("manifest-mentions.yaml"))["oauth_config"]["scopes"]["bot"]
    assert not {"channels:history", "groups:history"} & set(scopes)
