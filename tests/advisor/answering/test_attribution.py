"""Figures without a listed source, of one country or of no known year are said to be so, once each and only then."""

import pytest

from advisor.answering.attribution import notices_on
from advisor.domain import Guide
from advisor.ingestion.parsing import Form, parse_text
from tests.made import cite

GUIDE = """---
id: surveyor
title: Surveyor Career Guide
role: Surveyor
country: {country}
currency: USD
---

# Surveyor Career Guide

## At a Glance

Growth rate: 7%

Median salary: $61,000

Throughput rose by 20%.

## Job Outlook

Growth Rate: 7%

Source: U.S. Bureau of Labor Statistics

## Work

Surveyors work outside.
{more}"""


def guide_of(*, country: str = "United States", more: str = "") -> Guide:
    return parse_text(GUIDE.format(country=country, more=more), name="surveyor.md", form=Form.MARKDOWN)


def kinds(guide: Guide, *quotes: str) -> list[str]:
    return [notice.kind for notice in notices_on(cite(guide, *quotes))]


def test_pay_is_said_to_be_of_one_country_and_of_no_year() -> None:
    assert kinds(guide_of(), "Median salary: $61,000") == ["us_only", "undated"]


@pytest.mark.parametrize("quote", ["Growth Rate: 7%", "Growth rate: 7%"])
def test_growth_is_said_to_be_credited_without_a_source_wherever_the_figure_is_repeated(quote: str) -> None:
    assert kinds(guide_of(), quote) == ["credited", "undated"]


def test_the_credit_names_who_and_states_nothing_of_the_career() -> None:
    first = notices_on(cite(guide_of(), "Growth rate: 7%"))[0]
    assert first.text == "The guide credits the U.S. Bureau of Labor Statistics for this and lists no source."


def test_each_is_said_once_however_many_figures_are_shown() -> None:
    shown = kinds(guide_of(), "Growth rate: 7%", "Median salary: $61,000", "Growth Rate: 7%")
    assert shown == ["credited", "us_only", "undated"]


@pytest.mark.parametrize("quote", ["Surveyors work outside.", "Throughput rose by 20%."])
def test_nothing_is_said_where_no_such_figure_is_shown(quote: str) -> None:
    assert kinds(guide_of(), quote) == []


def test_a_source_a_year_and_another_country_each_silence_their_notice() -> None:
    listed = "\n## Sources\n\nU.S. Bureau of Labor Statistics, as of May 2024\n"
    assert kinds(guide_of(more=listed), "Growth Rate: 7%") == []
    assert kinds(guide_of(country="Canada"), "Median salary: $61,000") == ["undated"]
