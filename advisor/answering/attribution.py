"""Attribution of figures: notices on missing sources, countries and years."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from advisor.domain import Citation, Guide, Notice
from advisor.facts.sourcing import is_undated, unsourced_credits

# Sums of money and percentages of jobs, which depend on the year, the country and who counted.
_MONEY = re.compile(r"[$£€¥₹]\s?\d|\b(?:USD|EUR|GBP|CAD|AUD|INR)\s?\d|\b\d{2,3},\d{3}\b")
_GROWTH = re.compile(
    r"\A(?=.*\b(?:growth|outlook|employment|jobs|projected)\b).*?((?<!\d)\d++(?:\.\d++)?\s?(?:%|percent))", re.I | re.S
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
UNITED_STATES = frozenset({"united states", "united states of america", "usa", "us", "u.s.", "u.s.a."})
N_GUIDES_KEPT = 64


@dataclass(frozen=True, slots=True)
class _FigureOrigin:
    """The origin of all figures of a guide.

    ``credited``: who is credited without a source, with start and end of the section that says so.
    """

    credited: tuple[tuple[str, int, int], ...]
    is_undated: bool


def notices_on(citations: Sequence[Citation]) -> tuple[Notice, ...]:
    """Give at most one notice of each kind for the quoted figures."""
    figures = [c for c in citations if _MONEY.search(c.quote) or _GROWTH.search(c.quote)]
    found = {notice.kind: notice for citation in reversed(figures) for notice in _notices(citation)}
    return tuple(found[kind] for kind in ("credited", "us_only", "undated") if kind in found)


def _notices(citation: Citation) -> Iterator[Notice]:
    guide = citation.guide
    origin = _figure_origin(guide)
    growth = _GROWTH.search(citation.quote)
    for who, start, end in origin.credited:
        same = growth and growth[1] in guide.text[start:end]  # a badge repeats what the credited section says
        if same or (start <= citation.start and citation.end <= end):
            text = f"The guide credits {_with_article(who)} for this and lists no source."
            yield Notice("credited", text, {"who": who})
    if _MONEY.search(citation.quote) and guide.metadata.country.casefold() in UNITED_STATES:
        yield Notice("us_only", "The guide gives these figures for the United States only.")
    if origin.is_undated and not _YEAR.search(citation.quote):
        yield Notice("undated", "The guide does not say which year its figures are from.")


@lru_cache(maxsize=N_GUIDES_KEPT)
def _figure_origin(guide: Guide) -> _FigureOrigin:
    credited = []
    for who, (start, end) in unsourced_credits(guide).items():
        section = guide.section_at(start, end) if end > start else None
        if section is not None:
            credited.append((who, section.start, section.end))
    return _FigureOrigin(tuple(credited), is_undated(guide))


def _with_article(who: str) -> str:
    """Put an article before the name of an authority.

    ``the U.S. Bureau of Labor Statistics``, but ``Payscale``.
    """
    return (
        f"the {who}"
        if re.match(r"(?:U\.?S\.?|United)\b|.*\b(?:Bureau|Department|Office|Ministry|Institute)\b", who)
        else who
    )
