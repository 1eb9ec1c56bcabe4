"""The pages of a site by its sitemaps, however these name one another."""

import pytest

from advisor.errors import WebError
from advisor.ingestion.web.addresses import WebAddress, parse_address
from advisor.ingestion.web.fetching import Reply
from advisor.ingestion.web.listings import MAX_SITEMAPS, Listing, read_listing
from tests.advisor.ingestion.web.made_site import sitemap

TOP = "https://example.org/sitemap.xml"


def listing(maps: dict[str, str], top: str = TOP) -> tuple[Listing, list[str]]:
    asked: list[str] = []

    def ask(address: WebAddress) -> Reply:
        asked.append(str(address))
        body = maps.get(str(address))
        return Reply(address, 200 if body else 404, "application/xml", body=(body or "").encode())

    return read_listing(parse_address(top), ask), asked


def test_an_index_is_followed_to_its_pages() -> None:
    parts = [f"https://example.org/{n}.xml" for n in "ab"]
    maps = {TOP: sitemap(*parts, kind="sitemapindex")}
    maps |= {part: sitemap(f"{part}/1", f"{part}/2", "https://example.org/both") for part in parts}
    found, _ = listing(maps)
    assert len(found.pages) == 5
    assert found.is_whole
    assert not found.notes


def test_one_that_names_itself_is_read_once() -> None:
    other = "https://example.org/other.xml"
    maps = {TOP: sitemap(TOP, other, kind="sitemapindex"), other: sitemap(TOP, kind="sitemapindex")}
    with pytest.raises(WebError, match="lists no page"):
        listing(maps)
    maps[other] = maps[other].replace("</sitemapindex>", "<url><loc>https://example.org/a</loc></url></sitemapindex>")
    found, asked = listing(maps)
    assert asked == [TOP, other]
    assert list(found.pages) == ["https://example.org/a"]


def test_addresses_of_other_sites_are_skipped_and_counted() -> None:
    own = ["https://example.org/a", "https://www.example.org/b", "http://example.org/c", "/d"]
    foreign = [
        "https://elsewhere.org/x",
        "https://example.org.evil.com/",
        "ftp://example.org/",
        "https://example.org:8443/",
    ]
    found, _ = listing({TOP: sitemap(*own, *foreign)})
    assert list(found.pages) == [
        "https://example.org/a",
        "https://www.example.org/b",
        "https://example.org/c",
        "https://example.org/d",
    ]
    assert found.notes == [f"Skipped in {TOP}: 4 addresses of other sites."]
    with pytest.raises(WebError, match="lists no page of its own site"):
        listing({TOP: sitemap(*foreign)})


def test_a_part_that_is_missing_makes_the_listing_incomplete() -> None:
    maps = {TOP: sitemap("https://example.org/a.xml", "https://example.org/b.xml", kind="sitemapindex")}
    maps["https://example.org/a.xml"] = sitemap("https://example.org/1")
    found, _ = listing(maps)
    assert list(found.pages) == ["https://example.org/1"]
    assert not found.is_whole
    assert found.notes == [f"https://example.org/b.xml answers 404; this part of {TOP} was passed over."]


def test_sitemaps_without_end_are_bounded() -> None:
    maps = {TOP: sitemap(*(f"https://example.org/{n}.xml" for n in range(300)), kind="sitemapindex")}
    maps |= {f"https://example.org/{n}.xml": sitemap(f"https://example.org/{n}") for n in range(300)}
    found, asked = listing(maps)
    assert len(asked) == MAX_SITEMAPS
    assert not found.is_whole
    assert "201 of them were not read" in found.notes[0]


def test_a_sitemap_without_a_page_is_an_error_and_no_empty_site() -> None:
    with pytest.raises(WebError, match="lists no page"):
        listing({TOP: sitemap()})
    with pytest.raises(WebError, match="answers 404"):
        listing({})
