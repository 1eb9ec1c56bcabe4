"""How a sentence keeps a denial without one of its own."""

import re

from advisor.citation.structure.reading import ReadText, read

MAX_COPIED = 0.6  # share of a denied item's content words, up to which a sentence may be a turned paraphrase

# Where what a place denies ends, and what it says itself begins: after a myth in quotation marks, or after an item.
_MYTH = re.compile(r"^\W{0,3}[\"“„«‘']([^\"”“»]{3,200})[\"”“»’'][.,:;!?)]{0,2}\s+(?=\S)")
_CELL = re.compile(r";\s+")
_COMMENT = re.compile(
    r"[.!?:]\s+|\s\((?=\w{1,30}\s)|\s[–—-]\s|,\s+(?:which|who|but|so|while|as|for)\s"
    r"|\s(?:since|because|although|though|whereas)\s",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"\b(?:unless|except|until|if|beyond|apart from|other than|provided|as long as)\b|\(only\b", re.IGNORECASE
)
_LIMITED = re.compile(
    r"\b(?:only|just|solely|once|the one time|as long as|so long as|provided|as far as)\b", re.IGNORECASE
)
_UNLIMITED = re.compile(r"\b(?:unless|even|without|whether|regardless|always)\b", re.IGNORECASE)
_IS_SO = re.compile(
    r"\b(?:it is|it[’']s|that is|that[’']s)(?: \w{1,12})? (?:a fact|facts?|true|right|correct)\b", re.IGNORECASE
)
_OPTIONAL = re.compile(
    r"\b(?:a plus|helps?|helpful|useful|preferred|preferably|advantage|welcome|valued?|values|bonus|desirable)\b",
    re.IGNORECASE,
)
# Words by which a sentence asks for something, and those by which it calls something right.
_OBLIGING = re.compile(
    r"\b(?:must|ha(?:ve|s) to|needs?|needed|necessary|necessity|requires?|required|requirement|demands?|demanded"
    r"|expects?|expected|insists?|obliged|compulsory|mandatory|depends?)\b",
    re.IGNORECASE,
)
_AFFIRMING = re.compile(
    r"\b(?:yes|facts?|true|truth|right(?:ly)?|correct(?:ly)?|allow(?:s|ed)?|permit(?:s|ted)?|free to|may|can|could"
    r"|at liberty|open to|well|better|best|good|fine|okay|recommend(?:s|ed)?|advis(?:e|es|ed|able)|should|ought"
    r"|wise(?:ly)?|safe(?:ly)?|ideal|reliabl[ey]|wins?|looks?|asks?|makes? sure|be sure|do|enough|reason|simply"
    r"|always|sensible)\b",
    re.IGNORECASE,
)


def keeps_denial(sentence: str, denied: str, head: str) -> bool:
    """Whether a sentence without a denial fits a denied place.

    ``denied`` are the words under the head.
    """
    if _IS_SO.search(sentence):
        return False
    said = _content(read(sentence))
    item, comment = (_content(read(part)) for part in _parts(denied))
    told = said & comment - item
    if told and len(told) >= len(said & item - comment):
        return True
    if _EXCEPTION.search(denied) and _LIMITED.search(sentence) and not _UNLIMITED.search(sentence):
        return True
    obliges = _OBLIGING.search(sentence) is not None
    if _OPTIONAL.search(head) and _OPTIONAL.search(sentence) and not obliges:
        return True
    if obliges or _AFFIRMING.search(sentence):
        return False
    return len(said & item) <= MAX_COPIED * len(item) and not said <= item


def _parts(denied: str) -> tuple[str, str]:
    """What is denied, and what the place says of it.

    An exception belongs to what is denied, since a false sentence may repeat both.
    """
    for pattern in (_MYTH, _CELL, _COMMENT):
        found = pattern.search(denied)
        if found is None or any(_EXCEPTION.match(denied, at) for at in (found.start() + 1, found.end())):
            continue
        return denied[: found.end()], denied[found.end() :]
    return denied, ""


def _content(text: ReadText) -> frozenset[str]:
    return frozenset(word.stem for word in text.words if word.has_content)
