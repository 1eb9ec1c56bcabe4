"""Text of guides and people made harmless in Slack's Markdown, and text of Slack's made plain."""

import html
import re

JOINER = "\u2060"  # invisible and without width: what it parts is no address and no mention any more

_MARKUP = re.compile(r"[\\`*_~\[\]|#]")
_LEADING = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=@)(?=\w)|(?<=\w)(?=\.[^\W\d_]{2})|(?<=mailto:)|(?<=tel:)", re.IGNORECASE)
_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def escape(text: str) -> str:
    """One line of text as Markdown that shows just that: no markup, no mention, no link."""
    line = " ".join(text.split())
    line = _ADDRESS.sub(JOINER, line)
    line = _MARKUP.sub(lambda found: "\\" + found[0], line)
    line = _LEADING.sub(lambda found: found[1] + "\\" if found[1].isdigit() else "\\" + found[1], line)
    return escape_entities(line)


def escape_entities(text: str) -> str:
    """What Slack asks of every text: its three control characters as entities."""
    return html.escape(text, quote=False)


def plain_text(text: str, *, bot_user_id: str = "") -> str:
    """What somebody wrote, as they see it: without the mention of the bot, links as their label."""

    def shown(found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target == f"@{bot_user_id}":
            return " "
        if target.startswith(("#", "@", "!")):
            return f"{target[0] if target[0] != '!' else '@'}{label}" if label else " "
        return label or target.removeprefix("mailto:")

    return " ".join(html.unescape(_REFERENCE.sub(shown, text)).split())
