"""Text pasted from the web, with headings as bare lines. The canonical text is the whole repaired text."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath

from advisor.domain import Block, BlockKind, Excluded, Guide, GuideMetadata
from advisor.errors import GuideError
from advisor.ingestion.parsing import line_shapes as look
from advisor.ingestion.parsing.boilerplate import Stretch, find_boilerplate
from advisor.ingestion.parsing.figures import pair_figures
from advisor.ingestion.parsing.heading_levels import nest
from advisor.ingestion.parsing.headings import mark_bare_lists, mark_headings, mark_numbered_headings
from advisor.ingestion.parsing.lines import Unit, cut_units
from advisor.ingestion.parsing.metadata import complete
from advisor.ingestion.parsing.outline import Placed, divide, heading_name, slug, version_of
from advisor.ingestion.parsing.vocabulary import vocabulary

AT_A_GLANCE = "At a glance"
OVERVIEW = "Overview"
MAX_LINES = 50_000
TITLE_LEVEL, TOP_LEVEL = 1, 2


def parse_pasted(text: str, *, name: str) -> Guide:
    """The guide that ``text`` holds; offsets count in ``text`` itself. ``name`` is its file's name.

    Raises GuideError if there is nothing to read.
    """
    n_lines = text.count("\n")
    if n_lines > MAX_LINES:
        raise GuideError(f"{name}: {n_lines} lines are more than a guide has ({MAX_LINES}); split the file.")
    units = mark_headings(pair_figures(mark_numbered_headings(text, cut_units(text))))
    stretches = find_boilerplate(units)
    kept = mark_bare_lists(_kept(units, stretches))
    if not kept:
        raise GuideError(f"{name}: no reading text was found in this file; put a guide's text in it.")
    n_title = _title_length(kept)
    title = heading_name(kept[0].text) if n_title else _title_from(name)
    resumed = {units[s.last + 1].start for s in stretches if s.last + 1 < len(units)}
    sections = divide(text, _placed(kept, n_title, title, resumed), title=title)
    excluded = tuple(Excluded(units[s.first].start, units[s.last].end, s.reason) for s in stretches)
    metadata = complete(GuideMetadata(), text, sections)
    return Guide(slug(PurePath(name).stem), title, text, version_of(text), sections, metadata, excluded)


def _placed(units: Sequence[Unit], n_title: int, title: str, resumed: set[int]) -> list[Placed]:
    """The units as blocks. Figures before the first heading, and what follows a part left out, get headings of ours."""
    placed = [_place(unit, TITLE_LEVEL) for unit in units[:n_title]]
    levels = iter(nest(units[n_title:]))
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


def _kept(units: Sequence[Unit], stretches: Sequence[Stretch]) -> list[Unit]:
    out: list[Unit] = []
    at = 0
    for stretch in stretches:
        out += units[at : stretch.first]
        at = stretch.last + 1
    return out + list(units[at:])


def _title_length(units: Sequence[Unit]) -> int:
    """1 if the first unit is the guide's title rather than the heading of its first section."""
    first = units[0]
    if not first.is_heading:
        return 0
    usual = vocabulary().standalone.search(first.text)
    short = len(first.text.split()) <= 3 and not look.is_capitals(first.text)
    numbered = bool(look.outline_number(first.text))
    return 0 if numbered or look.is_question(first.text) or (usual and short and len(units) > 1) else 1


def _title_from(name: str) -> str:
    stem = PurePath(name).stem.replace("_", " ").replace("-", " ").strip()
    return stem[:1].upper() + stem[1:] if stem else "Guide"


def _place(unit: Unit, level: int = 0, supplied: str = "") -> Placed:
    return Placed(Block(unit.kind, unit.start, unit.end), level, supplied)
