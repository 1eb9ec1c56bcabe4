"""Facts stated by readers about themselves: years of experience."""

import re

NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
STATED = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{'|'.join(NUMBERS)})\s*+\+?\s*+(?:years?|yrs?)\b(?!\s*(?:old|degree|college|program|course|ago))",
    re.IGNORECASE,
)
ASKED = re.compile(r"\bhow (?:many|long)\b|\b(?:or|to|and)\s+(?:\d+|more)\s*(?:years?|yrs?)", re.IGNORECASE)
SPAN = re.compile(r"\b(?P<low>\d{1,2})\s*(?:[-–—]|to)\s*(?P<high>\d{1,2})\s*(?:years?|yrs?)\b", re.IGNORECASE)
OPEN = re.compile(r"\b(?P<low>\d{1,2})\s*(?:\+|or more)\s*(?:years?|yrs?)\b", re.IGNORECASE)


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
