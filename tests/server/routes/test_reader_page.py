"""The reader page: the guide letter by letter, with what a citation's link needs to find its quote."""

import tarfile
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from bs4 import BeautifulSoup, Tag
from starlette.requests import Request

from advisor.domain import Excluded, Guide, GuideMetadata
from advisor.ingestion.parsing import parse_guide
from server.routes.pages import Pages
from tests.server.made import REMOTE, Live, write_tailor

REQUEST = Request({"type": "http", "root_path": "", "headers": []})


@pytest.fixture
def tailor(tmp_path: Path) -> Guide:
    return parse_guide(write_tailor(tmp_path) / "tailor.md")


def body_of(guide: Guide, *, version: str = "", quoted: str = "") -> bytes:
    return bytes(Pages().reader(REQUEST, guide, version=version, quoted=quoted).body)


def page_of(guide: Guide, *, version: str = "", quoted: str = "") -> BeautifulSoup:
    return BeautifulSoup(body_of(guide, version=version, quoted=quoted), "lxml")


def main_of(page: BeautifulSoup) -> Tag:
    assert page.main is not None
    return page.main


def assert_shows_every_block_as_it_is(guide: Guide) -> None:
    # lxml itself, because BeautifulSoup shortens white space.
    page = lxml.html.document_fromstring(body_of(guide).decode())
    blocks = page.xpath("//main//*[@data-start]")
    shown = {(int(e.get("data-start")), int(e.get("data-end"))): e.text_content() for e in blocks}
    assert shown == {(b.start, b.end): guide.text[b.start : b.end] for s in guide.sections for b in s.blocks}
    assert page.xpath("//main/section/@id") == [section.anchor for section in guide.sections]


def test_each_block_shows_exactly_its_slice_of_the_text(tailor: Guide) -> None:
    assert_shows_every_block_as_it_is(tailor)


def test_the_guide_that_ships_shows_letter_by_letter() -> None:
    assert_shows_every_block_as_it_is(parse_guide(Path(__file__).parents[3] / "corpus" / "production-manager.md"))


def test_pasted_text_and_pages_of_a_handbook_show_letter_by_letter(shared_data: Path, tmp_path: Path) -> None:
    assert_shows_every_block_as_it_is(parse_guide(next((shared_data / "guides").glob("*.txt"))))
    with tarfile.open(next((shared_data / "guides").rglob("html.tar.gz"))) as archive:
        pages = [member for member in archive.getmembers() if member.name.endswith(".html")]
        for member in pages[::45]:
            archive.extract(member, tmp_path, filter="data")
            assert_shows_every_block_as_it_is(parse_guide(tmp_path / member.name))


def test_markup_in_a_guide_is_text(tailor: Guide) -> None:
    hostile = replace(tailor, title="<script>alert(1)</script>", metadata=GuideMetadata(role='"><img src=x>'))
    page = page_of(hostile)
    assert page.img is None
    assert all(script.get("src") for script in page.select("script"))
    assert page.select("[style]") == []


def test_a_source_that_is_no_web_address_is_not_linked(tailor: Guide) -> None:
    links = lambda url: page_of(replace(tailor, metadata=GuideMetadata(source_url=url))).select(".facts a")  # noqa: E731
    assert links("javascript:alert(1)") == []
    assert links("https://example.org/x")[0]["href"] == "https://example.org/x"


def test_headings_go_down_with_the_path_below_one_title(tailor: Guide) -> None:
    main = main_of(page_of(tailor))
    assert [(h.name, h.get_text()) for h in main.select("h1, h2, h3")] == [
        ("h1", "Tailor Career Guide"),
        ("h2", "Pay"),
        ("h2", "Tools"),
        ("h2", "Frequently Asked Questions"),
        ("h3", REMOTE),
        ("h3", "How long does the apprenticeship of a tailor take?"),
    ]


def test_the_contents_lead_to_every_section_but_the_title(tailor: Guide) -> None:
    links = [str(a["href"]) for a in page_of(tailor).select(".contents a")]
    assert links == [f"#{section.anchor}" for section in tailor.sections[1:]]


def test_where_figures_come_from_is_shown_and_an_unknown_date_is_called_that(tailor: Guide) -> None:
    facts = {str(d.dt.get_text()): d.dd.get_text() for d in page_of(tailor).select(".facts div") if d.dt and d.dd}
    assert facts["Figures for"] == "Atlantis, ATL"
    assert facts["Credited"] == "Guild of Needles"
    assert facts["Date"] == "not stated"


def test_an_excluded_part_is_not_drawn_but_said(tailor: Guide) -> None:
    longer = replace(
        tailor,
        text=tailor.text + "\nSubscribe now for 9 shells",
        excluded=(Excluded(len(tailor.text) + 1, len(tailor.text) + 27, "subscription offers"),),
    )
    text = main_of(page_of(longer)).get_text()
    assert "Subscribe now" not in text
    assert "left out here and is never quoted: subscription offers" in text


def test_the_quotes_place_is_handed_to_the_page_when_the_version_is_served(tailor: Guide) -> None:
    main = main_of(page_of(tailor, version=tailor.version, quoted="5-17"))
    assert (main["data-quote-start"], main["data-quote-end"]) == ("5", "17")


@pytest.mark.parametrize("quoted", ["", "17-5", "5-5", "5-99999999", "a-b", "5", "-1-5", "٣-٥", "1-2-3", "9" * 40])
def test_a_place_that_is_not_in_the_text_marks_nothing(tailor: Guide, quoted: str) -> None:
    assert "data-quote-start" not in main_of(page_of(tailor, quoted=quoted)).attrs


def test_an_older_version_is_told_plainly_and_marks_nothing(tailor: Guide) -> None:
    main = main_of(page_of(tailor, version="0123456789abcdef", quoted="5-17"))
    assert "This guide has changed since that answer was given." in main.get_text()
    assert "data-quote-start" not in main.attrs


def test_a_guide_that_is_not_there_is_a_friendly_page(live: Live) -> None:
    answer = live.get("/guides/plumber")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "There is no guide at this address" in answer.text


def test_the_chat_page_offers_the_guides_and_the_questions_they_answer(live: Live) -> None:
    page = BeautifulSoup(live.get("/?guide=tailor").text, "lxml")
    chosen = [option["value"] for option in page.select("#guide option[selected]")]
    assert chosen == ["tailor"]
    assert [option["value"] for option in page.select("#guide option")] == ["", "baker", "florist", "tailor"]
    starters = [button["data-ask"] for button in page.select(".starters button")]
    assert len(starters) >= 2
    assert starters == live.get("/api/starters?guide=tailor").json()["questions"]
    assert all(live.ask({"question": one, "guide": "tailor"}).json()["citations"] for one in starters)
    assert [link["href"] for link in page.select(".guides a")] == ["/guides/baker", "/guides/florist", "/guides/tailor"]
    assert live.get("/?guide=<script>").status_code == 200


def test_pages_of_the_file_are_marked_beside_the_blocks_that_begin_them(tailor: Guide) -> None:
    blocks = [block for section in tailor.sections for block in section.blocks]
    starts = (0, blocks[2].start, blocks[3].start + 2, blocks[5].start)
    paged = replace(tailor, pages=starts)
    marked = {int(str(e["data-start"])): e["data-page"] for e in main_of(page_of(paged)).select("[data-page]")}
    assert marked == {blocks[2].start: "2", blocks[4].start: "3", blocks[5].start: "4"}
    assert_shows_every_block_as_it_is(paged)
    assert not main_of(page_of(tailor)).select("[data-page]")
