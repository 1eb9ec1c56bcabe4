"""Facts stated by readers about themselves: their job and years of experience."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from advisor.careers.gazetteer import NamedCareer
from advisor.careers.role_detection import DetectedRole

NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
STATED = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{'|'.join(NUMBERS)})\s*+\+?\s*+(?:years?|yrs?)\b(?!\s*(?:old|degree|college|program|course|ago))",
    re.IGNORECASE,
)
ASKED = re.compile(r"\bhow (?:many|long)\b|\b(?:or|to|and)\s+(?:\d+|more)\s*(?:years?|yrs?)", re.IGNORECASE)
SPAN = re.compile(r"\b(?P<low>\d{1,2})\s*(?:[-–—]|to)\s*(?P<high>\d{1,2})\s*(?:years?|yrs?)\b", re.IGNORECASE)
OPEN = re.compile(r"\b(?P<low>\d{1,2})\s*(?:\+|or more)\s*(?:years?|yrs?)\b", re.IGNORECASE)


class OwnCareers(Protocol):
    """Look-up of the careers and roles in a text."""

    def named(self, text: str) -> Sequence[NamedCareer]: ...

    def roles(self, text: str) -> Sequence[DetectedRole]: ...


@dataclass(frozen=True, slots=True)
class ReaderProfile:
    """What readers said about themselves.

    ``jobs``: their present and former jobs in their own words, the last one told first. ``years``: of experience, as
    last told.
    """

    jobs: tuple[str, ...] = ()
    years: int | None = None


def read_profile(texts: Sequence[str], lookup: OwnCareers) -> ReaderProfile:
    """Read a reader's profile from what they wrote, the newest text last."""
    jobs: dict[str, None] = {}
    years: int | None = None
    for text in reversed(texts):
        told = stated_years(text)
        years = told if years is None else years
        for role in sorted(lookup.roles(text), key=lambda role: -role.start):
            if role.own:
                jobs[role.text] = None
        for career in reversed(lookup.named(text)):
            # "As a welder" is the reader's own with its years.
            if career.own and (told is not None or not career.as_one):
                jobs[career.text] = None
    return ReaderProfile(tuple(jobs), years)


def stated_years(question: str) -> int | None:
    """Read the reader's stated years of experience.

    None where none or several are stated, or where years are asked for.
    """
    stated = [match["n"].lower() for match in STATED.finditer(question)]
    if len(stated) != 1 or ASKED.search(question):
        return None
    return int(stated[0]) if stated[0].isdigit() else NUMBERS.index(stated[0]) + 1


def covers_years(sentence: str, years: int) -> bool:
    """Whether a range of a sentence includes some years.

    Such as "2-5 years" or "10+ years".
    """
    if any(int(m["low"]) <= years <= int(m["high"]) for m in SPAN.finditer(sentence)):
        return True
    return any(int(m["low"]) <= years for m in OPEN.finditer(sentence))
