"""The gate between a writer and a reader: only what the guide says, word for word, gets through."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.citation import CitationGate, cite, claim_fault, quote_fault
from advisor.domain import Chunk, Draft, DraftClaim, Excluded, Guide, Passage, Quote
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import parse_text
from tests.made import guide_text

GUIDE = parse_text(
    """\
---
id: smith
title: Smith Career Guide
---

# Smith Career Guide

## Pay

Smiths earn $45,000 to $52,500 a year in New Zealand, says the Royal Forge Society. Growth is 7%.

## Tools

- Anvils by OldSteel
- Tongs & hammers

## Prices

The Plus subscription costs $19.99 a month.
""",
    name="smith.md",
)
WHOLE = Passage(Chunk("smith#x:0", GUIDE, GUIDE.sections[0], 0, len(GUIDE.text)), 1.0, 1.0)
PAY = "Smiths earn $45,000 to $52,500 a year in New Zealand, says the Royal Forge Society."


def quoted(text: str, guide: Guide = GUIDE) -> Quote:
    start = guide.text.index(text)
    return Quote(replace(WHOLE, chunk=replace(WHOLE.chunk, guide=guide)), start, start + len(text), text)


def claim(text: str, *quotes: str) -> DraftClaim:
    return DraftClaim(text, tuple(map(quoted, quotes)))


def test_a_sentence_of_the_guide_is_cited_where_it_stands() -> None:
    held = CitationGate().cite(claim(PAY, PAY))

    assert held is not None
    (citation,) = held.new_citations
    assert (citation.number, citation.quote, citation.section.path) == (1, PAY, ("Pay",))
    assert held.claim.citations == (1,)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (0, 5, "Smooth"),
        (0, 5, "smith"),
        (-5, 5, "Smith"),
        (5, 5, ""),
        (9, 3, "x"),
        (0, 10**9, "Smith"),
        (1, 6, "Smith"),
    ],
)
def test_a_forged_quote_is_dropped(start: int, end: int, text: str) -> None:
    draft = Draft("forger", (DraftClaim("Smith", (Quote(WHOLE, start, end, text),)),))

    assert cite(draft).claims == ()
    assert cite(draft).citations == ()
    assert len(cite(draft).dropped) == 1


@given(start=st.integers(-5, len(GUIDE.text) + 5), end=st.integers(-5, len(GUIDE.text) + 5), text=st.text(max_size=9))
def test_whatever_is_proposed_only_what_stands_at_its_place_is_cited(start: int, end: int, text: str) -> None:
    for words in (text, GUIDE.text[max(start, 0) : max(end, 0)]):
        for citation in cite(Draft("w", (DraftClaim(words, (Quote(WHOLE, start, end, words),)),))).citations:
            assert citation.quote == words == GUIDE.text[start:end]
            assert citation.section.start <= citation.start < citation.end <= citation.section.end


def test_a_quote_over_two_sections_is_dropped() -> None:
    assert "within one section" in quote_fault(quoted("Growth is 7%.\n\nTools"))


def test_a_quote_from_a_part_that_is_left_out_is_dropped() -> None:
    start = GUIDE.text.index("The Plus")
    guide = replace(GUIDE, excluded=(Excluded(start, len(GUIDE.text), "price list"),))

    assert "excluded part" in quote_fault(quoted("Plus subscription", guide))
    assert quote_fault(quoted("Growth is 7%.", guide)) == ""


def test_one_bad_quote_among_good_ones_drops_the_claim() -> None:
    forged = Quote(WHOLE, 0, 4, "gold")
    assert CitationGate().cite(DraftClaim(PAY, (quoted(PAY), forged))) is None


def test_a_claim_without_a_quote_or_without_words_is_dropped() -> None:
    assert CitationGate().cite(DraftClaim(PAY, ())) is None
    assert CitationGate().cite(claim("  ", PAY)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Smiths earn $45,000 to $62,500 a year.",
        "Growth is 70%.",
        "They earn 45 dollars.",
        "In 2024 smiths earn $45,000.",
        "They earn $4,500.",
        "Growth of 7.5% is expected.",
    ],
)
def test_a_claim_with_a_number_that_is_not_in_its_quote_is_dropped(text: str) -> None:
    assert claim_fault(claim(text, PAY, "Growth is 7%.")) == "it has a number found in none of its quotes"


@pytest.mark.parametrize(
    "text",
    [
        "Pay is highest in New Guinea.",
        "They use tongs by NewSteel.",
        "They need a badge from the AWS.",
        "Pay is given by the Royal Mint.",
        "They work with C++ and McAnvil.",
    ],
)
def test_a_claim_with_a_name_that_is_not_in_its_quote_is_dropped(text: str) -> None:
    assert claim_fault(claim(text, PAY, "Anvils by OldSteel")) == "it has a name found in none of its quotes"


@pytest.mark.parametrize(
    "text",
    [
        PAY,
        "Smiths  earn\n$45,000 to $52,500 a year",
        "The pay is between $45000 and $52,500.",
        "In New Zealand they earn up to $52,500, the Royal Forge Society says.",
        "They may use anvils by OldSteel.",
    ],
)
def test_a_claim_whose_numbers_and_names_are_in_its_quotes_holds(text: str) -> None:
    assert claim_fault(claim(text, PAY, "Anvils by OldSteel")) == ""


def test_citations_are_numbered_by_first_use_and_a_place_has_one_number() -> None:
    growth, tools = "Growth is 7%.", "Tongs & hammers"
    cited = cite(Draft("w", (claim(growth, growth), claim(tools, tools), claim(PAY, PAY, growth))))

    assert [c.citations for c in cited.claims] == [(1,), (2,), (3, 1)]
    assert [(c.number, c.quote) for c in cited.citations] == [(1, growth), (2, tools), (3, PAY)]


def test_a_dropped_claim_takes_no_number() -> None:
    growth = "Growth is 7%."
    cited = cite(Draft("w", (claim("Growth is 9%.", PAY), claim(growth, growth))))

    assert [c.citations for c in cited.claims] == [(1,)]
    assert [c.quote for c in cited.citations] == [growth]


def test_the_same_place_in_two_guides_has_two_numbers() -> None:
    other = replace(GUIDE, id="farrier")
    growth = "Growth is 7%."
    draft = Draft("w", (DraftClaim(growth, (quoted(growth),)), DraftClaim(growth, (quoted(growth, other),))))

    assert [(c.number, c.guide.id) for c in cite(draft).citations] == [(1, "smith"), (2, "farrier")]


def test_what_is_dropped_is_logged_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    CitationGate().cite(claim("Smiths earn $99,999.", PAY))

    assert "it has a number found in none of its quotes" in caplog.text
    assert "99,999" not in caplog.text


def test_every_sentence_of_every_chunk_can_be_cited() -> None:
    guide = parse_text(guide_text("Welder"), name="welder.md")
    for chunk in chunk_guide(guide):
        passage = Passage(chunk, 1.0, 1.0)
        for span in chunk.sentences:
            words = guide.text[span.start : span.end]
            held = CitationGate().cite(DraftClaim(words, (Quote(passage, span.start, span.end, words),)))
            assert held is not None
            assert held.new_citations[0].section == chunk.section
