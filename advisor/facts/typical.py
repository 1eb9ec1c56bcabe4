"""Typical values: which of a guide's facts stands for its career."""

from collections.abc import Iterable, Sequence

from advisor.facts.model import Amount, CareerFact, FactKind, OptionSet, Weight
from advisor.facts.pay import MEDIAN, PLAIN, RANGE

# The measures of pay that are the career's own, the most typical first; a level's or a tenth's is none of them.
PAY_MEASURES = (MEDIAN, "average pay", RANGE, PLAIN)
ORDER = (Weight.LABEL, Weight.FIGURE, Weight.PROSE)


def typical_fact(facts: Iterable[CareerFact], kind: FactKind, about: str = "", unit: str = "") -> CareerFact | None:
    """The fact that tells a career's typical value, or None.

    ``about`` and ``unit``: only facts of this topic and unit. A median comes before a range, the newest year before
    older ones, a figure before words, and a label before a sentence.
    """
    fitting = [one for one in facts if one.kind is kind and (not about or one.about == about) and _is_of(one, unit)]
    ranked = sorted(filter(_is_typical, fitting), key=_rank)
    return ranked[0] if ranked else None


def same_measure(facts: Sequence[CareerFact]) -> bool:
    """Whether figures of one unit, kind and time may be ranked."""
    first = facts[0]
    return all(
        isinstance(one.value, Amount)
        and isinstance(first.value, Amount)
        and one.about == first.about
        and one.value.unit == first.value.unit
        and one.value.high != float("inf")
        and (not one.years or not first.years or bool(one.years & first.years))
        for one in facts
    )


def _is_of(fact: CareerFact, unit: str) -> bool:
    return not unit or (isinstance(fact.value, Amount) and fact.value.unit == unit)


def _is_typical(fact: CareerFact) -> bool:
    if fact.scope:
        return False
    if fact.kind is FactKind.PAY:
        return fact.about in PAY_MEASURES and (fact.usual or fact.about in PAY_MEASURES[:2])
    return True


def _rank(fact: CareerFact) -> tuple[bool, int, bool, bool, int, int, int]:
    measure = PAY_MEASURES.index(fact.about) if fact.kind is FactKind.PAY else 0
    is_yearly = isinstance(fact.value, Amount) and fact.value.unit.endswith(("year", "percent", "week"))
    newest = max((int(year[:4]) for year in fact.years if year[:4].isdigit()), default=0)
    return (
        not fact.usual and fact.kind is not FactKind.PAY,
        measure,
        isinstance(fact.value, OptionSet) and fact.kind is FactKind.GROWTH,
        not is_yearly,
        -newest,
        ORDER.index(fact.weight),
        fact.start,
    )
