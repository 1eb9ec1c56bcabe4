"""Mentions of a career in a guide."""

import re
from collections.abc import Sequence
from functools import lru_cache

from advisor.careers.names import Name
from advisor.domain import Guide

# Sections listing other careers: a mention there does not make a guide about that career.
ELSEWHERE = re.compile(r"\b(similar|related|contacts?|more information|other (careers|occupations|jobs))\b", re.I)


def lists_others(path: Sequence[str]) -> bool:
    """Whether a section lists other careers, judged by its path."""
    return any(ELSEWHERE.search(title) for title in path)


def mentions(guide: Guide, name: Name, *, everywhere: bool = False) -> bool:
    """Whether a guide mentions a career.

    Lists of other careers are ignored unless ``everywhere``.
    """
    for match in mention_pattern(name).finditer(guide.text):
        if everywhere:
            return True
        section = guide.section_at(match.start(), match.end())
        if section and not lists_others(section.path):
            return True
    return False


def mentions_in(text: str, name: Name) -> bool:
    """Whether a text contains a name, in the singular or plural."""
    return bool(mention_pattern(name).search(text))


@lru_cache(maxsize=1024)
def mention_pattern(name: Name) -> re.Pattern[str]:
    """A pattern for a name in the singular or plural."""
    made = [re.escape(word) for word in name]
    last = made[-1]
    if last.endswith("man"):
        last = last[:-2] + "[ae]n"
    elif last.endswith("y"):
        last = last[:-1] + "(?:y|ies)"
    made = [*(word + "s?" for word in made[:-1]), last + "(?:e?s)?"]
    return re.compile(r"\b" + r"[\s\-–]+".join(made) + r"\b", re.IGNORECASE)
