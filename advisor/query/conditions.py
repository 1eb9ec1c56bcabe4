"""Conditions on what is typical of a career."""

from dataclasses import dataclass
from enum import StrEnum

from advisor.facts import Amount, FactKind, OptionSet
from advisor.facts.education import LADDER

EITHER = "|"
BELOW_DEGREE = frozenset(LADDER[: LADDER.index("associate's")])


class Order(StrEnum):
    """How the careers found are sorted."""

    HIGHEST = "highest"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a career's typical value has to be.

    Of amounts between ``low`` and ``high``, ends included where ``is_inclusive``; of words one of ``options``, and
    with ``only`` none other. ``currencies`` and ``period`` are those asked for, empty for any. ``order`` sorts, and
    alone asks for the best of all. ``about``: the topic of facts that have several of one kind, or more with EITHER
    between them.
    """

    kind: FactKind
    about: str = ""
    low: float = float("-inf")
    high: float = float("inf")
    is_inclusive: bool = True
    options: frozenset[str] = frozenset()
    only: bool = False
    currencies: frozenset[str] = frozenset()
    period: str = ""
    order: Order | None = None

    @property
    def prefers_words(self) -> bool:
        """Whether a guide's own words are judged rather than its figure."""
        return bool(self.options) and self.low > 0

    def holds(self, value: object) -> bool:
        """Whether a typical value meets the condition; a range as a whole."""
        if isinstance(value, Amount):
            if self.is_inclusive:
                return self.low <= value.low and value.high <= self.high
            return self.low < value.low and value.high < self.high
        if not isinstance(value, OptionSet):
            return False
        return value.options <= self.options if self.only else bool(value.options & self.options)
