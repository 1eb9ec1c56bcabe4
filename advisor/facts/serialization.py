"""The contradictions of a guide as JSON, stored once per version."""

import json
from collections.abc import Iterable

from advisor.facts.model import Disagreement, Place, Weight

FINDER = "facts 2"  # increase the number when the same text gives other contradictions


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
