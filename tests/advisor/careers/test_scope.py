"""A question to one guide about a career that the guide is not about is declined; one about its own is not."""

import asyncio
from pathlib import Path

import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Answer, Question, Status, Turn
from advisor.embeddings import OnnxEmbedder
from advisor.settings import Settings

GUIDE = """---
id: production-manager
title: Production Manager Career Guide
role: Production Manager
---

# Production Manager Career Guide

A Production Manager runs a factory and keeps the lines of its manufacturing plant going.

## Pay

The median pay of a Production Manager is $87,500 a year.

## Hours

Most Production Managers work long days, and some of them work nights and weekends under stress.

## Path

Becoming a Production Manager takes a degree in engineering and years as a quality technician.

### Plant Manager

A Plant Manager leads a whole site, earns more and needs ten years of experience.

## Change

Production Managers can move into other roles, such as Supply Chain Manager.
"""


@pytest.fixture(scope="module")
def advisor(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "guides").mkdir()
    (folder / "guides" / "production-manager.md").write_text(GUIDE, encoding="utf-8")
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=folder / "guides"), embedder=encoder)
    parts.ingest([])
    return parts.advisor()


def ask(advisor: Advisor, text: str, *before: str) -> Answer:
    history = tuple(Turn("assistant" if n % 2 else "user", said) for n, said in enumerate(before))
    return asyncio.run(advisor.ask(Question(text, history)))


@pytest.mark.parametrize(
    ("text", "career"),
    [
        ("how much do procurement managers earn", "procurement managers"),
        ("farm manager work environment", "farm manager"),
        ("skills needed for a software tester", "software tester"),
        ("do sheep shearers work nights", "sheep shearers"),
        ("is accounting a dying field", "accounting"),
        ("what would a career in cybersecurity look like", "cybersecurity"),
        ("what do people in HR do all day", "HR"),
        ("how do I become a falconer", "falconer"),
        ("how do I become an influencer", "influencer"),
        ("is engineering a good career", "engineering"),
        ("someone who fixes planes, what do they earn", "fixes planes"),
        ("production manager of a theatre: how many nights", "production manager"),
        ("supply chain manager salary", "supply chain manager"),
        ("is project manager a stressful job, or why not", "project manager"),
    ],
)
def test_another_career_is_declined_by_its_name(advisor: Advisor, text: str, career: str) -> None:
    answer = ask(advisor, text)
    assert (answer.status, answer.citations) == (Status.OUT_OF_SCOPE, ())
    assert career.split(maxsplit=1)[0] in answer.message or "theatre" in answer.message


@pytest.mark.parametrize(
    "text",
    [
        "how much does a production manager make",
        "how much do prodution managers make",
        "do factory bosses work nights",
        "what does a plant manager earn",
        "what does an automotive plant manager need",
        "do good managers work long days",
        "I'm a quality engineer, can I become a production manager",
        "is a degree in engineering needed",
        "do they work nights with process engineers",
        "can I move into supply chain manager roles",
        "how do I become a better leader",
        "should I become a member of an association",
    ],
)
def test_the_guides_own_career_in_any_words_is_no_other(advisor: Advisor, text: str) -> None:
    assert ask(advisor, text).status is not Status.OUT_OF_SCOPE


def test_a_comparison_with_another_career_is_answered_for_the_guides_own_side_and_says_so(advisor: Advisor) -> None:
    answer = ask(advisor, "do production managers or records clerks work nights and weekends?")
    assert answer.status is Status.ANSWERED
    assert [notice.text for notice in answer.notices if notice.kind == "no_guide"] == [
        "There is no guide about “records clerks”."
    ]


def test_they_of_a_follow_up_are_those_of_the_career_that_was_declined(advisor: Advisor) -> None:
    assert ask(advisor, "do they work nights", "what do plumbers earn", "I have no guide.").status is (
        Status.OUT_OF_SCOPE
    )
    assert ask(advisor, "and the pay?", "is nursing a good career", "I have no guide.").status is Status.OUT_OF_SCOPE


def test_a_follow_up_that_comes_home_is_answered(advisor: Advisor) -> None:
    before = ("what do plumbers earn", "I have no guide.")
    assert ask(advisor, "and production managers, what do they earn?", *before).status is Status.ANSWERED
    before = ("what do plumbers earn", "I have no guide.", "then production manager pay?", "The median. [1]")
    assert ask(advisor, "do they work nights?", *before).status is Status.ANSWERED


def test_each_of_the_names_in_a_title_is_the_guides_own(encoder: OnnxEmbedder, tmp_path: Path) -> None:
    (tmp_path / "guides").mkdir()
    text = "---\nid: developers\ntitle: Software Developers and Testers\n---\n\n# Software Developers and Testers\n\n"
    text += "## What They Do\n\nSoftware developers write programs. Testers look for errors in programs.\n"
    (tmp_path / "guides" / "developers.md").write_text(text, encoding="utf-8")
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=tmp_path / "guides"), embedder=encoder)
    parts.ingest([])
    advisor = parts.advisor()
    assert ask(advisor, "what do software testers do").status is Status.ANSWERED
    assert ask(advisor, "what do wine testers do").status is Status.OUT_OF_SCOPE


def test_a_text_that_is_no_guide_to_a_career_is_not_taken_for_one(encoder: OnnxEmbedder, tmp_path: Path) -> None:
    (tmp_path / "guides").mkdir()
    text = "---\nid: siege\ntitle: The Siege\n---\n\n# The Siege\n\n## The Walls\n\nTroops held the walls by night.\n"
    (tmp_path / "guides" / "siege.md").write_text(text, encoding="utf-8")
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=tmp_path / "guides"), embedder=encoder)
    parts.ingest([])
    assert "I have no guide about" not in ask(parts.advisor(), "did castle defenders hold the walls").message
