"""What is planted is what the copy says, where it is said to stand, and its finding is judged by both sides."""

from advisor.domain import BlockKind, Guide
from advisor.facts import find_disagreements, find_facts
from advisor.ingestion.parsing import Form, parse_text
from evals.public.planted_conflicts import insert, measure, plant, plant_agreeing

PAGE = """---
id: surveyors
title: Surveyors
---

# Surveyors

## Summary

Quick facts: 2024 Median Pay: $68,000 per year

Job Outlook, 2024–34: 4% (As fast as average)

Typical entry-level education: Bachelor's degree

## Work Environment

Surveyors held about 50,000 jobs in 2024.

## How to Become a Surveyor

Surveyors typically need a bachelor's degree.

## Pay

The median annual wage for surveyors was $68,000 in May 2024.

## Job Outlook

Employment of surveyors is projected to grow 4 percent from 2024 to 2034, about as fast as average.
"""


def page() -> Guide:
    return parse_text(PAGE, name="surveyors.md", form=Form.MARKDOWN)


def test_an_inserted_block_stands_at_its_place_and_every_other_keeps_its_words() -> None:
    guide = page()
    section = guide.sections[2]
    grown, span = insert(guide, section, BlockKind.PARAGRAPH, "Surveyors never travel.")
    assert grown.text[span.start : span.end] == "Surveyors never travel."
    assert grown.section_at(span.start, span.end) == grown.sections[2]
    before = [guide.text[b.start : b.end] for s in guide.sections for b in s.blocks]
    after = [grown.text[b.start : b.end] for s in grown.sections for b in s.blocks]
    assert [words for words in after if words != "Surveyors never travel."] == before


def test_each_planting_says_what_was_planted_and_most_are_found_with_both_sides() -> None:
    guide = page()
    assert find_disagreements(find_facts(guide)) == ()
    outcomes = [measure(one) for one in plant(guide, 5)]
    assert len({outcome.planting.name for outcome in outcomes}) == len(outcomes) > 15
    assert all(o.planting.guide.text[s.start : s.end].strip() for o in outcomes for s in o.planting.planted)
    assert sum(outcome.found for outcome in outcomes) >= 0.9 * len(outcomes)


def test_restatements_and_statements_about_others_are_not_reported() -> None:
    outcomes = [measure(one) for one in plant_agreeing(page(), 5)]
    assert len(outcomes) > 6
    assert [outcome.planting.name for outcome in outcomes if outcome.others] == []


def test_a_planting_counts_as_found_only_when_its_own_words_are_on_a_side() -> None:
    guide = page()
    planting = next(one for one in plant(guide, 5) if one.name == "remote")
    elsewhere = type(planting)(planting.guide, planting.name, planting.about, (planting.planted[0],) * 2)
    assert measure(planting).found
    assert not measure(elsewhere).found
