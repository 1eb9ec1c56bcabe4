"""Struck words, which no reader takes as valid."""

import re

STRUCK_OUT = "struck out"
STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s{0,9}:[^;]{0,40}line-through", re.IGNORECASE)
STRUCK = "\x01"  # stands where struck words stood; repaired text never contains this code

_TILDES = re.compile(r"(?<![~\\])~~(?=[^\s~])[^~\n]{1,1000}~~(?!~)")
_GAP = re.compile(rf"[ \t]?{STRUCK}(?=[,.;:!?)\]])|(?<=[(\[]){STRUCK}[ \t]?")


def without_struck(text: str) -> str:
    """A text without what stands between double tildes."""
    return close_gaps(_TILDES.sub(STRUCK, text)) if "~~" in text else text


def close_gaps(text: str) -> str:
    """A text without its struck words."""
    if STRUCK not in text:
        return text
    plain = _GAP.sub("", text)
    return re.sub(rf"(?<=[ \t]){STRUCK}[ \t]|{STRUCK}", "", plain)
