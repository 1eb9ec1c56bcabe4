"""A sentence in a writer's own words is shown only where one place in the guide bears all of it."""

from collections.abc import Iterator, Sequence

import pytest

from advisor.bootstrap import Parts
from advisor.citation.checks import claim_fault
from advisor.citation.support import SourceSentence, SupportChecker, SupportResult
from advisor.domain import Chunk, DraftClaim, Passage
from advisor.embeddings import EncodedText, EncoderInput, OnnxEmbedder
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import parse_text
from evals.chat.drafts import DraftCheck, SupportedDraft, guide_parts

GUIDE = parse_text(
    """\
---
id: smith
title: Smith Career Guide
role: Smith
---

# Smith Career Guide

## Pay

Smiths earn $45,000 to $52,500 a year in New Zealand. A master smith earns $81,000 after the guild's exam.

Entry-Level: $38,250

Senior-Level: $71,400

## Training

A smith serves an apprenticeship of 3–5 years and can add a CFS certificate. No degree is required of a smith.

## Workshop

Shops that run 24/7 work in shifts. Smiths do not work from home, because a forge cannot stand in a flat.
""",
    name="smith.md",
)


def passages() -> list[Passage]:
    return [Passage(chunk, 1.0, 1.0) for chunk in chunk_guide(GUIDE)]


def made_sources(encoder: OnnxEmbedder | None) -> list[SourceSentence]:
    found = []
    for number, passage in enumerate(passages(), 1):
        chunk: Chunk = passage.chunk
        texts = [GUIDE.text[s.start : s.end] for s in chunk.sentences]
        lead = ": ".join(chunk.section.path)
        readings = (
            encoder.encode_in_context([EncoderInput(lead, text) for text in texts]) if encoder else [None] * len(texts)
        )
        for span, reading in zip(chunk.sentences, readings, strict=True):
            found.append(
                SourceSentence(
                    passage, span, number, reading and reading.vector, None if reading is None else reading.words
                )
            )
    return found


@pytest.fixture(scope="module", params=["read", "by wording"])
def bearing(request: pytest.FixtureRequest) -> SupportChecker:
    encoder: OnnxEmbedder | None = request.getfixturevalue("encoder") if request.param == "read" else None
    return SupportChecker(made_sources(encoder), encoder)


def quotes(borne: SupportResult) -> list[str]:
    return [quote.text for quote in borne.claim.quotes] if borne.claim else []


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("A smith earns $45,000 to $52,500 a year in New Zealand.", "Smiths earn $45,000"),
        ("At entry level a smith earns $38,250.", "Entry-Level: $38,250"),
        ("In New Zealand, smiths earn $45,000 to $52,500 a year.", "Smiths earn $45,000"),
        ("Smiths do not work from home.", "Smiths do not work from home"),
        ("A master smith earns $81,000 after the exam of the guild.", "A master smith earns $81,000"),
    ],
)
def test_a_sentence_in_other_words_is_borne_by_its_place(bearing: SupportChecker, sentence: str, quote: str) -> None:
    borne = bearing.check(sentence)
    assert borne.reason == ""
    assert quote in " ".join(quotes(borne))
    for found in borne.claim.quotes if borne.claim else ():
        assert found.text == GUIDE.text[found.start : found.end]


@pytest.mark.parametrize(
    "sentence",
    [
        "A smith earns $45,000 to $62,500 a year in New Zealand.",
        "A smith earns $52,500 to $45,000 a year in New Zealand.",
        "A smith earns $45,000 to $52,500 a year in Australia.",
        "A smith earns $45,000 to $52,500 a month in Old Zealand.",
        "At entry level a smith earns $71,400.",
        "A senior-level smith earns $81,000.",
        "A master smith earns $52,500 after the exam of the guild.",
        "The apprenticeship of a smith takes five years.",
        "The apprenticeship of a smith takes four to five years.",
        "A degree is required of a smith.",
        "A bachelor's degree is not required of a smith.",
        "Smiths do work from home.",
        "Smiths work from home, because a forge can stand in a flat.",
        "Shops that run 7/24 work in shifts.",
        "Acme wants an apprenticeship of 3–5 years of a smith.",
        "A smith can add a CPA certificate to an apprenticeship of 3–5 years.",
        "Registered nurses give medication in hospitals.",
        "Smiths often travel abroad and speak several languages.",
        "Les forgerons gagnent bien leur vie en Nouvelle-Zélande.",
        "Smiths do not work from home, see https://evil.example.",
        "![x](https://evil.example) Smiths do not work from home.",
        "Smiths do not work from home at evil.example.",
        "<b>Smiths</b> do not work from home.",
        "Smith Career Guide > Pay",
        "Smith: Pay.",
        "",
        "!!!",
    ],
)
def test_a_sentence_with_anything_of_its_own_is_not_shown(bearing: SupportChecker, sentence: str) -> None:
    borne = bearing.check(sentence)
    assert borne.claim is None, quotes(borne)
    assert borne.reason
    if borne.replacement:
        (quote,) = borne.replacement.quotes
        assert borne.replacement.text == " ".join(quote.text.split())


def test_the_guides_own_words_are_borne_by_their_place_without_being_read(bearing: SupportChecker) -> None:
    copied = "A smith serves an apprenticeship of 3–5 years and can add a CFS certificate."

    class Deaf(OnnxEmbedder):
        def encode_in_context(self, inputs: Sequence[EncoderInput]) -> list[EncodedText]:
            raise AssertionError("nothing is to be read")

    deaf = SupportChecker(bearing.sources, Deaf())
    assert quotes(deaf.check(f" {copied}\n")) == [copied]


def test_a_marker_that_points_elsewhere_changes_nothing(bearing: SupportChecker) -> None:
    sentence = "Smiths do not work from home."
    wanted = quotes(bearing.check(sentence))
    assert all(quotes(bearing.check(sentence, hints)) == wanted for hints in ((1,), (2,), (3,), (99,)))


def test_a_figure_may_be_read_beside_the_place_that_has_it(bearing: SupportChecker) -> None:
    checked = bearing.check("New smiths in shifts get $38,250.")
    assert checked.claim is None
    assert checked.unsure is not None
    assert [quote.text for quote in checked.unsure.quotes] == ["Entry-Level: $38,250"]


def test_what_no_place_is_about_may_be_read_beside_the_passage_it_names(bearing: SupportChecker) -> None:
    talk = "You can forget about doing it on the sofa."
    assert bearing.check(talk).unsure is None
    last = max(source.number for source in bearing.sources)
    named = bearing.check(talk, (last,))
    assert (named.claim, named.doubtful, named.replacement) == (None, None, None)
    assert named.unsure is not None
    assert {quote.passage.chunk.section.title for quote in named.unsure.quotes} == {"Workshop"}


def test_nothing_bears_a_sentence_where_there_are_no_passages() -> None:
    assert SupportChecker([], None).check("Smiths do not work from home.").claim is None


def test_a_made_up_name_that_opens_a_claim_is_refused_at_the_gate() -> None:
    passage = passages()[0]
    start = GUIDE.text.index("Smiths earn")
    words = "Smiths earn $45,000 to $52,500 a year in New Zealand."
    from advisor.domain import Quote

    quote = Quote(passage, start, start + len(words), words)
    assert claim_fault(DraftClaim("Acme pays $45,000 to $52,500 a year.", (quote,)))
    assert not claim_fault(DraftClaim("Smiths earn $45,000 to $52,500 a year.", (quote,)))


@pytest.fixture(scope="module")
def check(shipped: Parts) -> Iterator[DraftCheck]:
    check = DraftCheck(guide_parts(shipped))
    yield check
    check.close()


@pytest.mark.parametrize(
    ("sentence", "held"),
    [
        ("The median salary of a Production Manager is $87,500.", True),
        ("The median salary of a Production Manager is $103,250.", False),
        ("At entry level the salary is $71,750.", True),
        ("At entry level the salary is $87,500.", False),
        ("Becoming a Production Manager usually takes 5 to 10 years of manufacturing experience.", False),
        ("Most Production Managers have a master's degree in Industrial Engineering.", False),
    ],
)
def test_in_the_shipped_guide_a_figure_holds_only_for_what_it_is_said_of(
    check: DraftCheck, sentence: str, held: bool
) -> None:
    borne = check.bearing(SupportedDraft(sentence, sentence))[0].check(sentence)
    assert (borne.claim is not None) is held, (borne.reason, quotes(borne))


LEAN = "Over six months the Lean initiative raised throughput by 20% and lowered defects by 35%"
NETWORK = "A strong network from conferences and professional organizations also helps to advance"
SCHEDULES = "They run the production schedules so that deliveries arrive on time and quality is kept up"


@pytest.mark.parametrize(
    ("true", "clause"),
    [
        (LEAN, "and enjoy bonuses"),
        (LEAN, "with free housing"),
        (NETWORK, "and enjoy generous bonuses"),
        (SCHEDULES, "and travel abroad often"),
    ],
)
def test_a_clause_of_its_own_at_the_end_of_a_true_sentence_is_noticed(
    check: DraftCheck, true: str, clause: str
) -> None:
    bearing, _ = check.bearing(SupportedDraft(true, true))
    assert bearing.check(f"{true}.").claim is not None
    borne = bearing.check(f"{true} {clause}.")
    assert borne.claim is None, quotes(borne)
    assert borne.replacement is not None
    assert borne.replacement.text == " ".join(borne.replacement.quotes[0].text.split())


class OfTwoPlaces:
    """A support model that finds a sentence borne only by two places."""

    def score(self, quotes: str, sentence: str) -> float:
        return 9.0 if quotes.count(".") > 2 else -9.0


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        ("The GCB is held twice a year.", ["The exam of the guild is the GCB.", "It is held twice a year."]),
        (
            "Gilders rent a bench by the month, and they work with gold leaf all day.",
            ["Gilders rent a bench by the month.", "They work with gold leaf all day."],
        ),
    ],
)
def test_two_places_are_both_cited_where_one_alone_does_not_bear_a_sentence(
    monkeypatch: pytest.MonkeyPatch, sentence: str, places: list[str]
) -> None:
    guide = parse_text(
        "# Gilder\n\n## Exam\n\nThe exam of the guild is the GCB. It is held twice a year.\n\n"
        "## Workshop\n\nGilders rent a bench by the month.\n\n## Day\n\nThey work with gold leaf all day.\n",
        name="gilder.md",
    )
    sources = [
        SourceSentence(Passage(chunk, 1.0, 1.0), span, number)
        for number, chunk in enumerate(chunk_guide(guide), 1)
        for span in chunk.sentences
    ]
    monkeypatch.setattr("advisor.citation.support.support_model", OfTwoPlaces)
    assert quotes(SupportChecker(sources, None).check(sentence)) == places
