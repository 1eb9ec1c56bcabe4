"""The tiers of a career, and the one after the reader's own."""

import pytest

from advisor.answering.career_ladder import asked_tiers, career_tiers, find_tier, own_tier, tier_role
from advisor.careers.gazetteer import Gazetteer
from advisor.domain import Guide, Section
from advisor.ingestion.parsing import parse_text
from advisor.query.parsing import Parser
from advisor.query.reader_profile import ReaderProfile, read_profile
from advisor.text.spelling import Speller

TEXT = """---
id: bakery-manager
title: Bakery Manager Guide
role: Bakery Manager
---

# Bakery Manager Guide

Bakery managers run bakeries.

## Tiers

### Assistant Bakery Supervisor

Experience: 0-2 years

An assistant bakery supervisor helps.

### Bakery Supervisor / Coordinator

Experience: 2-5 years

A bakery supervisor plans shifts.

### Bakery Manager

Experience: 5-10 years

A bakery manager runs it all.

### Senior Bakery Manager / Area Manager

Experience: 10+ years

An area manager runs several bakeries.

## Pay

Median: $50,000
"""


@pytest.fixture(scope="module")
def guide() -> Guide:
    return parse_text(TEXT, name="bakery-manager.md")


@pytest.fixture(scope="module")
def parser(guide: Guide) -> Parser:
    return Parser(Gazetteer([guide]), Speller({}))


def title(tier: Section | None) -> str:
    return tier.title if tier else ""


def test_the_ladder_is_the_sections_of_roles_under_one_heading_in_their_order(guide: Guide) -> None:
    assert [tier.title.split()[0] for tier in career_tiers(guide)] == ["Assistant", "Bakery", "Bakery", "Senior"]
    assert career_tiers(parse_text("# Baker\n\n## Pay\n\nGood.\n\n## Hours\n\nLong.\n", name="baker.md")) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("supervisor", "Bakery Supervisor / Coordinator"),
        ("bakery coordinator", "Bakery Supervisor / Coordinator"),
        ("assistant supervisor", "Assistant Bakery Supervisor"),
        ("manager", "Bakery Manager"),
        ("area manager", "Senior Bakery Manager / Area Manager"),
        ("machinist", ""),
    ],
)
def test_a_role_names_the_tier_with_the_fewest_other_words(guide: Guide, name: str, expected: str) -> None:
    assert title(find_tier(name, guide)) == expected


def test_a_readers_own_tier_is_that_of_their_job_else_of_their_years(guide: Guide) -> None:
    assert title(own_tier(ReaderProfile(("supervisor",), 9), guide)) == "Bakery Supervisor / Coordinator"
    assert title(own_tier(ReaderProfile((), 3), guide)) == "Bakery Supervisor / Coordinator"
    assert own_tier(ReaderProfile(("machinist",), 15), guide) is None
    assert own_tier(ReaderProfile(), guide) is None


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["I've been a bakery supervisor for 3 years. what's the next step?"], "Bakery Manager"),
        (["bakery supervisor 4 years, what comes after that for me?"], "Bakery Manager"),
        (["I am a bakery supervisor with 4 years behind me", "what would the next rung be"], "Bakery Manager"),
        (["What comes after manager?"], "Senior Bakery Manager / Area Manager"),
        (["what is below bakery manager"], "Bakery Supervisor / Coordinator"),
        (["what comes after senior bakery manager"], ""),
        (["next step?"], ""),
        (["what's at the very top of the ladder?"], "Senior Bakery Manager / Area Manager"),
        (["and the very top?"], ""),
        (["which is the highest level"], "Senior Bakery Manager / Area Manager"),
        (["what would my first job be with no experience"], "Assistant Bakery Supervisor"),
        (["what is the highest pay"], ""),
        (["what should i learn first"], ""),
        (["what comes after a bachelor"], ""),
        (["what comes after the morning meeting"], ""),
        (["I'm a bakery supervisor. what does a manager earn?"], ""),
    ],
)
def test_next_is_the_tier_after_the_named_or_the_readers_own(
    guide: Guide, parser: Parser, texts: list[str], expected: str
) -> None:
    tiers = asked_tiers(texts[-1], read_profile(texts, parser), guide)
    assert [tier.title for tier in tiers] == ([expected] if expected else [])


def test_above_that_is_above_the_tier_told_last(guide: Guide, parser: Parser) -> None:
    profile = read_profile(["and above that?"], parser)
    told = "Bakery Manager: Experience: 5-10 years [1][2]"

    assert [t.title for t in asked_tiers("and above that?", profile, guide, told)] == [
        "Senior Bakery Manager / Area Manager"
    ]
    assert asked_tiers("and above that?", profile, guide, "They bake bread. [1]") == ()
    assert [t.title for t in asked_tiers("and at the very top?", profile, guide, told)] == [
        "Senior Bakery Manager / Area Manager"
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "what's the difference between a bakery supervisor and a bakery manager",
            ["Bakery Supervisor / Coordinator", "Bakery Manager"],
        ),
        ("compare bakery supervisor and bakery manager pay", []),
        ("difference between bread and cake", []),
    ],
)
def test_two_tiers_that_are_compared_are_both_asked_for(
    guide: Guide, parser: Parser, question: str, expected: list[str]
) -> None:
    assert [t.title for t in asked_tiers(question, read_profile([question], parser), guide)] == expected


def test_a_tier_as_a_role_has_all_that_its_section_says(guide: Guide) -> None:
    role = tier_role(career_tiers(guide)[2], guide)
    assert [guide.text[span.start : span.end] for span in role.places] == [
        "Experience: 5-10 years",
        "A bakery manager runs it all.",
    ]
