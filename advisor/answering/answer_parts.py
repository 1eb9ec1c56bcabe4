"""Answer parts: claims grouped by what the guide makes of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.answering.guide_lists import section_items
from advisor.careers.names import career_plural
from advisor.citation import fold
from advisor.domain import (
    AnswerPart,
    BlockKind,
    Citation,
    Claim,
    Conflict,
    Guide,
    PartKind,
    Section,
)
from advisor.weights import weights

LABELLED = (BlockKind.LABEL, BlockKind.FIGURE, BlockKind.ROW)
CLOCK = re.compile(
    r"\b\d{1,2}(?::\d\d|\s*[ap]\.?m\b)|\b(?:morning|midday|noon|afternoon|evening|night)\b", re.IGNORECASE
)
LABEL = re.compile(r"^([^:]{1,60}):\s+(?=\S)")
MIN_STEPS = 3


@dataclass(frozen=True, slots=True)
class _Piece:
    """One claim with the place in the guide that it shows.

    ``block`` is the kind of that place, PARAGRAPH where the claim is not in the guide's own words. ``row`` is its label
    and ``text`` the rest; ``above`` are the citations of a heading quoted with it.
    """

    n: int
    guide: Guide
    section: Section
    block: BlockKind
    row: str
    text: str
    above: tuple[int, ...]

    @property
    def is_item(self) -> bool:
        return self.block is BlockKind.ITEM

    @property
    def is_row(self) -> bool:
        return self.block in LABELLED

    @property
    def parent(self) -> tuple[str, ...]:
        return (self.guide.id, *self.section.path[:-1])


def arrange(
    claims: Sequence[Claim], citations: Sequence[Citation], conflicts: Sequence[Conflict], near_miss: str = ""
) -> tuple[AnswerPart, ...]:
    """Group claims into parts, in the order in which they are shown.

    Every claim is in one part. ``near_miss`` is what is said before an answer that may be none, empty for any other.
    """
    number = {citation.number: citation for citation in citations}
    pieces = [_piece(n, claim, number) for n, claim in enumerate(claims)]
    parts = []
    for conflict in conflicts:
        sides = [piece for piece in pieces if set(claims[piece.n].citations) & set(conflict.citations)]
        pieces = [piece for piece in pieces if piece not in sides]
        if sides:
            parts.append(AnswerPart(PartKind.BOTH_SIDES, tuple(p.n for p in sides), conflict.about))
    if near_miss and pieces:
        parts.append(AnswerPart(PartKind.NEAR_MISS, tuple(piece.n for piece in pieces), near_miss))
    elif len({piece.guide.id for piece in pieces}) > 1:
        parts.append(_careers(pieces))
    else:
        for run in _runs(pieces):
            parts += _parts(run)
    return tuple(parts)


def _piece(n: int, claim: Claim, number: dict[int, Citation]) -> _Piece:
    cited = [number[one] for one in claim.citations]
    own = next((c for c in cited if _block(c) is not BlockKind.HEADING), cited[0])
    quote, block = fold(own.quote), _block(own)
    if not claim.text.endswith(quote):
        return _Piece(n, own.guide, own.section, BlockKind.PARAGRAPH, "", claim.text, ())
    above = tuple(c.number for c in cited if _block(c) is BlockKind.HEADING and c is not own)
    row, text = ("", quote)
    if block in LABELLED:
        row, text = split_label(own.quote)
        if not row or len(text.split()) > weights().writer.label_words:
            row, text, block = "", quote, BlockKind.PARAGRAPH
    return _Piece(n, own.guide, own.section, block, row, text, above)


def _block(citation: Citation) -> BlockKind:
    kinds = (b.kind for b in citation.section.blocks if b.start <= citation.start and citation.end <= b.end)
    return next(kinds, BlockKind.PARAGRAPH)


def split_label(quote: str) -> tuple[str, str]:
    """Split a row into its label and its value.

    Without a label the first is empty. A figure on two lines has its label on the one without a digit.
    """
    lines = [fold(line) for line in quote.splitlines() if line.strip()]
    if len(lines) == 2:
        return (lines[1], lines[0]) if re.search(r"\d", lines[0]) else (lines[0], lines[1])
    text = fold(quote)
    label = LABEL.match(text)
    return (label.group(1), text[label.end() :]) if label else ("", text)


def _runs(pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """Divide pieces into runs of prose, and of rows or items under one heading."""
    runs: list[list[_Piece]] = []
    for piece in pieces:
        if runs and _continues(runs[-1], piece):
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _continues(run: Sequence[_Piece], piece: _Piece) -> bool:
    last = run[-1]
    if not (piece.is_item or piece.is_row):
        return not (last.is_item or last.is_row)
    if not (last.is_item or last.is_row):
        return False
    if piece.section is last.section:
        return piece.is_row == last.is_row or len({one.section for one in run}) > 1
    return len(piece.section.path) > 1 and piece.parent == last.parent


def _parts(run: Sequence[_Piece]) -> list[AnswerPart]:
    """Make the part of a run, or one for each section where these are no columns."""
    sections = list(dict.fromkeys(piece.section for piece in run))
    first = run[0]
    if len(sections) > 1 and (first.is_item or first.is_row):
        titles = tuple(section.title for section in sections)
        column_of = tuple(sections.index(piece.section) for piece in run)
        shared = {piece.row for piece in run if piece.row}
        kind = PartKind.COLUMNS
        if all(CLOCK.search(title) for title in titles):
            kind = PartKind.TIMELINE
        elif len(titles) >= MIN_STEPS and all(piece.is_row for piece in run) and len(shared) == 1:
            kind = PartKind.STEPS
        return [_part(kind, run, first.section.path[-2], columns=titles, column_of=column_of)]
    if first.is_row:
        return [_part(PartKind.FIGURES, run, first.section.title)]
    if first.is_item:
        n_all = len(section_items(first.guide, first.section))
        return [_part(PartKind.LIST, run, first.section.title, n_all=max(n_all, len(run)))]
    return [_part(PartKind.LEAD, run, "")]


def _careers(pieces: Sequence[_Piece]) -> AnswerPart:
    """Make the columns of several careers, each under its name."""
    guides = list({piece.guide.id: piece.guide for piece in pieces}.values())
    order = {guide.id: n for n, guide in enumerate(guides)}
    pieces = sorted(pieces, key=lambda piece: order[piece.guide.id])
    columns = tuple(career_plural(guide) for guide in guides)
    return _part(
        PartKind.COLUMNS, pieces, "", columns=columns, column_of=tuple(order[piece.guide.id] for piece in pieces)
    )


def _part(
    kind: PartKind,
    pieces: Sequence[_Piece],
    heading: str,
    *,
    columns: tuple[str, ...] = (),
    column_of: tuple[int, ...] = (),
    n_all: int = 0,
) -> AnswerPart:
    rows = tuple(piece.row for piece in pieces)
    return AnswerPart(
        kind=kind,
        claims=tuple(piece.n for piece in pieces),
        heading=heading,
        heading_citations=tuple(dict.fromkeys(n for piece in pieces for n in piece.above)),
        texts=tuple(piece.text for piece in pieces),
        rows=rows if any(rows) else (),
        columns=columns,
        column_of=column_of,
        n_all=n_all,
    )
