"""A saved page of the handbook makes a guide with its edition, and without what only belongs to the web page."""

from pathlib import Path

import pytest

from advisor.domain import Guide
from advisor.errors import GuideError
from advisor.ingestion.official.made_guides import MadeGuide, SkippedGuide
from advisor.ingestion.official.ooh import OohSource
from advisor.ingestion.parsing import parse_text
from tests.advisor.ingestion.official.official_made import handbook_page, lines_of, made


def pages(folder: Path, **htmls: str) -> Path:
    folder.mkdir()
    for name, html in htmls.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return folder


@pytest.fixture
def bell(tmp_path: Path) -> Guide:
    return made(OohSource(pages(tmp_path / "pages", bell=handbook_page("Bell Tuners"))))["ooh-bell-tuners"]


def test_a_guide_says_edition_period_source_and_licence(bell: Guide) -> None:
    known = bell.metadata
    assert (bell.title, known.role, known.country, known.currency) == (
        "Bell Tuners",
        "Bell Tuner",
        "United States",
        "USD",
    )
    assert known.as_of == "Occupational Outlook Handbook 2024–34 (pay 2024, outlook 2024–34)"
    assert known.credited == ("U.S. Bureau of Labor Statistics, Occupational Outlook Handbook",)
    assert (known.date, known.licence) == ("2025-08-28", "Public domain (a work of the U.S. Government)")
    assert known.source_url == "https://www.bls.gov/ooh/production/bell-tuners.htm"
    assert known.also_called == ("Carillon Tuners",)
    about = lines_of(bell, "About This Guide")
    assert "SOC code: 51-1001" in about
    assert "Occupations covered: Bell Tuners (51-1001.00); Carillon Tuners (51-1001.03)" in about


def test_quick_facts_keep_their_units_and_periods(bell: Guide) -> None:
    assert lines_of(bell, "Quick Facts") == [
        "2024 Median Pay: $51,230 per year; $24.63 per hour",
        "Typical Entry-Level Education: High school diploma or equivalent",
        "Number of Jobs, 2024: 4,200",
        "Job Outlook, 2024-34: 6% (Faster than average)",
    ]


def test_each_row_of_a_column_has_the_unit_of_its_first(bell: Guide) -> None:
    assert lines_of(bell, "Work Environment")[1:3] == ["Foundries: 61%", "Churches: 25%"]
    assert lines_of(bell, "Pay")[-2:] == ["Foundries: $55,000", "Churches: $43,000"]


def test_tables_with_named_columns_read_as_rows(bell: Guide) -> None:
    assert lines_of(bell, "Similar Occupations") == [
        "Kite Makers: Job Duties: Kite makers sew sails; 2024 median pay: $39,000",
        "Drum Turners: Job Duties: Drum turners turn shells; 2024 median pay: $41,000",
    ]
    assert lines_of(bell, "Job Outlook")[-1].endswith(
        "SOC Code: 51-1001; Employment, 2024: 4,200; Change (Percent): 6%"
    )


def test_tabs_that_point_elsewhere_and_repetitions_are_left_out(bell: Guide) -> None:
    titles = [section.title for section in bell.sections]
    assert "State & Area Data" not in titles
    assert "O*NET" not in titles
    assert titles.count("Pay") == titles.count("What Bell Tuners Do") == 1
    assert bell.text.count("The median annual wage for bell tuners was $51,230 in May 2024.") == 1
    assert "tune and hang bells in towers." not in bell.text
    assert "smile in a photo" not in bell.text


def test_pages_of_other_kinds_are_skipped_by_name(tmp_path: Path) -> None:
    folder = pages(
        tmp_path / "pages",
        bell=handbook_page("Bell Tuners"),
        index="<html><body><main><h1>A-Z Index</h1><p>All occupations are listed here.</p></main></body></html>",
        empty="<html><body></body></html>",
        other=handbook_page("Kite Makers").replace("bls.gov/ooh", "example.org"),
    )
    skipped = {one.name: one.reason for one in OohSource(folder) if isinstance(one, SkippedGuide)}
    assert set(skipped) == {"index.html", "empty.html", "other.html"}
    assert skipped["index.html"] == "no page about an occupation of the Occupational Outlook Handbook"


def test_pages_of_two_editions_are_refused(tmp_path: Path) -> None:
    older = handbook_page("Kite Makers", edition="2023-33")
    source = OohSource(pages(tmp_path / "pages", bell=handbook_page("Bell Tuners"), kite=older))
    with pytest.raises(GuideError, match=r"holds pages of 2 editions, 2024–34 \(1\), 2023–33 \(1\); keep those of one"):
        list(source)


def test_pages_of_the_real_handbook_make_guides_that_lose_no_figure(shared_data: Path) -> None:
    source = OohSource(shared_data / "guides" / "bls_ooh" / "html.tar.gz")
    found = 0
    for one in source:
        if isinstance(one, MadeGuide) and (found := found + 1) <= 20:
            guide = parse_text(one.markdown, name=f"{one.name}.md")
            assert guide.metadata.as_of == "Occupational Outlook Handbook 2024–34 (pay 2024, outlook 2024–34)"
            facts = lines_of(guide, "Quick Facts")
            assert sum("$" in fact for fact in facts) <= 1
            assert any(fact.startswith("Job Outlook, 2024–34: ") and "%" in fact for fact in facts)
            assert guide.metadata.source_url.startswith("https://www.bls.gov/ooh/")
            for unwanted in ("State & Area Data", "Suggested citation", "can't be displayed", "Projections Central"):
                assert unwanted not in guide.text
        if found == 20:
            break
    assert found == 20
