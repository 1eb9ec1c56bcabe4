"""Pasted text as units: logical lines of one kind each.

Wrapped lines are joined; a unit is an item, label, figure, heading or paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from advisor.domain import BlockKind
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.aligned_rows import find_rows
from advisor.ingestion.parsing.vocabulary import vocabulary

_BLANK_LINE = re.compile(r"\n[ \t]*+\n")  # a ruled line between two rows is none
MAX_WRAP_CHARS = 120  # a text with longer lines was not wrapped by hand or by a mail program
MAX_NAME_WORDS = 5  # of a numbered item that names what stands below it
MIN_WRAP_CHARS = 40
MIN_FLOWING, MIN_FLOWING_CHARS = 2, 22  # lines whose sentences go on, where the widest ones tell nothing
FLOWING_SHARE, LOOSE = 0.8, 0.7  # so many of them are at least so wide
MIN_FULL_CHARS = 55  # in unwrapped text, a line this long before a lower-case letter is a broken sentence


@dataclass(frozen=True, slots=True)
class Unit:
    """A block in the making.

    ``gap``: a blank line comes before it; ``lead``: the number of characters of its bullet; ``depth``: the number of
    lists that it stands in.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    gap: bool
    lead: int = 0
    depth: int = 0

    @property
    def is_heading(self) -> bool:
        return self.kind is BlockKind.HEADING


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    end: int
    gap: bool
    width: int
    indent: int
    bullet: int
    is_row: bool = False


def split_units(text: str) -> list[Unit]:
    """The units of a text in order, by their lines alone.

    Blank and ruled lines lie between them.
    """
    rows = _join_wrapped(text, _mark_rows(text, _mark_symbols(_lines(text))))
    return [replace(_classify(row), depth=depth) for row, depth in zip(rows, _depths(rows), strict=True)]


def _depths(rows: Sequence[_Line]) -> Iterator[int]:
    """The depth of each bulleted line in its list, 0 for other lines.

    Deeper ones are indented, or have another bullet below a line that introduces them.
    """
    open_items: list[tuple[int, str]] = []
    before = ""
    for row in rows:
        if not row.bullet:
            open_items = open_items if row.indent and open_items and row.indent > open_items[-1][0] else []
            yield 0
            continue
        own = (row.indent, "1" if row.text[0].isalnum() else row.text[0])
        if own in open_items:
            del open_items[open_items.index(own) + 1 :]
        elif open_items and own[0] == open_items[-1][0] and before.endswith(":"):
            open_items.append(own)
        else:
            while open_items and open_items[-1][0] >= own[0]:
                open_items.pop()
            open_items.append(own)
        before = row.text
        yield len(open_items)


def _lines(text: str) -> list[_Line]:
    out: list[_Line] = []
    gap = True
    at = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if not any(char.isalnum() or line_shapes.emoji_lead(char) for char in line):
            gap = True
        else:
            indent = len(raw) - len(raw.lstrip())
            start = at + indent
            answers = line[:2] in ("A.", "A)") and out and out[-1].text[:2] in ("Q.", "Q)")
            bullet = 0 if answers else line_shapes.split_bullet(line)
            out.append(
                _Line(
                    text=line,
                    start=start,
                    end=start + len(line),
                    gap=gap,
                    width=len(raw.rstrip()),
                    indent=indent,
                    bullet=bullet,
                )
            )
            gap = False
        at += len(raw) + 1
    return out


def _mark_symbols(rows: list[_Line]) -> list[_Line]:
    """Treat a symbol repeated on adjacent lines as their bullet."""
    out = list(rows)
    for at in range(1, len(rows)):
        symbol = line_shapes.emoji_lead(rows[at].text)
        if symbol and not rows[at].gap and line_shapes.emoji_lead(rows[at - 1].text) == symbol:
            for here in (at - 1, at):
                bullet = len(rows[here].text) - len(rows[here].text.lstrip(symbol + "\ufe0f \t"))
                if bullet < len(rows[here].text):
                    out[here] = replace(rows[here], bullet=bullet)
    return out


def _mark_rows(text: str, rows: list[_Line]) -> list[_Line]:
    apart = [True, *(_BLANK_LINE.search(text, a.end, b.start) is not None for a, b in pairwise(rows))]
    found = find_rows([(row.text, gap or bool(row.bullet)) for row, gap in zip(rows, apart, strict=False)])
    return [
        replace(row, is_row=True) if is_row and not row.bullet else row for row, is_row in zip(rows, found, strict=True)
    ]


def _join_wrapped(text: str, rows: list[_Line]) -> list[_Line]:
    """Logical lines: wrapped lines joined, the text between them unchanged."""
    wrap = _wrap_width(rows)
    groups: list[list[_Line]] = []
    for at, row in enumerate(rows):
        if groups and not row.gap and not row.bullet and not row.is_row:
            first = groups[-1][0]
            hangs = first.bullet and row.indent > first.indent and not _is_below(first, row)
            if hangs or _goes_on(text, rows, at, groups[-1], wrap):
                groups[-1].append(row)
                continue
        groups.append([row])
    return [replace(group[0], text=text[group[0].start : group[-1].end], end=group[-1].end) for group in groups]


@dataclass(frozen=True, slots=True)
class _Wrap:
    """The width of wrapped text.

    ``width``: 0 if its lines end where its sentences do. ``least``: the width of a line from which on a sentence may go
    on.
    """

    width: int
    least: int


def _is_below(item: _Line, row: _Line) -> bool:
    """Whether a sentence stands below a numbered name, and does not go on with it."""
    name = item.text[item.bullet :]
    is_name = (
        line_shapes.is_title_case(name) and len(name.split()) <= MAX_NAME_WORDS and not line_shapes.ends_open(name)
    )
    is_sentence = line_shapes.ends_sentence(row.text) and not line_shapes.starts_lower(row.text)
    return item.text[0].isdigit() and is_name and is_sentence and not line_shapes.ends_sentence(name)


def _goes_on(text: str, rows: Sequence[_Line], at: int, group: Sequence[_Line], wrap: _Wrap) -> bool:
    """Whether a line goes on with the one before it."""
    row, first, last = rows[at], group[0], group[-1]
    if not wrap.width:
        return last.width >= MIN_FULL_CHARS and line_shapes.starts_lower(row.text)
    filled = last.width + 1 + len(row.text.split(maxsplit=1)[0])
    is_open = not line_shapes.ends_sentence(last.text)
    if is_open and filled > wrap.least:
        inside = len(group) > 1 and not line_shapes.label_name(row.text)
        figure = not (row.text[0].isalpha() or line_shapes.is_title_case(last.text) or line_shapes.is_value(row.text))
        if line_shapes.starts_lower(row.text) or line_shapes.ends_open(last.text) or inside or figure:
            return True
    if filled <= wrap.width:
        return False
    before = text[first.start : last.end] if last.end - first.start <= line_shapes.MAX_QUESTION_CHARS else last.text
    return line_shapes.starts_lower(row.text) or not _opens_anew(rows, at, before, wrap.width)


def _wrap_width(rows: Sequence[_Line]) -> _Wrap:
    """The width at which the lines of a text are wrapped."""
    widest = max((row.width for row in rows), default=0)
    within = [
        (row, after) for row, after in pairwise(rows) if not (after.gap or after.bullet or after.is_row or row.is_row)
    ]
    if MIN_WRAP_CHARS <= widest <= MAX_WRAP_CHARS:
        full = [
            line_shapes.ends_sentence(row.text)
            for row, after in within
            if row.width + 1 + len(after.text.split(maxsplit=1)[0]) > widest
        ]
        if full.count(False) >= max(1, full.count(True)):
            return _flowing_width(within) or _Wrap(widest, widest)
    return _flowing_width(within) or _Wrap(0, 0)


def _flowing_width(within: Sequence[tuple[_Line, _Line]]) -> _Wrap | None:
    """The width of the lines whose sentences go on in the next one, if they are about as wide as one another."""
    flowing = [
        not line_shapes.ends_sentence(row.text) and line_shapes.starts_lower(after.text) for row, after in within
    ]
    widths = sorted(row.width for (row, _), flows in zip(within, flowing, strict=True) if flows)
    if len(widths) < MIN_FLOWING:
        return None
    width = widths[(len(widths) - 1) * 4 // 5]
    n_wide = sum(one >= LOOSE * width for one in widths)
    n_ends = sum(
        flows and line_shapes.ends_sentence(after.text) for (_, after), flows in zip(within, flowing, strict=True)
    )
    if not MIN_FLOWING_CHARS <= width <= MAX_WRAP_CHARS or n_wide < FLOWING_SHARE * len(widths) or not n_ends:
        return None
    return _Wrap(width, int(LOOSE * width))


def _opens_anew(rows: Sequence[_Line], at: int, before: str, wrap: int) -> bool:
    """Whether the line after a full one starts something new.

    That is a label, a question, its answer, or a short line.
    """
    row = rows[at]
    if not line_shapes.ends_sentence(before):
        return False
    if (
        line_shapes.is_value(row.text)
        or line_shapes.label_name(row.text)
        or line_shapes.is_question(row.text)
        or line_shapes.is_question(before)
    ):
        return True
    after = rows[at + 1] if at + 1 < len(rows) and not rows[at + 1].gap else None
    stops_short = after is not None and row.width + 1 + len(after.text.split()[0]) <= wrap
    return stops_short and line_shapes.heading_shape(row.text) and not line_shapes.starts_lower(row.text)


def _classify(row: _Line) -> Unit:
    """The kind of a line by itself.

    Headings and named figures depend on their neighbours as well.
    """
    kind, start = BlockKind.PARAGRAPH, row.start
    if row.bullet:
        kind, start = BlockKind.ITEM, row.start + row.bullet
    elif row.is_row:
        kind = BlockKind.ROW
    elif line_shapes.is_value(row.text) or line_shapes.is_named_value(row.text):
        kind = BlockKind.FIGURE
    elif line_shapes.label_name(row.text):
        kind = BlockKind.LABEL
    return Unit(
        kind=kind,
        text=row.text[start - row.start :],
        start=start,
        end=row.end,
        gap=row.gap,
        lead=start - row.start,
    )


def heads_text(units: Sequence[Unit], at: int) -> bool:
    """Whether a list, labels, rows or prose follow."""
    if at + 1 >= len(units):
        return False
    after = units[at + 1]
    if is_gauge_word(after):
        return True
    return after.kind is not BlockKind.PARAGRAPH or not line_shapes.heading_shape(after.text)


def is_gauge_word(unit: Unit) -> bool:
    """Whether the line is one word of a gauge: low, moderate, high."""
    return unit.kind is BlockKind.PARAGRAPH and unit.text.casefold() in vocabulary().scale


def is_known_heading(line: str) -> bool:
    """Whether guides usually have such a heading."""
    return bool(vocabulary().standalone.search(line)) and line_shapes.is_title_case(line)
