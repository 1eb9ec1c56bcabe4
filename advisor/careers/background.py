"""Whether another career in a question may be only its background."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from advisor.careers.gazetteer import ARTICLES, PLAIN
from advisor.careers.names import GENERIC
from advisor.careers.readers_past import ASKS, CLAUSE_END, WISHED_OR_HEARD
from advisor.careers.role_detection import general_modifiers, places_of_work
from advisor.text.context import text_before
from advisor.text.inflection import words
from advisor.text.tokens import STOPWORDS, stems

MIN_TOLD = 2  # words beside a career's name from which a clause tells something of it

# "My husband is a paramedic", "my dad, a foreman, says": the career of somebody whom the reader knows.
KNOWN_TO_READER = re.compile(
    r"\b(?:my|our) (?:[\w-]+ ){0,3}?(?:[\w-]+(?:'s| is| was| works?| worked| used to (?:be|work)| trained)|[\w-]+,)"
    r" (?:(?:as|a|an|the|also|now|still|just|retired|former) ){0,4}(?:[\w-]+ )?$"
    r"|\b(?:married to|son of|daughter of|child of|live with|living with|friends? with) (?:an? |the )?(?:[\w-]+ )?$",
    re.IGNORECASE,
)
# The work that the conversation or the page is about, which needs no name.
POINTS_HERE = re.compile(
    r"\bhere\b|\binstead\b|\bthis(?= (?:job|role|career|field|work|line|one|path|profession|position|industry|trade"
    r"|kind|sort)\b|\W*$|[,.;?!]| (?:as|too|with|without|for|after|from|if|when|then|and|or|be|suit)\b)"
    r"|\b(?:into|do|doing|at|try|like|for) it\b",
    re.IGNORECASE,
)
# What somebody brings along from another career.
BRINGS_ALONG = re.compile(
    r"\b(?:advantages?|edge|head ?start|leg up|backgrounds?|transfer(?:s|able|ring)?|carr(?:y|ies) over"
    r"|experience (?:as|counts?)|former|formerly|ex|retired"
    r"|retrain(?:ing)?|career chang\w+|chang(?:e|ing) careers?|switch(?:ing|ed)?|transition(?:s|ing|ed)?)\b",
    re.IGNORECASE,
)
HELPS = re.compile(r"\b(?:help(?:s|ful|ed)?|useful|any use|of use)\b", re.IGNORECASE)
HAVING_BEEN = re.compile(r"\b(?:being|been|having)\b", re.IGNORECASE)
# The word before a career of which something is asked: "does a nurse", "the hours of nurses", "become a nurse".
ASKED_OF = frozenset(
    "do does did are is was were can could should will would must may might of for about as become becoming becomes be"
    " being like between how what which why when where who much in into study studying pursue".split()
)
LIMIT_MODIFIERS = 2  # words between that one and the career, beside those said of people in any career
N_CAREERS_KEPT = 256
LIMIT_OPENING = 2  # words before a comma that only open a question
_WORD_OR_MARK = re.compile(r"[\w']+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class _SpokenClause:
    """A clause that tells or asks.

    It asks also where a question mark ends it.
    """

    start: int
    end: int
    asks: bool


def may_be_background(text: str, start: int, end: int, own_careers: Iterable[str]) -> bool:
    """Whether a question may be about another career than the named one.

    The name stands at ``start``..``end``. It may where the question speaks of one of ``own_careers`` too, points to
    what needs no name, tells of somebody, asks what a former career is good for, or asks nothing of the career by where
    it stands ("better paid than nursing").
    """
    if not _is_asked_of(text_before(text, start).lower()):
        return True
    outside = f"{text[:start]}—{text[end:]}"
    spoken = frozenset(stems(outside))
    if not spoken.isdisjoint(_places()) or any(not spoken.isdisjoint(_own_words(career)) for career in own_careers):
        return True
    if POINTS_HERE.search(outside) or BRINGS_ALONG.search(outside):
        return True
    if HELPS.search(outside) and HAVING_BEEN.search(outside):
        return True
    return bool(KNOWN_TO_READER.search(text_before(text, start))) or is_only_told(text, start, end)


def is_only_told(text: str, start: int, end: int) -> bool:
    """Whether a name stands in a telling clause beside an asking one."""
    clauses = _clauses(text)
    own = next((clause for clause in clauses if clause.start <= start < clause.end), None)
    if own is None or own.asks or not any(clause.asks for clause in clauses):
        return False
    clause = text[own.start : own.end]
    n_told = len(words(text[own.start : start])) + len(words(text[end : own.end]))
    return n_told >= MIN_TOLD and not WISHED_OR_HEARD.search(clause)


@lru_cache(maxsize=N_CAREERS_KEPT)
def _own_words(career: str) -> frozenset[str]:
    """The stems of a career's name that say which it is, without "manager" or "worker"."""
    return frozenset(stem for word in words(career) if word.form not in GENERIC for stem in stems(word.form))


@cache
def _places() -> frozenset[str]:
    """The stems of the places that those who lead work there lead: "can a nurse run a factory"."""
    return frozenset(stem for place in places_of_work() for stem in stems(place))


def _is_asked_of(before: str) -> bool:
    """Whether something is asked of a career, by what stands before it."""
    left = _WORD_OR_MARK.findall(before)
    n_modifiers = 0
    while left:
        said = left.pop()
        if said in ASKED_OF:
            return True
        if said in ARTICLES or said in PLAIN or said in general_modifiers():
            continue
        if not said[0].isalnum():
            return said in ".?!;:" or (said != "(" and len(left) <= LIMIT_OPENING)
        if said in STOPWORDS or n_modifiers == LIMIT_MODIFIERS:
            return False
        n_modifiers += 1
    return True


def _clauses(text: str) -> list[_SpokenClause]:
    found, start = [], 0
    ends = [(match.start(), match.end(), match.group()) for match in CLAUSE_END.finditer(text)]
    for end, after, mark in [*ends, (len(text), len(text), "")]:
        said = text[start:end]
        if any(character.isalnum() for character in said):
            found.append(_SpokenClause(start, max(end, start + 1), mark == "?" or ASKS.search(said) is not None))
        start = after
    return found
