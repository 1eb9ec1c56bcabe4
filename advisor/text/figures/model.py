"""One figure of a text: all that its wording states."""

from dataclasses import dataclass, replace
from enum import StrEnum


class FigureKind(StrEnum):
    """What a figure counts or names."""

    MONEY = "money"
    SHARE = "share"  # of a hundred: 20 percent, a fifth, one in five
    POINTS = "points"  # percentage points
    MEASURE = "measure"  # of a known unit
    COUNT = "count"  # a bare number, or one of things without a known unit
    ORDINAL = "ordinal"
    CLOCK = "clock"  # minutes after midnight
    YEAR = "year"
    DATE = "date"
    NAME = "name"  # ISO 9001, Level 3, 24/7


class Bound(StrEnum):
    """How a figure limits what it is said of."""

    NONE = ""
    AT_LEAST = "at least"
    MORE_THAN = "more than"
    OR_MORE = "and more"  # a plus sign: at least or more than
    STARTING = "starting at"
    AT_MOST = "at most"
    LESS_THAN = "less than"
    ABOUT = "about"
    NEARLY = "nearly"
    JUST_OVER = "just over"


TIMELESS = frozenset((FigureKind.YEAR, FigureKind.DATE, FigureKind.NAME, FigureKind.ORDINAL, FigureKind.CLOCK))
ROUNDED = frozenset((Bound.ABOUT, Bound.NEARLY, Bound.JUST_OVER))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at ``start``..``end``; what is not stated is empty.

    ``value`` is after scale, and the lower end of a range that goes on to ``other_end``. ``currency`` is an ISO code,
    or a sign that several share (``$``). ``unit`` is a known one in the singular; ``thing`` the stem of a counted noun.
    ``period``: per hour, year, word. ``direction``: 1 for a rise, -1 for a fall. ``number_end`` is
    where the number itself ends, before its unit; ``first_end`` and ``second`` are the end of a range's first number
    and the start of its second. ``slack``: how far a rounded fraction such as a third may be off. ``rate``: times a
    year, of what says how often. ``is_place``: a place in time such as years 2-4. ``is_denied``: the bound was turned
    round, as in "nobody over 18".
    """

    start: int
    end: int
    value: float
    kind: FigureKind = FigureKind.COUNT
    other_end: float | None = None
    currency: str = ""
    unit: str = ""
    thing: str = ""
    period: str = ""
    direction: int = 0
    bound: Bound = Bound.NONE
    name: str = ""
    slack: float = 0.0
    number_end: int = -1
    first_end: int = -1
    second: int = -1
    is_spelt: bool = False
    is_signed: bool = False
    rate: float = 0.0
    is_place: bool = False
    is_denied: bool = False

    @property
    def values(self) -> tuple[float, ...]:
        """The value, or both ends of a range."""
        return (self.value,) if self.other_end is None else (self.value, self.other_end)

    @property
    def ends(self) -> tuple["Figure", ...]:
        """The figure itself, or a range's two ends with bounds."""
        if self.other_end is None:
            return (self,)
        low, high = sorted(self.values)
        least = replace(self, value=low, other_end=None, bound=Bound.AT_LEAST)
        return least, replace(self, value=high, other_end=None, bound=Bound.AT_MOST)
