"""A row of a pasted table is shown with the names of its columns, and quoted with them."""

import pytest

from advisor.citation.checks import claim_fault
from advisor.citation.pasted_tables import is_head_row, row_with_columns
from advisor.domain import BlockKind, Chunk, DraftClaim, Guide, Passage, Quote, Span
from advisor.ingestion.parsing import Form, parse_text

TEXT = "Smith Career Guide\n\nSmiths forge iron.\n\nPay by Town\n\nTown\tLow\tHigh\nBend\t$5\t$7\nSalem\t$4\t$6\n"


def guide_of(text: str = TEXT) -> Guide:
    return parse_text(text, name="smith.txt", form=Form.PASTED)


def rows_of(guide: Guide) -> list[Quote]:
    return [
        Quote(Passage(Chunk("c", guide, s, s.start, s.end), 0.0, 0.0), b.start, b.end, guide.text[b.start : b.end])
        for s in guide.sections
        for b in s.blocks
        if b.kind is BlockKind.ROW
    ]


def test_each_value_stands_beside_its_column_and_both_are_quoted() -> None:
    head, _, salem = rows_of(guide_of())
    named = row_with_columns(salem)
    assert named is not None
    text, names = named
    assert text == "Town: Salem; Low: $4; High: $6"
    assert (names.text, names.start) == (head.text, head.start)
    assert claim_fault(DraftClaim(text, (names, salem))) == ""


def test_values_under_other_columns_are_no_such_row() -> None:
    head, bend, _ = rows_of(guide_of())
    assert claim_fault(DraftClaim("Town: Bend; Low: $9; High: $5", (head, bend)))


def test_only_the_row_of_names_is_a_head() -> None:
    guide = guide_of()
    rows = rows_of(guide)
    heads = [is_head_row(guide, row.passage.chunk.section, Span(row.start, row.end)) for row in rows]
    assert heads == [True, False, False]


@pytest.mark.parametrize("table", ["Bend\t$5\nSalem\t$4", "Town: Bend"])
def test_rows_without_names_stay_as_they_are(table: str) -> None:
    guide = guide_of(f"Smith Career Guide\n\nSmiths forge iron.\n\nPay by Town\n\n{table}\n")
    assert [row_with_columns(row) for row in rows_of(guide)] == [None for _ in rows_of(guide)]
