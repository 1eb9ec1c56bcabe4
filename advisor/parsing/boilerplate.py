"""What a web page wraps around a guide: share links, price lists, sign-up and cookie lines, told by general words."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.domain import BlockKind
from advisor.parsing import lines as look
from advisor.parsing.units import Unit
from advisor.parsing.vocabulary import vocabulary

MAX_WORDS = 16  # a longer line is prose, whatever words it has
MAX_BETWEEN = 5  # short lines of no telling words between two that tell
NEEDED = 3  # two for a strong word, one for a weak one

_REASONS = ("share links, subscription offers or other parts of the web page", "a line of the web page")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Units ``first``..``last`` (both included) that belong to the page."""

    first: int
    last: int
    reason: str


def find_boilerplate(units: Sequence[Unit]) -> list[Stretch]:
    """Stretches of units that belong to the page and not to the guide, in order."""
    weights = [_weight(unit) for unit in units]
    out: list[Stretch] = []
    at = 0
    while at < len(units):
        if not weights[at]:
            at += 1
            continue
        last, seen = at, at + 1
        while seen < len(units) and seen - last <= MAX_BETWEEN and not _is_substance(units[seen], weights[seen]):
            if weights[seen]:
                last = seen
            seen += 1
        found = _stretch(units, weights, at, last)
        if found:
            out.append(found)
            at = found.last + 1
        else:
            at += 1
    return out


def _stretch(units: Sequence[Unit], weights: Sequence[int], first: int, last: int) -> Stretch | None:
    inside = weights[first : last + 1]
    strong = [at for at in range(first, last + 1) if weights[at] == 2]
    if not strong:
        return None
    if sum(inside) < NEEDED or sum(1 for weight in inside if weight) * 4 < len(inside):
        return Stretch(first, first, _REASONS[1]) if weights[first] == 2 and _stands_alone(units, first) else None
    if units[first].kind is BlockKind.ITEM and not all(unit.kind is BlockKind.ITEM for unit in units[first : last + 1]):
        return None  # a list of the guide that happens to use such a word; the stretch begins behind it
    if all(unit.kind is BlockKind.ITEM for unit in units[first : last + 1]):
        return None
    tail = last + 1
    while tail < len(units) and (units[tail].kind is BlockKind.ITEM or not _is_substance(units[tail], 0)):
        tail += 1
    if tail == len(units):
        return Stretch(first, tail - 1, _REASONS[0])
    while last + 1 < len(units) and units[last + 1].kind is BlockKind.ITEM:
        last += 1
    return Stretch(first, last, _REASONS[0])


def _stands_alone(units: Sequence[Unit], at: int) -> bool:
    """Whether dropping this line alone leaves the lines around it whole: no item, and no heading of a text."""
    unit = units[at]
    if unit.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or len(unit.text.split()) > 8:
        return False
    return not (unit.is_heading and at + 1 < len(units) and not units[at + 1].is_heading) or look.starts_lower(
        unit.text
    )


def _is_substance(unit: Unit, weight: int) -> bool:
    """Whether a unit can only be part of the guide: prose, a label, or a figure that tells of no page."""
    if weight:
        return False
    return unit.kind in (BlockKind.LABEL, BlockKind.FIGURE, BlockKind.ROW) or len(unit.text.split()) > MAX_WORDS


def _weight(unit: Unit) -> int:
    """2 for a line that hardly any guide has, 1 for one that counts only among others, else 0."""
    if len(unit.text.split()) > MAX_WORDS:
        return 0
    words = vocabulary()
    if any(pattern.search(unit.text) for pattern in words.strong):
        return 2
    return int(any(pattern.search(unit.text) for pattern in words.weak))
