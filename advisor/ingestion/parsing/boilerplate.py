"""What a web page wraps around a guide: share links, price lists, sign-up and cookie lines, told by general words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from advisor.domain import BlockKind
from advisor.ingestion.parsing import line_shapes as look
from advisor.ingestion.parsing.lines import Unit
from advisor.ingestion.parsing.vocabulary import vocabulary

MAX_WORDS = 16  # a longer line is prose, whatever words it has
MAX_CHARS = 200
MAX_ALONE_WORDS = 4  # of a line that one kind of telling words makes the page's
MIN_SENTENCE_WORDS = 4
MAX_BETWEEN = 4  # short lines of no telling words between two that tell
MIN_KINDS = 2  # kinds of telling words in a stretch

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
    told = [_tell(unit, after) for unit, after in pairwise([*units, None]) if unit]
    out: list[Stretch] = []
    at = 0
    while at < len(units):
        if not told[at]:
            at += 1
            continue
        last, end = _reach(units, told, at)
        listed = _list_end(units, at)
        if listed > at and not (all(told[at:listed]) and (at == 0 or units[at - 1].kind is not BlockKind.ITEM)):
            at = listed  # a list of the guide that happens to use such words
            continue
        strong = frozenset().union(*(line.strong for line in told[at : last + 1]))
        kinds = strong.union(*(line.weak for line in told[at : last + 1]))
        if last > at and strong and len(kinds) >= MIN_KINDS:
            out.append(Stretch(at, end, _STRETCH))
        else:
            out += [Stretch(one, one, _LINE) for one in range(at, last + 1) if _stands_alone(units, told, one)]
            end = last
        at = end + 1
    return out


def _list_end(units: Sequence[Unit], at: int) -> int:
    """Where the list that ``at`` is in ends; ``at`` itself if it is no item."""
    while at < len(units) and units[at].kind is BlockKind.ITEM:
        at += 1
    return at


def _reach(units: Sequence[Unit], told: Sequence[_Told], first: int) -> tuple[int, int]:
    """The last telling line of the stretch from ``first`` on, and where it ends: with its list or with the text."""
    last, seen = first, first + 1
    while seen < len(units) and seen - last <= MAX_BETWEEN and not _is_substance(units[seen], told[seen]):
        if told[seen]:
            last = seen
        seen += 1
    if seen == len(units):
        return last, seen - 1
    end = last
    while units[end].kind is units[end + 1].kind is BlockKind.ITEM and end + 2 < len(units):
        end += 1
    return last, end


def _stands_alone(units: Sequence[Unit], told: Sequence[_Told], at: int) -> bool:
    """Whether this one line is the page's: no item, no heading of a text, and hardly anything but telling words."""
    unit = units[at]
    if not told[at].strong or unit.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return False
    if len(told[at].strong | told[at].weak) >= MIN_KINDS:
        return True
    heads = unit.is_heading and at + 1 < len(units) and not units[at + 1].is_heading
    return not heads and len(unit.text.split()) <= MAX_ALONE_WORDS and not look.ends_sentence(unit.text)


def _is_substance(unit: Unit, told: _Told) -> bool:
    """Whether a unit can only be part of the guide: prose, a label, a figure, a heading that guides usually have."""
    if told:
        return False
    if unit.is_heading and look.is_title_case(unit.text) and vocabulary().standalone.search(unit.text):
        return True
    prose = len(unit.text.split()) > MAX_WORDS or _is_sentence(unit)
    return prose or unit.kind in (BlockKind.LABEL, BlockKind.FIGURE, BlockKind.ROW)


def _is_sentence(unit: Unit) -> bool:
    return unit.kind is BlockKind.PARAGRAPH and unit.text.endswith(".") and len(unit.text.split()) >= MIN_SENTENCE_WORDS


def _tell(unit: Unit, after: Unit | None) -> _Told:
    """The telling words of a line. A sentence, or the heading of one, must have two kinds of them to count."""
    if len(unit.text) > MAX_CHARS or len(unit.text.split()) > MAX_WORDS:
        return _Told(frozenset(), frozenset())
    words = vocabulary()
    strong = frozenset(pattern.pattern for pattern in words.strong if pattern.search(unit.text))
    weak = frozenset(pattern.pattern for pattern in words.weak if pattern.search(unit.text))
    speaks = _is_sentence(unit) or (unit.is_heading and after is not None and _is_sentence(after))
    if speaks and len(strong | weak) < MIN_KINDS:
        return _Told(frozenset(), frozenset())
    return _Told(strong, weak)
