"""Marks of bold type, quoting and odd bullets in pasted text."""

import re
from collections import Counter

_BOLD_LINE = re.compile(
    r"(?m)^[ \t]*(?:\*\*([^*\n]{1,120})\*\*|__([^_\n]{1,120})__|\*([^*\s][^*\n]{0,118}[^*\s])\*)(:?)[ \t]*$"
)
_BOLD = re.compile(
    r"(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,400})(?<!\s)\*\*(?!\*)"
    r"|(?<![\w_])__(?=[^\s_])([^_\n]{1,400})__(?![\w_])"
)
_ITALIC = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,200})(?<!\s)\*(?![\w*])"
    r"|(?<![\w_])_(?=[^\s_])([^_\n]{1,200})(?<!\s)_(?![\w_])"
)
_QUOTED = re.compile(r"(?m)^(?:>[ \t]?){1,5}")
_LONE_BULLET = re.compile(r"(?m)^([ \t]*[•◦▪▫●○■□‣·∙\ue000-\uf8ff])[ \t]*\n\s{0,20}(?=\S)")
_CODED_BULLET = re.compile(r"(?m)^([ \t]*)(?:\(cid:\d{1,4}\)|[\ue000-\uf8ff])[ \t]*(?=\S)")
# Arrows, squares and ticks of symbol fonts, as the letters that they become in a copy.
_FONT_BULLET = re.compile(r"(?m)^([ \t]*)([Øü§vqè¨])[ \t]+(?=\S)")
MIN_QUOTED_SHARE = 0.6


def without_type_marks(text: str) -> str:
    """A text as it reads, bold lines set apart as headings are."""
    if text.count("\n>") + text.startswith(">") >= MIN_QUOTED_SHARE * (text.count("\n") + 1):
        text = _QUOTED.sub("", text)
    text = _LONE_BULLET.sub(r"\1 ", text)
    text = _CODED_BULLET.sub(r"\1• ", text)
    counts = Counter(found[2] for found in _FONT_BULLET.finditer(text))
    text = _FONT_BULLET.sub(lambda found: f"{found[1]}• " if counts[found[2]] > 1 else found[0], text)
    if "*" in text or "_" in text:
        text = _BOLD_LINE.sub(_apart, text)
        text = _BOLD.sub(_bare, text)
        text = _ITALIC.sub(_bare, text)
    return text


def _bare(match: re.Match[str]) -> str:
    return match[1] or match[2] or ""


def _apart(match: re.Match[str]) -> str:
    name = (match[1] or match[2] or match[3]).strip()
    start = match.start()
    is_apart = match.string[max(0, start - 2) : start] in ("", "\n", "\n\n")
    return f"{name}{match[4]}" if is_apart else f"\n{name}{match[4]}"
