"""Contradictions planted in a guide, and restatements that agree with it.

``find_disagreements`` is measured on them.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.domain import Block, BlockKind, Guide, Section, Span
from advisor.facts import Disagreement, find_disagreements, find_facts
from evals.public.planted_conflicts.against_page import against_page, restating
from evals.public.planted_conflicts.wording import Wording, statements


@dataclass(frozen=True, slots=True)
class Planting:
    """A changed copy of a guide.

    ``planted`` are the spans of the new statements; a report naming any of ``about`` is right, and an empty ``about``
    plants nothing that disagrees. With one planted statement, the other side has to quote some of ``against``.
    """

    guide: Guide
    name: str
    about: tuple[str, ...]
    planted: tuple[Span, ...]
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlantingOutcome:
    """The reports on one planting.

    ``found``: with the right topic and both sides; ``others``: all further reports.
    """

    planting: Planting
    found: bool
    others: tuple[Disagreement, ...]


def plant(guide: Guide, seed: int) -> Iterator[Planting]:
    """Yield every planting applicable to this guide.

    ``seed`` picks one wording of each.
    """
    for name, wordings in sorted(against_page(guide).items()):
        rng = random.Random(f"{guide.id} {name} {seed}")
        yield _plant_one(guide, name, rng.choice(wordings), rng)
    for name, sides in sorted(statements().pairs.items()):
        rng = random.Random(f"{guide.id} {name} {seed}")
        yield _plant_pair(guide, name, [rng.choice(side) for side in sides], rng)


def plant_agreeing(guide: Guide, seed: int) -> Iterator[Planting]:
    """Yield restatements and unrelated statements, which justify no report."""
    for name, wordings in sorted({**restating(guide), **statements().quiet}.items()):
        rng = random.Random(f"{guide.id} {name} {seed}")
        yield replace(_plant_one(guide, name, rng.choice(wordings), rng), about=())


def measure(planting: Planting, known: Sequence[Disagreement] = ()) -> PlantingOutcome:
    """Look for contradictions in a planted copy.

    ``known`` are those of the unchanged guide, which do not count.
    """
    before = {one.about for one in known}
    found = find_disagreements(find_facts(planting.guide))
    right = [one for one in found if one.about in planting.about and _both_sides(planting, one)]
    others = tuple(one for one in found if one not in right and one.about not in before)
    return PlantingOutcome(planting, bool(right), others)


def _both_sides(planting: Planting, one: Disagreement) -> bool:
    """Whether a report quotes every planted statement and the page's own.

    Each must be on a side of its own.
    """
    sides_of = [
        {n for n, side in enumerate(one.sides) if any(f.start <= s.start and s.end <= f.end for f in side)}
        for s in planting.planted
    ]
    if not all(sides_of):
        return False
    if len(planting.planted) > 1:
        return not set.intersection(*sides_of)
    text = planting.guide.text
    return any(
        phrase.casefold() in text[fact.start : fact.end].casefold()
        for n, side in enumerate(one.sides)
        if n not in sides_of[0]
        for fact in side
        for phrase in planting.against
    )


# --- changing a guide ---


def insert(guide: Guide, section: Section, kind: BlockKind, text: str) -> tuple[Guide, Span]:
    """Append a block to a section; return the copy and its span."""
    at = section.end
    lead = "\n\n"
    grown = guide.text[:at] + lead + text + guide.text[at:]
    by = len(lead) + len(text)
    new = Block(kind, at + len(lead), at + by)
    sections = []
    for one in guide.sections:
        if one.anchor == section.anchor:
            sections.append(replace(one, end=new.end, blocks=(*one.blocks, new)))
        elif one.start >= at:
            blocks = tuple(Block(b.kind, b.start + by, b.end + by) for b in one.blocks)
            sections.append(replace(one, start=one.start + by, end=one.end + by, blocks=blocks))
        else:
            sections.append(one)
    return replace(guide, text=grown, sections=tuple(sections), repairs=(), excluded=()), Span(new.start, new.end)


def _places(guide: Guide, topic: str) -> list[Section]:
    """Return the sections fit for a statement on a topic.

    Without any, the first section with a body.
    """
    fit = [one for one in guide.sections if one.body and re.search(topic, one.title, re.IGNORECASE)]
    return fit or [one for one in guide.sections if one.body][:1]


def _plant_one(guide: Guide, name: str, wording: Wording, rng: random.Random) -> Planting:
    section = rng.choice(_places(guide, wording.place))
    changed, span = insert(guide, section, wording.kind, _filled(wording.text, guide))
    return Planting(changed, name, wording.about, (span,), wording.against)


def _plant_pair(guide: Guide, name: str, wordings: Sequence[Wording], rng: random.Random) -> Planting:
    spans: list[Span] = []
    for wording in wordings:
        section = rng.choice(_places(guide, wording.place))
        guide, span = insert(guide, section, wording.kind, _filled(wording.text, guide))
        by = span.end - section.end
        spans = [Span(s.start + by, s.end + by) if s.start >= section.end else s for s in spans]
        spans.append(span)
    return Planting(guide, name, wordings[0].about, tuple(spans))


def _filled(text: str, guide: Guide) -> str:
    """Fill in the guide's role for ``{people}`` and ``{People}``.

    The latter is capitalized, for the beginning of a sentence.
    """
    people = guide.title if guide.title.isupper() else guide.title[0].lower() + guide.title[1:]
    people = " ".join(word if word[1:] != word[1:].lower() else word.lower() for word in people.split())
    people = people if people.endswith("s") else "workers in this occupation"
    return text.replace("{people}", people).replace("{People}", people[0].upper() + people[1:])
