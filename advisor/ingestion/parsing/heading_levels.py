"""Levels of headings in pasted text, without any markup.

They follow from numbers, capitals, similar neighbours or the vocabulary.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.domain import BlockKind
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.lines import Unit
from advisor.ingestion.parsing.outline import heading_name
from advisor.ingestion.parsing.outline_numbers import Outline
from advisor.ingestion.parsing.vocabulary import ParentHeading, vocabulary

TOP, CHILD = 2, 3  # level 1 is the title
MAX_INTRO_CHARS = 400


@dataclass(frozen=True, slots=True)
class _HeadingEntry:
    """A heading, the units directly below it, and traits shared by siblings."""

    name: str
    line: str
    body: tuple[Unit, ...]
    traits: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return not self.body

    @property
    def is_introduced(self) -> bool:
        """Whether at most one short paragraph stands below the heading."""
        return len(self.body) <= 1 and all(
            u.kind is BlockKind.PARAGRAPH and len(u.text) <= MAX_INTRO_CHARS for u in self.body
        )

    @property
    def shape(self) -> tuple[BlockKind, ...]:
        return tuple(unit.kind for unit in self.body)


def assign_levels(units: Sequence[Unit]) -> list[int]:
    """The level of every heading among ``units``, in order."""
    entries = _entries(units)
    return _by_number(entries) or _by_capitals(entries) or _by_likeness(entries)


def _entries(units: Sequence[Unit]) -> list[_HeadingEntry]:
    starts = [at for at, unit in enumerate(units) if unit.is_heading]
    ends = [*starts, len(units)][1:]
    out = []
    for start, end in zip(starts, ends, strict=True):
        line, body = units[start].text, tuple(units[start + 1 : end])
        out.append(_HeadingEntry(heading_name(line), line, body, _traits(line, body)))
    return out


def _traits(line: str, body: Sequence[Unit]) -> frozenset[str]:
    traits = set()
    if line_shapes.is_question(line):
        traits.add("question")
    if line_shapes.is_time_span(line):
        traits.add("hours")
    if line_shapes.is_enumerated(line):
        traits.add("step " + line.split(maxsplit=1)[0].casefold())
    if line_shapes.emoji_lead(line):
        traits.add("emoji")
    for place, unit in (("first", body[0]), ("last", body[-1])) if body else ():
        if unit.kind is BlockKind.LABEL:
            traits.add(f"{place} {line_shapes.label_name(unit.text).casefold()}")
    return frozenset(traits)


def _by_number(entries: Sequence[_HeadingEntry]) -> list[int]:
    """Levels from outline numbers, if most headings have one.

    Empty unless some numbers are deeper than others. A heading without a number belongs to the one before it that has
    one, unless it usually stands alone.
    """
    outline = Outline()
    depths = [outline.take(entry.line) for entry in entries]
    n_numbered = sum(bool(depth) for depth in depths)
    if n_numbered < 3 or n_numbered * 10 < len(entries) * 4:
        return []
    if set(depths) <= {0, 1}:
        if not depths[0] or n_numbered == len(entries):
            return []
        return [TOP if depth else CHILD for depth in depths]
    levels, last = [], 0
    for entry, depth in zip(entries, depths, strict=True):
        last = depth or last
        alone = vocabulary().standalone.search(entry.name) and not depth
        levels.append(TOP + depth - 1 if depth else TOP if alone else TOP + last)
    return levels


def _by_capitals(entries: Sequence[_HeadingEntry]) -> list[int]:
    """Levels from capitals, if only some headings are written in capitals."""
    capitals = [entry.name == entry.name.upper() for entry in entries]
    if sum(line_shapes.is_capitals(entry.name) for entry in entries) < 3 or all(capitals) or not capitals[0]:
        return []
    return [TOP if high else CHILD for high in capitals]


def _by_likeness(entries: Sequence[_HeadingEntry]) -> list[int]:
    """Levels from parents recognised by their children."""
    levels = [TOP] * len(entries)
    at = 0
    while at < len(entries):
        n_children = _n_children(entries, at)
        for child in range(at + 1, at + 1 + n_children):
            levels[child] = CHILD
        at += 1 + n_children
    return levels


def _n_children(entries: Sequence[_HeadingEntry], at: int) -> int:
    """The number of following headings belonging below this one."""
    if at + 1 >= len(entries):
        return 0
    parent = entries[at]
    known = next((p for p in vocabulary().parents if p.heading.search(parent.name)), None)
    series = _series(entries, at)
    listed = _listed(entries, at, known, n_sure=series) if known else 0
    if series or listed:
        return max(series, listed)
    return _first_children(entries, at) if parent.is_empty else 0


def _series(entries: Sequence[_HeadingEntry], at: int) -> int:
    """The number of similar headings after ``at``.

    0 unless ``at`` itself differs from them and could introduce them.
    """
    parent = entries[at]
    if not parent.is_introduced:
        return 0
    best = 0
    for trait in entries[at + 1].traits - parent.traits:
        if trait == "emoji" and not parent.is_empty:
            continue
        end = at + 1
        while end < len(entries) and trait in entries[end].traits:
            if trait == "emoji" and vocabulary().standalone.search(entries[end].name):
                break
            end += 1
        best = max(best, end - at - 1)
    return best if best >= 2 else 0


def _listed(entries: Sequence[_HeadingEntry], at: int, known: ParentHeading, *, n_sure: int) -> int:
    """The number of suitable headings after a known parent.

    Their kinds are those it usually holds. ``n_sure`` of them are similar; one after those belongs to them only if it
    does not usually stand alone.
    """
    parent = entries[at]
    end = at + 1
    while end < len(entries):
        entry = entries[end]
        usual = bool(known.children.search(entry.name))
        alone = end - at > n_sure > 0 and bool(vocabulary().standalone.search(entry.name))
        usual = usual or (parent.is_empty and not alone and bool(known.when_empty.search(entry.name)))
        if known.any_child and parent.is_introduced:
            usual = usual or not (vocabulary().standalone.search(entry.name) or _opens(entries, end))
        shared = entry.traits & entries[at + 1].traits
        alike = end > at + 1 and bool(shared - {"emoji"} if vocabulary().standalone.search(entry.name) else shared)
        if not (usual or alike) or (entry.is_empty and _opens(entries, end)):
            break
        end += 1
    return end - at - 1


def _opens(entries: Sequence[_HeadingEntry], at: int) -> bool:
    """Whether this heading is itself a parent.

    It then has nothing below it but the next heading, or a series.
    """
    if at + 1 >= len(entries):
        return False
    return entries[at].is_empty or bool(_series(entries, at))


def _first_children(entries: Sequence[_HeadingEntry], at: int) -> int:
    """The number of children of an empty heading without other evidence.

    They are the next heading and those shaped like it. The latter count only if a clearly different heading follows;
    otherwise they may be the parent's siblings.
    """
    first = entries[at + 1]
    if _opens(entries, at + 1) or vocabulary().standalone.search(first.name):
        return 0
    end = at + 2
    while end < len(entries) and entries[end].shape == first.shape and not _opens(entries, end):
        end += 1
    return end - at - 1 if end < len(entries) and _opens(entries, end) else 1
