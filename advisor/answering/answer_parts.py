"""Answer parts: claims grouped by what the guide makes of them."""

from collections.abc import Collection, Iterable, Sequence
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
    Span,
)
from advisor.text.polarity import joined
from advisor.weights import weights


@dataclass(frozen=True, slots=True)
class _Piece:
    """One claim with the place in the guide that it shows.

    ``block`` is the kind of that place, PARAGRAPH where the claim is not in the guide's own words. ``row`` is its label
    and ``text`` the rest; ``above`` are the citations of the heads quoted with it. ``lead`` is what they say, unless
    that is only the heading of its section, which is then ``titled``.
    """

    n: int
    place: Span
    guide: Guide
    section: Section
    block: BlockKind
    row: str
    text: str
    above: tuple[int, ...]
    lead: str = ""
    titled: str = ""

    @property
    def whole(self) -> str:
        """The text with its lead."""
        return joined([self.lead], self.text) if self.lead else self.text

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
    claims: Sequence[Claim],
    citations: Sequence[Citation],
    conflicts: Sequence[Conflict],
    near_miss: str = "",
    items: Collection[int] = (),
) -> tuple[AnswerPart, ...]:
    """Group claims into parts, in the order in which they are shown.

    Every claim is in one part. ``near_miss`` is what is said before an answer that may be none, empty for any other.
    ``items`` are the claims that a chat model wrote as items of a list.
    """
    number = {citation.number: citation for citation in citations}
    pieces = [_piece(n, claim, number) for n, claim in enumerate(claims)]
    pieces = [
        replace(piece, block=BlockKind.ITEM) if piece.is_prose and piece.n in items else piece for piece in pieces
    ]
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
    own = next((c for c in cited if claim.text.endswith(fold(c.quote))), None)
    if own is None:
        own = next((c for c in cited if _block(c) is not BlockKind.HEADING), cited[0])
        return _Piece(n, Span(own.start, own.end), own.guide, own.section, BlockKind.PARAGRAPH, "", claim.text, ())
    quote, block = fold(own.quote), _block(own)
    before = claim.text[: len(claim.text) - len(quote)]
    heads = [c for c in cited if c is not own and fold(c.quote) in before]
    if block is BlockKind.PARAGRAPH and heads:
        return _Piece(n, Span(own.start, own.end), own.guide, own.section, block, "", claim.text, ())
    above = tuple(c.number for c in heads)
    is_titled = all(_is_own_heading(c, own) for c in heads)
    row, text = ("", quote)
    if block in LABELLED:
        row, text = split_label(own.quote)
        if not row or len(text.split()) > weights().writer.label_words:
            row, text, block = "", quote if is_titled else claim.text, BlockKind.PARAGRAPH
            above = above if is_titled else ()
            is_titled = True
    return _Piece(
        n,
        Span(own.start, own.end),
        own.guide,
        own.section,
        block,
        row,
        text,
        above,
        "" if is_titled else before.strip(" ,"),
        before.strip(" ,") if is_titled and heads else "",
    )


def _is_own_heading(head: Citation, own: Citation) -> bool:
    """Whether a head is the heading of its quote's own section."""
    return _block(head) is BlockKind.HEADING and head.section is own.section


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
    if piece.lead != last.lead:
        return False
    if piece.section is last.section:
        return True
    return not piece.lead and len(piece.section.path) > 1 and piece.parent == last.parent


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
    heading = first.lead or first.section.title
    if not any(piece.is_item for piece in run):
        return [_part(PartKind.FIGURES, run, heading)]
    n_all = _length_of_list(first) if all(piece.is_item for piece in run) else 0
    return [_part(PartKind.LIST, run, heading, n_all=max(n_all, len(run)))]


def _length_of_list(piece: _Piece) -> int:
    """The number of items of a list, those under its lead-in if it has one."""
    if not piece.lead:
        return len(section_items(piece.guide, piece.section))
    block = piece.guide.block_at(piece.place.start, piece.place.end)
    over = (block.lead, block.parent) if block else None
    return sum(b.kind is BlockKind.ITEM and (b.lead, b.parent) == over for b in piece.section.body)


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
    # The heading of an item's section stands nowhere else.
    pieces = [replace(piece, lead=piece.titled) if piece.is_item and piece.titled else piece for piece in pieces]
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
    is_led = bool(pieces[0].lead) and heading == pieces[0].lead
    return AnswerPart(
        kind=kind,
        claims=tuple(piece.n for piece in pieces),
        heading=heading,
        heading_citations=() if columns else tuple(dict.fromkeys(n for piece in pieces for n in piece.above)),
        texts=tuple(piece.text if is_led else piece.whole for piece in pieces),
        rows=rows if any(rows) else (),
        columns=columns,
        column_of=column_of,
        n_all=n_all,
    )
