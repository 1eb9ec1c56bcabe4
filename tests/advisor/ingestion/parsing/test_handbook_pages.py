"""Pages of the Occupational Outlook Handbook, where they are there, become guides without their furniture."""

import csv
import os
import re
import tarfile
from pathlib import Path

import pytest

from advisor.domain import Guide
from advisor.ingestion.parsing.html import parse_html
from tests.advisor.ingestion.parsing.html_pages import assert_whole, words

EVERY = 6
HANDBOOK_FURNITURE = re.compile(
    r"enable javascript to play|Video transcript available|PRINTER-FRIENDLY|Back to Top|<-|->|Suggested citation"
    r"|Last Modified|About this section|more information on +\w+ Median|describes the typical duties and resp"
    r"|See How to Become One|: Get data|A-Z INDEX|Skip to Content|empty heading",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "guides" / "bls_ooh"


@pytest.fixture(scope="module")
def handbook(folder: Path) -> dict[str, Guide]:
    """Every sixth page, parsed, by its slug; ``HTML_PAGES=all`` takes every page."""
    step = 1 if os.environ.get("HTML_PAGES") == "all" else EVERY
    with tarfile.open(folder / "html.tar.gz") as pages:
        members = sorted((m for m in pages if m.isfile() and m.name.endswith(".html")), key=lambda m: m.name)
        raws = {Path(m.name).stem: pages.extractfile(m) for m in members[::step]}
        return {
            slug: parse_html(file.read().decode("utf-8"), name=f"{slug}.html") for slug, file in raws.items() if file
        }


def test_every_handbook_page_parses_whole_without_its_furniture(handbook: dict[str, Guide]) -> None:
    for slug, guide in handbook.items():
        assert_whole(guide)
        assert guide.id == slug[:64].rstrip("-") or slug.startswith(guide.id)
        assert len(guide.text) > 5_000
        left = [line for line in guide.text.splitlines() if HANDBOOK_FURNITURE.search(line)]
        assert not left, (slug, left)


def test_handbook_sections_stand_under_their_parts(handbook: dict[str, Guide]) -> None:
    for slug, guide in handbook.items():
        paths = {section.path for section in guide.sections}
        assert {("Work Environment",), ("Pay",), ("Job Outlook",), ("Similar Occupations",)} <= paths, slug
        assert any(path[0].startswith("How to Become") and path[-1] == "Important Qualities" for path in paths), slug
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", guide.metadata.date), slug
        assert guide.metadata.source_url.startswith("https://"), slug


def test_handbook_quick_facts_are_rows_that_hold_label_and_value(handbook: dict[str, Guide], folder: Path) -> None:
    with (folder / "occupations.csv").open(encoding="utf-8", newline="") as file:
        facts = {row["slug"]: row for row in csv.DictReader(file)}
    for slug, guide in handbook.items():
        rows = [line for line in words(guide) if line.startswith("row: ")]
        fact = facts.get(slug)
        if fact is None:
            continue
        pay = [f"${float(fact['median_pay_annual'] or 0):,.0f}", f"${fact['median_pay_hourly']}"]
        if fact["median_pay_annual"] or fact["median_pay_hourly"]:
            assert any(figure in row for row in rows if "Median Pay" in row for figure in pay), slug
        if "See How" not in fact["entry_education"] and fact["entry_education"]:
            assert f"row: Typical Entry-Level Education: {fact['entry_education']}" in rows, slug
