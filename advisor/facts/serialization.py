"""The disagreements of a guide as JSON, so that they are found once for each version of it."""

import json
from collections.abc import Iterable

from advisor.facts.model import Disagreement, Place, Weight

FINDER = "facts 1"  # to be raised when other disagreements are found in the same text


def dump_disagreements(found: Iterable[Disagreement]) -> str:
    return json.dumps(
        [
            [one.about, one.scope, [[[p.start, p.end, p.weight, int(p.usual)] for p in side] for side in one.sides]]
            for one in found
        ],
        separators=(",", ":"),
    )


def load_disagreements(record: str) -> tuple[Disagreement, ...]:
    return tuple(
        Disagreement(about, scope, tuple(tuple(_place(*place) for place in side) for side in sides))
        for about, scope, sides in json.loads(record)
    )


def _place(start: int, end: int, weight: int, usual: int) -> Place:
    return Place(start, end, Weight(weight), bool(usual))
