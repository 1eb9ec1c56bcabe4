"""The guide that ships: its front matter, its headings, and nothing lost from or copied out of its original."""

import re
from functools import cache

import pytest
import yaml

from tests.corpus import parity

OUTLINE = """\
# Production Manager Career Path Guide
## At a Glance
## Market Demand
## Annual Salary (US, USD)
## Core Functions of the Production Manager Role
## Key Responsibilities
## Work Setting
## Tech Stack
## Skills and Qualifications
### Education Level
### Tech Skills
### Soft Abilities
## Path to Production Manager
## Required Education
## Career Path Tiers
### Assistant Production Supervisor
### Production Supervisor / Coordinator
### Production Manager
### Senior Production Manager / Plant Manager
## Global Outlook
## Job Market Today
### Role Challenges
### Growth Paths
### Industry Trends
## A Day in the Life
### Morning (9:00 AM - 12:00 PM)
### Afternoon (12:00 PM - 3:00 PM)
### Late afternoon (3:00 PM - 6:00 PM)
## Work-Life Balance & Stress
## Skill Map
### Foundational Skills
### Technical & Analytical Skills
### Leadership & Professional Skills
## Pros & Cons for Production Manager
### Pros
### Cons
## Common Mistakes of Beginners
## Contextual Advice
## Examples and Case Studies
### Lean Transformation at an Automotive Parts Manufacturer
### Implementing Industry 4.0 Technologies in Electronics Manufacturing
### Crisis Management During a Global Supply Chain Disruption
## Portfolio Tips
## Job Outlook & Related Roles
### Related Roles
## Frequently Asked Questions
### What are the essential qualities that make a successful Production Manager?
### Is experience more important than education for a Production Manager?
### Can a Production Manager work remotely?
### What certifications are most valued in production management?
### How does technology impact the role of Production Managers?
### What are common challenges faced when managing production teams?
### How important is environmental and safety compliance in production management?
### Can Production Managers transition into other roles?
## Sources & References
"""

PARENTS = [
    "Skills and Qualifications",
    "Career Path Tiers",
    "Job Market Today",
    "A Day in the Life",
    "Pros & Cons for Production Manager",
    "Examples and Case Studies",
    "Frequently Asked Questions",
]
EMPTY_IN_THE_ORIGINAL = ["Related Roles", "Sources & References"]

CONTRADICTIONS = [
    ("At a Glance", "Remote work: remote-friendly"),
    ("Can a Production Manager work remotely?", "has to be on the production floor"),
    ("Can a Production Manager work remotely?", "limited remote supervision"),
    ("Global Outlook", "Remote management jobs in manufacturing are limited"),
    ("Industry Trends", "full remote management is still rare"),
    ("Path to Production Manager", "3–5 years"),
    ("Production Manager", "5-10 years"),
    ("At a Glance", "Growth rate: 7%"),
    ("Job Outlook & Related Roles", "Status: Growing faster than average"),
    ("Job Outlook & Related Roles", "Source: U.S. Bureau of Labor Statistics"),
]

MARKUP = [r"https?:", r"www\.", r"\]\(", r"<[a-z/]", r"\*\*"]
PRICE_LIST = [r"per month|/month", r"subscri", r"ad-free", r"\bfree\b", r"\bsign (?:up|in)\b", r"\baccount\b"]
PRICE_LIST += [r"job alerts?", r"bookmark", r"share (?:this|career)", r"mobile and web", r"\bURL\b"]


@cache
def shipped() -> tuple[dict[str, object], str]:
    _, front, body = parity.SHIPPED.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


@cache
def sections() -> dict[str, str]:
    parts = re.split(r"^#+ (.+)\n", shipped()[1], flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture
def texts() -> parity.Texts:
    original = parity.find_original()
    if original is None:
        pytest.skip("the original guide is not at hand: set CAREER_SHARED_DATA to the folder that has it")
    return parity.read_texts(original)


def test_the_front_matter_says_whose_figures_these_are_and_under_which_licence_the_text_stands() -> None:
    assert shipped()[0] == {
        "id": "production-manager",
        "title": "Production Manager Career Path Guide",
        "role": "Production Manager",
        "country": "United States",
        "currency": "USD",
        "credited": ["U.S. Bureau of Labor Statistics"],
        "date": "unknown",
        "licence": "Apache-2.0",
    }


def test_every_section_stands_under_its_own_heading_in_the_order_of_the_original() -> None:
    headings = [line for line in shipped()[1].splitlines() if line.startswith("#")]
    assert headings == OUTLINE.splitlines()


def test_every_section_says_something_unless_it_is_a_parent_or_was_empty_in_the_original() -> None:
    silent = [name for name, body in sections().items() if not body.strip()]
    assert sorted(silent) == sorted(PARENTS + EMPTY_IN_THE_ORIGINAL)


@pytest.mark.parametrize(("section", "words"), CONTRADICTIONS)
def test_what_the_original_contradicts_stays_contradictory(section: str, words: str) -> None:
    assert words in sections()[section]


@pytest.mark.parametrize("pattern", [*MARKUP, *PRICE_LIST])
def test_no_link_no_markup_within_a_line_and_no_word_of_a_price_list_is_in_the_guide(pattern: str) -> None:
    assert re.findall(pattern, shipped()[1], flags=re.I) == []


def test_every_paragraph_is_one_line_of_whole_sentences_and_every_label_has_its_value() -> None:
    crooked = []
    for line in filter(None, shipped()[1].splitlines()):
        is_item_or_heading = line.startswith(("- ", "#"))
        is_label = re.fullmatch(r"[A-Z][\w -]+: \S.*", line) is not None
        if not (is_item_or_heading or is_label or line.endswith(".")):
            crooked.append(line)
    assert crooked == []


def test_no_garbled_character_is_in_the_guide() -> None:
    assert set(re.findall(r"[^\x00-\x7f]", shipped()[1])) == {"–"}


def test_at_a_glance_is_the_only_heading_that_the_original_lacks(texts: parity.Texts) -> None:
    assert parity.new_headings(texts) == ["At a Glance"]


def test_no_figure_name_acronym_or_list_item_of_the_original_is_lost(texts: parity.Texts) -> None:
    assert parity.losses(texts) == []


def test_no_eight_words_in_a_row_are_those_of_the_original(texts: parity.Texts) -> None:
    assert parity.copied_runs(texts) == []


def test_names_that_only_the_publishers_boilerplate_has_are_not_in_the_guide(texts: parity.Texts) -> None:
    guide_text = [line for lines in texts.original.values() for line in lines]
    only_there = set(parity.names(texts.boilerplate)) - set(parity.names(guide_text))
    ours = set(parity.names(shipped()[1].splitlines()))
    assert texts.boilerplate
    assert only_there & ours == set()
