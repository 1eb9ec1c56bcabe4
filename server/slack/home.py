"""Slack's Home tab, first questions and feedback form."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any
from urllib.parse import quote

from advisor.answering.starters import starter_candidates
from advisor.domain import Guide
from advisor.domain.declines import suggest_questions

N_PROMPTS = 4  # Slack's maximum
MAX_GUIDES = 40
MAX_TITLE_CHARS = 75
REASON_FORM = "reason"
REASONS = {
    "wrong": "It is wrong",
    "incomplete": "Something is missing",
    "unclear": "It is hard to follow",
    "other": "Something else",
}
HELLO = (
    "I answer questions about careers from career guides, and every sentence links to its place in the guide. "
    "Ask me under Messages, mention me in a channel, or ask privately with /career and your question."
)
HOW_TO = (
    "Write to me under Messages; an answer stays in its thread, and you can ask on there.",
    "Mention me in a channel; in a thread where I have answered, just write on.",
    "/career answers so that only you see it, with a button to share it.",
    "“Ask about this message” in the menu of a message looks it up in the guides.",
    "Write “forget” in a thread with me, and what was said there is deleted here; “/career forget” deletes what you "
    "asked me privately in that channel.",
)


def prompts(guides: Sequence[Guide]) -> list[dict[str, str]]:
    """Return first questions for a direct message, from each guide in turn."""
    by_guide = (suggest_questions((guide,)) for guide in guides)
    asked = [question for turn in zip_longest(*by_guide) for question in turn if question] or starter_candidates()
    return [{"title": _short(question), "message": question} for question in asked[:N_PROMPTS]]


def _short(title: str) -> str:
    return title if len(title) <= MAX_TITLE_CHARS else title[: MAX_TITLE_CHARS - 1] + "…"


def home_view(guides: Sequence[Guide], public_url: str) -> dict[str, Any]:
    """Build the Home tab: how to ask, questions and guides."""
    links = [_link(f"{public_url}/guides/{quote(guide.id)}", guide.title) for guide in guides[:MAX_GUIDES]]
    if len(guides) > MAX_GUIDES:
        links.append(_text(f"and {len(guides) - MAX_GUIDES} more"))
    blocks = [
        _header("Career advisor"),
        _rich([_section(_text(HELLO))]),
        _header("How to ask"),
        _rich([_list([_text(line) for line in HOW_TO])]),
        _header("You could ask"),
        _rich([_list([_text(prompt["message"]) for prompt in prompts(guides)])]),
        _header("What I know"),
        _rich([_list(links) if links else _section(_text("There are no guides yet."))]),
    ]
    return {"type": "home", "blocks": blocks}


def _header(text: str) -> dict[str, Any]:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def _rich(elements: list[dict[str, Any]]) -> dict[str, Any]:
    """Build rich text, whose typed parts are never parsed as markup."""
    return {"type": "rich_text", "elements": elements}


def _section(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": [element]}


def _list(elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "rich_text_list", "style": "bullet", "elements": [_section(element) for element in elements]}


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _link(url: str, text: str) -> dict[str, Any]:
    return {"type": "link", "url": url, "text": text}


def reason_form(answer_id: str) -> dict[str, Any]:
    """Build the form for what was wrong with an answer."""
    options = [{"text": {"type": "plain_text", "text": words}, "value": name} for name, words in REASONS.items()]
    return {
        "type": "modal",
        "callback_id": REASON_FORM,
        "private_metadata": answer_id,
        "title": {"type": "plain_text", "text": "What was wrong?"},
        "submit": {"type": "plain_text", "text": "Send"},
        "close": {"type": "plain_text", "text": "Skip"},
        "blocks": [
            {
                "type": "input",
                "block_id": "reason",
                "label": {"type": "plain_text", "text": "Reason"},
                "element": {"type": "radio_buttons", "action_id": "reason", "options": options},
            },
            {
                "type": "input",
                "block_id": "comment",
                "optional": True,
                "label": {"type": "plain_text", "text": "Anything to add?"},
                "element": {"type": "plain_text_input", "action_id": "comment", "multiline": True, "max_length": 1000},
            },
        ],
    }
