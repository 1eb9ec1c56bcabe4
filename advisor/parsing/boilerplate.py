"""What a web page wraps around a guide: share links, price lists, sign-up and cookie lines, told by general words."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.domain import BlockKind
from advisor.parsing import lines as look
from advisor.parsing.units import Unit
from advisor.parsing.vocabulary import vocabulary

MAX_WORDS = 16  # a longer line is prose, whatever words it has
MAX_BETWEEN = 5  # short lines of no telling words between two that tell
MIN_KINDS = 2  # kinds of telling words in a stretch
MIN_SHARE = 0.25  # of its lines that tell

_STRETCH = "share links, subscription offers or other parts of the web page"
_LINE = "a line of the web page"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Units ``first``..``last`` (both included) that belong to the page."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Told:
    """The kinds of telling words in one line, strong and weak."""

    strong: frozenset[str]
    weak: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.strong or self.weak)


def find_boilerplate(units: Sequence[Unit]) -> list[Stretch]:
    """Stretches of units that belong to the page and not to the guide, in order."""
    told = [_tell(unit) for unit in units]
    out: list[Stretch] = []
    at = 0
    while at < len(units):
        found = _stretch(units, told, at) if told[at] else None
        if found:
            out.append(found)
        at = found.last + 1 if found else at + 1
    return out


def _stretch(units: Sequence[Unit], told: Sequence[_Told], first: int) -> Stretch | None:
    """The stretch that begins with ``first``, a line that tells."""
    last, seen = first, first + 1
    while seen < len(units) and seen - last <= MAX_BETWEEN and not _is_substance(units[seen], told[seen]):
        if told[seen]:
            last = seen
        seen += 1
    inside = told[first : last + 1]
    strong = frozenset().union(*(line.strong for line in inside))
    kinds = strong.union(*(line.weak for line in inside))
    n_telling = sum(map(bool, inside))
    if not strong:
        return None
    if units[first].kind is BlockKind.ITEM and n_telling < len(inside):
        return None  # a list of the guide that happens to use such words
    if n_telling < 2 or len(kinds) < MIN_KINDS or n_telling < MIN_SHARE * len(inside):
        return Stretch(first, first, _LINE) if _stands_alone(units, told, first) else None
    if seen == len(units):
        return Stretch(first, seen - 1, _STRETCH)
    while last + 1 < len(units) and units[last].kind is units[last + 1].kind is BlockKind.ITEM:
        last += 1
    return Stretch(first, last, _STRETCH)


def _stands_alone(units: Sequence[Unit], told: Sequence[_Told], at: int) -> bool:
    """Whether this one line is the page's: no item, no heading of a text, and hardly anything but telling words."""
    unit = units[at]
    if not told[at].strong or unit.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return False
    if unit.is_heading and at + 1 < len(units) and not units[at + 1].is_heading:
        return False
    n_kinds = len(told[at].strong | told[at].weak)
    return n_kinds >= MIN_KINDS or (len(unit.text.split()) <= 4 and not look.ends_sentence(unit.text))


def _is_substance(unit: Unit, told: _Told) -> bool:
    """Whether a unit can only be part of the guide: prose, a label, a figure, a heading that guides usually have."""
    if told:
        return False
    if unit.is_heading and look.is_title_case(unit.text) and vocabulary().standalone.search(unit.text):
        return True
    return unit.kind in (BlockKind.LABEL, BlockKind.FIGURE, BlockKind.ROW) or len(unit.text.split()) > MAX_WORDS


def _tell(unit: Unit) -> _Told:
    if len(unit.text.split()) > MAX_WORDS:
        return _Told(frozenset(), frozenset())
    words = vocabulary()
    strong = frozenset(pattern.pattern for pattern in words.strong if pattern.search(unit.text))
    return _Told(strong, frozenset(pattern.pattern for pattern in words.weak if pattern.search(unit.text)))
