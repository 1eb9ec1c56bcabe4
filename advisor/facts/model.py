"""What a career fact is: one thing a guide states about a career, of whom, and where it stands."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from advisor.domain import Section


class Kind(StrEnum):
    """What a fact is about, broadly; ``CareerFact.about`` says it exactly."""

    PAY = "pay"
    GROWTH = "growth"
    JOBS = "jobs"
    DEMAND = "demand"
    REMOTE = "remote"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    CREDENTIALS = "credentials"
    SCHEDULE = "schedule"
    HOURS = "hours"
    STRESS = "stress"
    BALANCE = "balance"
    PHYSICAL = "physical"
    TRAVEL = "travel"
    SECURITY = "security"


class Weight(IntEnum):
    """How carefully a fact is worded: a badge says less than a label, a label less than a sentence."""

    FIGURE = 1
    LABEL = 2
    PROSE = 3


@dataclass(frozen=True, slots=True)
class Amount:
    """``low``..``high`` of a unit such as ``USD per year`` or ``percent``; an open end is infinite.

    ``slack`` is how far from it another amount may lie and still be the same, because it was rounded or "about".
    """

    low: float
    high: float
    unit: str
    slack: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The options that a wording leaves open, out of those that its vocabulary names: ``{"moderate", "high"}``."""

    options: frozenset[str]


@dataclass(frozen=True, slots=True)
class CareerFact:
    """One statement. ``start``..``end`` is a whole quotable unit: a sentence, item, row, label or figure.

    ``about`` is the thing in short words ("median pay"). ``scope`` is of whom, in lower-case singular words; empty:
    of the guide's career as a whole. ``usual`` is false for what only some do, may do or need in some places.
    ``years`` are the years it is said to hold for.
    """

    kind: Kind
    about: str
    scope: str
    value: Amount | Choice
    start: int
    end: int
    section: Section
    weight: Weight
    usual: bool = True
    years: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a guide states something, how carefully it is worded, and whether it is said of most."""

    start: int
    end: int
    weight: Weight
    usual: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two or more sides that cannot all hold. The best-worded place leads its side, and the best-worded side comes
    first. ``scope`` as in CareerFact."""

    about: str
    scope: str
    sides: tuple[tuple[Place, ...], ...]
