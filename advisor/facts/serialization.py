"""Facts and contradictions of a guide as JSON, stored once per version."""

import json
import math
from collections.abc import Iterable

from advisor.domain import Guide
from advisor.facts.model import Amount, CareerFact, Disagreement, FactKind, OptionSet, Place, Weight

FINDER = "facts 3"  # increase the number when the same text gives other contradictions
READER = "career facts 1"  # increase the number when the same text gives other facts


def dump_disagreements(found: Iterable[Disagreement]) -> str:
    """Contradictions as JSON: one list ``[about, scope, sides]`` each.

    A side is a list of places ``[start, end, weight, usual]``.
    """
    return json.dumps(
        [
            [one.about, one.scope, [[[p.start, p.end, p.weight, int(p.usual)] for p in side] for side in one.sides]]
            for one in found
        ],
        separators=(",", ":"),
    )


def load_disagreements(record: str) -> tuple[Disagreement, ...]:
    """The contradictions written by ``dump_disagreements``."""
    return tuple(
        Disagreement(about, scope, tuple(tuple(_place(*place) for place in side) for side in sides))
        for about, scope, sides in json.loads(record)
    )


def _place(start: int, end: int, weight: int, usual: int) -> Place:
    return Place(start, end, Weight(weight), bool(usual))


def dump_own_facts(facts: Iterable[CareerFact]) -> str:
    """The facts of the guide's own career as JSON, in order.

    Those of a level, a place or another career are left out, and what is said twice at one place.
    """
    rows = (
        [
            one.kind,
            one.about,
            _amount(one.value) if isinstance(one.value, Amount) else sorted(one.value.options),
            one.start,
            one.end,
            one.weight,
            int(one.usual),
            sorted(one.years),
        ]
        for one in facts
        if not one.scope
    )
    return json.dumps(list(rows), separators=(",", ":"))


def load_own_facts(record: str, guide: Guide) -> tuple[CareerFact, ...]:
    """The facts written by ``dump_own_facts``, of that very text."""
    found = []
    for kind, about, value, start, end, weight, usual, years in json.loads(record):
        section = guide.section_at(start, end)
        if section is None:
            continue
        found.append(
            CareerFact(
                kind=FactKind(kind),
                about=about,
                scope="",
                value=_read_amount(value) if isinstance(value, dict) else OptionSet(frozenset(value)),
                start=start,
                end=end,
                section=section,
                weight=Weight(weight),
                usual=bool(usual),
                years=frozenset(years),
            )
        )
    return tuple(found)


def _amount(one: Amount) -> dict[str, object]:
    """An amount whose open end is null, as JSON knows no infinity."""
    return {"low": one.low, "high": None if math.isinf(one.high) else one.high, "unit": one.unit, "slack": one.slack}


def _read_amount(value: dict[str, float | str | None]) -> Amount:
    low, high, unit, slack = (value[key] for key in ("low", "high", "unit", "slack"))
    return Amount(float(low or 0), math.inf if high is None else float(high), str(unit), float(slack or 0))
