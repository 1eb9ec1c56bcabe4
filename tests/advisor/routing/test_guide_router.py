"""With several guides loaded: which one a question is about, and when the reader is asked."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.dialogue.history import read_conversation
from advisor.dialogue.query_rewriting import rewrite
from advisor.domain import Answer, Choice, Question, Status, Turn
from advisor.embeddings import OnnxEmbedder
from advisor.index.serving import Snapshot
from advisor.retrieval.retriever import parser_of
from advisor.routing.conversation_focus import ASKS_WHICH_CAREER
from advisor.routing.guide_router import GuideChoice, choose_guides
from advisor.settings import Settings

GUIDE = """---
id: {id}
title: {title}
---

# {title}

{title} {what}.

## What {title} Do

{title} {what}. {more}

## Pay

The median annual wage for {plural} was ${pay:,} in May 2024.

## Work Schedules

Most {plural} work full time. Some {plural} work {when}.

## How to Become One

{plural} typically need {need} before they start.

## Similar Occupations

- Welders join parts of metal by heat
- Judges decide cases in court
"""

MADE = (
    ("registered-nurses", "Registered Nurses", "registered nurses", 93_600, "nights", "a bachelor's degree in nursing",
     "care for patients", "Registered nurses (RNs) record symptoms. Travel nurses move between hospitals."),
    ("practical-nurses", "Practical Nurses", "practical nurses", 62_340, "weekends", "a certificate of one year",
     "feed and wash patients", "Practical nurses (PNs) work under doctors."),
    ("electricians", "Electricians", "electricians", 62_350, "evenings", "a four-year apprenticeship",
     "install wiring and lights", "Electricians read diagrams of circuits."),
    ("plumbers", "Plumbers, Pipefitters, and Steamfitters", "plumbers", 62_970, "holidays", "a longer apprenticeship",
     "install and repair pipes", "Plumbers unclog drains and mend toilets."),
    ("production-manager", "Production Manager", "production managers", 121_440, "overtime", "years in a plant",
     "run a factory", "A production manager can become a plant manager."),
    ("lawyers", "Lawyers", "lawyers", 151_160, "long days", "a law degree",
     "advise clients", "Lawyers, also called attorneys, plead in court. Prosecutors accuse in court."),
)  # fmt: skip


def written(folder: Path) -> Path:
    folder.mkdir()
    for guide_id, title, plural, pay, when, need, what, more in MADE:
        text = GUIDE.format(
            id=guide_id, title=title, plural=plural, pay=pay, when=when, need=need, what=what, more=more
        )
        (folder / f"{guide_id}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def parts(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    folder = tmp_path_factory.mktemp("choosing")
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=written(folder / "guides")), embedder=encoder)
    parts.ingest([])
    return parts


@pytest.fixture(scope="module")
def snapshot(parts: Parts) -> Snapshot:
    return parts.serving_index().current()


@pytest.fixture(scope="module")
def advisor(parts: Parts) -> Iterator[Advisor]:
    advisor = parts.advisor()
    yield advisor
    asyncio.run(advisor.aclose())


def chosen(snapshot: Snapshot, text: str, *before: str, guide_id: str | None = None) -> GuideChoice:
    """``before``: earlier turns, the reader's first."""
    history = tuple(Turn("assistant" if n % 2 else "user", said) for n, said in enumerate(before))
    question = Question(text, history, guide_id)
    rewritten, parser = rewrite(question, read_conversation(question)), parser_of(snapshot)
    return choose_guides(question, parser.parse(text), rewritten, snapshot, parser)


def guides(choice: GuideChoice) -> list[str | None]:
    return [] if choice.decline else [query.guide_id for query in choice.queries]


def ask(advisor: Advisor, text: str, *before: str) -> Answer:
    history = tuple(Turn("assistant" if n % 2 else "user", said) for n, said in enumerate(before))
    return asyncio.run(advisor.ask(Question(text, history)))


SAID = "Here is what I found."


@pytest.mark.parametrize(
    ("text", "guide_id"),
    [
        ("how much do plumbers make", "plumbers"),
        ("Pipefitter pay?", "plumbers"),
        ("how much does an electrican earn", "electricians"),
        ("do RNs work at night", "registered-nurses"),
        ("attorney salary", "lawyers"),
        ("what do travel nurses do", "registered-nurses"),
        ("what do prosecutors do", "lawyers"),
        ("how do I get into plumbing", "plumbers"),
        ("I'm an electrician. What should I learn next?", "electricians"),
        ("can a production manager become a plant manager?", "production-manager"),
    ],
)
def test_a_named_career_chooses_its_guide(snapshot: Snapshot, text: str, guide_id: str) -> None:
    assert guides(chosen(snapshot, text)) == [guide_id]


def test_a_follow_up_that_names_no_career_stays_with_the_guide_of_the_conversation(snapshot: Snapshot) -> None:
    assert guides(chosen(snapshot, "and the hours?", "how much do plumbers make", SAID)) == ["plumbers"]
    longer = ("how much do plumbers make", SAID, "is it hard", SAID, "what do they do", SAID)
    assert guides(chosen(snapshot, "do they work at night", *longer)) == ["plumbers"]


def test_the_career_named_last_counts(snapshot: Snapshot) -> None:
    before = ("how much do plumbers make", SAID, "and lawyers?", SAID)
    assert guides(chosen(snapshot, "is that a lot", *before)) == ["lawyers"]


def test_an_answer_tells_what_is_spoken_of_where_no_question_does(snapshot: Snapshot) -> None:
    before = ("who mends toilets", "Plumbers unclog drains. [1]\nPlumbers mend toilets. [2]")
    assert guides(chosen(snapshot, "how much do they make", *before)) == ["plumbers"]


def test_the_same_question_for_another_career_is_asked_of_its_guide(snapshot: Snapshot) -> None:
    for text in ("same question for electricians", "and electricians?", "what about electricians"):
        choice = chosen(snapshot, text, "How much do plumbers make?", SAID)
        assert guides(choice) == ["electricians"]
        assert choice.queries[0].wordings == ("How much do electricians make?",)
        assert choice.searched == "How much do electricians make?"


def test_what_a_career_may_lead_to_is_asked_of_the_guide_that_speaks_of_it(snapshot: Snapshot) -> None:
    before = ("what does a production manager earn", SAID)
    assert guides(chosen(snapshot, "could they become a plant manager", *before)) == ["production-manager"]


def test_a_name_that_several_careers_share_is_asked_about(snapshot: Snapshot) -> None:
    decline = chosen(snapshot, "how do I become a nurse").decline
    assert decline is not None
    assert decline.status is Status.CLARIFY
    assert decline.message == f"{ASKS_WHICH_CAREER}Practical Nurses or Registered Nurses?"
    assert decline.suggestions[0] == "For Practical Nurses: how do I become a nurse"
    assert decline.choices == (
        Choice("For Practical Nurses: how do I become a nurse", "practical-nurses"),
        Choice("For Registered Nurses: how do I become a nurse", "registered-nurses"),
    )


def test_a_shared_name_means_the_career_of_the_conversation(snapshot: Snapshot) -> None:
    before = ("how much do registered nurses make", SAID)
    assert guides(chosen(snapshot, "do nurses work at night", *before)) == ["registered-nurses"]


@pytest.mark.parametrize("answer", ["the second one", "registered nurses", "2"])
def test_the_answer_to_which_career_brings_back_the_question(snapshot: Snapshot, answer: str) -> None:
    before = ("how do I become a nurse", f"{ASKS_WHICH_CAREER}Practical Nurses or Registered Nurses?")
    choice = chosen(snapshot, answer, *before)
    assert guides(choice) == ["registered-nurses"]
    assert "become" in choice.searched
    assert guides(chosen(snapshot, "and the pay?", *before, answer, SAID)) == ["registered-nurses"]


def test_a_career_is_picked_from_the_choices_of_the_answer_whatever_its_words_were(snapshot: Snapshot) -> None:
    asked = chosen(snapshot, "how do I become a nurse").decline
    assert asked is not None
    history = (Turn("user", "how do I become a nurse"), Turn("assistant", "Which of the two?", asked.choices))
    question = Question("the second one", history)
    rewritten, parser = rewrite(question, read_conversation(question)), parser_of(snapshot)
    choice = choose_guides(question, parser.parse(question.text), rewritten, snapshot, parser)
    assert guides(choice) == ["registered-nurses"]


@pytest.mark.parametrize(
    ("text", "career"),
    [
        ("how much do welders earn", "welders"),
        ("what do judges do", "judges"),
        ("do software engineers need a degree", "software engineers"),
        ("how do I become a doula", "doula"),
        ("what does a chimney sweep earn", "chimney sweep"),
    ],
)
def test_a_career_that_no_guide_is_about_is_named_and_declined_though_guides_list_it(
    snapshot: Snapshot, text: str, career: str
) -> None:
    decline = chosen(snapshot, text).decline
    assert decline is not None
    assert decline.status is Status.OUT_OF_SCOPE
    assert f"“{career}”" in decline.message


def test_a_career_that_no_guide_is_about_stays_the_subject(snapshot: Snapshot) -> None:
    decline = chosen(snapshot, "and how do I become one", "how much do welders earn", SAID).decline
    assert decline is not None
    assert "“welders”" in decline.message


def test_two_careers_named_are_both_looked_into_each_for_itself(snapshot: Snapshot) -> None:
    choice = chosen(snapshot, "who earns more, plumbers or electricians?")
    assert guides(choice) == ["plumbers", "electricians"]
    assert [query.wordings[0] for query in choice.queries] == [
        "How much do plumbers earn?",
        "How much do electricians earn?",
    ]


def test_a_career_may_be_compared_with_the_one_spoken_of(snapshot: Snapshot) -> None:
    choice = chosen(snapshot, "and do they make more than lawyers", "what do plumbers do", SAID)
    assert guides(choice) == ["plumbers", "lawyers"]


def test_the_half_of_a_comparison_that_no_guide_is_about_is_said(snapshot: Snapshot) -> None:
    choice = chosen(snapshot, "do plumbers make more than software engineers")
    assert guides(choice) == ["plumbers"]
    assert choice.missing == "software engineers"


def test_a_question_for_one_guide_is_asked_of_it_whatever_else_it_mentions(snapshot: Snapshot) -> None:
    assert guides(chosen(snapshot, "can I become a plant manager", guide_id="production-manager")) == [
        "production-manager"
    ]
    assert guides(chosen(snapshot, "how much does it pay", guide_id="plumbers")) == ["plumbers"]
    decline = chosen(snapshot, "how much do bakers earn", guide_id="plumbers").decline
    assert decline is not None
    assert decline.status is Status.OUT_OF_SCOPE


# --- answers ---


def test_a_question_that_fits_every_guide_is_asked_back_without_a_citation(advisor: Advisor) -> None:
    answer = ask(advisor, "How much does it pay?")
    assert answer.status is Status.CLARIFY
    assert answer.text.startswith(ASKS_WHICH_CAREER)
    assert answer.citations == ()
    assert all(suggestion.endswith("how much does it pay?") for suggestion in answer.suggestions)
    assert ask(advisor, answer.suggestions[0]).status is Status.ANSWERED


def test_a_question_that_one_guide_alone_fits_is_answered_from_it(advisor: Advisor) -> None:
    answer = ask(advisor, "who unclogs drains and mends toilets?")
    assert {citation.guide.id for citation in answer.citations} == {"plumbers"}


def test_an_answer_is_from_the_guide_of_the_career_alone(advisor: Advisor) -> None:
    answer = ask(advisor, "how much do plumbers make")
    assert answer.claims[0].text == "The median annual wage for plumbers was $62,970 in May 2024."
    assert {citation.guide.id for citation in answer.citations} == {"plumbers"}


def test_a_comparison_cites_both_guides(advisor: Advisor) -> None:
    answer = ask(advisor, "Do lawyers earn more than electricians?")
    assert {citation.guide.id for citation in answer.citations} == {"lawyers", "electricians"}
    assert "$151,160" in answer.text
    assert "$62,350" in answer.text


def test_an_answer_to_half_of_a_comparison_says_that_the_other_half_has_no_guide(advisor: Advisor) -> None:
    answer = ask(advisor, "Do lawyers earn more than software engineers?")
    assert "$151,160" in answer.text
    assert [notice.text for notice in answer.notices] == ["There is no guide about “software engineers”."]


@pytest.mark.parametrize(
    ("text", "guide_id"),
    [
        ("is it worth learning Excel as a production manager", "production-manager"),
        ("if i become a production manager what will my day look like", "production-manager"),
        ("is it stressful for a production manager", "production-manager"),
        ("being a lawyer, is it stressful?", "lawyers"),
        ("as a former lawyer could I become a production manager?", "production-manager"),
        ("I used to be a lawyer, how long is the apprenticeship?", "electricians"),
        ("I work as a lawyer, how long is the apprenticeship?", "electricians"),
    ],
)
def test_a_career_that_is_named_wins_over_the_conversation_and_an_own_past_does_not(
    snapshot: Snapshot, text: str, guide_id: str
) -> None:
    assert guides(chosen(snapshot, text, "How much do electricians earn?", SAID)) == [guide_id]


def test_as_one_is_the_readers_own_once_they_said_so(snapshot: Snapshot) -> None:
    before = ("I'm a lawyer. How long does it take to become an electrician?", SAID)
    assert guides(chosen(snapshot, "and as a lawyer, do I need a degree", *before)) == ["electricians"]
