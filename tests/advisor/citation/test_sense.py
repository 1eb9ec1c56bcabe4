"""Quotes and the heads without which they say something else."""

import pytest

from advisor.citation import CitationGate
from advisor.citation.sense import answer_to, heads_of, lead_of, polarity_of, sentence_of, with_sense
from advisor.domain import Chunk, DraftClaim, Guide, Passage, Polarity, Quote, Span
from advisor.ingestion.parsing import Form, parse_text

TEXT = """# Diver Career Guide

Divers work under water.

## Entry

You do not need:

- a boat
- a degree
  - in biology

## Myths

Divers are rich. It is a myth that all of them smoke.

## Conduct

**Don't:** Hold your breath. Dive alone.

## Is it cold?

Yes, in winter.

Bring a hood.
"""


@pytest.fixture(scope="module")
def guide() -> Guide:
    return parse_text(TEXT, name="diver.md", form=Form.MARKDOWN)


def place(guide: Guide, words: str) -> Span:
    start = guide.text.index(words)
    return Span(start, start + len(words))


def claim(guide: Guide, words: str) -> DraftClaim:
    span = place(guide, words)
    section = guide.section_at(span.start, span.end)
    assert section is not None
    passage = Passage(Chunk("", guide, section, section.start, section.end), 0.0, 0.0)
    return DraftClaim(words, (Quote(passage, span.start, span.end, words),))


@pytest.mark.parametrize(
    ("words", "sentence", "polarity"),
    [
        ("a boat", "You do not need: a boat", Polarity.NEGATIVE),
        ("in biology", "You do not need: a degree, in biology", Polarity.NEGATIVE),
        ("Divers are rich.", "Myths: Divers are rich.", Polarity.NEGATIVE),
        ("It is a myth that all of them smoke.", "It is a myth that all of them smoke.", Polarity.PLAIN),
        ("Dive alone.", "Don't: Dive alone.", Polarity.NEGATIVE),
        ("Yes, in winter.", "Is it cold? Yes, in winter.", Polarity.PLAIN),
        ("Bring a hood.", "Bring a hood.", Polarity.PLAIN),
        ("Divers work under water.", "Divers work under water.", Polarity.PLAIN),
    ],
)
def test_a_place_has_its_heads(guide: Guide, words: str, sentence: str, polarity: Polarity) -> None:
    span = place(guide, words)
    assert sentence_of(guide, span) == sentence
    assert polarity_of(guide, span) is polarity


def test_a_claim_gets_its_heads_as_quotes_and_once(guide: Guide) -> None:
    whole = with_sense(claim(guide, "a boat"))
    assert whole.text == "You do not need: a boat"
    assert [quote.text for quote in whole.quotes] == ["You do not need:", "a boat"]
    assert with_sense(whole) is whole
    assert lead_of(guide, place(guide, "a boat")) == place(guide, "You do not need:")
    assert heads_of(guide, place(guide, "Divers work under water.")) == ()


def test_the_gate_completes_whatever_writer_made_a_claim(guide: Guide) -> None:
    gate = CitationGate()
    held = gate.cite(claim(guide, "a boat"))
    assert held is not None
    assert held.claim.text == "You do not need: a boat"
    assert [citation.quote for citation in gate.citations] == ["You do not need:", "a boat"]
    other = gate.cite(claim(guide, "in biology"))
    assert other is not None
    assert other.claim.citations == (1, 3, 4)


def test_a_question_is_no_claim(guide: Guide) -> None:
    gate = CitationGate()
    assert gate.cite(claim(guide, "Is it cold?")) is None
    assert gate.dropped[0].reason == "it is a question"


def test_a_question_has_an_answer() -> None:
    guide = parse_text("# A\n\nSo?\n\nQ: Is it safe?\n\nA: It is.\n\n## B\n\nWhy?\n", name="a.md", form=Form.MARKDOWN)
    found = answer_to(guide, place(guide, "Is it safe?"))
    assert found is not None
    assert guide.text[found.start : found.end] == "It is."
    assert answer_to(guide, place(guide, "Why?")) is None
