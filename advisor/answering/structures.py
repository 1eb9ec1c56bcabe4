"""Structures that answer as a whole: cards, days and ladders."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from advisor.domain import Block, BlockKind, Guide, Section, Span
from advisor.text.sentences import split_block
from advisor.text.tokens import stems
from advisor.weights import weights

CLOCK = re.compile(
    r"\b\d{1,2}(?::\d\d|\s*[ap]\.?m\b)|\b(?:morning|midday|noon|afternoon|evening|night)\b", re.IGNORECASE
)
LABEL = re.compile(r"^([^:]{1,60}):\s+(?=\S)")
TYPICAL = re.compile(r"\b(?:median|average|mean|typical|usual)\b", re.IGNORECASE)
RANGE = re.compile(r"\d[^\d–-]*(?:[–-]|\bto\b)\D{0,4}\d")
# A question for all levels of a career.
LADDER = re.compile(
    r"\b(?:levels|tiers|steps|stages|rungs|ranks|grades|ladder|progression|hierarchy|career paths?)\b", re.IGNORECASE
)
MIN_STEPS = 3


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A sentence, item or row of a section."""

    section: Section
    span: Span


def split_label(quote: str) -> tuple[str, str]:
    """Split a row into its label and its value.

    Without a label the first is empty. A figure on two lines has its label on the one without a digit.
    """
    lines = [line for part in quote.splitlines() if (line := " ".join(part.split()))]
    if len(lines) == 2:
        return (lines[1], lines[0]) if re.search(r"\d", lines[0]) else (lines[0], lines[1])
    text = " ".join(lines)
    label = LABEL.match(text)
    return (label.group(1), text[label.end() :]) if label else ("", text)


def card(guide: Guide, section: Section, span: Span, asked: Set[str]) -> tuple[SectionSpan, ...]:
    """Give the rows of the card around the best row.

    That row first; all of them, or those that the question names. A usual value comes before a range. Empty where there
    is no card. ``asked``: the stems of the question.
    """
    rows = [block for block in section.body if _is_row(guide, block)]
    best = next((row for row in rows if row.start <= span.start and span.end <= row.end), None)
    if best is None or len(rows) < 2:
        return ()
    labels = {row: split_label(guide.text[row.start : row.end]) for row in rows}
    named = _named(asked, [labels[row][0] for row in rows], f"{guide.title} {section.title}")
    if named:
        return tuple(SectionSpan(section, Span(rows[n].start, rows[n].end)) for n in named)
    if RANGE.search(labels[best][1]):
        best = next((row for row in rows if TYPICAL.search(labels[row][0])), best)
    return tuple(SectionSpan(section, Span(row.start, row.end)) for row in (best, *(r for r in rows if r is not best)))


def day(guide: Guide, section: Section, asked: Set[str]) -> tuple[SectionSpan, ...]:
    """Give the whole day around a section, in its order.

    Empty for other sections, and where the question does not name the day, or names a time or a task of it.
    """
    times = siblings(guide, section)
    if len(times) < 2 or not all(CLOCK.search(time.title) for time in times):
        return ()
    named = asked & set(stems(section.path[-2]))
    told = {stem for time in times for stem in stems(guide.text[time.start : time.end])}
    if not named or asked - named - set(stems(guide.title)) & told:
        return ()
    return tuple(place for time in times for place in _all_of(guide, time))


def ladder(guide: Guide, section: Section, question: str) -> tuple[SectionSpan, ...]:
    """Give the rows of all levels around a section, in their order.

    Empty unless the question is for all levels, and each has a row of the same label.
    """
    levels = siblings(guide, section)
    if len(levels) < MIN_STEPS or not LADDER.search(question):
        return ()
    if _named(set(stems(question)), [one.title for one in levels], guide.title):
        return ()
    rows = [{split_label(guide.text[b.start : b.end])[0]: b for b in one.body if _is_row(guide, b)} for one in levels]
    shared = set.intersection(*map(set, rows)) - {""}
    return tuple(
        SectionSpan(level, Span(of[label].start, of[label].end))
        for level, of in zip(levels, rows, strict=True)
        for label in of
        if label in shared
    )


def siblings(guide: Guide, section: Section) -> Sequence[Section]:
    """List the sections with text under a section's outer heading.

    Itself among them; empty for an outermost one.
    """
    if len(section.path) < 2:
        return ()
    outer = section.path[:-1]
    return [one for one in guide.sections if one.path[:-1] == outer and one.body]


def _is_row(guide: Guide, block: Block) -> bool:
    """Whether a block is a short labelled value."""
    if block.kind not in (BlockKind.LABEL, BlockKind.FIGURE):
        return False
    label, value = split_label(guide.text[block.start : block.end])
    return bool(label) and len(value.split()) <= weights().writer.label_words


def _named(asked: Set[str], names: Sequence[str], about: str) -> list[int]:
    """List the positions of the names that a question has a word of, which no other name has."""
    own = [set(stems(name)) - set(stems(about)) for name in names]
    shared = Counter(stem for name in own for stem in name)
    return [n for n, name in enumerate(own) if any(shared[stem] == 1 for stem in name & asked)]


def _all_of(guide: Guide, section: Section) -> Iterator[SectionSpan]:
    for block in section.body:
        yield from (SectionSpan(section, span) for span in split_block(guide.text, block))
