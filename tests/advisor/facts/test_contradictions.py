"""A guide disagrees with itself where one thing is said of the same people and time, and both cannot hold."""

from pathlib import Path

import pytest

from advisor.domain import Guide
from advisor.facts import Disagreement, Weight, find_disagreements, find_facts
from advisor.facts.serialization import dump_disagreements, load_disagreements
from advisor.ingestion.parsing import Form, parse_guide, parse_text

HEAD = "---\nid: surveyor\ntitle: Surveyor Career Guide\nrole: Surveyor\ncountry: United States\ncurrency: USD\n---\n\n"


def guide_of(*paragraphs: str, under: str = "Work") -> Guide:
    body = "\n\n".join(paragraphs)
    return parse_text(
        f"{HEAD}# Surveyor Career Guide\n\n## {under}\n\n{body}\n", name="surveyor.md", form=Form.MARKDOWN
    )


def found_in(guide: Guide) -> tuple[Disagreement, ...]:
    return find_disagreements(find_facts(guide))


def sides_of(guide: Guide, one: Disagreement) -> list[list[str]]:
    return [[guide.text[place.start : place.end] for place in side] for side in one.sides]


OPPOSED = [
    ("remote work", "Remote work: remote-friendly", "A Surveyor generally has to be on the floor of the plant."),
    ("remote work", "Most surveyors work from home.", "Opportunities for remote work are very limited."),
    ("years of experience", "Surveyors typically need 3–5 years of experience.", "Experience: 8-12 years"),
    ("years of experience", "No previous experience is needed.", "Employers require at least 4 years of experience."),
    ("median pay", "The median annual wage was $61,000.", "Median salary: $74,500"),
    ("pay range", "Salary range: $50,000–$80,000", "Surveyors typically earn between $61,000 and $99,000 per year."),
    ("entry-level pay", "The starting salary is $41,000 a year.", "Entry-Level: $52,500"),
    ("job growth", "Growth rate: 7%", "Employment of surveyors is projected to decline 3 percent."),
    ("number of jobs", "Surveyors held about 50,000 jobs in 2024.", "There were 81,000 jobs for surveyors in 2024."),
    ("education", "Surveyors typically need a bachelor's degree.", "Education: High school diploma"),
    ("demand", "Demand level: High", "There is little demand for surveyors."),
    ("stress", "Stress Level: Low", "The work is highly stressful."),
    ("work-life balance", "Balance Rating: Challenging", "Surveyors enjoy a good work-life balance."),
    ("job security", "Job security is poor.", "Surveyors enjoy excellent job security."),
    ("weekend work", "Surveyors never work on weekends.", "Weekend shifts are common."),
    ("hours per week", "Surveyors typically work 40 hours a week.", "A 60-hour week is the norm."),
    ("travel", "Frequent travel is required.", "The job involves no travel."),
    ("licence", "All states require surveyors to have a license.", "Surveyors are not required to be licensed."),
    ("certification", "Surveyors must be certified.", "No certification is needed."),
    ("physical demands", "The work is physically demanding.", "There are no physical demands."),
]


@pytest.mark.parametrize(("about", "one", "other"), OPPOSED)
def test_two_statements_that_cannot_both_hold_are_two_sides(about: str, one: str, other: str) -> None:
    guide = guide_of(one, other)
    (found,) = found_in(guide)
    assert (found.about, found.scope) == (about, "")
    assert sorted(sides_of(guide, found)) == sorted([[one], [other]])


@pytest.mark.parametrize(("about", "one", "other"), OPPOSED)
def test_a_statement_and_itself_are_no_disagreement(about: str, one: str, other: str) -> None:
    assert found_in(guide_of(one, one)) == ()
    assert found_in(guide_of(other, other)) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("The median annual wage was $61,000.", "In Germany the median salary is $31,000.", id="place"),
        pytest.param("The median annual wage was $61,000.", "In hospitals the median wage was $91,000.", id="part"),
        pytest.param("The median wage was $61,000 in 2024.", "In 2012 the median wage was $49,000.", id="year"),
        pytest.param("The median annual wage was $61,000.", "The average salary is $66,000 a year.", id="measure"),
        pytest.param("The median annual wage was $61,000.", "The median pay is about $61k a year.", id="rounding"),
        pytest.param(
            "Surveyors need 3–5 years of experience.", "Senior surveyors need 10 years of experience.", id="tier"
        ),
        pytest.param(
            "Surveyors need 3–5 years of experience.", "Surveyors need 4–5 years of experience.", id="overlap"
        ),
        pytest.param("Growth rate: 7%", "Employment of all workers is projected to grow 3 percent.", id="everybody"),
        pytest.param("Growth rate: 7%", "Salaries grew by 2% over the year, and costs by 5%.", id="growth of pay"),
        pytest.param("Surveyors need a bachelor's degree.", "Some employers prefer a master's degree.", id="some"),
        pytest.param("Surveyors do not need a license.", "Some states require a license.", id="some states"),
        pytest.param("Surveyors work during the week.", "Some surveyors work weekends.", id="some people"),
        pytest.param("Surveyors must be on site.", "Remote monitoring of plants is spreading.", id="another remote"),
        pytest.param("Demand for surveyors is high.", "The work is physically demanding.", id="another demand"),
    ],
)
def test_other_places_times_tiers_and_parts_are_no_disagreement(one: str, other: str) -> None:
    assert found_in(guide_of(one, other)) == ()


def test_a_tier_has_its_own_heading_and_disagrees_only_with_itself() -> None:
    tiers = (
        f"{HEAD}# Surveyor Career Guide\n\n## Tiers\n\n### Junior Surveyor\n\nExperience: 0-2 years\n\n"
        "### Surveyor\n\nExperience: 3-5 years\n\n### Chief Surveyor\n\nExperience: 10+ years\n"
    )
    sound = parse_text(tiers, name="s.md", form=Form.MARKDOWN)
    assert found_in(sound) == ()
    torn = parse_text(tiers + "\nExperience: 2-3 years\n", name="s.md", form=Form.MARKDOWN)
    assert [(one.about, one.scope) for one in found_in(torn)] == [("years of experience", "chief surveyor")]


def test_prose_leads_and_the_badge_comes_last_wherever_they_stand() -> None:
    guide = guide_of("Remote work: remote-friendly", "Surveyors must be on site.", "Remote positions are rare.")
    (found,) = found_in(guide)
    assert sides_of(guide, found) == [
        ["Surveyors must be on site.", "Remote positions are rare."],
        ["Remote work: remote-friendly"],
    ]
    assert [side[0].weight for side in found.sides] == [Weight.PROSE, Weight.LABEL]


@pytest.mark.parametrize("figures", [("4–6", "9-14"), ("2–3", "6-8"), ("1–2", "12-15")])
def test_other_figures_are_found_as_well(figures: tuple[str, str]) -> None:
    guide = guide_of(f"Becoming a Surveyor takes {figures[0]} years of experience.", f"Experience: {figures[1]} years")
    assert [one.about for one in found_in(guide)] == ["years of experience"]


def test_what_is_stored_is_what_was_found() -> None:
    found = found_in(guide_of("Surveyors must be on site.", "Remote work: Yes", "Stress Level: Low", "Stress: High"))
    assert len(found) == 2
    assert load_disagreements(dump_disagreements(found)) == found


def test_the_first_guide_disagrees_about_remote_work_and_experience_alone(shared_data: Path) -> None:
    guide = parse_guide(shared_data / "guides" / "production-manager-career-path-guide.txt")
    remote, years = found_in(guide)
    assert (remote.about, years.about) == ("remote work", "years of experience")
    *prose, badge = [place for side in remote.sides for place in side]
    assert guide.text[badge.start : badge.end] == "remote-friendly"
    sections = [section.title for place in prose if (section := guide.section_at(place.start, place.end))]
    assert {"Can a Production Manager work remotely?", "Industry Trends", "Global Outlook"} <= set(sections)
    said = [guide.text[side[0].start : side[0].end] for side in years.sides]
    assert "3–5 years" in said[0]
    assert said[1] == "Experience: 5-10 years"
