"""What every form of guide ends in: canonical text with blocks, divided into sections under their headings."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.domain import Block, BlockKind, Section

MAX_ANCHOR_CHARS = 64
BULLET = "• "


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a guide on its way in. ``level`` counts from 1 and is 0 for all but headings."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A block at its place in the canonical text, with the level of its heading (0: not a heading)."""

    block: Block
    level: int = 0


@dataclass(frozen=True, slots=True)
class Composed:
    """Canonical text and where each piece came to stand in it."""

    text: str
    placed: tuple[Placed, ...]


def compose(pieces: Iterable[Piece]) -> Composed:
    """Write pieces as plain text: a blank line between blocks, items and rows of one run on adjacent lines."""
    parts: list[str] = []
    placed: list[Placed] = []
    length = 0
    before: BlockKind | None = None
    for piece in pieces:
        if not piece.text.strip():
            continue
        tight = piece.kind is before and piece.kind in (BlockKind.ITEM, BlockKind.ROW, BlockKind.LABEL)
        lead = "" if before is None else ("\n" if tight else "\n\n")
        if piece.kind is BlockKind.ITEM:
            lead += BULLET
        start = length + len(lead)
        end = start + len(piece.text)
        parts += [lead, piece.text]
        placed.append(Placed(Block(piece.kind, start, end), piece.level))
        length, before = end, piece.kind
    return Composed("".join(parts) + "\n", tuple(placed))


def divide(text: str, placed: Sequence[Placed], *, title: str) -> tuple[Section, ...]:
    """Sections in order of the text, disjoint, each from its heading to the next heading of any level.

    A lone heading of the topmost level that opens the guide is its title and parent of nothing, so that
    paths start below it. Blocks before any heading form a section named ``title``.
    """
    groups: list[list[Placed]] = []
    for entry in placed:
        if entry.level or not groups:
            groups.append([])
        groups[-1].append(entry)
    tops = [g[0].level for g in groups if g[0].level]
    opens_with_title = bool(tops) and groups[0][0].level == min(tops) and tops.count(min(tops)) == 1
    sections: list[Section] = []
    anchors: set[str] = set()
    trail: list[tuple[int, str]] = []
    for position, group in enumerate(groups):
        head = group[0]
        name = text[head.block.start : head.block.end] if head.level else title
        if head.level and not (position == 0 and opens_with_title):
            trail = [*(t for t in trail if t[0] < head.level), (head.level, " ".join(name.split()))]
            path = tuple(t[1] for t in trail)
        else:
            path = (" ".join(name.split()),)
        blocks = tuple(entry.block for entry in group)
        anchor = unique_anchor(path, anchors)
        anchors.add(anchor)
        sections.append(Section(path, anchor, blocks[0].start, blocks[-1].end, blocks))
    return tuple(sections)


def unique_anchor(path: Sequence[str], taken: set[str]) -> str:
    """The heading as a URL fragment; its parents are put before it, then a count behind, where it is taken."""
    for depth in range(1, len(path) + 1):
        anchor = slug(" ".join(path[-depth:]))
        if anchor not in taken:
            return anchor
    base = slug(path[-1])
    count = 2
    while f"{base}-{count}" in taken:
        count += 1
    return f"{base}-{count}"


def slug(text: str) -> str:
    """Lower-case ASCII letters and digits joined by hyphens, at most 64 characters; ``section`` if none remain."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    out = ""
    for word in words:
        if len(out) + len(word) + 1 > MAX_ANCHOR_CHARS:
            break
        out = f"{out}-{word}" if out else word[:MAX_ANCHOR_CHARS]
    return out or "section"
