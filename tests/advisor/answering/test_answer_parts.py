"""How claims are grouped: lists, cards, columns, days, ladders, disagreements, prose."""

from collections.abc import Sequence

import pytest

from advisor.answering.answer_parts import arrange
from advisor.answering.headed_claims import claim_with_heading
from advisor.citation import CitationGate
from advisor.domain import AnswerPart, Claim, Conflict, Guide, PartKind, Passage, Quote
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import Form, parse_text

GUIDE = """# Baker Career Guide

## Work

Bakers knead dough before dawn. Most of them wear aprons.

## Good and Bad

### Good

- The smell of bread
- Free rolls
- Early evenings

### Bad

- Early mornings
- Hot ovens

## Pay by Level

Median: 41,000

Helper: 31,000

## A Day at Work

### Morning (4:00 AM - 9:00 AM)

Focus: baking

- Light the ovens.

### Noon (9:00 AM - 1:00 PM)

Focus: selling

- Open the shop.

## Levels

### Helper

Experience: 0-1 years

### Journeyman

Experience: 2-4 years

A journeyman kneads alone.

### Master Baker

Experience: 5 years

A master answers for the ovens.
"""
OTHER = "# Cook Career Guide\n\n## Work\n\nCooks boil soup at noon.\n"


def guide(text: str = GUIDE) -> Guide:
    return parse_text(text, name=f"{text.split()[1].lower()}.md", form=Form.MARKDOWN)


def quote(guide: Guide, text: str, after: int = 0) -> Quote:
    start = guide.text.index(text, after)
    chunk = next(c for c in chunk_guide(guide) if c.start <= start and start + len(text) <= c.end)
    return Quote(Passage(chunk, 0.0, 0.0), start, start + len(text), text)


def arranged(*quotes: Quote, conflicts: Sequence[Conflict] = (), near_miss: str = "") -> tuple[AnswerPart, ...]:
    gate = CitationGate()
    claims = [held.claim for one in quotes if (held := gate.cite(claim_with_heading(one)))]
    assert len(claims) == len(quotes)
    return arrange(claims, gate.citations, conflicts, near_miss)


def of(*texts: str) -> list[Quote]:
    """Quotes of one guide, each found after the one before it."""
    one, found = guide(), []
    for text in texts:
        found.append(quote(one, text, found[-1].start if found else 0))
    return found


def test_prose_of_several_sections_is_one_lead() -> None:
    parts = arranged(*of("Bakers knead dough before dawn.", "Most of them wear aprons."))

    assert [(part.kind, part.claims, part.heading) for part in parts] == [(PartKind.LEAD, (0, 1), "")]


def test_items_of_a_list_are_a_list_under_its_heading_that_tells_its_length() -> None:
    (part,) = arranged(*of("The smell of bread", "Early evenings"))

    assert (part.kind, part.heading, part.claims, part.n_all) == (PartKind.LIST, "Good", (0, 1), 3)


def test_lists_under_one_heading_are_columns() -> None:
    (part,) = arranged(*of("Free rolls", "Early mornings", "Hot ovens"))

    assert (part.kind, part.heading) == (PartKind.COLUMNS, "Good and Bad")
    assert (part.columns, part.column_of) == (("Good", "Bad"), (0, 1, 1))


def test_a_card_says_its_heading_once_and_proves_it() -> None:
    (part,) = arranged(*of("Median: 41,000", "Helper: 31,000"))

    assert (part.kind, part.heading) == (PartKind.FIGURES, "Pay by Level")
    assert (part.rows, part.texts) == (("Median", "Helper"), ("41,000", "31,000"))
    assert part.heading_citations == (1,)  # each claim cites the heading too, as citation 1


def test_times_of_a_day_are_a_timeline() -> None:
    (part,) = arranged(*of("Focus: baking", "Light the ovens.", "Focus: selling", "Open the shop."))

    assert (part.kind, part.heading, part.column_of) == (PartKind.TIMELINE, "A Day at Work", (0, 0, 1, 1))
    assert part.rows == ("Focus", "", "Focus", "")


def test_levels_with_the_same_row_are_steps() -> None:
    (part,) = arranged(*of("Experience: 0-1 years", "Experience: 2-4 years", "Experience: 5 years"))

    assert (part.kind, part.columns) == (PartKind.STEPS, ("Helper", "Journeyman", "Master Baker"))
    assert part.texts == ("0-1 years", "2-4 years", "5 years")


def test_what_is_said_of_several_levels_stands_under_their_names_in_their_order() -> None:
    quotes = of("A journeyman kneads alone.", "A master answers for the ovens.")
    (part,) = arranged(*reversed(quotes))

    assert (part.kind, part.columns) == (PartKind.COLUMNS, ("Journeyman", "Master Baker"))
    assert (part.claims, part.column_of) == ((1, 0), (0, 1))


def test_several_careers_are_columns_with_their_names() -> None:
    (part,) = arranged(*of("Bakers knead dough before dawn."), quote(guide(OTHER), "Cooks boil soup at noon."))

    assert (part.kind, part.columns, part.column_of) == (PartKind.COLUMNS, ("Bakers", "Cooks"), (0, 1))


def test_sides_of_a_disagreement_come_first_and_stand_in_no_other_part() -> None:
    quotes = of("Bakers knead dough before dawn.", "Most of them wear aprons.", "Early mornings")
    parts = arranged(*quotes, conflicts=[Conflict("hours", (1, 3))])

    assert [(part.kind, part.claims) for part in parts] == [(PartKind.BOTH_SIDES, (0, 2)), (PartKind.LEAD, (1,))]
    assert parts[0].heading == "hours"


def test_what_may_be_no_answer_is_said_to_be_so() -> None:
    (part,) = arranged(*of("Free rolls"), near_miss="The guide does not say which is best.")

    assert (part.kind, part.heading) == (PartKind.NEAR_MISS, "The guide does not say which is best.")


def test_words_that_are_not_the_guides_are_prose_wherever_they_are_from() -> None:
    gate = CitationGate()
    gate.cite(claim_with_heading(*of("Free rolls")))
    (part,) = arrange([Claim("You get rolls.", (1,))], gate.citations, ())

    assert (part.kind, part.texts) == (PartKind.LEAD, ("You get rolls.",))


def test_a_part_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="rows"):
        AnswerPart(PartKind.FIGURES, (0, 1), rows=("one",))
    with pytest.raises(ValueError, match="column"):
        AnswerPart(PartKind.COLUMNS, (0,), columns=("a",), column_of=(1,))
