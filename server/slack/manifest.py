"""The app's manifest, generated from the names of the listeners.

``python -m server.slack.manifest`` writes both files. The mention-only variant is for workspaces that do not want the
app to read along in channels: there a follow-up needs a mention. Fields as in
https://docs.slack.dev/reference/app-manifest
"""

from pathlib import Path
from typing import Any

import yaml

from server.slack.listeners import COMMAND, EVENTS, SHORTCUT

HERE = Path(__file__).parent
FILES = {"manifest.yaml": True, "manifest-mentions.yaml": False}  # whether the app reads along in threads
ADDRESS = "https://career.example.org"
INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"

READS_ALONG = {"channels:history": "message.channels", "groups:history": "message.groups"}
SCOPES = (
    "app_mentions:read",  # event app_mention
    "assistant:write",  # the agent view, its prompts
    "chat:write",  # answers, streams, sessions
    "commands",  # /career and the shortcut
    "im:history",  # event message.im
    "im:write",  # a direct message where the app may not write in the channel
)
HEAD = """\
# The Slack app for the career advisor: api.slack.com/apps > Create New App > From a manifest.
# Put your server's address in place of {address}. For Socket Mode set socket_mode_enabled to true
# and leave the four addresses out. Written by `python -m server.slack.manifest`.
"""


def scopes(*, reads_along: bool) -> list[str]:
    """Return the OAuth scopes of the bot, sorted."""
    return sorted([*SCOPES, *(READS_ALONG if reads_along else ())])


def manifest(*, reads_along: bool) -> dict[str, Any]:
    """Build the manifest as Slack reads it."""
    events = [event for event in EVENTS if event != "message"]
    messages = ["message.im", *(READS_ALONG.values() if reads_along else ())]
    url = f"{ADDRESS}/slack/events"
    return {
        "display_information": {
            "name": "Career advisor",
            "description": "Answers about careers, every sentence linked to its place in a guide",
        },
        "features": {
            "agent_view": {"agent_description": "Answers questions about careers from career guides."},
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Career advisor", "always_online": True},
            "shortcuts": [
                {
                    "name": "Ask about this message",
                    "type": "message",
                    "callback_id": SHORTCUT,
                    "description": "Looks the message up in the career guides, for you only",
                }
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Ask a question about a career, for you only",
                    "usage_hint": "your question",
                    "url": url,
                    "should_escape": True,
                }
            ],
        },
        "oauth_config": {
            "redirect_urls": [f"{ADDRESS}{REDIRECT_PATH}"],
            "scopes": {"bot": scopes(reads_along=reads_along)},
        },
        "settings": {
            "event_subscriptions": {"request_url": url, "bot_events": sorted([*events, *messages])},
            "interactivity": {"is_enabled": True, "request_url": url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def as_file(name: str) -> str:
    """Return the content of the manifest file of this name."""
    body = yaml.safe_dump(manifest(reads_along=FILES[name]), sort_keys=False, allow_unicode=True, width=120)
    return HEAD.format(address=ADDRESS) + body


def main() -> None:
    for name in FILES:
        (HERE / name).write_text(as_file(name), encoding="utf-8")


if __name__ == "__main__":
    main()
