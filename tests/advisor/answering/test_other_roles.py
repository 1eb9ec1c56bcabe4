"""A follow-up that names another role of the guide's own asks the earlier question of that role, and of nobody else."""

import asyncio
from collections.abc import Iterator

import pytest

from advisor.answering.advisor import Advisor
from advisor.answering.role_questions import find_guide_role
from advisor.bootstrap import Parts
from advisor.domain import Answer, Question, Status, Turn
from advisor.embeddings import OnnxEmbedder
from advisor.ingestion.parsing import Form, parse_text
from advisor.settings import Settings

# Two guides of one shape each that roles come in: tiers with labels, and sentences in running text.
LIBRARIAN = """---
id: librarian
title: Librarian Career Guide
role: Librarian
---

# Librarian Career Guide

## Pay

The median salary of a Librarian is $61,000 a year.

- Senior-Level: $82,500
- Entry-Level: $44,000

## Stress

Librarians live with moderate stress at the end of each term.

## Career Path Tiers

### Library Assistant

Experience: 0-1 years

A Library Assistant puts returned books back on the shelves and answers simple questions at the desk.

### Librarian

Experience: 3-6 years

A Librarian chooses which books to buy and runs reading groups.

### Senior Librarian / Branch Head

Experience: 8+ years

A Senior Librarian or Branch Head plans the budget of a whole branch and hires its staff.
"""
BEEKEEPER = """---
id: beekeeper
title: Beekeepers
---

# Beekeepers

## What Beekeepers Do

Beekeepers look after hives and harvest honey. Beekeepers inspect each hive once a week in summer.

Queen breeders raise young queens and sell them to other farms. Queen breeders need three years of practice with hives.

## How to Become a Beekeeper

Beekeepers typically need a course of two seasons at a farm school.

## Pay

The median annual wage for beekeepers was $38,400.

## Dangers

Stings and heavy boxes are the dangers of a beekeeper's work.
"""


@pytest.fixture(scope="module")
def advisor(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    folder = tmp_path_factory.mktemp("roles")
    (folder / "guides").mkdir()
    for name, text in (("librarian.md", LIBRARIAN), ("beekeeper.md", BEEKEEPER)):
        (folder / "guides" / name).write_text(text, encoding="utf-8")
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=folder / "guides"), embedder=encoder)
    parts.ingest([])
    advisor = parts.advisor()
    yield advisor
    asyncio.run(advisor.aclose())


def follow(advisor: Advisor, text: str, *, guide: str, before: tuple[str, ...]) -> Answer:
    """The last answer of a conversation."""

    async def run() -> Answer:
        history: tuple[Turn, ...] = ()
        for asked in before:
            answer = await advisor.ask(Question(asked, history, guide))
            history += (Turn("user", asked), Turn("assistant", answer.text))
        return await advisor.ask(Question(text, history, guide))

    return asyncio.run(run())


def said(answer: Answer) -> str:
    return " ".join(citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("guide", "asked", "follow_up", "wanted", "of_others"),
    [
        ("librarian", "How many years of experience do they need?", "same question for branch heads", "8+", "3-6"),
        ("librarian", "How many years of experience does a Librarian need?", "and an assistant?", "0-1", "3-6"),
        ("librarian", "What does a Librarian do?", "and a library assistant?", "shelves", "reading groups"),
        ("librarian", "What does a Librarian earn?", "what about the senior ones?", "$82,500", "$61,000"),
        ("beekeeper", "What do beekeepers do?", "same for queen breeders", "raise young queens", "harvest honey"),
        ("beekeeper", "How much practice do they need?", "and for queen breeders?", "three years", "two seasons"),
    ],
)  # fmt: skip
def test_the_earlier_question_is_asked_of_a_role_that_the_guide_names(
    advisor: Advisor, guide: str, asked: str, follow_up: str, wanted: str, of_others: str
) -> None:
    answer = follow(advisor, follow_up, guide=guide, before=(asked,))
    assert answer.status is Status.ANSWERED
    assert wanted in said(answer)
    assert of_others not in said(answer)


@pytest.mark.parametrize(
    ("guide", "asked", "follow_up"),
    [
        ("librarian", "What does a Librarian earn?", "and for branch heads?"),
        ("librarian", "Is a Librarian's work stressful?", "same question for library assistants"),
        ("beekeeper", "How much do beekeepers earn?", "and queen breeders?"),
        ("beekeeper", "What are the dangers?", "what about queen breeders?"),
    ],
)
def test_what_is_said_of_the_career_but_not_of_the_role_is_declined(
    advisor: Advisor, guide: str, asked: str, follow_up: str
) -> None:
    answer = follow(advisor, follow_up, guide=guide, before=(asked,))
    assert answer.status is Status.NOT_IN_GUIDE
    assert answer.citations == ()


def test_the_answer_shows_of_whom_was_asked(advisor: Advisor) -> None:
    for asked, searched in (
        ("What does a Librarian do?", "What does a branch head do?"),
        ("Which books do they choose?", "Which books do they choose (branch heads)?"),
    ):
        assert follow(advisor, "same for branch heads", guide="librarian", before=(asked,)).searched == searched


def test_the_question_before_a_role_is_carried_on_to_the_next_role(advisor: Advisor) -> None:
    before = ("How many years of experience does a Librarian need?", "and branch heads?")
    answer = follow(advisor, "and an assistant?", guide="librarian", before=before)
    assert "0-1" in said(answer)
    assert "8+" not in said(answer)


@pytest.mark.parametrize("phrase", ["librarians", "mornings", "scanners", "astronauts", "the budget", "people"])
def test_the_career_itself_things_and_people_that_the_guide_never_names_are_no_other_role(phrase: str) -> None:
    assert find_guide_role(phrase, parse_text(LIBRARIAN, name="librarian.md", form=Form.MARKDOWN)) is None


def test_a_plain_name_is_that_of_the_tier_which_adds_least_to_it() -> None:
    guide = parse_text(LIBRARIAN, name="librarian.md", form=Form.MARKDOWN)
    role = find_guide_role("the heads", guide)
    assert role is not None
    assert any("8+" in guide.text[place.start : place.end] for place in role.places)
    assert not any("0-1" in guide.text[place.start : place.end] for place in role.places)
