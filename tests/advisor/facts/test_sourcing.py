"""Who is credited without a listed source, and which texts give no date."""

import pytest

from advisor.domain import Guide
from advisor.facts.sourcing import is_undated, listed_sources, unsourced_credits
from advisor.ingestion.parsing import Form, parse_text


def guide_of(body: str, head: str = "") -> Guide:
    return parse_text(f"{head}# Nurse\n\n{body}\n", name="nurse.md", form=Form.MARKDOWN)


@pytest.mark.parametrize(
    ("pay", "sources", "unsourced"),
    [
        ("Nurses earn $50,000. Source: Job Bank", "", ["Job Bank"]),
        ("Nurses earn $50,000. Source: Job Bank", "- Job Bank, wage report", []),
        ("According to the Job Bank of Ohio nurses earn $50,000.", "- Job Bank", ["Job Bank of Ohio"]),
        ("Source: the Union, https://union.example/pay", "- Job Bank", []),
        ("Nurses earn $50,000.", "", []),
    ],
)
def test_who_is_credited_stands_among_the_sources_or_is_named_with_the_place(
    pay: str, sources: str, unsourced: list[str]
) -> None:
    guide = guide_of(f"## Pay\n\n{pay}\n\n## Sources\n\n{sources}")
    found = unsourced_credits(guide)
    assert list(found) == unsourced
    assert all(who in guide.text[start:end] for who, (start, end) in found.items())
    assert listed_sources(guide).strip("- ") == sources.strip("- ")


def test_a_credit_of_the_front_matter_alone_has_no_place_and_a_link_to_the_source_makes_up_for_it() -> None:
    credited = "---\ncredited: [Nurses Union]\n---\n"
    assert unsourced_credits(guide_of("Nurses care.", credited)) == {"Nurses Union": (0, 0)}
    linked = "---\ncredited: [Nurses Union]\nsource_url: https://example.org\n---\n"
    assert unsourced_credits(guide_of("Nurses care.", linked)) == {}


@pytest.mark.parametrize(
    ("body", "head", "undated"),
    [
        ("Nurses earn $50,000 a year.", "", True),
        ("Nurses earned $50,000 in 2023.", "", False),
        ("Last updated: May 2024", "", False),
        ("Nurses care.", "---\ndate: 2024\n---\n", False),
        ("Nurses care.", "---\ndate: unknown\n---\n", True),
        ("Room 2024 is upstairs.", "", True),
    ],
)
def test_a_date_stands_in_the_front_matter_or_in_the_text(body: str, head: str, undated: bool) -> None:
    assert is_undated(guide_of(body, head)) is undated
