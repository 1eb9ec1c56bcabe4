"""Paragraphs of lines: wrapped ones joined, with their hyphens undone."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.pdf.page_text import TextLine
from advisor.ingestion.parsing.pdf.reading_order import Region
from advisor.ingestion.parsing.pdf.tables import Table

SAME_SIZE = 0.07
INDENT = 0.8  # of the size: of a paragraph's first line
LOOSE = 1.15  # times the usual step between lines: a gap
MAX_STEP = 2.2
ENOUGH_STEPS = 3  # of one distance, to take it for usual
MAX_CHARS = 20_000  # of a paragraph, so that joining its lines costs no more than their number
MAX_WORD_CHARS = 60
NOTE_SIZE = 0.93  # of the text's size: notes at a page's foot

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,40}+)-$")
_FIRST = re.compile(r"[^\W\d_]{1,40}")
_DASHES = ("-", "\u2010")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, from the top down.

    ``breaks`` are the offsets in ``text`` at which later pages begin, with their numbers. ``left`` is where its first
    line begins, with its marker; ``right`` is the edge that its lines may reach.
    """

    lines: list[TextLine]
    text: str
    left: float
    right: float
    column: tuple[float, float]
    breaks: list[tuple[int, int]] = field(default_factory=list)
    is_aside: bool = False

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def marker(self) -> str:
        return self.lines[0].marker


class Layout:
    """A document's usual size of text, steps of lines, and words."""

    def __init__(self, lines: Sequence[TextLine], regions: Sequence[Region]) -> None:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[half(line.size)] += len(line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 10.0
        steps: dict[float, Counter[float]] = {}
        for region in regions:
            for before, line in zip(region.lines, region.lines[1:], strict=False):
                step = line.base - before.base
                if before.page == line.page and 0.5 * line.size < step < MAX_STEP * line.size and not line.marker:
                    steps.setdefault(half(line.size), Counter())[half(step)] += 1
        usual = {size: counted.most_common(1)[0] for size, counted in steps.items()}
        # What is set so once or twice may be a title with a heading under it, and no wrapped line.
        self._steps = {size: step if n >= ENOUGH_STEPS else min(step, 1.3 * size) for size, (step, n) in usual.items()}
        self._words = Counter(word.casefold() for line in lines for word in _WORD.findall(line.text))

    def step(self, size: float) -> float:
        """The usual distance between two lines of a paragraph of this size."""
        return min(self._steps.get(half(size), 1.25 * size), 1.7 * size)

    def joined(self, before: str, after: str) -> str:
        """Two lines as one; a word cut in two is whole again.

        A word that the document writes with a hyphen elsewhere keeps it, and so does a name.
        """
        if not before.endswith(_DASHES) or before.endswith(("--", " -")):
            return f"{before} {after}"
        broken, first = _BROKEN.search(before[-MAX_WORD_CHARS:].replace("\u2010", "-")), _FIRST.match(after)
        if broken is None or first is None or not after[0].islower():
            return before + after
        whole = (broken[1] + first[0]).casefold()
        hyphened = f"{broken[1]}-{first[0]}".casefold()
        if self._words[hyphened] > self._words[whole]:
            return before[:-1] + "-" + after
        return before[:-1] + after


def half(size: float) -> float:
    """A size or step to the next half point."""
    return round(2 * size) / 2


def paragraphs(flow: Sequence[tuple[Region, Sequence[TextLine | Table]]], layout: Layout) -> list[Paragraph | Table]:
    """Paragraphs and tables in reading order, joined over columns and pages."""
    out: list[Paragraph | Table] = []
    for region, items in flow:
        for at, item in enumerate(items):
            if isinstance(item, Table):
                out.append(item)
                continue
            last = out[-1] if out else None
            inside = at > 0 and isinstance(last, Paragraph) and items[at - 1] is last.lines[-1]
            if inside and isinstance(last, Paragraph):
                if _continues(last, item, layout):
                    _join(last, item, layout)
                    continue
            elif at == 0 and (open_at := _open(out, item, layout)) is not None:
                _resume(out, open_at, item, region, layout)
                continue
            column = region.left, region.right
            out.append(Paragraph([item], item.text, item.left, region.right, column, is_aside=region.is_aside))
    return out


def _join(paragraph: Paragraph, line: TextLine, layout: Layout) -> None:
    before = paragraph.text
    paragraph.text = layout.joined(before, line.text)
    if line.page != paragraph.lines[-1].page:
        paragraph.breaks.append((len(paragraph.text) - len(line.text), line.page))
    paragraph.lines.append(line)


def _continues(paragraph: Paragraph, line: TextLine, layout: Layout) -> bool:
    """Whether a line goes on with the paragraph above it in its column."""
    last = paragraph.lines[-1]
    step = line.base - last.base
    if len(paragraph.text) > MAX_CHARS:
        return False
    if line.marker or not _alike(last, line) or not 0 < step <= LOOSE * layout.step(line.size) + 0.6:
        return False
    flows = line_shapes.starts_lower(line.text) and not line_shapes.ends_sentence(last.text)
    if last.bold != line.bold and not flows:
        return False
    if paragraph.marker:
        return line.x0 > paragraph.left + 2 or flows
    if line.x0 > last.x0 + INDENT * line.size and line_shapes.ends_sentence(last.text):
        return False  # indented, as a first line is
    return flows or not _stops_short(last, line, paragraph.column, paragraph.right)


def _alike(before: TextLine, line: TextLine) -> bool:
    return abs(before.size - line.size) <= SAME_SIZE * before.size


def _stops_short(last: TextLine, line: TextLine, column: tuple[float, float], right: float) -> bool:
    """Whether the next line's first word would have stood on the last one."""
    word = line.words[0]
    needed = word.x1 - word.x0 + 0.3 * line.size
    width = column[1] - column[0]
    return last.x1 + needed < right - 1 and last.x1 - last.x0 + needed < 0.97 * width


def _open(out: Sequence[Paragraph | Table], line: TextLine, layout: Layout) -> int | None:
    """The paragraph that goes on with a line at the top of the next column or page.

    The notes at the foot of its page are passed over.
    """
    for at in range(len(out) - 1, max(-1, len(out) - 12), -1):
        held = out[at]
        if isinstance(held, Table):
            return None
        if held.size < NOTE_SIZE * line.size and held.size < NOTE_SIZE * layout.size:
            continue
        last = held.lines[-1]
        if line.marker or not _alike(last, line) or last.bold != line.bold or line.size > 1.1 * layout.size:
            return None
        if line_shapes.ends_sentence(last.text) or len(held.text) > MAX_CHARS:
            return None
        lower = line_shapes.starts_lower(line.text)
        full = not _stops_short(last, line, held.column, held.right)
        return at if lower or (full and not line.bold and len(held.text) > 40) else None
    return None


def _resume(out: list[Paragraph | Table], at: int, line: TextLine, region: Region, layout: Layout) -> None:
    """Go on with an earlier paragraph; the notes after it come to stand before it."""
    held = out.pop(at)
    assert isinstance(held, Paragraph)
    notes = len(out) > at
    heading = out[at - 1] if at else None
    if notes and isinstance(heading, Paragraph) and heading.bold and not held.bold:
        out.append(out.pop(at - 1))
    out.append(held)
    _join(held, line, layout)
    held.right, held.column = region.right, (region.left, region.right)


def markers(items: Sequence[Paragraph | Table]) -> Iterator[int]:
    """The depth of each item in its list, 0 for all else."""
    open_at: list[float] = []
    for item in items:
        if isinstance(item, Table) or not item.marker:
            if isinstance(item, Table) or not open_at or item.left <= open_at[0] + 2:
                open_at = []
            yield 0
            continue
        while open_at and open_at[-1] > item.left + 3:
            open_at.pop()
        if not open_at or item.left > open_at[-1] + 3:
            open_at.append(item.left)
        yield len(open_at)
