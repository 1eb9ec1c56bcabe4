"""Which bare-line headings hold which: by numbers, by capitals, by likeness of neighbours, by the vocabulary."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.domain import BlockKind
from advisor.ingestion.parsing import line_shapes as look
from advisor.ingestion.parsing.lines import Unit
from advisor.ingestion.parsing.outline import heading_name
from advisor.ingestion.parsing.vocabulary import Parent, vocabulary

TOP, CHILD = 2, 3  # level 1 is the title
MAX_INTRO_CHARS = 400


@dataclass(frozen=True, slots=True)
class _Entry:
    """A heading, what stands directly under it, and the traits that its siblings would share."""

    name: str
    line: str
    body: tuple[Unit, ...]
    traits: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return not self.body

    @property
    def is_introduced(self) -> bool:
        """Whether no more than one short paragraph stands between the heading and the next."""
        return len(self.body) <= 1 and all(
            u.kind is BlockKind.PARAGRAPH and len(u.text) <= MAX_INTRO_CHARS for u in self.body
        )

    @property
    def shape(self) -> tuple[BlockKind, ...]:
        return tuple(unit.kind for unit in self.body)


def nest(units: Sequence[Unit]) -> list[int]:
    """The level of every heading among ``units``, in order."""
    entries = _entries(units)
    return _by_number(entries) or _by_capitals(entries) or _by_likeness(entries)


def _entries(units: Sequence[Unit]) -> list[_Entry]:
    starts = [at for at, unit in enumerate(units) if unit.is_heading]
    ends = [*starts, len(units)][1:]
    out = []
    for start, end in zip(starts, ends, strict=True):
        line, body = units[start].text, tuple(units[start + 1 : end])
        out.append(_Entry(heading_name(line), line, body, _traits(line, body)))
    return out


def _traits(line: str, body: Sequence[Unit]) -> frozenset[str]:
    traits = set()
    if look.is_question(line):
        traits.add("question")
    if look.is_time_span(line):
        traits.add("hours")
    if look.is_enumerated(line):
        traits.add("step " + line.split(maxsplit=1)[0].casefold())
    if look.emoji_lead(line):
        traits.add("emoji")
    for place, unit in (("first", body[0]), ("last", body[-1])) if body else ():
        if unit.kind is BlockKind.LABEL:
            traits.add(f"{place} {look.label_name(unit.text).casefold()}")
    return frozenset(traits)


def _by_number(entries: Sequence[_Entry]) -> list[int]:
    """Levels from outline numbers, if nearly all headings have one and some are deeper than others."""
    numbers = [look.outline_number(entry.line) for entry in entries]
    n_numbered = sum(bool(number) for number in numbers)
    if n_numbered < 3 or n_numbered * 10 < len(entries) * 4:
        return []
    depths = {len(number) for number in numbers if number}
    if depths == {1} and n_numbered < len(entries):
        return [TOP if number else CHILD for number in numbers] if numbers[0] else []
    return [TOP + max(len(number), 1) - 1 for number in numbers]


def _by_capitals(entries: Sequence[_Entry]) -> list[int]:
    """Levels from capitals, if some headings are written in capitals and the others are not."""
    capitals = [entry.name == entry.name.upper() for entry in entries]
    if sum(look.is_capitals(entry.name) for entry in entries) < 3 or all(capitals) or not capitals[0]:
        return []
    return [TOP if high else CHILD for high in capitals]


def _by_likeness(entries: Sequence[_Entry]) -> list[int]:
    levels = [TOP] * len(entries)
    at = 0
    while at < len(entries):
        n_children = _n_children(entries, at)
        for child in range(at + 1, at + 1 + n_children):
            levels[child] = CHILD
        at += 1 + n_children
    return levels


def _n_children(entries: Sequence[_Entry], at: int) -> int:
    """How many headings after this one belong under it."""
    if at + 1 >= len(entries):
        return 0
    parent = entries[at]
    known = next((p for p in vocabulary().parents if p.heading.search(parent.name)), None)
    series = _series(entries, at)
    listed = _listed(entries, at, known, n_sure=series) if known else 0
    if series or listed:
        return max(series, listed)
    return _first_children(entries, at) if parent.is_empty else 0


def _series(entries: Sequence[_Entry], at: int) -> int:
    """How many neighbours after ``at`` are alike, if ``at`` itself is unlike them and could introduce them."""
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


def _listed(entries: Sequence[_Entry], at: int, known: Parent, *, n_sure: int) -> int:
    """How many headings after a parent that the vocabulary knows are of the kinds it usually holds.

    ``n_sure`` of them are alike; one behind those belongs to them only if it does not usually stand alone.
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


def _opens(entries: Sequence[_Entry], at: int) -> bool:
    """Whether this heading is itself a parent: nothing under it but the next heading, or a series."""
    if at + 1 >= len(entries):
        return False
    return entries[at].is_empty or bool(_series(entries, at))


def _first_children(entries: Sequence[_Entry], at: int) -> int:
    """Children of a heading without text that nothing else tells about: the next one, and those shaped like it.

    Those like it count only if what follows them is clearly another matter, else they may be the parent's equals.
    """
    first = entries[at + 1]
    if _opens(entries, at + 1) or vocabulary().standalone.search(first.name):
        return 0
    end = at + 2
    while end < len(entries) and entries[end].shape == first.shape and not _opens(entries, end):
        end += 1
    return end - at - 1 if end < len(entries) and _opens(entries, end) else 1
