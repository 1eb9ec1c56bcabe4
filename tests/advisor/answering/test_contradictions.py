"""Asked about what the guide disagrees with itself about, the answer quotes both sides, prose before badges."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Answer, Status
from advisor.embeddings import OnnxEmbedder
from advisor.settings import Settings
from tests.made import ask

GUIDE = """---
id: surveyor
title: Surveyor Career Guide
role: Surveyor
country: United States
currency: USD
---

# Surveyor Career Guide

Surveyors measure land and draw its boundaries.

## At a Glance

Remote work: remote-friendly

Median salary: $61,000

## Becoming a Surveyor

Becoming a Surveyor typically takes {low} years of field experience. Surveyors learn to read maps.

## Tiers

### Survey Assistant

Experience: 0-1 years

A Survey Assistant carries the instruments and helps in the field.

### Surveyor

Experience: {high} years

A Surveyor leads a crew in the field and signs the plans.

## Work Setting

Surveyors must be on site, because land is measured where it lies. Surveyors use remote sensing and drones.

## Tools

- Theodolites
- Drones for remote sensing
- Drawing software
"""
REMOTE = ("Surveyors must be on site, because land is measured where it lies.", "Remote work: remote-friendly")


def indexed_in(encoder: OnnxEmbedder, folder: Path, text: str) -> Advisor:
    guides = folder / "guides"
    guides.mkdir(parents=True)
    (guides / "surveyor.md").write_text(text)
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=guides), embedder=encoder)
    parts.ingest([])
    return parts.advisor()


@pytest.fixture(scope="module")
def advisor(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    advisor = indexed_in(encoder, tmp_path_factory.mktemp("torn"), GUIDE.format(low="2–3", high="6-9"))
    yield advisor
    asyncio.run(advisor.aclose())


def both_sides(answer: Answer) -> dict[str, list[str]]:
    quotes = {citation.number: citation.quote for citation in answer.citations}
    return {conflict.about: [quotes[n] for n in conflict.citations] for conflict in answer.conflicts}


@pytest.mark.parametrize(
    "question", ["Can I work from home as a surveyor?", "is surveyor a remote job", "Do surveyors telecommute?"]
)
def test_both_sides_are_quoted_and_paired_prose_first(advisor: Advisor, question: str) -> None:
    answer = ask(advisor, question)
    assert answer.status is Status.CONFLICTING
    assert both_sides(answer) == {"remote work": list(REMOTE)}
    assert [claim.text for claim in answer.claims[:2]] == list(REMOTE)
    for citation in answer.citations:
        assert citation.quote == citation.guide.text[citation.start : citation.end]


def test_years_of_experience_are_found_by_comparing_whatever_the_figures(advisor: Advisor) -> None:
    answer = ask(advisor, "How many years of experience do I need to become a surveyor?")
    assert both_sides(answer) == {
        "years of experience": [
            "Becoming a Surveyor typically takes 2–3 years of field experience.",
            "Experience: 6-9 years",
        ]
    }


def test_labels_of_another_tier_do_not_read_as_a_third_side(advisor: Advisor) -> None:
    answer = ask(advisor, "How many years of experience do I need to become a surveyor?")
    assert "Experience: 0-1 years" not in [claim.text for claim in answer.claims]


@pytest.mark.parametrize(
    "question",
    [
        "What do surveyors use for remote sensing?",
        "What tools does a surveyor use?",
        "How many years of experience does a survey assistant have?",
        "What is the median salary of a surveyor?",
        "Which maps does a surveyor learn to read?",
    ],
)
def test_a_question_about_something_near_is_simply_answered(advisor: Advisor, question: str) -> None:
    answer = ask(advisor, question)
    assert answer.status is not Status.CONFLICTING
    assert answer.conflicts == ()


def test_a_rank_stands_for_the_role_that_has_it(advisor: Advisor) -> None:
    assert ask(advisor, "How many years of experience do I need?").status is Status.CONFLICTING
    answer = ask(advisor, "How many years of experience does an assistant need?")
    assert answer.status is Status.ANSWERED
    assert "0-1 years" in answer.text


def test_a_guide_that_agrees_with_itself_is_simply_quoted(encoder: OnnxEmbedder, tmp_path: Path) -> None:
    sound = GUIDE.format(low="2–3", high="2-3").replace("remote-friendly", "not possible")
    advisor = indexed_in(encoder, tmp_path, sound)
    for question in ("Can I work from home as a surveyor?", "How many years of experience do I need?"):
        answer = ask(advisor, question)
        assert answer.status is not Status.CONFLICTING
        assert answer.conflicts == ()
    asyncio.run(advisor.aclose())


def test_an_index_made_before_disagreements_were_kept_finds_them_all_the_same(
    encoder: OnnxEmbedder, tmp_path: Path
) -> None:
    asyncio.run(indexed_in(encoder, tmp_path, GUIDE.format(low="2–3", high="6-9")).aclose())
    with sqlite3.connect(tmp_path / "data" / "library.db") as db:
        assert db.execute("DELETE FROM disagreements").rowcount == 1
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=tmp_path / "guides"), embedder=encoder)
    assert ask(parts, "Can I work from home as a surveyor?").status is Status.CONFLICTING
