"""From a question to an answer: every quote stands in its guide, and what declines cites nothing."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.dialogue.reader_text import MAX_QUESTION_CHARS
from advisor.domain import (
    Answer,
    ClaimMade,
    Draft,
    DraftClaim,
    Event,
    Finished,
    PassagesFound,
    Question,
    QuestionPart,
    Quote,
    Started,
    Status,
    Suggested,
    Turn,
)
from advisor.embeddings import HashEmbedder, OnnxEmbedder
from advisor.errors import QuestionError, UnknownGuideError
from advisor.ingestion.parsing import parse_guide
from advisor.schemas import AnswerOut, answer_out
from advisor.settings import Settings
from tests.made import ROLES, ask, write_guides

WORDS = [
    *("what", "how", "much", "does", "a", "the", "earn", "pay", "median", "tools", "gloves", "day", "start", "home"),
    *("work", "years", "become", "customers", "price", "weather", "Paris", "python", "2024", "$50,000", "?", "not"),
    *(role.lower() for role in ROLES),
]
QUESTIONS = st.one_of(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), st.text(min_size=1))


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    folder = tmp_path_factory.mktemp("answering")
    parts = Parts(
        Settings(data_dir=folder / "data", corpus_dir=write_guides(folder / "guides")), embedder=HashEmbedder()
    )
    parts.ingest([])
    advisor = parts.advisor()
    yield advisor
    asyncio.run(advisor.aclose())


class Dictated:
    """A writer that proposes what it was told to, from the passages it is given."""

    name = "dictated"

    def __init__(self, *claims: tuple[str, str]) -> None:
        """Pairs of a claim's text and the words it says it quotes from the best passage."""
        self._claims = claims

    def draft(self, parts: Sequence[QuestionPart]) -> Draft:
        best = parts[0].passages[0]
        claims = []
        for text, words in self._claims:
            start = best.chunk.guide.text.find(words, best.chunk.start)
            claims.append(DraftClaim(text, (Quote(best, start, start + len(words), words),)))
        return Draft(self.name, tuple(claims))


def dictated(indexed: Parts, *claims: tuple[str, str]) -> Answer:
    return ask(indexed.advisor(writer=Dictated(*claims)), "What is the median pay of a Baker?", "baker")


def assert_sound(answer: Answer) -> None:
    """What holds for every answer whatsoever."""
    assert bool(answer.claims) == bool(answer.citations) == answer.status.cites
    assert bool(answer.message) != bool(answer.claims)
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        assert citation.quote == citation.guide.text[citation.start : citation.end] != ""
        assert citation.section in citation.guide.sections
        assert citation.section.start <= citation.start < citation.end <= citation.section.end
    used = [number for claim in answer.claims for number in claim.citations]
    assert list(dict.fromkeys(used)) == [citation.number for citation in answer.citations]
    assert answer.text
    out = answer_out(answer)
    assert AnswerOut.model_validate_json(out.model_dump_json()) == out


def events(advisor: Advisor, question: Question) -> list[Event]:
    async def run() -> list[Event]:
        return [event async for event in advisor.stream(question)]

    return asyncio.run(run())


@given(text=QUESTIONS, guide=st.sampled_from([None, "baker", "welder"]))
@settings(max_examples=150, deadline=None)
def test_whatever_is_asked_every_quote_stands_in_its_guide_and_declines_cite_nothing(
    advisor: Advisor, text: str, guide: str | None
) -> None:
    try:
        answer = ask(advisor, text, guide)
    except QuestionError:
        assert not text.strip()
        return
    assert_sound(answer)
    assert all(citation.guide.id == guide for citation in answer.citations if guide)


HEADINGS = st.text(alphabet="abc XYZ?&-é", min_size=1, max_size=30).filter(lambda text: any(c.isalpha() for c in text))
BODIES = st.text(alphabet="abcde FGH.,;:!?\"'()–’é%$0123456789\n-*", min_size=1, max_size=400)


@given(st.lists(st.tuples(HEADINGS, BODIES), min_size=1, max_size=5), st.sampled_from(["md", "txt", "html"]))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_guide_holds_every_quote_stands_in_it(
    tmp_path_factory: pytest.TempPathFactory, sections: list[tuple[str, str]], ending: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    file = folder / f"odd.{ending}"
    if ending == "html":
        body = "".join(f"<h2>{heading}</h2><p>{text}</p>" for heading, text in sections)
        file.write_text(f"<html><body><h1>Odd Guide</h1>{body}</body></html>")
    else:
        mark = "## " if ending == "md" else ""
        file.write_text("# Odd Guide\n\n" + "".join(f"{mark}{heading}\n\n{text}\n\n" for heading, text in sections))
    parts = Parts(Settings(data_dir=folder / "data"), embedder=HashEmbedder())
    summary = parts.ingest([file])
    if summary.refused:
        return
    guide = parse_guide(file)
    advisor = parts.advisor()
    for heading, text in sections:
        for question in (heading, text[:200]):
            if question.strip():
                answer = ask(advisor, question)
                assert_sound(answer)
                assert all(citation.guide == guide for citation in answer.citations)
    asyncio.run(advisor.aclose())


def test_an_answer_cites_the_section_that_was_asked_for(advisor: Advisor) -> None:
    answer = ask(advisor, "Can a Baker work from home?")
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].section.path == ("Frequently Asked Questions", "Can a Baker work from home?")
    assert answer.claims[0].text == "A Baker rarely works from home, says edition 1, because the workshop is elsewhere."
    assert answer.text.splitlines()[0].endswith("elsewhere. [1]")


@pytest.mark.parametrize("text", ["Hello!", "Thanks", "Who are you?", "How is the weather in Paris on Tuesday?"])
def test_small_talk_and_foreign_questions_carry_no_citations(advisor: Advisor, text: str) -> None:
    answer = ask(advisor, text)
    assert not answer.status.cites
    assert (answer.claims, answer.citations) == ((), ())
    assert not re.search(r"\[\d+\]", answer.text)


def test_events_come_in_order_and_the_answer_is_what_they_said(advisor: Advisor) -> None:
    heard = events(advisor, Question("What is the median pay of a Baker?", guide_id="baker"))

    kinds = [type(event) for event in heard]
    assert kinds[0] is Started
    assert kinds[-2:] == [Suggested, Finished]
    assert kinds.index(PassagesFound) < kinds.index(ClaimMade)
    answer = heard[-1].answer
    claims = [event for event in heard if isinstance(event, ClaimMade)]
    assert tuple(event.claim for event in claims) == answer.claims
    assert tuple(citation for event in claims for citation in event.new_citations) == answer.citations
    assert heard[0].answer_id == answer.id


def test_a_decline_ends_its_events_too(advisor: Advisor) -> None:
    heard = events(advisor, Question("hello"))
    assert [type(event) for event in heard] == [Started, Finished]
    assert heard[-1].answer.status is Status.SMALL_TALK


def test_forged_claims_of_a_writer_are_left_out_and_said_so(indexed: Parts) -> None:
    true = "In edition 1, the median pay of a Baker is"
    answer = dictated(indexed, (true, true), ("Bakers earn $1,000,000.", true), ("x", "words that stand nowhere"))

    assert_sound(answer)
    assert [claim.text for claim in answer.claims] == [true]
    assert [(notice.kind, notice.text[:12]) for notice in answer.notices] == [("cut", "2 sentences ")]


@pytest.mark.parametrize(
    ("text", "words"),
    [("It is 99%.", "median pay"), ("He lives in Paris.", "median pay"), ("x", "stands nowhere"), ("", "median pay")],
)
def test_when_nothing_that_a_writer_proposes_holds_the_question_is_declined(
    indexed: Parts, text: str, words: str
) -> None:
    answer = dictated(indexed, (text, words))
    assert answer.status is Status.NOT_IN_GUIDE
    assert_sound(answer)


def test_a_follow_up_is_searched_with_what_was_asked_before(advisor: Advisor) -> None:
    async def run() -> Answer:
        before = Turn("user", "Can a Baker work from home?")
        return await advisor.ask(Question("and how long does that take?", (before, Turn("assistant", "Rarely. [1]"))))

    answer = asyncio.run(run())
    assert answer.status is not Status.CLARIFY  # which it is without what was asked before
    assert answer.searched == answer.question.text  # our own rewording is no sentence to show
    assert_sound(answer)


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_an_empty_question_is_one_sentence(advisor: Advisor, text: str) -> None:
    with pytest.raises(QuestionError, match=r"^The question is empty\.$"):
        ask(advisor, text)


def test_a_question_of_two_thousand_characters_is_taken_and_a_longer_one_is_not(advisor: Advisor) -> None:
    assert_sound(ask(advisor, "baker " * (MAX_QUESTION_CHARS // 6)))
    assert_sound(ask(advisor, "x" * MAX_QUESTION_CHARS + "   "))
    with pytest.raises(QuestionError, match=r"2,001 characters; at most 2,000"):
        ask(advisor, "x" * (MAX_QUESTION_CHARS + 1))


def test_an_unknown_guide_names_the_known_ones(advisor: Advisor) -> None:
    for attempt in (lambda: ask(advisor, "What pay?", "miner"), lambda: advisor.guide("miner")):
        with pytest.raises(UnknownGuideError, match=r"'miner'; the guides are: baker, florist, surveyor, welder"):
            attempt()


def test_many_questions_at_once_are_all_answered(advisor: Advisor) -> None:
    async def run() -> list[Answer]:
        return await asyncio.gather(
            *(
                advisor.ask(Question(f"What is the median pay of a {role}?", guide_id=role.lower()))
                for role in ROLES * 10
            )
        )

    for role, answer in zip(ROLES * 10, asyncio.run(run()), strict=True):
        assert_sound(answer)
        assert answer.citations[0].guide.id == role.lower()


def test_a_stream_left_early_leaves_the_advisor_whole(advisor: Advisor) -> None:
    async def run() -> None:
        for _ in range(5):
            stream = advisor.stream(Question("What is the median pay of a Baker?"))
            async for event in stream:
                if isinstance(event, ClaimMade):
                    break
            await stream.aclose()

    asyncio.run(run())
    assert_sound(ask(advisor, "What is the median pay of a Baker?"))


def test_the_original_guide_answers_its_own_questions(encoder: OnnxEmbedder, shared_data: Path, tmp_path: Path) -> None:
    original = shared_data / "guides" / "production-manager-career-path-guide.txt"
    parts = Parts(Settings(data_dir=tmp_path / "data"), embedder=encoder)
    parts.ingest([original])
    advisor = parts.advisor()
    (guide,) = advisor.guides()
    asked = [s for s in guide.sections if s.path[0] == "Frequently Asked Questions" and s.title.endswith("?")]
    assert len(asked) == 8
    for section in asked:
        answer = ask(advisor, section.title, guide.id)
        assert_sound(answer)
        assert section in [citation.section for citation in answer.citations], section.title
    assert all("Plus" not in c.quote for c in ask(advisor, "How much is the Plus subscription?").citations)
    asyncio.run(advisor.aclose())
