"""Career facts: one statement about a career, its scope and its place."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from advisor.domain import Section


class FactKind(StrEnum):
    """The broad topic of a fact; ``CareerFact.about`` is the exact one."""

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
    TRAINING = "training"
    OUTDOORS = "outdoors"


class Weight(IntEnum):
    """The precision of a wording: a badge, a label or a sentence.

    A badge says less than a label, a label less than a sentence.
    """

    FIGURE = 1
    LABEL = 2
    PROSE = 3


@dataclass(frozen=True, slots=True)
class Amount:
    """A range ``low``..``high`` of a unit, such as ``USD per year``.

    An open end is infinite. ``slack`` is the distance within which another amount counts as equal, because of rounding
    or "about".
    """

    low: float
    high: float
    unit: str
    slack: float = 0.0


@dataclass(frozen=True, slots=True)
class OptionSet:
    """The options a wording leaves open, such as ``{"moderate", "high"}``.

    They are options of its facet in the vocabulary.
    """

    options: frozenset[str]


@dataclass(frozen=True, slots=True)
class TablePlace:
    """The place of a value in a table that starts at ``table``.

    ``identity`` are the words telling it from the table's other values, ``context`` what the table is about.
    """

    table: int
    identity: tuple[str, ...]
    context: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CareerFact:
    """One fact stated at ``start``..``end`` of a guide.

    The place is a whole quotable unit: a sentence, item, row, label or figure. ``about`` is the topic in short words
    ("median pay"). ``scope`` is the group it holds for, in lower-case singular words; empty: the guide's career as a
    whole. ``usual`` is false for facts that only some people do, may do, or need in some places. ``years`` are the
    years it is said to hold for, ``cell`` is its place in a table.
    """

    kind: FactKind
    about: str
    scope: str
    value: Amount | OptionSet
    start: int
    end: int
    section: Section = field(hash=False)  # hashing one reads all its blocks
    weight: Weight
    usual: bool = True
    years: frozenset[str] = frozenset()
    cell: TablePlace | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a fact, with the precision of its wording.

    ``usual`` is as in CareerFact.
    """

    start: int
    end: int
    weight: Weight
    usual: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two or more incompatible sides.

    The best-worded place leads its side, and the best-worded side comes first. ``scope`` is as in CareerFact.
    """

    about: str
    scope: str
    sides: tuple[tuple[Place, ...], ...]
