"""Canonical text with blocks, divided into sections; common to all forms."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.domain import Block, BlockKind, Section, Span
from advisor.ingestion.parsing.lead_ins import NestedBlock, link_blocks
from advisor.text.invisible import strip_invisible

MAX_ANCHOR_CHARS = 64
MAX_NAME_CHARS = 300  # of a heading in a path; its block keeps all of it
BULLET = "• "


@dataclass(frozen=True, slots=True)
class Piece:
    """One block before it has a place.

    ``level`` counts from 1 and is 0 for all but headings. ``depth`` is the number of lists that it stands in,
    ``marker`` what the outermost of them is marked by, if that is known.
    """

    kind: BlockKind
    text: str
    level: int = 0
    depth: int = 0
    marker: str = ""


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block in the canonical text, with its heading level, else 0.

    ``name`` opens a section whose heading is not in the text: the block is then its first block. ``depth`` is the
    number of lists that it stands in, ``marker`` what the outermost of them is marked by.
    """

    block: Block
    level: int = 0
    name: str = ""
    depth: int = 0
    marker: str = ""


@dataclass(frozen=True, slots=True)
class ComposedText:
    """Canonical text with its placed blocks."""

    text: str
    placed: tuple[PlacedBlock, ...]


def compose(pieces: Iterable[Piece]) -> ComposedText:
    """Write pieces as plain text, separated by blank lines.

    Items and rows of one run stand on adjacent lines.
    """
    parts: list[str] = []
    placed: list[PlacedBlock] = []
    length = 0
    before: BlockKind | None = None
    for piece in pieces:
        text = strip_invisible(piece.text).strip()  # marks can name invisible characters: &#x202e;
        if not text:
            continue
        tight = piece.kind is before and piece.kind in (BlockKind.ITEM, BlockKind.ROW, BlockKind.LABEL)
        lead = "" if before is None else ("\n" if tight else "\n\n")
        if piece.kind is BlockKind.ITEM:
            lead += BULLET
        start = length + len(lead)
        end = start + len(text)
        parts += [lead, text]
        placed.append(PlacedBlock(Block(piece.kind, start, end), piece.level, depth=piece.depth, marker=piece.marker))
        length, before = end, piece.kind
    return ComposedText("".join(parts) + "\n", tuple(placed))


def divide(text: str, placed: Sequence[PlacedBlock], *, title: str) -> tuple[Section, ...]:
    """Sections in text order, disjoint, each up to the next heading.

    A single heading of the topmost level that opens the guide is its title and the parent of nothing, so that paths
    start below it. Blocks before any heading form a section named ``title``.
    """
    groups: list[list[PlacedBlock]] = []
    for entry in placed:
        if entry.level or not groups:
            groups.append([])
        groups[-1].append(entry)
    tops = [g[0].level for g in groups if g[0].level]
    opens_with_title = bool(tops) and groups[0][0].level == min(tops) and tops.count(min(tops)) == 1
    sections: list[Section] = []
    anchors = _Anchors()
    trail: list[tuple[int, str, Span | None]] = []
    for position, group in enumerate(groups):
        head = group[0]
        name = heading_name(head.name or (text[head.block.start : head.block.end] if head.level else title))
        if head.level and not (position == 0 and opens_with_title):
            own = None if head.name else Span(head.block.start, head.block.end)
            trail = [*(t for t in trail if t[0] < head.level), (head.level, name, own)]
            path = tuple(t[1] for t in trail)
            headings = [t[2] for t in trail if t[2] is not None]
        else:
            path, headings = (name,), []
        blocks = link_blocks(text, [NestedBlock(entry.block, entry.depth, entry.marker) for entry in group], headings)
        sections.append(
            Section(path=path, anchor=anchors.take(path), start=blocks[0].start, end=blocks[-1].end, blocks=blocks)
        )
    return tuple(sections)


def heading_name(text: str) -> str:
    """A heading as in a path, without leading symbols and colon.

    It is on one line.
    """
    line = " ".join(text.split())
    at = 0
    while at < len(line) and (line[at] in "•·▪ \u200d" or unicodedata.category(line[at]) in ("So", "Sk", "Mn", "Cf")):
        at += 1
    bare = line[at:].rstrip(": ") or line[at:]
    name = bare if any(char.isalnum() for char in bare) else line or "Section"
    return name if len(name) <= MAX_NAME_CHARS else f"{name[: MAX_NAME_CHARS - 1].rstrip()}…"


class _Anchors:
    """Unique URL fragments from headings.

    A taken one gets its parents in front, or a count at the end.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def take(self, path: Sequence[str]) -> str:
        for depth in range(1, len(path) + 1):
            anchor = slug(" ".join(path[-depth:]))
            if anchor not in self._taken:
                break
        else:
            base = slug(path[-1])
            count = self._counts.get(base, 1) + 1
            while f"{base}-{count}" in self._taken:
                count += 1
            self._counts[base] = count
            anchor = f"{base}-{count}"
        self._taken.add(anchor)
        return anchor


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 64 characters.

    ``section`` if none remain.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    out = ""
    for word in words:
        if out and len(out) + len(word) + 1 > MAX_ANCHOR_CHARS:
            break
        out = f"{out}-{word}" if out else word[:MAX_ANCHOR_CHARS]
    return out or "section"


def version_of(text: str) -> str:
    """The first 16 hex digits of the canonical text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
