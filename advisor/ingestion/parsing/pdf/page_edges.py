"""Heads, feet, page numbers and contents lists: found and left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from advisor.ingestion.parsing.pdf.page_text import PdfPage, TextLine

EDGE = 0.13  # of the page's height: where heads and feet stand
OUTER = 0.045  # where nothing but they are printed
NEAR_EDGE = 0.09
MAX_OUTER_SIZE = 9.5
MIN_BODY_ROWS = 6
APART = ""  # in place of the shape of a head whose words change from page to page
MAX_HEAD_CHARS = 160
MAX_ROWS = 4  # of a head or foot
MIN_CONTENTS = 3
SHIFT = 7.0  # points between the places of one head on several pages
HEAD = "a head or foot of its pages"
CONTENTS = "a list of contents with page numbers"

_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—|·]\s?)?(?:(?:page|p\.|seite|página|pagina)\s?)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s?(?:/|of|von|de)\s?\d{1,4})?"
    r"(?:\s?[-–—|·])?",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:table of )?contents|in this (?:guide|report|handbook)|index", re.IGNORECASE)
_NUMBERED_END = re.compile(r"(?<!\d)\d{1,3}$")


@dataclass(frozen=True, slots=True)
class PageEdge:
    """Lines that are left out, with the reason."""

    text: str
    reason: str


def without_edges(pages: Sequence[PdfPage]) -> tuple[list[PdfPage], list[PageEdge]]:
    """The pages without heads, feet, page numbers and contents lists."""
    repeated = _repeated(pages)
    out: list[PdfPage] = []
    left_out: dict[str, PageEdge] = {}
    for page in pages:
        rows = _rows(page.lines)
        first, last = _body(page, rows, repeated)
        for row in (*rows[:first], *rows[last:]):
            text = " ".join(line.text for line in row)
            left_out.setdefault(_shape(text), PageEdge(text, HEAD))
        kept, contents = _without_contents(rows[first:last], len(pages))
        if contents:
            left_out[f"contents {page.number}"] = PageEdge(contents, CONTENTS)
        out.append(replace(page, lines=tuple(kept)))
    return out, list(left_out.values())


def _body(page: PdfPage, rows: Sequence[Sequence[TextLine]], repeated: set[tuple[str, int]]) -> tuple[int, int]:
    """The rows between heads and feet, which are the outermost ones."""
    first, last = 0, len(rows)
    steps = sorted(after[0].base - row[0].base for row, after in pairwise(rows))
    usual = 1.3 * steps[len(steps) // 2] if steps else 0.0
    while first < min(last, MAX_ROWS) and _is_edge(page, rows[first], repeated):
        first += 1
    while (
        0 < first < last
        and rows[first][0].base - rows[first - 1][0].base <= usual
        and not _is_alone(page, rows[first - 1])
    ):
        first -= 1  # what goes on in the text is no head
    while last > max(first, len(rows) - MAX_ROWS) and _is_edge(page, rows[last - 1], repeated):
        last -= 1
    while (
        first < last < len(rows)
        and rows[last][0].base - rows[last - 1][0].base <= usual
        and not _is_alone(page, rows[last])
    ):
        last += 1
    return first, last


def _rows(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.base):
        if rows and line.base - rows[-1][0].base < 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _shape(text: str) -> str:
    return _NUMBERS.sub("#", text.casefold())


def _repeated(pages: Sequence[PdfPage]) -> set[tuple[str, int]]:
    """The heads and feet that stand at one place of several pages, by shape and place."""
    counts: Counter[tuple[str, int]] = Counter()
    for page in pages:
        found = set()
        rows = _rows(page.lines)
        for row in rows:
            if _in_edge(page, row, EDGE):
                shape = _shape(" ".join(line.text for line in row))[:MAX_HEAD_CHARS]
                place = int(row[0].base / SHIFT)
                found |= {(shape, place - 1), (shape, place), (shape, place + 1)}
            if row in (rows[0], rows[-1]) and _is_apart(page, rows, at_top=row is rows[0]):
                found.add((APART, int(row[0].base / SHIFT)))
        counts.update(found)
    least = 2 if len(pages) < 6 else max(3, len(pages) // 10)
    return {key for key, n_pages in counts.items() if n_pages >= least}


def _is_apart(page: PdfPage, rows: Sequence[Sequence[TextLine]], *, at_top: bool) -> bool:
    """Whether the outermost row stands apart from the text, in no larger letters than it."""
    if len(rows) < MIN_BODY_ROWS:
        return False
    row, beside = (rows[0], rows[1]) if at_top else (rows[-1], rows[-2])
    steps = sorted(after[0].base - before[0].base for before, after in pairwise(rows))
    sizes = sorted(line.size for line in page.lines)
    size = max(line.size for line in row)
    if size > 1.02 * sizes[len(sizes) // 2] or any(line.bold or line.marker for line in row):
        return False
    return _in_edge(page, row, NEAR_EDGE) and abs(row[0].base - beside[0].base) > 1.6 * steps[len(steps) // 2]


def _in_edge(page: PdfPage, row: Sequence[TextLine], share: float) -> bool:
    base = row[0].base
    return base < share * page.height or base > (1 - share) * page.height


def _is_edge(page: PdfPage, row: Sequence[TextLine], repeated: set[tuple[str, int]]) -> bool:
    """Whether an outermost row is a head, a foot or a page number."""
    if not _in_edge(page, row, EDGE):
        return False
    text = " ".join(line.text for line in row)
    if (_shape(text)[:MAX_HEAD_CHARS], int(row[0].base / SHIFT)) in repeated:
        sizes = [line.size for line in page.lines]
        return max(line.size for line in row) <= 1.6 * sorted(sizes)[len(sizes) // 2]  # a larger one heads its page
    if row in (ends := _outermost(page)) and (APART, int(row[0].base / SHIFT)) in repeated:
        return _is_apart(page, _rows(page.lines), at_top=row == ends[0])
    return _is_alone(page, row)


def _is_alone(page: PdfPage, row: Sequence[TextLine]) -> bool:
    """Whether a row is a page number, or stands where only heads and feet are printed."""
    if _PAGE_NUMBER.fullmatch(" ".join(line.text for line in row)):
        return True
    return _in_edge(page, row, OUTER) and max(line.size for line in row) <= MAX_OUTER_SIZE


def _outermost(page: PdfPage) -> tuple[list[TextLine], list[TextLine]]:
    rows = _rows(page.lines)
    return rows[0], rows[-1]


def _without_contents(rows: Sequence[Sequence[TextLine]], n_pages: int) -> tuple[list[TextLine], str]:
    """The lines without a list of contents, and its text.

    It is a run of titles with rising page numbers at the right, below its heading.
    """
    numbers = [_page_of(row, n_pages) for row in rows]
    at = 0
    while at < len(rows):
        end, last = at, 0
        while end < len(rows) and (number := numbers[end]) is not None and number >= last:
            end, last = end + 1, number
        headed = at > 0 and len(rows[at - 1]) == 1 and _CONTENTS.fullmatch(rows[at - 1][0].text.strip(": "))
        if end - at >= MIN_CONTENTS and headed:
            start = at - 1
            kept = [line for row in (*rows[:start], *rows[end:]) for line in row]
            return kept, "\n".join(" ".join(line.text for line in row) for row in rows[start:end])
        at = max(end, at + 1)
    return [line for row in rows for line in row], ""


def _page_of(row: Sequence[TextLine], n_pages: int) -> int | None:
    """The page number at the end of a row, if it could be one."""
    found = _NUMBERED_END.search(row[-1].text)
    if found is None or (len(row) == 1 and found.start() == 0):
        return None
    return number if (number := int(found[0])) <= n_pages + 40 else None
