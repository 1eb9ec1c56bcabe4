"""What a page says of itself for machines is metadata, and never text that it does not show."""

import json
from typing import Any

import pytest

from advisor.domain import Guide
from advisor.ingestion.parsing import Form, parse_text

BODY = "<h1>Luthier</h1><h2>Pay</h2><p>A luthier earns $51,200 a year at the median, more in large cities.</p>"
OCCUPATION = {
    "@type": "Occupation",
    "name": "Luthier",
    "occupationLocation": [{"@type": "Country", "name": "Canada"}],
    "estimatedSalary": [{"@type": "MonetaryAmountDistribution", "currency": "CAD", "median": 51200.0}],
}


def guide(*items: Any, body: str = BODY) -> Guide:
    scripts = "".join(
        f'<script type="application/ld+json">{item if isinstance(item, str) else json.dumps(item)}</script>'
        for item in items
    )
    markup = f"<html><head>{scripts}<title>Luthier</title></head><body><main>{body}</main></body></html>"
    return parse_text(markup, name="luthier.html", form=Form.HTML)


def test_an_occupation_gives_role_country_and_the_currency_of_a_stated_amount() -> None:
    said = guide({"@context": "https://schema.org", "@graph": [OCCUPATION]}).metadata
    assert (said.role, said.country, said.currency) == ("Luthier", "Canada", "CAD")


def test_what_the_page_does_not_show_is_not_said_of_it() -> None:
    hidden = OCCUPATION | {"estimatedSalary": {"currency": "CAD", "value": {"minValue": 61000, "maxValue": 90000}}}
    found = guide(hidden)
    assert found.metadata.currency == ""
    assert "61" not in found.text
    assert guide(OCCUPATION | {"name": "Violin Restorer"}).metadata.role == ""


@pytest.mark.parametrize(
    ("amount", "text"),
    [("51200", "51,200"), ("51,200.00", "51 200"), (51200, "51.200"), ("$51200", "51’200")],
)
def test_an_amount_is_known_in_any_grouping(amount: Any, text: str) -> None:
    salary = {"currency": "CHF", "value": {"value": amount}}
    found = guide(OCCUPATION | {"estimatedSalary": salary}, body=BODY.replace("$51,200", text))
    assert found.metadata.currency == "CHF"


def test_an_article_gives_date_licence_and_whom_its_figures_are_from() -> None:
    article = {
        "@type": ["WebPage", "Article"],
        "datePublished": "2025-01-02",
        "dateModified": "2026-03-04T10:00:00Z",
        "publisher": {"name": "Careers Ltd"},
        "sourceOrganization": {"@type": "Organization", "name": "Statistics Canada"},
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    said = guide(article).metadata
    assert (said.credited, said.licence) == (("Statistics Canada",), article["license"])
    assert said.date


def test_questions_of_an_faq_page_are_headings_where_they_stand() -> None:
    faq = {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": "Do luthiers need a <b>licence</b>?", "acceptedAnswer": {"text": "No."}},
            {"@type": "Question", "name": "Is this question shown?", "acceptedAnswer": {"text": "It is not."}},
        ],
    }
    body = BODY + "<h2>Questions</h2><div>Do luthiers need a licence?</div><div>No, nobody asks for one here.</div>"
    marked = guide(faq, body=body)
    assert marked.sections[-1].path[-2:] == ("Questions", "Do luthiers need a licence?")
    assert "Is this question shown" not in marked.text


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 100_000, "null", '"text"', '{"@type": 7, "name": [1]}', '{"@graph": [[[{"@type": "Occupation"}]]]}'],
)
def test_broken_or_odd_data_is_passed_over(script: str) -> None:
    assert guide(script).metadata == guide().metadata
