"""Answer parts: claims grouped by what the guide makes of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from advisor.answering.career_ladder import career_tiers
from advisor.answering.guide_lists import LABELLED, section_items
from advisor.answering.structures import CLOCK, MIN_STEPS, split_label
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
    def is_prose(self) -> bool:
        return not (self.is_item or self.is_row)

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
    elif _are_levels(pieces):
        parts.append(_levels(pieces))
    else:
        for run in _runs(pieces):
            parts += _parts(run)
    return tuple(parts)


def mark_own(part: AnswerPart, title: str) -> AnswerPart:
    """Mark the column of the reader's own place, if there."""
    return replace(part, own=part.columns.index(title)) if title in part.columns else part


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
    if last.is_prose or piece.is_prose:
        return last.is_prose and piece.is_prose
    if piece.section is last.section:
        return True
    return len(piece.section.path) > 1 and piece.parent == last.parent


def _parts(run: Sequence[_Piece]) -> list[AnswerPart]:
    """Make the part of a run, or one for each section where these are no columns."""
    sections = list(dict.fromkeys(piece.section for piece in run))
    first = run[0]
    if len(sections) > 1 and not first.is_prose:
        titles = tuple(section.title for section in sections)
        column_of = tuple(sections.index(piece.section) for piece in run)
        shared = {piece.row for piece in run if piece.row}
        kind = PartKind.COLUMNS
        if all(CLOCK.search(title) for title in titles):
            kind = PartKind.TIMELINE
        elif len(titles) >= MIN_STEPS and all(piece.is_row for piece in run) and len(shared) == 1:
            kind = PartKind.STEPS
        return [_part(kind, run, first.section.path[-2], columns=titles, column_of=column_of)]
    if first.is_prose:
        return [_levels(run) if _are_levels(run) else _part(PartKind.LEAD, run, "")]
    if not any(piece.is_item for piece in run):
        return [_part(PartKind.FIGURES, run, first.section.title)]
    n_all = len(section_items(first.guide, first.section)) if all(piece.is_item for piece in run) else 0
    return [_part(PartKind.LIST, run, first.section.title, n_all=max(n_all, len(run)))]


def _are_levels(pieces: Sequence[_Piece]) -> bool:
    """Whether pieces tell of several levels of one career."""
    sections = {piece.section for piece in pieces}
    return len(sections) > 1 and sections <= set(career_tiers(pieces[0].guide)) and not all(p.is_row for p in pieces)


def _levels(pieces: Sequence[_Piece]) -> AnswerPart:
    """Make the columns of several levels, each under its name, in the order of the guide."""
    pieces = sorted(pieces, key=lambda piece: piece.section.start)
    sections = list(dict.fromkeys(piece.section for piece in pieces))
    return _part(
        PartKind.COLUMNS,
        pieces,
        sections[0].path[-2],
        columns=tuple(section.title for section in sections),
        column_of=tuple(sections.index(piece.section) for piece in pieces),
    )


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
        heading_citations=() if columns else tuple(dict.fromkeys(n for piece in pieces for n in piece.above)),
        texts=tuple(piece.text for piece in pieces),
        rows=rows if any(rows) else (),
        columns=columns,
        column_of=column_of,
        n_all=n_all,
    )
