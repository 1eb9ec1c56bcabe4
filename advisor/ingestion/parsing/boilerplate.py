"""Boilerplate of web pages in pasted text, recognised by general words.

Share links, price lists, sign-up and cookie lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from advisor.domain import BlockKind
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.lines import Unit
from advisor.ingestion.parsing.vocabulary import vocabulary

MAX_WORDS = 16  # longer lines are prose, whatever their words
MAX_CHARS = 200
MAX_ALONE_WORDS = 4  # of a line recognised by one kind of cue
MIN_SENTENCE_WORDS = 4
MAX_BETWEEN = 4  # short lines without cues between two with cues
MIN_KINDS = 2  # kinds of cues in a range

_RANGE_REASON = "share links, subscription offers or other parts of the web page"
_LINE_REASON = "a line of the web page"


@dataclass(frozen=True, slots=True)
class UnitRange:
    """The boilerplate units ``first``..``last``, both included."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Cues:
    """The kinds of boilerplate words in one line, strong and weak."""

    strong: frozenset[str]
    weak: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.strong or self.weak)


def find_boilerplate(units: Sequence[Unit]) -> list[UnitRange]:
    """Ranges of units belonging to the web page, in order."""
    cues = [_cues_of(unit, after) for unit, after in pairwise([*units, None]) if unit]
    out: list[UnitRange] = []
    at = 0
    while at < len(units):
        if not cues[at]:
            at += 1
            continue
        last, end = _find_end(units, cues, at)
        listed = _list_end(units, at)
        if listed > at and not (all(cues[at:listed]) and (at == 0 or units[at - 1].kind is not BlockKind.ITEM)):
            at = listed  # a list of the guide that happens to contain such words
            continue
        strong = frozenset().union(*(line.strong for line in cues[at : last + 1]))
        kinds = strong.union(*(line.weak for line in cues[at : last + 1]))
        if last > at and strong and len(kinds) >= MIN_KINDS:
            out.append(UnitRange(at, end, _RANGE_REASON))
        else:
            out += [UnitRange(one, one, _LINE_REASON) for one in range(at, last + 1) if _stands_alone(units, cues, one)]
            end = last
        at = end + 1
    return out


def _list_end(units: Sequence[Unit], at: int) -> int:
    """The end of the list at ``at``, or ``at`` itself."""
    while at < len(units) and units[at].kind is BlockKind.ITEM:
        at += 1
    return at


def _find_end(units: Sequence[Unit], cues: Sequence[_Cues], first: int) -> tuple[int, int]:
    """The last cued line of a range, and the range's end.

    The range ends with its list, or with the text.
    """
    last, seen = first, first + 1
    while seen < len(units) and seen - last <= MAX_BETWEEN and not _is_substance(units[seen], cues[seen]):
        if cues[seen]:
            last = seen
        seen += 1
    if seen == len(units):
        return last, seen - 1
    end = last
    while units[end].kind is units[end + 1].kind is BlockKind.ITEM and end + 2 < len(units):
        end += 1
    return last, end


def _stands_alone(units: Sequence[Unit], cues: Sequence[_Cues], at: int) -> bool:
    """Whether this single line is boilerplate.

    It is neither an item nor a heading of other text, and has hardly any words but cues.
    """
    unit = units[at]
    if not cues[at].strong or unit.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return False
    if len(cues[at].strong | cues[at].weak) >= MIN_KINDS:
        return True
    heads = unit.is_heading and at + 1 < len(units) and not units[at + 1].is_heading
    return not heads and len(unit.text.split()) <= MAX_ALONE_WORDS and not line_shapes.ends_sentence(unit.text)


def _is_substance(unit: Unit, cues: _Cues) -> bool:
    """Whether a unit certainly belongs to the guide.

    That is prose, a label, a figure, or a heading usual in guides.
    """
    if cues:
        return False
    if unit.is_heading and line_shapes.is_title_case(unit.text) and vocabulary().standalone.search(unit.text):
        return True
    prose = len(unit.text.split()) > MAX_WORDS or _is_sentence(unit)
    return prose or unit.kind in (BlockKind.LABEL, BlockKind.FIGURE, BlockKind.ROW)


def _is_sentence(unit: Unit) -> bool:
    return unit.kind is BlockKind.PARAGRAPH and unit.text.endswith(".") and len(unit.text.split()) >= MIN_SENTENCE_WORDS


def _cues_of(unit: Unit, after: Unit | None) -> _Cues:
    """The cues of a line.

    A sentence, or the heading of one, needs two kinds to count.
    """
    if len(unit.text) > MAX_CHARS or len(unit.text.split()) > MAX_WORDS:
        return _Cues(frozenset(), frozenset())
    words = vocabulary()
    strong = frozenset(pattern.pattern for pattern in words.strong if pattern.search(unit.text))
    weak = frozenset(pattern.pattern for pattern in words.weak if pattern.search(unit.text))
    speaks = _is_sentence(unit) or (unit.is_heading and after is not None and _is_sentence(after))
    if speaks and len(strong | weak) < MIN_KINDS:
        return _Cues(frozenset(), frozenset())
    return _Cues(strong, weak)
