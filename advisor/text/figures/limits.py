"""Limits around a figure, in whatever grammar: which way, and whether any."""

import re
from collections.abc import Sequence

from advisor.text.context import REACH, text_before
from advisor.text.figures.model import Bound, Figure, FigureKind

UPPER = frozenset((Bound.AT_MOST, Bound.LESS_THAN))
LOWER = frozenset((Bound.AT_LEAST, Bound.MORE_THAN, Bound.OR_MORE, Bound.STARTING))
_POINTING = re.compile(
    r"\b(?:(?:of|between|among|for|in|from|to|and|than) (?:the|these|those)|these|those|all(?: of)?(?: the)?|both"
    r"|other)\s+$|(?:^|[.;:!?,]\s+)the\s+$",
    re.IGNORECASE,
)
_ITEMS = re.compile(r"[;,|\n•]|\b(?:and|or|nor)\b")
N_BEFORE, N_AFTER = 8, 6  # words looked at
_CLAUSE = re.compile(r"[.;!?](?=\s|$)|\n")
# Words shortly before a number by which a guide limits it.
_LIMITING = re.compile(
    r"\b(?:up to|at (?:least|most)|(?:more|less|fewer) than|under|above|below|from(?= (?:the |an? |about |around )?$)"
    r"|starts? (?:at|from)|starting|top|begins? at|minimum|maximum|beyond|exceed\w*|reach(?:es)?"
    r"|as (?:much|many|high|low) as|least)\b(?:(?!\b(?:was|were|is|are|that|who|which)\b)[^.;:])*$",
    re.IGNORECASE,
)
# Words by which a sentence does not give the number after them as the whole and exact figure.
_SOFTENING = re.compile(
    r"\b(?:\w{1,30}er than|more|less|fewer|most|least|over|under|above|below|beyond|exceed\w*|surpass\w*|up to"
    r"|as \w{2,20} as|reach\w*|climb\w*|top|tops|peaks?|hits?|limit\w*|caps?|capped|ceiling|floor|threshold|max\w*"
    r"|min\w*|start\w*|begin\w*|from|until|till|before|after|within|between|upwards?|can|could|may|might|must|should"
    r"|cannot|couldn|highest|lowest|almost|nearly|about|around|roughly|approximately|past|inside|once|even|only|good"
    r"|(?:ris|grow|increas)\w* to|gets? to|go(?:es)? to|keeps?|or|some|sometimes|perhaps|possibly|potentially"
    r"|earliest|latest|soonest)\b|^to\b",
    re.IGNORECASE,
)
_SOFTENING_AFTER = re.compile(
    r"\+|^, more\b|\b(?:(?:or|and) (?:even )?(?:more|less|fewer|above|below|up|over|under|beyond|older|younger"
    r"|longer|shorter|higher|lower|upwards?|so)|upwards?|plus"
    r"|at (?:the )?(?:most|least|best|outside|earliest|latest|minimum|maximum)|max\w*|min\w*"
    r"|(?:top|high|low|upper|lower|higher) end|limit|ceiling|cap|threshold|too"
    r"|the (?:most|least|highest|lowest|longest|shortest|best|worst)|needed|required|beyond|necessary|enough|pass)"
    r"(?!\w)",
    re.IGNORECASE,
)


def side(figure: Figure, value: float, other_end: float | None) -> int:
    """1 for an upper limit, -1 for a lower one."""
    if figure.bound in UPPER:
        return 1
    if figure.bound in LOWER:
        return -1
    return 0 if other_end is None or other_end == value else 1 if value > other_end else -1


def is_limited(text: str, at: int) -> bool:
    """Whether words before a place may limit the number there."""
    return bool(_LIMITING.search(" ".join(text_before(text, at).split()[-4:])))


def is_softened(text: str, start: int, end: int) -> bool:
    """Whether words near a number say that it is inexact."""
    before = _CLAUSE.split(text_before(text, start))[-1].split()[-N_BEFORE:]
    after = _CLAUSE.split(text[end : end + REACH])[0].split()[:N_AFTER]
    return bool(_SOFTENING.search(" ".join(before)) or _SOFTENING_AFTER.search(" ".join(after)))


def counts_listed(text: str, figure: Figure, beside: Sequence[str]) -> bool:
    """Whether a small count only points to things listed."""
    is_count = figure.kind is FigureKind.COUNT or figure.unit == "person"
    is_small = is_count and figure.is_spelt and figure.other_end is None and figure.value <= 10
    if not is_small or figure.bound or not _POINTING.search(text_before(text, figure.start)):
        return False
    return figure.value <= max(len(beside), *(len(_ITEMS.findall(one)) + 1 for one in (text, *beside)))
