"""Words, lines and pages of a PDF, as they are placed."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from advisor.ingestion.parsing import line_shapes
from advisor.text.invisible import strip_invisible

Rule = tuple[float, ...]  # x0, top, x1, bottom
Dot = tuple[float, ...]  # x0, middle

BULLET = "•"
BASE_TOLERANCE = 0.25  # of the size: words of one line
RAISED = (0.1, 0.65)  # of the size of the words beside it
SMALL = 0.88
GAP = 1.1  # of the size: what sets cells and columns apart
MARKER_GAP = 4.0
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
# Bullets of symbol fonts, in the private use area where these fonts put them.
_SYMBOLS = {chr(code): BULLET for code in (0xF0B7, 0xF0A7, 0xF0D8, 0xF06E, 0xF076, 0xF0FC, 0xF02D, 0xF0E0, 0xF6B7)}
_CLEAN = str.maketrans({**_LIGATURES, **_SYMBOLS, "\u00a0": " ", "\u2011": "-"})


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word with its box, base line and size in points."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words beside one another without a wide gap, on one page.

    ``marker`` is the bullet or number before them.
    """

    words: tuple[PlacedWord, ...]
    page: int
    marker: str = ""
    marker_x: float = 0.0
    size: float = 0.0  # of its longest word

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", max(self.words, key=lambda word: len(word.text)).size)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def left(self) -> float:
        """Where it begins with its marker."""
        return self.marker_x if self.marker else self.x0

    @property
    def base(self) -> float:
        return self.words[0].base

    @property
    def top(self) -> float:
        return self.base - 0.75 * self.size

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page, with what is drawn and what is hidden."""

    number: int
    width: float
    height: float
    words: tuple[PlacedWord, ...] = ()
    rules: tuple[Rule, ...] = ()
    dots: tuple[Dot, ...] = ()
    hidden: str = ""
    rotated: str = ""
    lines: tuple[TextLine, ...] = field(default=())


def clean(text: str) -> str:
    """Characters as they are read: no ligatures, composed accents, nothing invisible."""
    return unicodedata.normalize("NFC", strip_invisible(text.translate(_CLEAN)))


def with_lines(page: PdfPage) -> PdfPage:
    """The page with its words put into lines, from top to bottom."""
    words = [replace(word, text=text) for word in page.words if (text := clean(word.text).strip())]
    rows = _rows(_join_raised(words))
    upright = [rule for rule in page.rules if rule[2] - rule[0] < rule[3] - rule[1]]
    lines = [line for row in rows for line in _split(row, page.number, upright)]
    return replace(page, words=tuple(words), lines=tuple(_with_dots(lines, page.dots)))


def _rows(words: Iterable[PlacedWord]) -> list[list[PlacedWord]]:
    """Words of one base line each, from top to bottom and from left to right."""
    rows: list[list[PlacedWord]] = []
    for word in sorted(words, key=lambda word: word.base):
        if rows and word.base - rows[-1][0].base <= BASE_TOLERANCE * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def _join_raised(words: Sequence[PlacedWord]) -> list[PlacedWord]:
    """Raised digits put down on the line that they stand in, as superscripts.

    The file has them right after the word that they mark.
    """
    out: list[PlacedWord] = []
    for word, after in zip(words, [*words[1:], None], strict=False):
        before = out[-1] if out else None
        if before is not None and _is_raised(word, before) and -1 < word.x0 - before.x1 < 0.4 * before.size:
            out[-1] = replace(before, text=before.text + _raised(word.text), x1=word.x1)
        elif after is not None and _is_raised(word, after) and -1 < after.x0 - word.x1 < 0.6 * after.size:
            out.append(replace(word, text=_raised(word.text), base=after.base, size=after.size))  # a note's own mark
        else:
            out.append(word)
    return out


def _is_raised(word: PlacedWord, beside: PlacedWord) -> bool:
    return word.size < SMALL * beside.size and RAISED[0] < (beside.base - word.base) / beside.size < RAISED[1]


def _raised(text: str) -> str:
    return text.translate(_SUPERSCRIPTS) if set(text) <= set("0123456789+-") else text


def _split(row: Sequence[PlacedWord], page: int, upright: Sequence[Rule]) -> list[TextLine]:
    """The lines of a row: parts set apart by a wide gap, a ruling line or leading dots."""
    parts: list[list[PlacedWord]] = []
    leading = _leading(row)
    for word, is_leading in zip(row, leading, strict=True):
        if is_leading:
            parts.append([])
            continue
        last = parts[-1][-1] if parts and parts[-1] else None
        apart = last is None or word.x0 - last.x1 > GAP * max(word.size, last.size)
        if not apart and last is not None and upright:
            apart = any(last.x1 - 1 < rule[0] < word.x0 + 1 and rule[1] < word.base <= rule[3] + 2 for rule in upright)
        if apart:
            parts.append([word])
        else:
            parts[-1].append(word)
    lines: list[TextLine] = []
    marker: PlacedWord | None = None
    for part in parts:
        if not part:
            continue
        first, rest = part[0], part[1:]
        if marker is not None:
            near = first.x0 - marker.x1 < MARKER_GAP * first.size
            lines.append(TextLine(tuple(part), page, marker.text, marker.x0) if near else TextLine((marker,), page))
            if not near:
                lines.append(TextLine(tuple(part), page))
            marker = None
        elif is_marker(first.text) and not rest:
            marker = first
        elif is_marker(first.text) and not (first.text[-1] in ".)" and first.text[0].isdigit() and first.bold):
            lines.append(TextLine(tuple(rest), page, first.text, first.x0))
        else:
            lines.append(TextLine(tuple(part), page))
    return [*lines, *([TextLine((marker,), page)] if marker is not None else [])]


def _leading(row: Sequence[PlacedWord]) -> list[bool]:
    """Which words are the dots that lead from a title to its page."""
    dots = [not word.text.strip(".…·_") for word in row]
    out = [False] * len(row)
    at = 0
    while at < len(row):
        end = at
        while end < len(row) and dots[end]:
            end += 1
        if sum(len(word.text) for word in row[at:end]) > 3:
            out[at:end] = [True] * (end - at)
        at = max(end, at + 1)
    return out


def is_marker(text: str) -> bool:
    """Whether a word is only a bullet or an item's number."""
    return len(text) <= 5 and line_shapes.split_bullet(f"{text} x") > 0 and not (text[0].isupper() and text != "O")


def _with_dots(lines: Sequence[TextLine], dots: Sequence[Dot]) -> list[TextLine]:
    """Lines with the bullets that are drawn before them."""
    if not dots:
        return list(lines)
    by_row: dict[int, list[Dot]] = {}
    for dot in dots:
        for row in (int(dot[1]) // 10 - 1, int(dot[1]) // 10, int(dot[1]) // 10 + 1):
            by_row.setdefault(row, []).append(dot)
    out = []
    for line in lines:
        near = (
            dot
            for dot in by_row.get(int(line.base) // 10, ())
            if 0 < line.x0 - dot[0] < 3 * line.size and 0 <= line.base - dot[1] < 0.9 * line.size
        )
        first = None if line.marker else next(near, None)
        out.append(line if first is None else replace(line, marker=BULLET, marker_x=first[0]))
    return out
