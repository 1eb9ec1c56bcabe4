"""Sums that are no pay: differences, supplements, costs, piece rates."""

import re

_NOUNS = re.compile(
    r"\b(?:differen(?:ce|tial)s?|premiums?|supplements?|surcharges?|uplifts?|stipends?|top-?ups?|add-?ons?|gaps?"
    r"|deductions?|contributions?|dues|per diem)\b"
    r"|\b(?:an?|the|each|any|this|that|every|another|pay|wage|salary|annual|yearly|one-time) (?:\w+ ){0,2}"
    r"(?:raise|increase|increment|rise|gain|cut|drop|decrease|reduction|extra|addition|step)s?\b"
    r"|\b(?:raise|increase|increment|gain)s? of\b|^(?:\w+ )?(?:raise|increase|increment|gain|change|extra)s?\b"
)
_SIGNED = re.compile(r"^\s*(?:[+±]|plus\b|[-−](?=\s?[$£€¥₹\d]))")
_BESIDE = re.compile(
    r"^\s*(?:(?:(?:an?|per|each|every|/)\s?(?:year|hour|week|month|day)\b|annually|yearly|monthly|weekly|hourly)\s*)?"
    r"(?:(?:more|less|higher|lower|better|worse|above|below|extra|ahead|behind|apart|additional|on top|in addition"
    r"|bonus(?:es)?|raises?|increases?)\b|(?:in|as|of) (?:an? |the |extra |additional )*(?:overtime|bonus|tips|benefits"
    r"|supplement|allowance|premium|raise)|(?:off|to) (?:the|their|your|his|her|a|an) )"
)
_BY_PIECE = re.compile(r"^\s?(?:(?:an?|per|for each|for every|each)\s+|/\s?)(?!(?:full|whole)\b)([a-z]+)")
_TIME = frozenset("year yr annum hour hr week wk w month mo m day fortnight h y pay".split())
# What stands before a sum without changing what governs it.
_HEDGE = frozenset(
    """
    a an the about around roughly approximately nearly almost over under close some circa only just as much little many
    at least most more less than upwards well fewer above below up anywhere somewhere usually typically generally often
    currently now now, today now: still also already not or and even median average mean total annual yearly hourly
    base gross estimated typical ~ ≈ ( [ " ' - : , ;
    """.split()
)
_GOVERNS = re.compile(
    r"^(?:is|are|was|were|be|been|being|'s|equals?|averag\w+|mean|median|from|between|to|at|with|for|in|on|of|and|or"
    r"|earn\w*|makes?|making|made|pays?|paid|paying|gets?|got|getting|receiv\w+|command\w*|draws?|drew|home|expect\w*"
    r"|offer\w*|brings?|reach\w*|exceed\w*|tops?|hits?|totals?|totall?ed|approach\w*|surpass\w*|see|sees|salar\w+|wages?"
    r"|income|earnings|compensation|remuneration|rates?|range[sd]?|starts?|starting|lowest|highest|minimum|maximum"
    r"|entry-level|percentile|usd|us|eur|gbp)$"
)
_WORD = re.compile(r"[^\s()\[\]\"]+")
_PAY_NOUN = re.compile(
    r"\b(?:salar\w+|wages?|pay|incomes?|earnings|compensation|remuneration|rates?|ranges?|medians?|averages?|means?|totals?"
    r"|sums?|figures?|minimum|maximum|base|low|high|amount|upwards|excess)\b"
)
_OPENS_PHRASE = re.compile(r"\s*(?:(?:for|in|at|among|across|with|as|per|over|a|is|was|\()\b|$)")
MAX_BEFORE = 12  # words before a sum in which what governs it is looked for


def is_whole_sum(text: str, start: int, end: int, since: int = 0) -> bool:
    """Whether ``text[start:end]`` is what somebody is paid.

    ``text`` is a lower-case clause; ``since`` is where the sum before it ends. A sum by which something differs, one
    added to pay, and one per piece are not.
    """
    after = text[end : end + 80]
    piece = _BY_PIECE.match(after)
    if _BESIDE.match(after) or (piece and piece[1].rstrip("s") not in _TIME):
        return False
    before = text[since:start]
    if since and not before.strip(" ,;-–()"):
        return True
    words = [word.strip(",;:'") for word in _WORD.findall(before)[-MAX_BEFORE:]]
    while words and (words[-1] in _HEDGE or not words[-1]):
        words.pop()
    if not words:
        return True
    governor = words[-1]
    if governor in ("plus", "by") or not (_GOVERNS.match(governor) or before.rstrip().endswith((":", "("))):
        return False
    if governor == "of":
        nouns = list(_PAY_NOUN.finditer(before))
        between = before[nouns[-1].end() : before.rfind("of ")] if nouns else "-"
        return bool(_OPENS_PHRASE.match(between))
    return True


def names_difference(name: str) -> bool:
    """Whether a label or clause is about a difference."""
    return bool(_NOUNS.search(name))


def is_difference(value: str) -> bool:
    """Whether a label's value is added to another one: ``+$5,000``."""
    if _SIGNED.match(value):
        return True
    last = max((match.end() for match in re.finditer(r"\d", value)), default=0)
    after = value[last:]
    piece = _BY_PIECE.match(after)
    return bool(_BESIDE.match(after) or (piece and piece[1].rstrip("s") not in _TIME))
