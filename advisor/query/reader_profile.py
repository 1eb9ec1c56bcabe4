"""What readers tell of themselves beside a question: how many years they have behind them."""

import re

NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
TOLD = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{'|'.join(NUMBERS)})\s*+\+?\s*+(?:years?|yrs?)\b(?!\s*(?:old|degree|college|program|course|ago))",
    re.IGNORECASE,
)
ASKED = re.compile(r"\bhow (?:many|long)\b|\b(?:or|to|and)\s+(?:\d+|more)\s*(?:years?|yrs?)", re.IGNORECASE)
SPAN = re.compile(r"\b(?P<low>\d{1,2})\s*(?:[-–—]|to)\s*(?P<high>\d{1,2})\s*(?:years?|yrs?)\b", re.IGNORECASE)
OPEN = re.compile(r"\b(?P<low>\d{1,2})\s*(?:\+|or more)\s*(?:years?|yrs?)\b", re.IGNORECASE)


def years_told(question: str) -> int | None:
    """The years that a reader says to have, None where none are told or several are, or where years are asked for."""
    told = [match["n"].lower() for match in TOLD.finditer(question)]
    if len(told) != 1 or ASKED.search(question):
        return None
    return int(told[0]) if told[0].isdigit() else NUMBERS.index(told[0]) + 1


def spans_years(sentence: str, years: int) -> bool:
    """Whether a sentence gives a span of years that these lie in ("2-5 years", "10+ years")."""
    if any(int(m["low"]) <= years <= int(m["high"]) for m in SPAN.finditer(sentence)):
        return True
    return any(int(m["low"]) <= years for m in OPEN.finditer(sentence))
