"""Figures of O*NET in words: ratings, shares of respondents, months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.ingestion.official.tables import Row

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# The points of the scale that the survey asks with.
IMPORTANCE = ("not important", "somewhat important", "important", "very important", "extremely important")
MIN_IMPORTANT = 2.5  # rounds to "important"


@dataclass(frozen=True, slots=True)
class OnetRating:
    """An element's value on a scale."""

    element: str
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Share:
    """How many percent of the respondents named a category."""

    category: str
    percent: float
    suppressed: bool


def number(text: str) -> float | None:
    """A figure of a table; None if there is none."""
    try:
        return float(text)
    except ValueError:
        return None


def is_suppressed(row: Row) -> bool:
    return row.get("suppress", "").upper() == "Y"


def ratings(rows: Iterable[Row], scale: str) -> list[OnetRating]:
    """The values on one scale, highest first.

    What is suppressed or not relevant is left out.
    """
    left_out = {row["element"] for row in rows if row.get("not_relevant", "").upper() == "Y"}
    found = [
        OnetRating(row["element"], row["name"], value)
        for row in rows
        if row["scale"] == scale and row["element"] not in left_out and not is_suppressed(row)
        if (value := number(row["value"])) is not None
    ]
    return sorted(found, key=lambda rating: -rating.value)


def shares(rows: Iterable[Row], element: str, scale: str) -> list[Share]:
    """The categories of one element, largest share first."""
    found = [
        Share(row["category"], value, is_suppressed(row))
        for row in rows
        if (row["element"], row["scale"]) == (element, scale) and (value := number(row["value"])) is not None
    ]
    return sorted(found, key=lambda share: -share.percent)


def important(value: float) -> str:
    """An importance of 1 to 5 in words."""
    return IMPORTANCE[min(5, max(1, int(value + 0.5))) - 1]


def percent(value: float) -> str:
    """A share in whole percent; a small one is not made 0%."""
    return f"{value:.0f}%" if value >= 0.5 or not value else "under 1%"


def rated_in(rows: Sequence[Row]) -> str:
    """When rows were rated: "August 2020", or "2015 to 2023".

    Empty if they do not say.
    """
    dates = sorted({(year, month) for row in rows for month, _, year in [row.get("date", "").partition("/")] if year})
    if not dates:
        return ""
    if len(dates) == 1:
        year, month = dates[0]
        return f"{MONTHS[int(month) - 1]} {year}" if month.isdigit() and 1 <= int(month) <= 12 else year
    first, last = dates[0][0], dates[-1][0]
    return first if first == last else f"{first} to {last}"
