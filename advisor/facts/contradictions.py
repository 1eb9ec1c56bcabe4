"""Contradictions among facts: same subject, scope and time, but incompatible values."""

import math
from collections.abc import Iterable

from advisor.facts.model import Amount, CareerFact, Disagreement, FactKind, OptionSet, Place, TablePlace
from advisor.facts.vocabulary import vocabulary

YEARS, WEEK = "years", "hours per week"
EDUCATION = "education"
UNDISPUTED = frozenset({FactKind.TRAINING, FactKind.OUTDOORS})  # a guide tells of several kinds, all of them true
NEIGHBOURS = frozenset({"high school", "some college"})  # often required together
MIN_SHARED = 0.5  # overlap of two ranges, as a share of the years they span together
MAX_COMPARED = 200  # facts of one subject and scope, each of which is compared with all others
MAX_OPEN_YEARS = 3.0  # "5 or more" ends at twice as many years, or this many more if that is later


def find_disagreements(facts: Iterable[CareerFact]) -> tuple[Disagreement, ...]:
    """The contradictions among one guide's facts, ordered by first place."""
    groups: dict[tuple[str, frozenset[str]], list[CareerFact]] = {}
    for fact in facts:
        if fact.kind in UNDISPUTED:
            continue
        groups.setdefault((fact.about, frozenset(fact.scope.split())), []).append(fact)
    found = [one for (about, _), group in groups.items() if (one := _among(about, group[0].scope, group))]
    return tuple(sorted(found, key=lambda one: min(place.start for side in one.sides for place in side)))


def disagree(one: CareerFact, other: CareerFact) -> bool:
    """Whether two facts about the same thing and scope are incompatible."""
    if (one.start, one.end) == (other.start, other.end):
        return False
    if one.years and other.years and not one.years & other.years:
        return False
    if one.cell and other.cell and not _same_cell(one.cell, other.cell):
        return False
    first, second = one.value, other.value
    if isinstance(first, OptionSet) and isinstance(second, OptionSet):
        return _options_disagree(one.about, first, second, usual=(one.usual, other.usual))
    if not (one.usual and other.usual) or not isinstance(first, Amount) or not isinstance(second, Amount):
        return False
    if first.unit != second.unit:
        return False
    return _spans_disagree(first, second) if first.unit in (YEARS, WEEK) else _amounts_disagree(first, second)


def _same_cell(one: TablePlace, other: TablePlace) -> bool:
    """Whether two values of tables are of the same thing.

    In one table all words beside them are the same; two tables have to be about the same.
    """
    return one.identity == other.identity if one.table == other.table else one.context == other.context


def _options_disagree(about: str, one: OptionSet, other: OptionSet, *, usual: tuple[bool, bool]) -> bool:
    """Whether two option sets are incompatible.

    The vocabulary's opposed pairs decide where it has them; elsewhere sets without a common option disagree.
    """
    if about == EDUCATION and one.options | other.options == NEIGHBOURS:
        return False
    facet = vocabulary().facets.get(about)
    if facet and facet.opposed:
        return (all(usual) or bool(facet.some)) and all(
            frozenset((a, b)) in facet.opposed for a in one.options for b in other.options
        )
    return all(usual) and not one.options & other.options


def _amounts_disagree(one: Amount, other: Amount) -> bool:
    slack = max(one.slack, other.slack)
    return abs(one.low - other.low) > slack or _apart(one.high, other.high) > slack


def _apart(one: float, other: float) -> float:
    return 0.0 if one == other or math.inf in (one, other) else abs(one - other)


def _spans_disagree(one: Amount, other: Amount) -> bool:
    """Whether two ranges overlap too little to be compatible.

    A vague range ("several years") disagrees only with amounts outside it.
    """
    first, second = _closed(one), _closed(other)
    low, high = max(first[0], second[0]), min(first[1], second[1])
    slack = one.slack + other.slack
    if low > high:
        return low - high > slack
    single = first[0] == first[1] or second[0] == second[1]
    if single or slack or one.unit == WEEK:
        return False
    return (high - low) / (max(first[1], second[1]) - min(first[0], second[0])) < MIN_SHARED


def _closed(amount: Amount) -> tuple[float, float]:
    if amount.high != math.inf:
        return amount.low, amount.high
    return amount.low, amount.low * 2 if amount.unit == WEEK else max(2 * amount.low, amount.low + MAX_OPEN_YEARS)


def _among(about: str, scope: str, group: list[CareerFact]) -> Disagreement | None:
    """The facts in conflict, grouped into compatible sides, best-worded first."""
    ranked = sorted(group, key=lambda fact: (not fact.usual, -fact.weight, fact.start))[:MAX_COMPARED]
    against = {n: {m for m, other in enumerate(ranked) if disagree(fact, other)} for n, fact in enumerate(ranked)}
    sides: list[list[int]] = []
    for n in (n for n in against if against[n]):
        fitting = [side for side in sides if not against[n] & set(side)]
        # A fact compatible with several sides joins the one with the most opponents in common.
        home = max(fitting, key=lambda side: len(against[n] & against[side[0]]), default=None)
        if home is None or not against[n] & against[home[0]]:
            sides.append([n])
        else:
            home.append(n)
    if len(sides) < 2:
        return None
    return _distinct(about, scope, [[ranked[n] for n in side] for side in sides])


def _distinct(about: str, scope: str, sides: list[list[CareerFact]]) -> Disagreement | None:
    """The sides with each place once, on the first of its sides.

    One sentence may state several facts.
    """
    seen: set[tuple[int, int]] = set()
    kept = []
    for side in sides:
        places: dict[tuple[int, int], Place] = {}
        for fact in side:
            places.setdefault((fact.start, fact.end), Place(fact.start, fact.end, fact.weight, fact.usual))
        kept.append(tuple(place for where, place in places.items() if where not in seen))
        seen.update(places)
    kept = [side for side in kept if side]
    return Disagreement(about, scope, tuple(kept)) if len(kept) > 1 else None
