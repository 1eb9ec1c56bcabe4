"""Career tables: cells for several careers, laid out before the check."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.answering.headed_claims import claim_with_heading
from advisor.answering.manuscript import Manuscript
from advisor.domain import AnswerPart, ClaimMade, DraftClaim, Guide, PartKind, Passage, Quote
from advisor.facts import CareerFact
from advisor.index.serving import Snapshot


@dataclass(frozen=True, slots=True)
class CareerCell:
    """A claim with its place in a table."""

    row: str
    claim: DraftClaim
    column: int = 0


@dataclass(frozen=True, slots=True)
class CareerTable:
    """The cells of a table of careers, row by row.

    Of kind TABLE a row is an aspect and a column a career; of kind CAREERS each row is a career, of ``n_all`` found.
    """

    kind: PartKind
    cells: tuple[CareerCell, ...]
    columns: tuple[str, ...] = ()
    n_all: int = 0

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of its quotes, each once."""
        quotes = (quote for cell in self.cells for quote in cell.claim.quotes)
        return tuple({quote.passage.chunk.id: quote.passage for quote in quotes}.values())

    def write(self, manuscript: Manuscript) -> Sequence[ClaimMade]:
        """Write the cells that hold into a manuscript, as its one part."""
        made, kept = [], []
        first = len(manuscript.claims)
        for cell in self.cells:
            if shown := manuscript.add(cell.claim):
                made.append(shown)
                kept.append(cell)
        if kept:
            part = AnswerPart(
                kind=self.kind,
                claims=tuple(range(first, first + len(kept))),
                rows=tuple(cell.row for cell in kept),
                columns=self.columns,
                column_of=tuple(cell.column for cell in kept) if self.columns else (),
                n_all=self.n_all,
            )
            manuscript.laid_out = (part,)
        return made


def quoted_fact(fact: CareerFact, guide: Guide, snapshot: Snapshot) -> DraftClaim | None:
    """Quote the place of a fact; None where no chunk has it."""
    quote = quote_at(fact.start, fact.end, guide, snapshot)
    return None if quote is None else claim_with_heading(quote)


def quote_at(start: int, end: int, guide: Guide, snapshot: Snapshot) -> Quote | None:
    """Quote a place of a guide; None where no chunk has it."""
    chunks = (snapshot.chunks[row] for row in snapshot.rows_of_guide[guide.id])
    chunk = next((one for one in chunks if one.start <= start and end <= one.end), None)
    return None if chunk is None else Quote(Passage(chunk, 0.0, 0.0), start, end, guide.text[start:end])


def joined_claims(claims: Sequence[DraftClaim]) -> DraftClaim:
    """Put several quoted claims into one, each place once."""
    alone = list({claim.text: claim for claim in claims}.values())
    text = "; ".join([*(claim.text.rstrip(" .;") for claim in alone[:-1]), alone[-1].text])
    return DraftClaim(text, tuple(quote for claim in alone for quote in claim.quotes))
