"""Figures of pasted text: values with their names, gauges, badges.

A bare value is joined with the line naming it.
"""

from collections.abc import Sequence
from dataclasses import replace

from advisor.domain import BlockKind
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.lines import Unit, heads_text, is_gauge_word, is_known_heading

MAX_OPENING_UNITS = 40


def pair_figures(units: list[Unit]) -> list[Unit]:
    """Join bare values with their names, and words of a gauge."""
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
    out: list[Unit] = []
    at = 0
    while at < len(units):
        end = joins.get(at, at)
        if end == at and is_gauge_word(units[at]):
            while end + 1 < len(units) and is_gauge_word(units[end + 1]):
                end += 1
            out.append(_merge(units[at : end + 1]) if end > at else units[at])
        elif end > at:
            out.append(_merge(units[at : end + 1]))
        else:
            out.append(replace(units[at], kind=BlockKind.FIGURE) if at in badges else units[at])
        at = end + 1
    return out


def _merge(run: Sequence[Unit]) -> Unit:
    text = "\n".join(unit.text for unit in run)
    return Unit(BlockKind.FIGURE, text, start=run[0].start, end=run[-1].end, gap=run[0].gap)


def _is_bare_value(unit: Unit) -> bool:
    return unit.kind is BlockKind.FIGURE and line_shapes.is_value(unit.text)


def _can_name(units: Sequence[Unit], at: int) -> bool:
    return 0 <= at < len(units) and units[at].kind is BlockKind.PARAGRAPH and line_shapes.is_figure_name(units[at].text)


def _names_follow(units: Sequence[Unit], first: int, last: int) -> bool:
    """Whether every second unit of ``first``..``last`` is named by the next line."""
    if not _can_name(units, last + 1):
        return False
    after = units[last + 1]
    if not _can_name(units, first - 1) or first == 1:
        return not after.gap or line_shapes.starts_lower(after.text) or not heads_text(units, last + 1)
    before = units[first - 1]
    if after.gap != units[first].gap:
        return not after.gap
    if last > first and line_shapes.starts_lower(before.text) != line_shapes.starts_lower(after.text):
        return line_shapes.starts_lower(units[first + 1].text) == line_shapes.starts_lower(after.text)
    return line_shapes.starts_lower(after.text) or not heads_text(units, last + 1)


def _names_lead(units: Sequence[Unit], first: int, last: int) -> bool:
    """Whether they are named by the line before each.

    A heading with one figure below it stays a heading.
    """
    if not _can_name(units, first - 1) or first == 1:
        return False
    if last > first:
        return True
    name = units[first - 1].text
    heads_more = last + 1 < len(units) and units[last + 1].kind is BlockKind.LABEL and not units[last + 1].gap
    return not (units[first].gap or heads_more or line_shapes.emoji_lead(name) or is_known_heading(name))


def _take_badges(units: Sequence[Unit], at: int, badges: set[int]) -> int:
    """Note the badges from ``at`` on and return the next other unit."""
    while at < len(units) and _is_badge(units, at, badges):
        badges.add(at)
        at += 1
    return at


def _is_badge(units: Sequence[Unit], at: int, badges: set[int]) -> bool:
    """Whether a short line after figures is a badge: ``remote-friendly``."""
    line = units[at].text
    n_words = len(line.split())
    if not _can_name(units, at) or line_shapes.emoji_lead(line) or n_words > 4 or at + 1 == len(units):
        return False
    heads = heads_text(units, at)
    if line_shapes.starts_lower(line):
        return not heads or (n_words <= 2 and units[at + 1].kind is BlockKind.PARAGRAPH)
    return (
        n_words <= 3 and not heads and units[at].gap and _opens_guide(units, at, badges) and not is_known_heading(line)
    )


def _opens_guide(units: Sequence[Unit], before: int, badges: set[int]) -> bool:
    """Whether only title, prose, figures and badges come before this unit."""
    return before <= MAX_OPENING_UNITS and all(
        at == 0
        or at in badges
        or unit.kind is BlockKind.FIGURE
        or (unit.kind is BlockKind.PARAGRAPH and (not line_shapes.heading_shape(unit.text) or _is_name(units, at)))
        for at, unit in enumerate(units[:before])
    )


def _is_name(units: Sequence[Unit], at: int) -> bool:
    return _is_bare_value(units[at - 1]) or (at + 1 < len(units) and _is_bare_value(units[at + 1]))
