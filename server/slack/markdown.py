"""Escaping for Slack's Markdown, and plain text from Slack's markup."""

import html
import re

JOINER = "\u2060"  # word joiner, invisible: text split by it is neither an address nor a mention

_MARKUP = re.compile(r"[\\`*_~\[\]|#]")
_LEADING = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=@)(?=\w)|(?<=\w)(?=\.[^\W\d_]{2})|(?<=mailto:)|(?<=tel:)", re.IGNORECASE)
_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def escape(text: str) -> str:
    """Escape one line of text: no markup, mention or link remains."""
    line = " ".join(text.split())
    line = _ADDRESS.sub(JOINER, line)
    line = _MARKUP.sub(lambda found: "\\" + found[0], line)
    line = _LEADING.sub(lambda found: found[1] + "\\" if found[1].isdigit() else "\\" + found[1], line)
    return escape_entities(line)


def escape_entities(text: str) -> str:
    """Escape Slack's three control characters as entities."""
    return html.escape(text, quote=False)


def plain_text(text: str, *, bot_user_id: str = "") -> str:
    """Convert Slack's markup to text as its author saw it.

    The bot's mention is dropped and links become their labels.
    """

    def shown(found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target == f"@{bot_user_id}":
            return " "
        if target.startswith(("#", "@", "!")):
            return f"{target[0] if target[0] != '!' else '@'}{label}" if label else " "
        return label or target.removeprefix("mailto:")

    return " ".join(html.unescape(_REFERENCE.sub(shown, text)).split())
