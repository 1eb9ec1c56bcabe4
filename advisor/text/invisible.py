"""Characters that no reader sees, taken out of texts that people read."""

import re

# Controls (but tab and newline), soft hyphen, format characters and the rest of Unicode's default ignorables, bidi
# marks and overrides, fillers, tags, variation selectors of the supplement, lone surrogates, non-characters.
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ufdd0-\ufdef"
    "\ud800-\udfff\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
# Joiners and variation selectors have a meaning in emoji and in scripts beyond Latin, Greek and Cyrillic only.
_INVISIBLE = re.compile(f"(?P<unseen>[{_UNSEEN}]+)|[\u200c\u200d\ufe00-\ufe0f]+")
_JOINS = re.compile(
    "[\u00a9\u00ae\u0620-\u1dff\u203c\u2049\u20e3\u2100-\u2bff\u3030\u303d\u3297\u3299\U00010a00-\U000dffff]"
)
_KEYCAP = re.compile("[0-9#*]\ufe0f\u20e3")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
MAX_JOINERS = 2  # an emoji with its variation selector and a joiner after it


def strip_invisible(text: str) -> str:
    """The text with what is invisible taken out and every kind of line break as a newline."""
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub("\n", text)
    parts: list[str] = []
    at = 0
    for start, end in invisible_spans(text):
        parts.append(text[at:start])
        at = end
    return "".join(parts) + text[at:] if parts else text


def invisible_spans(text: str) -> list[tuple[int, int]]:
    """Where invisible characters stand, in order."""
    spans: list[tuple[int, int]] = []
    for match in _INVISIBLE.finditer(text):
        start, end = match.span()
        if match["unseen"] is None and start:
            if _JOINS.match(text, start - 1):
                start = min(end, start + MAX_JOINERS)
            elif _KEYCAP.match(text, start - 1):
                start += 1
        if start < end:
            spans.append((start, end))
    return spans


def tidy_line(text: str, limit: int) -> str:
    """One line of at most ``limit`` characters, without what is invisible."""
    line = " ".join(strip_invisible(text).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
