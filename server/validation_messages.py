"""One-sentence messages for invalid request bodies."""

from collections.abc import Mapping, Sequence
from typing import Any

CHAT_FIELDS = ("question", "history", "conversation_id", "guide")
TURN_FIELDS = "role and content"

KINDS = {
    "string_type": "a string",
    "string_unicode": "a string of Unicode characters",
    "list_type": "a list",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "dict_type": "an object",
}


def validation_sentence(errors: Sequence[Mapping[str, Any]], fields: Sequence[str] = CHAT_FIELDS) -> str:
    """Describe the most telling of Pydantic's errors in one sentence.

    ``fields`` are those of the body.

    An unknown field comes before a missing one, which it often explains.
    """
    telling = sorted(errors, key=lambda error: error["type"] != "extra_forbidden")[0]
    kind, where, given = telling["type"], _place(telling["loc"]), telling.get("input")
    context = telling.get("ctx") or {}
    if kind == "json_invalid":
        return f"The body is not valid JSON: {str(context.get('error', '')).lower()} at character {telling['loc'][-1]}."
    if not where:
        if kind == "string_unicode":
            return "A name in the body is not made of Unicode characters."
        if "question" not in fields:
            return f"The body must be a JSON object; {_sentence_of(fields)}."
        if kind == "missing":
            return 'There is no question in the body; send JSON like {"question": "…"}.'
        return 'The body must be a JSON object like {"question": "…"}.'
    if kind == "extra_forbidden":
        known = f"the fields are {TURN_FIELDS}" if "history[" in where else _sentence_of(fields)
        return f"{where} is not a field here; {known}."
    if kind == "missing":
        return f"{where} is missing."
    if kind in KINDS:
        return f"{where} must be {KINDS[kind]}."
    if kind == "literal_error":
        return f"{where} must be {context.get('expected', 'another value')}."
    if kind == "string_too_short":
        return f"{where} is empty."
    if kind == "string_too_long":
        n_chars = len(given.strip()) if isinstance(given, str) else 0
        return f"{where} has {n_chars:,} characters; at most {context['max_length']:,} are taken."
    if kind == "too_long":
        return f"{where} has {context['actual_length']:,} turns; at most {context['max_length']:,} are taken."
    if kind == "value_error":
        return f"{where} {context.get('error', telling['msg'])}."
    return f"{where}: {telling['msg']}."


def _sentence_of(fields: Sequence[str]) -> str:
    *first, last = fields
    return f"the fields are {', '.join(first)} and {last}" if first else f"the only field is {last}"


def _place(loc: Sequence[str | int]) -> str:
    """Format ``("body", "history", 3, "role")`` as ``"history[3].role"``, with its quotes.

    Empty for the body itself.
    """
    place = ""
    for part in loc[1:]:
        place += f"[{part}]" if isinstance(part, int) else (f".{part}" if place else str(part)[:100])
    return f'"{place}"' if place else ""
