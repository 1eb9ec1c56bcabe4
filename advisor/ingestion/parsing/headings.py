"""Headings of pasted text, by their shape and surroundings."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from advisor.domain import BlockKind
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.lines import Unit, heads_text
from advisor.ingestion.parsing.vocabulary import vocabulary

MIN_BARE_ITEMS = 2  # inner lines of a run of headings without text below them


def mark_headings(units: Sequence[Unit]) -> list[Unit]:
    """Turn lines with something below them into headings."""
    out: list[Unit] = []
    for at, unit in enumerate(units):
        heads = _is_heading(units, at, out[-1] if out else None)
        out.append(replace(unit, kind=BlockKind.HEADING) if heads else unit)
    return out


def mark_numbered_headings(text: str, units: list[Unit]) -> list[Unit]:
    """Turn numbered lines with text below them into headings, not items.

    Their numbers must count up through the text.
    """

    def number(at: int) -> int | None:
        unit = units[at]
        return line_shapes.item_number(text[unit.start - unit.lead : unit.end]) if unit.lead else None

    found: dict[int, Unit] = {}
    last = 0
    for at, unit in enumerate(units[:-1]):
        beside = (at > 0 and number(at - 1) is not None) or number(at + 1) is not None
        if beside or not unit.gap or not line_shapes.heading_shape(unit.text) or number(at) != last + 1:
            continue
        start = unit.start - unit.lead
        found[at] = replace(unit, kind=BlockKind.HEADING, text=text[start : unit.end], start=start, lead=0)
        last += 1
    return [found.get(at, unit) for at, unit in enumerate(units)] if len(found) > 1 else units


def _is_heading(units: Sequence[Unit], at: int, before: Unit | None) -> bool:
    unit = units[at]
    after = units[at + 1] if at + 1 < len(units) else None
    if unit.kind is BlockKind.LABEL:
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
    return (closed or (before is not None and line_shapes.ends_sentence(before.text))) and (
        line_shapes.is_title_case(unit.text) or line_shapes.is_question(unit.text) or heads_text(units, at)
    )


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
    at = 0
    while at < len(units):
        end = at
        while end < len(units) and units[at].is_heading and _is_short_line(units[end]):
            end += 1
        for here in _stanza_items(units, at, end) or _run_items(units, at, end):
            out[here] = replace(units[here], kind=BlockKind.ITEM)
        at = max(end, at + 1)
    return out


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
    if not units[start].is_heading or not others:
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
