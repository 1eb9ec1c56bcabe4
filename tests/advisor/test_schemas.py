"""The JSON of an Answer: whole, stable, and with links that open the guide at the quote."""

from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.domain import Answer, Citation, Claim, Conflict, More, Notice, Question, Status
from advisor.ingestion.parsing import parse_text
from advisor.schemas import AnswerOut, answer_out, citation_out, guide_brief_out, guide_out, text_fragment
from tests.made import guide_text

GUIDE = parse_text(guide_text("Welder"), name="welder.md")
PAY = next(section for section in GUIDE.sections if section.title == "Pay")
BODY = PAY.body[0]
CITATION = Citation(1, GUIDE, PAY, BODY.start, BODY.end)
ANSWER = Answer(
    id="a1",
    question=Question("What pay?"),
    searched="What pay?",
    status=Status.CONFLICTING,
    writer="extractive",
    claims=(Claim("They earn money.", (1,)),),
    citations=(CITATION,),
    conflicts=(Conflict("pay", (1,)),),
    notices=(Notice("undated", "No date is known."),),
    suggestions=("And the hours?",),
    timings_ms={"total": 1.23456},
)


def test_the_json_of_an_answer_has_just_the_fields_that_callers_rely_on() -> None:
    out = answer_out(ANSWER).model_dump(mode="json")

    assert out == {
        "id": "a1",
        "conversation_id": "",
        "question": "What pay?",
        "searched": "What pay?",
        "status": "conflicting",
        "answer": "They earn money. [1]",
        "writer": "extractive",
        "claims": [{"text": "They earn money.", "citations": [1], "translation": ""}],
        "citations": [
            {
                "number": 1,
                "guide": "welder",
                "guide_title": "Welder Career Guide",
                "version": GUIDE.version,
                "section": ["Pay"],
                "anchor": "pay",
                "start": BODY.start,
                "end": BODY.end,
                "quote": GUIDE.text[BODY.start : BODY.end],
                "url": out["citations"][0]["url"],
                "as_of": "",
                "page": None,
            }
        ],
        "parts": [],
        "more": None,
        "conflicts": [{"about": "pay", "citations": [1]}],
        "notices": [{"kind": "undated", "text": "No date is known.", "values": {}}],
        "suggestions": ["And the hours?"],
        "choices": [],
        "reason": None,
        "nearest": None,
        "timings_ms": {"total": 1.23},
        "model": None,
        "language": "",
    }


def test_an_answer_comes_back_from_its_json() -> None:
    out = answer_out(ANSWER)
    assert AnswerOut.model_validate_json(out.model_dump_json()) == out


def test_a_decline_has_its_sentence_as_the_answer() -> None:
    declined = Answer("a", Question("x"), "x", Status.OUT_OF_SCOPE, "extractive", message="I cannot.")
    assert answer_out(declined).answer == "I cannot."


@pytest.mark.parametrize("status", [status for status in Status if not status.cites])
def test_a_decline_with_claims_or_citations_cannot_be_made(status: Status) -> None:
    with pytest.raises(ValueError, match="carries no claims or citations"):
        replace(ANSWER, status=status)
    with pytest.raises(ValueError, match="carries no claims or citations"):
        replace(ANSWER, status=status, claims=())


def test_an_answer_without_claims_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="needs claims"):
        replace(ANSWER, claims=(), citations=())


def test_a_translation_travels_beside_the_sentence_that_was_proven() -> None:
    german = Claim("They earn money.", (1,), "Sie verdienen Geld.")
    out = answer_out(replace(ANSWER, claims=(german,), language="de"))

    assert (out.language, out.claims[0].translation, out.claims[0].shown) == ("de", german.translation, german.shown)
    assert out.answer == "They earn money. [1]"
    assert AnswerOut.model_validate_json(out.model_dump_json()) == out


def test_a_translation_without_a_language_and_a_language_without_a_translation_cannot_be_made() -> None:
    translated = replace(ANSWER.claims[0], translation="Sie verdienen Geld.")
    for wrong in ({"claims": (translated,)}, {"language": "de"}, {"more": More((translated,), ())}):
        with pytest.raises(ValueError, match="names a language exactly where"):
            replace(ANSWER, **wrong)
    assert replace(ANSWER, more=More((translated,), ()), language="de").language == "de"


def test_a_link_opens_the_version_at_the_offsets_and_the_section() -> None:
    parts = urlsplit(citation_out(CITATION, public_url="https://careers.example/").url)

    assert (parts.scheme, parts.netloc, parts.path) == ("https", "careers.example", "/guides/welder")
    assert parse_qs(parts.query) == {"v": [GUIDE.version], "q": [f"{BODY.start}-{BODY.end}"]}
    assert parts.fragment.startswith("pay:~:text=")


@given(st.text(alphabet="abc -,&#%\n’–é🙂", min_size=1).filter(str.strip))
def test_a_text_fragment_says_the_quotes_first_and_last_words_and_no_stray_signs(quote: str) -> None:
    directive = text_fragment(quote)

    first, *last = directive.split(",")
    assert len(last) <= 1
    assert not set("-&# \n") & set(directive)
    words = quote.split()
    assert unquote(first).split() == words[: len(unquote(first).split())]
    if last:
        assert unquote(last[0]).split() == words[-len(unquote(last[0]).split()) :]


def test_a_guide_says_what_is_known_of_it_and_where_its_sections_stand() -> None:
    out = guide_out(GUIDE)

    assert out.text == GUIDE.text
    assert out.n_sections == len(out.sections) == len(GUIDE.sections)
    assert (out.role, out.country, out.currency, out.url) == ("Welder", "United States", "USD", "/guides/welder")
    assert guide_brief_out(GUIDE).model_dump().items() <= out.model_dump().items()
    for section in out.sections:
        for block in section.blocks:
            assert section.start <= block.start < block.end <= section.end
