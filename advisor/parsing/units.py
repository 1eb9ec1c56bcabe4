"""Pasted text cut into units: logical lines, wrapped ones joined, each an item, label, figure, heading or paragraph."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from advisor.domain import BlockKind
from advisor.parsing import lines as look
from advisor.parsing.vocabulary import vocabulary

MAX_WRAP_CHARS = 120  # a text whose longest line is longer was not wrapped by hand or by a mail program
MIN_WRAP_CHARS = 40
MIN_BARE_ITEMS = 2  # short lines between the first and the last of a run of headings without text under them


@dataclass(frozen=True, slots=True)
class Unit:
    """A block on its way in; ``gap``: a blank line stands before it, ``lead``: so many characters of bullets do."""

    kind: BlockKind
    text: str
    start: int
    end: int
    gap: bool
    lead: int = 0

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


def read_units(text: str) -> list[Unit]:
    """All units of a text in order. Separator lines and blank lines lie between them."""
    rows = _joined(text, _mark_symbols(_lines(text)))
    units = [_first_look(row) for row in rows]
    units = _numbered_headings(text, units)
    units = _pair_figures(units)
    return _find_headings(units)


def _lines(text: str) -> list[_Line]:
    out: list[_Line] = []
    gap = True
    at = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if not any(char.isalnum() or look.emoji_lead(char) for char in line):
            gap = True
        else:
            indent = len(raw) - len(raw.lstrip())
            start = at + indent
            bullet = look.split_bullet(line)
            out.append(_Line(line, start, start + len(line), gap, len(raw.rstrip()), indent, bullet))
            gap = False
        at += len(raw) + 1
    return out


def _mark_symbols(rows: list[_Line]) -> list[_Line]:
    """Adjacent lines that open with one and the same symbol are a list with that symbol for bullets."""
    out = list(rows)
    for at in range(1, len(rows)):
        symbol = look.emoji_lead(rows[at].text)
        if symbol and not rows[at].gap and look.emoji_lead(rows[at - 1].text) == symbol:
            for here in (at - 1, at):
                bullet = len(rows[here].text) - len(rows[here].text.lstrip(symbol + "\ufe0f \t"))
                if bullet < len(rows[here].text):
                    out[here] = replace(rows[here], bullet=bullet)
    return out


def _joined(text: str, rows: list[_Line]) -> list[_Line]:
    """Logical lines: those that a wrap cut are joined again (the text between them is kept as it is)."""
    widest = max((row.width for row in rows), default=0)
    wrap = widest if MIN_WRAP_CHARS <= widest <= MAX_WRAP_CHARS else 0
    out: list[_Line] = []
    last_width = item_indent = 0
    for at, row in enumerate(rows):
        if out and not row.gap and not row.bullet and "\t" not in row.text:
            before = out[-1]
            full = last_width + 1 + len(row.text.split()[0]) > wrap if wrap else last_width >= 55
            flows = look.starts_lower(row.text) or (wrap and not _opens_anew(rows, at, before, wrap))
            hangs = before.bullet and row.indent > item_indent
            if hangs or (full and flows):
                out[-1] = replace(before, text=text[before.start : row.end], end=row.end)
                last_width = row.width
                continue
        out.append(row)
        last_width, item_indent = row.width, row.indent
    return out


def _opens_anew(rows: Sequence[_Line], at: int, before: _Line, wrap: int) -> bool:
    """Whether the line after a full one still begins something: a label, a question, its answer, a short line."""
    row = rows[at]
    if not look.ends_sentence(before.text):
        return False
    if look.label_name(row.text) or look.is_question(row.text) or look.is_question(before.text):
        return True
    after = rows[at + 1] if at + 1 < len(rows) and not rows[at + 1].gap else None
    stops_short = after is not None and row.width + 1 + len(after.text.split()[0]) <= wrap
    return stops_short and look.heading_shape(row.text) and not look.starts_lower(row.text)


def _first_look(row: _Line) -> Unit:
    """The kind that a line has by itself; headings and figures with names need their neighbours."""
    kind, start = BlockKind.PARAGRAPH, row.start
    if row.bullet:
        kind, start = BlockKind.ITEM, row.start + row.bullet
    elif "\t" in row.text and len(re.split(r"\s*\t\s*", row.text)) > 1:
        kind = BlockKind.ROW
    elif look.is_value(row.text) or look.is_named_value(row.text):
        kind = BlockKind.FIGURE
    elif look.label_name(row.text):
        kind = BlockKind.LABEL
    return Unit(kind, row.text[start - row.start :], start, row.end, row.gap, start - row.start)


# --- figures -----------------------------------------------------------------


def _pair_figures(units: list[Unit]) -> list[Unit]:
    """Join each bare value with the short line that names it, and the words of a gauge with one another."""
    joins: dict[int, int] = {}
    badges: set[int] = set()
    at = 0
    while at < len(units):
        if not _is_bare_value(units[at]):
            at += 1
            if units[at - 1].kind is BlockKind.FIGURE:
                at = _take_badges(units, at, badges)
            continue
        last = at
        while last + 2 < len(units) and _is_bare_value(units[last + 2]) and _can_name(units, last + 1):
            last += 2
        values = range(at, last + 1, 2)
        if _names_follow(units, at, last):
            joins.update({value: value + 1 for value in values})
            end = _take_badges(units, last + 2, badges)
        elif _names_lead(units, at, last):
            joins.update({value - 1: value for value in values})
            end = _take_badges(units, last + 1, badges)
        else:
            joins.update({value: value + 1 for value in values if value < last})
            end = last + 1
        at = end
    scale = vocabulary().scale
    out: list[Unit] = []
    at = 0
    while at < len(units):
        end = joins.get(at, at)
        if end == at and _on_scale(units[at], scale):
            while end + 1 < len(units) and _on_scale(units[end + 1], scale):
                end += 1
            out.append(_merge(units[at : end + 1]) if end > at else units[at])
        elif end > at:
            out.append(_merge(units[at : end + 1]))
        else:
            out.append(replace(units[at], kind=BlockKind.FIGURE) if at in badges else units[at])
        at = end + 1
    return out


def _merge(run: Sequence[Unit]) -> Unit:
    return Unit(BlockKind.FIGURE, "\n".join(unit.text for unit in run), run[0].start, run[-1].end, run[0].gap)


def _is_bare_value(unit: Unit) -> bool:
    return unit.kind is BlockKind.FIGURE and look.is_value(unit.text)


def _can_name(units: Sequence[Unit], at: int) -> bool:
    return 0 <= at < len(units) and units[at].kind is BlockKind.PARAGRAPH and look.is_figure_name(units[at].text)


def _names_follow(units: Sequence[Unit], first: int, last: int) -> bool:
    """Whether the values ``first``..``last`` (every second unit) are named by the line after each."""
    if not _can_name(units, last + 1):
        return False
    after = units[last + 1]
    if not _can_name(units, first - 1) or first == 1:
        return not after.gap or look.starts_lower(after.text) or not _heads_text(units, last + 1)
    before = units[first - 1]
    if after.gap != units[first].gap:
        return not after.gap
    if last > first and look.starts_lower(before.text) != look.starts_lower(after.text):
        return look.starts_lower(units[first + 1].text) == look.starts_lower(after.text)
    return look.starts_lower(after.text) or not _heads_text(units, last + 1)


def _names_lead(units: Sequence[Unit], first: int, last: int) -> bool:
    """Whether they are named by the line before each. A heading with one figure under it stays a heading."""
    if not _can_name(units, first - 1) or first == 1:
        return False
    if last > first:
        return True
    name = units[first - 1].text
    heads_more = last + 1 < len(units) and units[last + 1].kind is BlockKind.LABEL and not units[last + 1].gap
    return not (units[first].gap or heads_more or look.emoji_lead(name) or _is_known(name))


def _is_known(line: str) -> bool:
    return bool(vocabulary().standalone.search(line)) and look.is_title_case(line)


def _heads_text(units: Sequence[Unit], at: int) -> bool:
    """Whether something that a heading can head follows: a list, labels, rows or prose."""
    if at + 1 >= len(units):
        return False
    after = units[at + 1]
    if _on_scale(after, vocabulary().scale):
        return True
    return after.kind is not BlockKind.PARAGRAPH or not look.heading_shape(after.text)


def _take_badges(units: Sequence[Unit], at: int, badges: set[int]) -> int:
    """Note the badges from ``at`` on; the first unit that is none."""
    while at < len(units) and _is_badge(units, at):
        badges.add(at)
        at += 1
    return at


def _is_badge(units: Sequence[Unit], at: int) -> bool:
    """Whether a short line after named figures is one more of them, without a value: ``remote-friendly``."""
    line = units[at].text
    n_words = len(line.split())
    if not _can_name(units, at) or look.emoji_lead(line) or n_words > 4 or at + 1 == len(units):
        return False
    heads = _heads_text(units, at)
    if look.starts_lower(line):
        return not heads or (n_words <= 2 and units[at + 1].kind is BlockKind.PARAGRAPH)
    return n_words <= 3 and not heads and units[at].gap and _opens_guide(units, at) and not _is_known(line)


def _opens_guide(units: Sequence[Unit], before: int) -> bool:
    """Whether nothing but a title, prose and figures stands before this unit."""
    return all(
        unit.kind is BlockKind.FIGURE or at == 0 or not look.heading_shape(unit.text) or _is_name(units, at)
        for at, unit in enumerate(units[:before])
        if unit.kind in (BlockKind.FIGURE, BlockKind.PARAGRAPH)
    )


def _is_name(units: Sequence[Unit], at: int) -> bool:
    return _is_bare_value(units[at - 1]) or (at + 1 < len(units) and _is_bare_value(units[at + 1]))


def _on_scale(unit: Unit, scale: frozenset[str]) -> bool:
    return unit.kind is BlockKind.PARAGRAPH and unit.text.casefold() in scale


# --- headings ----------------------------------------------------------------


def _find_headings(units: list[Unit]) -> list[Unit]:
    out: list[Unit] = []
    for at, unit in enumerate(units):
        if _is_heading(units, at, out[-1] if out else None):
            unit = replace(unit, kind=BlockKind.HEADING)
        out.append(unit)
    return out


def _numbered_headings(text: str, units: list[Unit]) -> list[Unit]:
    """Numbered lines with text under them, counting up through the text, are headings rather than items."""

    def number(at: int) -> int | None:
        unit = units[at]
        return look.item_number(text[unit.start - unit.lead : unit.end]) if unit.lead else None

    found: dict[int, Unit] = {}
    last = 0
    for at, unit in enumerate(units[:-1]):
        beside = (at > 0 and number(at - 1) is not None) or number(at + 1) is not None
        if beside or not unit.gap or not look.heading_shape(unit.text) or number(at) != last + 1:
            continue
        start = unit.start - unit.lead
        found[at] = replace(unit, kind=BlockKind.HEADING, text=text[start : unit.end], start=start, lead=0)
        last += 1
    return [found.get(at, unit) for at, unit in enumerate(units)] if len(found) > 1 else units


def _is_heading(units: Sequence[Unit], at: int, before: Unit | None) -> bool:
    unit = units[at]
    after = units[at + 1] if at + 1 < len(units) else None
    if unit.kind is BlockKind.LABEL:
        titled = after is not None and after.gap and _heads_text(units, at) and _is_named_title(unit.text)
        return unit.gap and (
            look.is_enumerated(unit.text) or (titled and (before is None or before.kind is not unit.kind))
        )
    if unit.kind is not BlockKind.PARAGRAPH:
        return unit.is_heading
    if not look.heading_shape(unit.text):
        return False
    if after is None:
        return unit.gap and look.is_title_case(unit.text) and len(unit.text.split()) <= 6 and before is not None
    if look.starts_lower(unit.text) and not look.is_question(unit.text):
        return unit.gap and (_heads_text(units, at) or (after.gap and look.starts_lower(after.text)))
    if unit.gap:
        return True
    closed = before is None or before.is_heading or before.kind is not BlockKind.PARAGRAPH
    return (closed or (before is not None and look.ends_sentence(before.text))) and (
        look.is_title_case(unit.text) or look.is_question(unit.text) or _heads_text(units, at)
    )


def _is_named_title(line: str) -> bool:
    """Whether a ``Name: value`` line is a heading with a colon: a title of some length, without figures."""
    if vocabulary().labels.match(line):
        return False
    value = line[len(look.label_name(line)) :].lstrip(": ")
    long_enough = look.is_capitals(line) or len(value.split()) >= 5
    return long_enough and look.is_title_case(line) and look.heading_shape(value) and not re.search(r"\d", value)


def mark_bare_lists(units: Sequence[Unit]) -> list[Unit]:
    """In a long run of short lines with nothing under them, all but the first and the last are items of a list."""
    out = list(units)
    at = 0
    while at < len(units):
        end = at
        while end < len(units) and units[at].is_heading and _is_short_line(units[end]):
            end += 1
        last = end - 1 if end < len(units) and end > at and units[end - 1].is_heading else end
        inner = range(at + (2 if at == 0 else 1), last)
        if len(inner) >= MIN_BARE_ITEMS and not _known([units[here] for here in inner]):
            for here in inner:
                out[here] = replace(units[here], kind=BlockKind.ITEM)
        at = max(end, at + 1)
    return out


def _is_short_line(unit: Unit) -> bool:
    return unit.is_heading or (unit.kind is BlockKind.PARAGRAPH and look.heading_shape(unit.text))


def _known(run: Sequence[Unit]) -> bool:
    """Whether most of these lines are headings that guides usually have."""
    words = vocabulary()
    n_known = sum(bool(words.standalone.search(unit.text)) for unit in run)
    return n_known * 2 > len(run)
