"""Pages that stand before a guide and are none."""

import re
from html import unescape

from advisor.domain import Guide
from advisor.text.sentences import split_sentences

MIN_WORDS = 40
FEW_WORDS = 200  # a page with less may be all wall; one with more has a text of its own
HEAD_CHARS = 400_000
MAX_READ_CHARS = 40_000
MIN_SENTENCES = 3
MOST_LINKED = 0.7  # of a guide's words in lines that are links as a whole

_PASSWORD = re.compile(r"<input\b[^>]{0,500}\btype\s?=\s?[\"']?password", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_UNSEEN = re.compile(r"<(?:script|style|title)\b[^<>]{0,2000}>[^<]{0,100000}</\w{0,20}>?", re.IGNORECASE)
_LOGIN = re.compile(
    r"\b(?:log|sign)[ -]?in\b|\bforgot(?:ten)? (?:your )?password\b|\bmembers only\b|\bcreate an account\b",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"\bcookies?\b|\bconsent\b|\bour (?:\d{1,5} )?(?:advertising )?partners\b|\bpersonali[sz]ed (?:ads|advertis)"
    r"|\b(?:accept|reject) all\b|\bprivacy (?:policy|settings|choices|preferences)\b|\blegitimate interest",
    re.IGNORECASE,
)
# A wall speaks for its site; a guide may speak of cookies, too.
_OWN_VOICE = re.compile(
    r"\b(?:we|our|us|this (?:web)?site|wir|unsere?r?|nous|nos|notre|nuestr[oa]s?)\b|\b(?:accept|reject) all\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"<a\b[^<>]{0,1000}>([^<>]{1,300})</a", re.IGNORECASE)
_CHECKS = re.compile(
    r"\bverif(?:y|ying) (?:that )?you are (?:a )?human\b|\bcaptcha\b"
    r"|\bchecking (?:if the site connection|your browser)\b"
    r"|\b(?:you are|you're|you’re) not a (?:ro)?bot\b|\byou have been blocked\b"
    r"|\bunusual traffic\b|\bjust a moment\b|\baccess (?:to this page )?(?:has been |is )?denied\b",
    re.IGNORECASE,
)
_SCRIPTS_WANTED = re.compile(
    r"\b(?:enable|activate|turn on|requires?|needs?) javascript\b"
    r"|\bjavascript (?:is|must be) (?:required|enabled|disabled)\b",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"\bpage (?:was |could |can )?not (?:be )?found\b|\b404\b|\bpage (?:does not|doesn't|doesn’t) exist\b",
    re.IGNORECASE,
)


def wall(markup: str, guide: Guide) -> str:
    """What stands in a guide's place, as the end of a sentence.

    Empty for a guide. ``markup`` is the page as it came.
    """
    text = _body(guide)
    n_words = len(text.split())
    if _n_linked_words(markup, text) > MOST_LINKED * n_words:
        return "lists links and holds no guide"
    if n_words >= FEW_WORDS:
        return _cookie_wall(text)
    is_short = n_words < MIN_WORDS
    head = f"{guide.title}\n{text}" if is_short else guide.title
    if _PASSWORD.search(markup[:HEAD_CHARS]) or (is_short and _LOGIN.search(head)):
        return "is a login form, not a guide"
    if _CHECKS.search(head):
        return "checks whether a person reads it and shows no guide"
    if _NOT_FOUND.search(head):
        return "says that there is no such page"
    if said := _cookie_wall(text):
        return said
    if is_short:
        return empty_page(markup, text)
    return ""


def empty_page(markup: str, text: str = "") -> str:
    """What a page without text is, as the end of a sentence."""
    head = markup[:HEAD_CHARS]
    if _PASSWORD.search(head):
        return "is a login form, not a guide"
    seen = _TAG.sub("\n", _UNSEEN.sub(" ", head))  # the parser has left out what is no part of a guide
    if _CHECKS.search(seen):
        return "checks whether a person reads it and shows no guide"
    if said := _cookie_wall(seen):
        return said
    if _NOT_FOUND.search(seen):
        return "says that there is no such page"
    if _SCRIPTS_WANTED.search(head) or _SCRIPT.search(head):
        return "holds no text before its scripts have run, so there is no guide in it; save it from a browser as a file"
    n_words = len(text.split())
    return f"holds only {n_words} words, so there is no guide in it" if n_words else "holds no text of a guide"


def _cookie_wall(text: str) -> str:
    """A text that speaks of cookies in most of its sentences."""
    sentences = [line[s.start : s.end] for line in text[:MAX_READ_CHARS].splitlines() for s in split_sentences(line)]
    about = [sentence for sentence in sentences if _COOKIES.search(sentence)]
    n_about = len(about) if any(_OWN_VOICE.search(sentence) for sentence in about) else 0
    if n_about and 2 * n_about >= len(sentences) and (len(sentences) >= MIN_SENTENCES or n_about == len(sentences)):
        return "asks for consent to cookies and shows no guide"
    return ""


def _n_linked_words(markup: str, text: str) -> int:
    """How many words stand in lines that are nothing but a link."""
    links = {" ".join(unescape(match[1]).split()) for match in _LINK.finditer(markup)}
    return sum(len(line.split()) for line in text.splitlines() if line in links)


def _body(guide: Guide) -> str:
    """What the guide has below its headings, as far as a judgement needs."""
    lines: list[str] = []
    n_chars = 0
    for section in guide.sections:
        for block in section.body:
            if not any(part.start <= block.start < part.end for part in guide.excluded[:50]):
                lines.append(" ".join(guide.text[block.start : block.end].split()))
                n_chars += len(lines[-1])
        if n_chars > MAX_READ_CHARS:
            break
    return "\n".join(lines)
