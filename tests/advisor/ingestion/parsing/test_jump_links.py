"""What of a web page only points elsewhere is kept in its text and left out of what is searched and quoted."""

import pytest

from advisor.domain import Guide
from advisor.ingestion.parsing import Form, parse_text

PROSE = "<p>Bakers knead dough before dawn and sell bread at noon.</p>"


def page(extra: str, heading: str = "Work") -> Guide:
    body = f"<h1>Bakers</h1><h2>What Bakers Do</h2>{PROSE}<h2>{heading}</h2>{extra}"
    return parse_text(f"<html><body>{body}</body></html>", name="bakers.html", form=Form.HTML)


def quotable(guide: Guide) -> str:
    return "\n".join(guide.text[b.start : b.end] for section in guide.sections for b in section.body)


@pytest.mark.parametrize(
    "line",
    [
        "Explore resources for employment and wages by state for bakers.",
        "Compare the duties and pay of bakers with similar occupations.",
        "Learn more about bakers by visiting these additional resources.",
        "This table shows a list of careers that are like that of bakers.",
        "Quick Facts: Bakers",
        "Bakers (PDF)",
    ],
)
def test_a_line_that_says_nothing_of_the_career_is_left_out_with_its_reason(line: str) -> None:
    guide = page(f"<p>{line}</p><p>Ovens are lit at four in the morning.</p>")
    assert line in guide.text
    assert line not in quotable(guide)
    assert [guide.text[e.start : e.end] for e in guide.excluded] == [line]
    assert "Ovens are lit" in quotable(guide)


def test_names_of_links_are_left_out_under_a_heading_of_links_only() -> None:
    assert "Cake Makers" not in quotable(page("<p>Cake Makers</p><p>Pastry Cooks</p>", "More Information"))
    assert "Cake Makers" in quotable(page("<p>Cake Makers</p><p>Pastry Cooks</p>", "Kinds of Bakers"))


def test_whom_to_ask_stays_with_the_sentence_that_leads_to_it() -> None:
    kept = "<p>For information about certificates, visit</p><p>National Bread Guild</p>"
    gone = "<p>For a video on this career, visit</p><p>Bakers</p>"
    guide = page(kept + gone, "Contacts for More Information")
    assert "For information about certificates, visit\nNational Bread Guild" in quotable(guide)
    assert "video" not in quotable(guide)


@pytest.mark.parametrize(
    "line",
    [
        "Compare prices of flour from several mills before you order.",
        "Learn more about dough in your first year than in any course.",
        "Bakers explore new recipes with other careers in the kitchen.",
        "$31,000",
    ],
)
def test_advice_and_figures_that_only_sound_alike_stay(line: str) -> None:
    assert line in quotable(page(f"<p>{line}</p>"))
