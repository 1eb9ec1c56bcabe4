"""Credits without a listed source, and figures without a date."""

import re

from advisor.domain import BlockKind, Guide, Section

_SOURCES = re.compile(
    r"\b(?:(?:data )?sources?|references|bibliography|works cited|citations|footnotes|further reading)\b", re.IGNORECASE
)
_SOURCE_LINE = re.compile(r"(?:data )?sources?:\s+(.{2,120})", re.IGNORECASE)
_CREDIT = re.compile(
    r"\b(?i:according to|as reported by|(?:data|figures) from|sources?:)\s+(?:the )?"
    r"([A-Z][\w.&'’-]*(?:\s+(?:of|and|for|the|on|in|&|[A-Z][\w.&'’-]*)){0,30})"
)
_YEAR = r"(?:19|20)\d\d"
_DATED = re.compile(
    r"\b(?:as of|updated|modified|published|reviewed|revised|since|in|for|of|by|edition|between|from|to)\b"
    rf"[^.\n]{{0,20}}?\b{_YEAR}\b|\b{_YEAR} (?:median|edition|survey|data|figures)\b"
    rf"|\b{_YEAR}\s?[–-]\s?(?:{_YEAR}|\d\d)\b",
    re.IGNORECASE,
)
_LOOSE_END = re.compile(r"(?:\s+(?:of|and|for|the|on|in|&))*[\s.,]*$")
_SMALL = frozenset("the of and for on in u s us".split())


def unsourced_credits(guide: Guide) -> dict[str, tuple[int, int]]:
    """Credited names missing in every list of sources, with their first places.

    The place is empty, (0, 0), for a name in the front matter alone.
    """
    listed = listed_sources(guide)
    return {
        who: (start, end)
        for who, (start, end) in _credits(guide).items()
        if not (_names(who, listed) or guide.metadata.source_url or _linked(guide, start, end))
    }


def listed_sources(guide: Guide) -> str:
    """The text of the sections listing sources."""
    return " ".join(_body_text(guide, section) for section in guide.sections if _SOURCES.search(section.title))


def _credits(guide: Guide) -> dict[str, tuple[int, int]]:
    """Credited names with their first places.

    A credit in the front matter alone has the empty place (0, 0).
    """
    found: dict[str, tuple[int, int]] = {}
    for section in guide.sections:
        if _SOURCES.search(section.title):
            continue
        for block in section.body:
            line = guide.text[block.start : block.end]
            whole = _SOURCE_LINE.fullmatch(line)
            for who in [whole[1]] if whole else [match[1] for match in _CREDIT.finditer(line)]:
                name = _LOOSE_END.sub("", who)
                if not any(_names(name, known) for known in found):
                    found[name] = (block.start, block.end)
    for who in guide.metadata.credited:
        if not any(_names(who, known) for known in found):
            found[who] = (0, 0)
    return found


def _names(who: str, text: str) -> bool:
    """Whether all significant words of a name are in the text."""
    words = {word for word in re.findall(r"\w+", who.casefold()) if word not in _SMALL}
    return bool(words) and words <= set(re.findall(r"\w+", text.casefold()))


def _linked(guide: Guide, start: int, end: int) -> bool:
    return "://" in guide.text[start:end]


def is_undated(guide: Guide) -> bool:
    """Whether neither a guide's metadata nor its text gives a date."""
    blocks = (block for section in guide.sections for block in section.blocks)
    return not (guide.metadata.date or guide.metadata.as_of) and not any(
        _DATED.search(guide.text, b.start, b.end) for b in blocks
    )


def _body_text(guide: Guide, section: Section) -> str:
    return " ".join(
        guide.text[block.start : block.end] for block in section.blocks if block.kind is not BlockKind.HEADING
    )
