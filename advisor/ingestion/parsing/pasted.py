"""Text pasted from the web, with headings as bare lines.

The canonical text is the whole repaired text, heads of pages at its end.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath

from advisor.careers.names import is_person
from advisor.domain import Block, BlockKind, Excluded, Guide, GuideMetadata
from advisor.domain.page_titles import career_in_title
from advisor.errors import GuideError
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.boilerplate import UnitRange, find_boilerplate
from advisor.ingestion.parsing.figures import pair_figures
from advisor.ingestion.parsing.heading_levels import assign_levels
from advisor.ingestion.parsing.headings import mark_bare_lists, mark_headings, mark_numbered_headings
from advisor.ingestion.parsing.lines import Unit, split_units
from advisor.ingestion.parsing.metadata import complete_metadata
from advisor.ingestion.parsing.outline import PlacedBlock, divide, heading_name, slug, version_of
from advisor.ingestion.parsing.page_text import PAGE_COUNT, read_pages
from advisor.ingestion.parsing.type_marks import without_type_marks
from advisor.ingestion.parsing.vocabulary import vocabulary
from advisor.text.inflection import forms

_GUIDE_TO = re.compile(
    r"\b(?:guide|overview|profile|roadmap|breakdown|summary) (?:on|to|for|of|about) ([^:\n]{3,100})", re.I
)
AT_A_GLANCE = "At a glance"
OVERVIEW = "Overview"
PAGE_REASON = "heads and numbers of pages"
KIND_REASON = "says above the title what kind of text this is"
MESSAGE_REASON = "the head of a message"
CHAT_REASON = "what a chat says about its answer"
TITLE_LEVEL, TOP_LEVEL = 1, 2


def parse_pasted(text: str, *, name: str) -> Guide:
    """Parse pasted text; offsets count in the guide's text.

    That is ``text`` itself, but for marks of type, words cut at line ends and heads of pages. ``name`` is its file's
    name. Raises GuideError if there is nothing to read.
    """
    pages = read_pages(without_type_marks(text))
    text = pages.text
    body = text[: pages.heads[0].start] if pages.heads else text
    units = mark_headings(pair_figures(mark_numbered_headings(body, split_units(body))))
    ranges = _around(units)
    first, end = (ranges[0].last + 1 if ranges and not ranges[0].first else 0), len(units)
    if ranges and ranges[-1].last == len(units) - 1 and ranges[-1].first >= first:
        end = ranges[-1].first
    inner = [UnitRange(r.first + first, r.last + first, r.reason) for r in find_boilerplate(units[first:end])]
    ranges = sorted([*ranges, *inner], key=lambda one: one.first)
    kept = mark_bare_lists(_kept(units, ranges))
    if not kept:
        raise GuideError(f"{name}: no reading text was found in this file; put a guide's text in it.")
    of_pages = _title_of_pages([text[span.start : span.end] for span in pages.heads], kept)
    n_title = 0 if of_pages else _title_length(kept)
    title = (
        heading_name(kept[0].text)
        if n_title
        else of_pages or _named_title(kept[0]) or _said_title(units) or _title_from(name)
    )
    resumed = {units[s.last + 1].start for s in ranges if s.last + 1 < len(units)}
    sections = divide(text, _placed(kept, n_title, title, resumed), title=title)
    excluded = (
        *(Excluded(units[s.first].start, units[s.last].end, s.reason) for s in ranges),
        *(Excluded(pages.heads[0].start, pages.heads[-1].end, PAGE_REASON) for _ in pages.heads[:1]),
    )
    metadata = complete_metadata(GuideMetadata(), text, sections)
    return Guide(
        id=slug(PurePath(name).stem),
        title=title,
        text=text,
        version=version_of(text),
        sections=sections,
        metadata=metadata,
        excluded=excluded,
    )


def _placed(units: Sequence[Unit], n_title: int, title: str, resumed: set[int]) -> list[PlacedBlock]:
    """The units as blocks, some with headings supplied.

    These open the figures before the first heading, and the text after an excluded part.
    """
    placed = [_place(unit, TITLE_LEVEL) for unit in units[:n_title]]
    levels = iter(assign_levels(units[n_title:]))
    level, heading = TOP_LEVEL, title
    opening = True
    for before, unit in pairwise([units[0], *units[n_title:]]):
        if unit.is_heading:
            opening = False
            level, heading = next(levels), unit.text
            placed.append(_place(unit, level))
        elif opening and unit.kind is BlockKind.FIGURE and before.kind is not BlockKind.FIGURE:
            placed.append(_place(unit, TOP_LEVEL, heading := AT_A_GLANCE))
        elif opening and before.kind is BlockKind.FIGURE and unit.kind is BlockKind.PARAGRAPH:
            placed.append(_place(unit, TOP_LEVEL, heading := OVERVIEW))
        elif placed and unit.start in resumed:
            placed.append(_place(unit, level, heading))
        else:
            placed.append(_place(unit))
    return placed


def _kept(units: Sequence[Unit], ranges: Sequence[UnitRange]) -> list[Unit]:
    out: list[Unit] = []
    at = 0
    for one in ranges:
        out += units[at : one.first]
        at = one.last + 1
    return out + list(units[at:])


def _around(units: Sequence[Unit]) -> list[UnitRange]:
    """What stands before the title and after the end: the head of a message, and what a chat says about its text."""
    words = vocabulary()
    first = 0
    while first < len(units) and units[first].kind is BlockKind.LABEL and words.message.match(units[first].text):
        first += 1
    first = first if first > 1 else 0
    ranges = [UnitRange(0, first - 1, MESSAGE_REASON)] if first else []
    if first < len(units) - 1 and words.chat.match(units[first].text):
        ranges.append(UnitRange(first, first, CHAT_REASON))
        first += 1
    ranges += [UnitRange(one.first + first, one.last + first, one.reason) for one in _kind_of_text(units[first:])]
    last = len(units)
    while last - 1 > first and words.chat.match(units[last - 1].text):
        last -= 1
    if last < len(units):
        ranges.append(UnitRange(last, len(units) - 1, CHAT_REASON))
    if len(ranges) > 1 and ranges[0].last + 1 == ranges[1].first and ranges[1].last < len(units) - 1:
        ranges[:2] = [UnitRange(0, ranges[1].last, ranges[1].reason)]
    return ranges


def _kind_of_text(units: Sequence[Unit]) -> list[UnitRange]:
    """The line "Career guide" or the like above the title, if there is one."""
    if (
        len(units) < 2
        or not (units[1].is_heading or _named_title(units[1]))
        or vocabulary().standalone.search(units[1].text)
    ):
        return []
    return [UnitRange(0, 0, KIND_REASON)] if vocabulary().kinds.fullmatch(heading_name(units[0].text)) else []


def _title_length(units: Sequence[Unit]) -> int:
    """1 if the first unit is the guide's title, else 0."""
    first = units[0]
    if not first.is_heading:
        return 0
    usual = vocabulary().standalone.search(first.text) and not _names_person(first.text)
    short = len(first.text.split()) <= 3 and not line_shapes.is_capitals(first.text)
    numbered = bool(line_shapes.outline_number(first.text))
    return 0 if numbered or line_shapes.is_question(first.text) or (usual and short and len(units) > 1) else 1


def _names_person(line: str) -> bool:
    """Whether a line such as "Upholsterer career path" names people at work beside what it is about."""
    career = career_in_title(line)
    return career != line and bool(career) and is_person(forms(career)[-1] if forms(career) else "")


def _named_title(unit: Unit) -> str:
    """The title in a first line such as "Job title: Dental nurse", or empty."""
    name, _, value = unit.text.partition(":")
    is_named = unit.kind in (BlockKind.LABEL, BlockKind.ROW) and vocabulary().names.fullmatch(name.strip())
    return " ".join(value.split()) if is_named else ""


def _title_of_pages(heads: Sequence[str], units: Sequence[Unit]) -> str:
    """The guide's title in the head of its pages, where none stands over its first heading, or empty."""
    if not heads or (len(units) > 1 and units[0].is_heading and units[1].is_heading):
        return ""
    line = heading_name(PAGE_COUNT.sub("", heads[0]).strip(" |–—-·"))
    return line if _names_person(line) and not vocabulary().kinds.fullmatch(line) else ""


def _said_title(units: Sequence[Unit]) -> str:
    """What a chat says that its text is a guide to, or empty."""
    said = _GUIDE_TO.search(units[0].text) if vocabulary().chat.match(units[0].text) else None
    return said[1].strip(" :.!*") if said else ""


def _title_from(name: str) -> str:
    stem = PurePath(name).stem.replace("_", " ").replace("-", " ").strip()
    return stem[:1].upper() + stem[1:] if stem else "Guide"


def _place(unit: Unit, level: int = 0, supplied: str = "") -> PlacedBlock:
    return PlacedBlock(Block(unit.kind, unit.start, unit.end), level, supplied, unit.depth)
