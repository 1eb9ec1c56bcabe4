"""Problems in a guide, with their places, for its editor."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from advisor.domain import Guide, Repair
from advisor.facts import find_disagreements, find_facts
from advisor.facts.sourcing import is_undated, listed_sources, unsourced_credits

LEFT_OUT = "left_out"  # told for the editor to look at, and no problem by itself
MAX_SHOWN_PARTS = 5  # of what was left out for one reason
_FIGURE = re.compile(r"[$£€¥₹]\s?\d|\d\s?%|\b\d{1,3}(?:,\d{3})+\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at ``start``..``end`` of the guide's text."""

    kind: str
    message: str
    start: int
    end: int


def lint_guide(guide: Guide) -> tuple[Finding, ...]:
    """All findings by kind, in text order within a kind."""
    return tuple(finding for check in CHECKS for finding in check(guide))


def _repaired_text(guide: Guide) -> Iterator[Finding]:
    """One finding per kind of garbled run, not per run."""
    runs: dict[tuple[str, str], list[Repair]] = {}
    for one in guide.repairs:
        runs.setdefault((one.was, guide.text[one.start : one.end]), []).append(one)
    for (was, mended), places in runs.items():
        first = places[0]
        times = "once" if len(places) == 1 else f"{len(places)} times, first"
        section = guide.section_at(first.start, first.end)
        where = f"under “{section.title}”" if section else f"in line {_line(guide, first.start)}"
        message = f"Garbled text was repaired {times} {where}: {was!r} is read as {mended!r}."
        yield Finding("repaired_text", message, first.start, first.end)


def _empty_section(guide: Guide) -> Iterator[Finding]:
    for at, section in enumerate(guide.sections):
        below = guide.sections[at + 1].path if at + 1 < len(guide.sections) else ()
        holds_others = len(below) > len(section.path) and below[: len(section.path)] == section.path
        is_title = at == 0 and bool(below) and len(section.path) == 1
        if not (section.body or holds_others or is_title):
            message = f"The section “{section.title}” is empty: nothing stands under its heading."
            yield Finding("empty_section", message, section.start, section.end)


def _excluded_boilerplate(guide: Guide) -> Iterator[Finding]:
    unread: dict[str, list[str]] = {}
    for part in guide.excluded:
        if part.words:
            unread.setdefault(part.reason, []).append(part.words)
            continue
        lines = guide.text[part.start : part.end].splitlines()
        n_lines = sum(1 for line in lines if line.strip())
        where = _line(guide, part.start)
        many = "1 line" if n_lines == 1 else f"{n_lines} lines"
        message = f"{many} from line {where} on (“{_short(lines[0])}”) left out as {part.reason}."
        yield Finding("excluded_boilerplate", message, part.start, part.end)
    for reason, parts in unread.items():
        shown = ", ".join(f"“{_short(words)}”" for words in parts[:MAX_SHOWN_PARTS])
        more = f" and {len(parts) - MAX_SHOWN_PARTS} more" if len(parts) > MAX_SHOWN_PARTS else ""
        message = f"Left out as {reason}: {shown}{more}."
        yield Finding(LEFT_OUT, message, 0, 0)


def _unsourced_figure(guide: Guide) -> Iterator[Finding]:
    """Credited names without a listed source or a link."""
    listed = listed_sources(guide)
    for who, (start, end) in unsourced_credits(guide).items():
        section = guide.section_at(start, end)
        place = f"The section “{section.title}” credits" if section and end > start else "The guide credits"
        lacks = "its sources do not name it" if listed.strip() else "the guide lists no sources"
        yield Finding("unsourced_figure", f"{place} {who}, but {lacks}.", start, end)


def _disagreement(guide: Guide) -> Iterator[Finding]:
    for one in find_disagreements(find_facts(guide)):
        leads = [side[0] for side in one.sides]
        said = " against ".join(
            f"“{_short(' '.join(guide.text[p.start : p.end].split()), 90)}” (line {_line(guide, p.start)})"
            for p in leads
        )
        of_whom = f" of the {one.scope}" if one.scope else ""
        message = f"The guide disagrees with itself about {one.about}{of_whom}: {said}."
        yield Finding("disagreement", message, leads[0].start, leads[0].end)


def _missing_date(guide: Guide) -> Iterator[Finding]:
    parts = [(section, block) for section in guide.sections for block in section.blocks]
    figures = [(section, block) for section, block in parts if _FIGURE.search(guide.text, block.start, block.end)]
    if not figures or not is_undated(guide):
        return
    section, first = figures[0]
    message = f"The guide has figures, first under “{section.title}”, but says nowhere what date or year they are from."
    yield Finding("missing_date", message, first.start, first.end)


def _line(guide: Guide, at: int) -> int:
    return guide.text.count("\n", 0, at) + 1


def _short(line: str, limit: int = 40) -> str:
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


CHECKS: tuple[Callable[[Guide], Iterator[Finding]], ...] = (
    _repaired_text,
    _empty_section,
    _excluded_boilerplate,
    _disagreement,
    _unsourced_figure,
    _missing_date,
)
