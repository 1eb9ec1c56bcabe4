"""Reading order of a page: its columns, side bars and full-width parts."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.pdf.page_text import TextLine

MAX_DEPTH = 4
MIN_LINES = 3  # of each of two columns
MIN_GUTTER = 0.8  # of the size of their text
MAX_CROSSED = 0.4  # of the lines, by those that run over a gutter
BIN, MAX_BINS = 2.0, 2_000  # points
FULL = 0.78  # of its column's width, of a line that goes on in the next
MIN_PARTNERED = 0.7  # of the lines of one side: a table
ALIKE = 0.15  # of the size: lines of two columns on one base line
ASIDE = 0.5  # of the width of the column beside it: a side bar, which is read after it


@dataclass(frozen=True, slots=True)
class Region:
    """Lines read from top to bottom, between two edges.

    An aside stands beside a wider column.
    """

    lines: tuple[TextLine, ...]
    left: float
    right: float
    is_aside: bool = False


def order(lines: Sequence[TextLine]) -> list[Region]:
    """The regions of a page in the order of reading."""
    if not lines:
        return []
    by_top = sorted(lines, key=lambda line: (line.base, line.left))
    return _divide(by_top, min(line.left for line in lines), max(line.x1 for line in lines), 0)


def _divide(lines: Sequence[TextLine], left: float, right: float, depth: int) -> list[Region]:
    whole = [Region(tuple(lines), left, right)]
    if depth == MAX_DEPTH or len(lines) < 2 * MIN_LINES:
        return whole
    best: list[tuple[Sequence[TextLine], float | None]] = []
    n_best = 0
    for center in _gutters(lines, left, right):
        bands = _bands(lines, center)
        n_columned = sum(len(band) for band, gutter in bands if gutter is not None)
        if n_columned > n_best:
            best, n_best = bands, n_columned
    if not n_best:
        return whole
    out: list[Region] = []
    for band, gutter in best:
        if gutter is None:
            out += _divide(band, left, right, depth + 1) if len(best) > 1 else [Region(tuple(band), left, right)]
            continue
        sides = [line for line in band if line.x1 <= gutter + 2], [line for line in band if line.x1 > gutter + 2]
        edges = [(min(line.left for line in side), max(line.x1 for line in side)) for side in sides]
        widths = [end - start for start, end in edges]
        made = [_divide(side, *edge, depth + 1) for side, edge in zip(sides, edges, strict=True)]
        narrow = 0 if widths[0] < widths[1] else 1
        if widths[narrow] < ASIDE * max(region.right - region.left for region in made[1 - narrow]):
            made[narrow] = [replace(region, is_aside=True) for region in made[narrow]]
            made = [made[1 - narrow], made[narrow]]
        out += [*made[0], *made[1]]
    return out


def _gutters(lines: Sequence[TextLine], left: float, right: float) -> list[float]:
    """The middles of strips that few lines run over, the emptiest first."""
    width = max(BIN, (right - left) / MAX_BINS)
    n_bins = int((right - left) / width) + 2
    steps = [0] * (n_bins + 1)
    for line in lines:
        steps[max(0, int((line.left - left) / width))] += 1
        steps[min(n_bins, int((line.x1 - left) / width) + 1)] -= 1
    covered, depth = [], 0
    for step in steps[:n_bins]:
        depth += step
        covered.append(depth)
    most = max(covered)
    found: list[tuple[int, int, float]] = []
    at = 0
    while at < n_bins:
        end = at
        while end < n_bins and covered[end] == covered[at]:
            end += 1
        low = covered[at] <= MAX_CROSSED * most
        dips = at > 0 and end < n_bins and covered[at - 1] > covered[at] < covered[end]
        if low and dips and end - at >= 2:
            found.append((covered[at], at - end, left + width * (at + end) / 2))
        at = end
    return [center for _, _, center in sorted(found)[:8]]


def _bands(lines: Sequence[TextLine], center: float) -> list[tuple[Sequence[TextLine], float | None]]:
    """The lines from top to bottom, cut where one crosses the gutter.

    Each band comes with the middle of its gutter, or None where it has no columns.
    """
    out: list[tuple[list[TextLine], float | None]] = []
    band: list[TextLine] = []
    for line in [*lines, None]:
        if line is not None and not line.left < center - 2 < center + 2 < line.x1:
            band.append(line)
            continue
        if band and _are_columns(band, center):
            out.append((band, center))
            band = []
        elif band:
            if out and out[-1][1] is None:
                out[-1][0].extend(band)
            else:
                out.append((band, None))
            band = []
        if line is not None:
            if out and out[-1][1] is None:
                out[-1][0].append(line)
            else:
                out.append(([line], None))
    return [(tuple(held), gutter) for held, gutter in out]


def _are_columns(band: Sequence[TextLine], center: float) -> bool:
    """Whether both sides of a gutter are columns to be read one after the other."""
    sides = [line for line in band if line.x1 <= center + 2], [line for line in band if line.x1 > center + 2]
    if any(len({round(line.base) for line in side}) < MIN_LINES for side in sides):
        return False
    size = min(line.size for line in band)
    if min(line.left for line in sides[1]) - max(line.x1 for line in sides[0]) < MIN_GUTTER * size:
        return False
    tops, ends = zip(*((side[0].base, side[-1].base) for side in sides), strict=True)
    shared = min(ends) - max(tops)
    if shared < 0.4 * min(ends[0] - tops[0], ends[1] - tops[1]):
        return False
    return not _is_table(*sides)


def _is_table(left: Sequence[TextLine], right: Sequence[TextLine]) -> bool:
    """Whether the lines of both sides are cells of common rows."""
    low, high = max(left[0].base, right[0].base), min(left[-1].base, right[-1].base)
    sides = [[line for line in side if low - line.size < line.base < high + line.size] for side in (left, right)]
    bases = [[line.base for line in side] for side in sides]
    shares = [
        sum(_has_partner(line.base, beside, line.size) for line in side) / max(len(side), 1)
        for side, beside in zip(sides, reversed(bases), strict=True)
    ]
    if max(shares) < MIN_PARTNERED or all(_is_prose(side) for side in sides):
        return False
    return not _flows(sides[1], bases[0]) and not _flows(sides[0], bases[1])


def _has_partner(base: float, others: Sequence[float], size: float) -> bool:
    """Whether a line stands beside another one, or in the middle between two lines of one cell."""
    at = bisect_left(others, base - ALIKE * size)
    if at < len(others) and others[at] <= base + ALIKE * size:
        return True
    if not 0 < at < len(others):
        return False
    above, below = others[at - 1], others[at]
    return below - above < 1.6 * size and abs((above + below) / 2 - base) < ALIKE * size / 2


def _is_prose(side: Sequence[TextLine]) -> bool:
    """Whether most lines of a column are full."""
    width = max(line.x1 for line in side) - min(line.left for line in side)
    full = sum(line.x1 - line.left > FULL * width for line in side)
    return full >= 0.5 * len(side) and sum(len(line.text) for line in side) >= 18 * len(side)


def _flows(side: Sequence[TextLine], beside: Sequence[float]) -> bool:
    """Whether sentences run on through rows that have a line beside each."""
    width = max(line.x1 for line in side) - min(line.left for line in side)
    n_running = sum(
        before.x1 - before.left > FULL * width
        and line_shapes.starts_lower(line.text)
        and _has_partner(line.base, beside, line.size)
        and _has_partner(before.base, beside, line.size)
        for before, line in pairwise(side)
    )
    return n_running >= max(3, 0.3 * len(side))
