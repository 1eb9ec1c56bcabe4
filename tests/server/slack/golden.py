"""Golden files: what people see in Slack, as readable text. ``GOLDEN=write`` writes them anew."""

import os
from collections.abc import Sequence
from pathlib import Path

from server.slack.markdown import JOINER
from server.slack.rendering import Message

FOLDER = Path(__file__).parent / "golden"


def readable(messages: Sequence[Message]) -> str:
    """The messages with their buttons; the invisible joiner is shown as ``·``."""
    parts = []
    for message in messages:
        lines = [message.markdown]
        lines += [f"[ {e['text']['text']} ]" for b in message.below if b["type"] == "actions" for e in b["elements"]]
        if message.rates:
            lines.append("( 👍 👎 )")
        parts.append("\n".join(lines).replace(JOINER, "·"))
    return "\n\n----\n\n".join(parts) + "\n"


def check(name: str, text: str) -> None:
    path = FOLDER / f"{name}.md"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text)
    assert path.read_text() == text
