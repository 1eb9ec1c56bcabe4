"""What Slack's Web API documents of the messages it is sent: sizes, numbers and combinations.

The pages, all under https://docs.slack.dev/reference/:
- text of a section up to 3,000 characters: block-kit/blocks/section-block
- Markdown up to 12,000 characters in a message, in messages only: block-kit/blocks/markdown-block
- up to 50 blocks in a message, 100 in a view: block-kit/blocks
- up to 25 elements of an actions block, each action_id once: block-kit/blocks/actions-block
- up to 5 elements of a context_actions block: block-kit/blocks/context-actions-block
- a button's label up to 75 and its value up to 2,000 characters: block-kit/block-elements/button-element
- markdown_text up to 12,000, never with blocks or text: methods/chat.postMessage
"""

from typing import Any


class RuleError(Exception):
    """Slack's word for what a caller did wrong, and where."""


def check(is_so: bool, error: str, where: Any) -> None:
    if not is_so:
        raise RuleError(error, str(where)[:500])


def check_message(args: dict[str, Any]) -> None:
    markdown = args.get("markdown_text")
    if markdown is not None:
        check(not args.get("blocks") and not args.get("text"), "markdown_text_conflict", args)
        check(0 < len(markdown) <= 12_000, "msg_too_long", args)
    check(bool(markdown or args.get("text") or args.get("blocks")), "no_text", args)
    check(len(args.get("text") or "") <= 40_000, "msg_too_long", args)
    check_blocks(args.get("blocks") or [], 50)


def check_blocks(blocks: list[dict[str, Any]], limit: int) -> None:
    check(len(blocks) <= limit, "invalid_blocks", "too many")
    check(sum(len(b["text"]) for b in blocks if b["type"] == "markdown") <= 12_000, "invalid_blocks", "markdown")
    for block in blocks:
        kind, elements = block["type"], block.get("elements", [])
        if kind == "section":
            check(1 <= len(block["text"]["text"]) <= 3_000, "invalid_blocks", block)
        elif kind == "header":
            check(1 <= len(block["text"]["text"]) <= 150, "invalid_blocks", block)
        elif kind == "actions":
            check(1 <= len(elements) <= 25, "invalid_blocks", block)
            check(len({e["action_id"] for e in elements}) == len(elements), "invalid_blocks", block)
            for element in elements:
                check(1 <= len(element["text"]["text"]) <= 75, "invalid_blocks", element)
                check(len(element["value"]) <= 2_000 and len(element["action_id"]) <= 255, "invalid_blocks", element)
        elif kind == "context_actions":
            check(1 <= len(elements) <= 5, "invalid_blocks", block)
        else:
            check(kind in ("markdown", "rich_text", "input"), "invalid_blocks", block)
