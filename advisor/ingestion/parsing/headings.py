"""Headings of pasted text, by their shape and surroundings."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, pairwise

from advisor.domain import BlockKind
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.lines import Unit, heads_text, is_known_heading
from advisor.ingestion.parsing.outline_numbers import Outline, OutlineNumber, read_numbers
from advisor.ingestion.parsing.vocabulary import vocabulary

MIN_DEEP = 3  # numbered headings of several levels
MAX_NUMBERED = 500  # numbered lines that are compared with a table of contents
MAX_LED_WORDS = 14  # of a bare line below a lead-in
MIN_BARE_ITEMS = 2  # inner lines of a run of headings without text below them


def mark_headings(units: Sequence[Unit]) -> list[Unit]:
    """Turn lines with something below them into headings."""
    out: list[Unit] = []
    for at, unit in enumerate(units):
        heads = _is_heading(units, at, out[-1] if out else None)
        out.append(replace(unit, kind=BlockKind.HEADING) if heads else unit)
    return out


def mark_numbered_headings(text: str, units: list[Unit]) -> list[Unit]:
    """Turn numbered lines with text below them into headings.

    Their numbers must count up through the text, those of a deeper level anew within each upper one.
    """
    lines = [
        text[unit.start - unit.lead : unit.end] if unit.gap or unit.lead or _is_tabbed(unit) else "" for unit in units
    ]
    lines = [line or unit.text for line, unit in zip(lines, units, strict=True)]
    numbers = [read_numbers(line) for line in lines]
    listed = [line for line, found in zip(lines, numbers, strict=True) if found]
    repeated = {line for line in listed if listed.count(line) > 1} if len(listed) <= MAX_NUMBERED else set()
    is_deep = any(len(one.path) > 1 for one in chain.from_iterable(numbers))
    outline = Outline()
    found: dict[int, int] = {}
    for at in range(len(units) - 1):
        if not numbers[at] or not _can_be_numbered(units, lines, numbers, at, is_deep=is_deep):
            continue
        if lines[at] in repeated and numbers[at + 1] and lines[at] in lines[at + 1 :]:
            continue  # of a table of contents
        if depth := outline.take(lines[at]):
            found[at] = depth
    if len(found) < (MIN_DEEP if max(found.values(), default=0) > 1 else 2):
        return units
    out = list(units)
    for at in found:
        unit = units[at]
        start = unit.start - unit.lead
        out[at] = replace(unit, kind=BlockKind.HEADING, text=text[start : unit.end], start=start, lead=0, depth=0)
    return out


def _is_tabbed(unit: Unit) -> bool:
    return unit.kind is BlockKind.ROW and unit.text.count("\t") == 1


def _can_be_numbered(
    units: Sequence[Unit], lines: Sequence[str], numbers: Sequence[tuple[OutlineNumber, ...]], at: int, *, is_deep: bool
) -> bool:
    """Whether a numbered line may be a heading by its shape and its neighbours."""
    unit, number = units[at], numbers[at][0]
    name = lines[at][number.length :]
    if "\t" in name or not line_shapes.heading_shape(name) or line_shapes.is_value(lines[at]):
        return False
    if not name[0].isupper() and unit.kind is not BlockKind.ITEM and not unit.gap:
        return False

    def is_beside(step: int) -> bool:
        """Whether the neighbour has the number before or after this one."""
        return 0 <= at + step < len(units) and any(
            one.kind == two.kind and two.path == (*one.path[:-1], one.path[-1] + step)
            for one in numbers[at]
            for two in numbers[at + step]
        )

    has_child = at + 1 < len(units) and any((*number.path, 1) == one.path for one in numbers[at + 1])
    heads = heads_text(units, at) or has_child
    if number.is_listlike and not (unit.gap or ((is_deep or line_shapes.is_title_case(name)) and heads)):
        return False
    return len(number.path) > 1 or not (is_beside(-1) or is_beside(1))


def _is_heading(units: Sequence[Unit], at: int, before: Unit | None) -> bool:
    unit = units[at]
    after = units[at + 1] if at + 1 < len(units) else None
    if unit.kind is BlockKind.LABEL:
        if not at and after is not None and after.gap and after.kind is not unit.kind and _is_title(unit.text):
            return True
        titled = after is not None and after.gap and heads_text(units, at) and _is_named_title(unit.text)
        return unit.gap and (
            line_shapes.is_enumerated(unit.text) or (titled and (before is None or before.kind is not unit.kind))
        )
    if unit.kind is not BlockKind.PARAGRAPH:
        return unit.is_heading
    if not line_shapes.heading_shape(unit.text):
        return False
    if after is None:
        return unit.gap and line_shapes.is_title_case(unit.text) and len(unit.text.split()) <= 6 and before is not None
    if line_shapes.starts_lower(unit.text) and not line_shapes.is_question(unit.text):
        return unit.gap and (heads_text(units, at) or (after.gap and line_shapes.starts_lower(after.text)))
    if unit.gap:
        return True
    closed = before is None or before.is_heading or before.kind is not BlockKind.PARAGRAPH
    heads = heads_text(units, at)
    if closed or (before is not None and line_shapes.ends_sentence(before.text)):
        return line_shapes.is_title_case(unit.text) or line_shapes.is_question(unit.text) or heads
    usual = is_known_heading(unit.text) or line_shapes.is_capitals(unit.text)
    return heads and (usual or _ends_small_list(unit, before))


def _ends_small_list(unit: Unit, before: Unit | None) -> bool:
    """Whether a line in capital letters comes after bare items in small ones."""
    if before is None or not line_shapes.starts_lower(before.text) or line_shapes.starts_lower(unit.text):
        return False
    return not line_shapes.ends_sentence(before.text)


def _is_title(line: str) -> bool:
    """Whether a first line "Roofer: how to become one" is the guide's title, and no value of a card."""
    name, words = line_shapes.label_name(line), vocabulary()
    value = line[len(name) :].lstrip(": ")
    is_value = line_shapes.is_value(value) or words.names.fullmatch(name) or words.labels.match(line)
    return not is_value and line_shapes.heading_shape(value)


def _is_named_title(line: str) -> bool:
    """Whether a ``Name: value`` line is a heading with a colon.

    It is a title of some length, without figures.
    """
    if vocabulary().labels.match(line):
        return False
    value = line[len(line_shapes.label_name(line)) :].lstrip(": ")
    long_enough = line_shapes.is_capitals(line) or len(value.split()) >= 5
    return (
        long_enough
        and line_shapes.is_title_case(line)
        and line_shapes.heading_shape(value)
        and not re.search(r"\d", value)
    )


def mark_bare_lists(units: Sequence[Unit]) -> list[Unit]:
    """Turn short lines below a heading into items of an unbulleted list.

    They have nothing below them themselves.
    """
    out = list(units)
    for at, unit in enumerate(units):
        if unit.kind is BlockKind.PARAGRAPH and unit.text.endswith(":"):
            listed = _led_lines(units, at + 1)
            for here in listed if len(listed) >= MIN_BARE_ITEMS else ():
                out[here] = replace(units[here], kind=BlockKind.ITEM)
    units = list(out)
    at = 0
    while at < len(units):
        end = at
        while end < len(units) and units[at].is_heading and _is_short_line(units[end]):
            end += 1
        for here in _stanza_items(units, at, end) or _run_items(units, at, end):
            out[here] = replace(units[here], kind=BlockKind.ITEM)
        at = max(end, at + 1)
    return out


def _led_lines(units: Sequence[Unit], first: int) -> range:
    """The bare lines of a list below its lead-in."""
    end = first
    while end < len(units) and units[end].kind is BlockKind.PARAGRAPH and not (units[end].gap and end > first):
        if len(units[end].text.split()) > MAX_LED_WORDS or line_shapes.ends_sentence(units[end].text):
            break
        end += 1
    return range(first, end)


def _stanza_items(units: Sequence[Unit], first: int, end: int) -> list[int]:
    """Lines of a run close together between blank lines.

    They are a list, with or without its heading.
    """
    starts = [at for at in range(first, end) if at == first or units[at].gap]
    out: list[int] = []
    for start, stop in pairwise([*starts, end]):
        closed = stop == len(units) or units[stop].gap
        inner = range(start + 1 if start == first or _heads_list(units, start, stop) else start, stop)
        if closed and len(inner) >= MIN_BARE_ITEMS and not _known([units[at] for at in inner]):
            out += inner
    return out


def _heads_list(units: Sequence[Unit], start: int, stop: int) -> bool:
    """Whether the first of some short lines is the heading of the others, which are unlike it."""
    line, others = units[start].text, [unit.text for unit in units[start + 1 : stop]]
    if not units[start].is_heading or len(others) < MIN_BARE_ITEMS:
        return False
    words = vocabulary()
    usual = words.standalone.search(line) or any(parent.heading.search(line) for parent in words.parents)
    if line.endswith(":") or (usual and not any(words.standalone.search(other) for other in others)):
        return True
    if line_shapes.is_capitals(line):
        return not any(line_shapes.is_capitals(other) for other in others)
    return line_shapes.is_title_case(line) and all(line_shapes.starts_lower(other) for other in others)


def _run_items(units: Sequence[Unit], first: int, end: int) -> list[int]:
    """The lines of a long run, except the first and the last.

    Those two are in the places of headings.
    """
    last = end - 1 if first < end < len(units) and units[end - 1].is_heading else end
    inner = range(first + (2 if first == 0 else 1), last)
    return list(inner) if len(inner) >= MIN_BARE_ITEMS and not _known([units[at] for at in inner]) else []


def _is_short_line(unit: Unit) -> bool:
    return unit.is_heading or (unit.kind is BlockKind.PARAGRAPH and line_shapes.heading_shape(unit.text))


def _known(run: Sequence[Unit]) -> bool:
    """Whether most of these lines are headings usual in guides."""
    words = vocabulary()
    n_known = sum(bool(words.standalone.search(unit.text)) for unit in run)
    return n_known * 2 > len(run)
