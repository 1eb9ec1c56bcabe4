"""Sitemaps of every form, and what only looks like one."""

import gzip

import pytest

from advisor.errors import WebError
from advisor.ingestion.web.sitemaps import MAX_ENTRIES, is_sitemap, read_sitemap
from tests.advisor.ingestion.web.made_site import page, sitemap

TWO = ("https://example.org/a", "https://example.org/b?x=1&amp;y=2")
READ = ("https://example.org/a", "https://example.org/b?x=1&y=2")


@pytest.mark.parametrize(
    "data",
    [
        sitemap(*TWO).encode(),
        gzip.compress(sitemap(*TWO).encode()),
        sitemap(*TWO).replace("UTF-8", "utf-16").encode("utf-16"),
        ("<!-- made by <urlset> maker -->" + sitemap(*TWO).partition("?>")[2]).encode(),
        sitemap(*TWO).replace("urlset", "s:urlset").replace("xmlns=", "xmlns:s=").replace("loc>", "s:loc>")
        .replace("<url>", "<s:url>").replace("</url>", "</s:url>").encode(),
        sitemap(*TWO).replace("<loc>", "<loc>\n   ").replace("</url>", "<lastmod>2026-01-01</lastmod></url>").encode(),
    ],
    ids=["plain", "packed", "utf-16", "comment", "prefixed", "spaced"],
)  # fmt: skip
def test_a_sitemap_is_known_and_read_in_every_dress(data: bytes) -> None:
    assert is_sitemap(data, "application/xml")
    assert read_sitemap(data, name="map").pages == READ


def test_an_index_names_sitemaps_and_no_pages() -> None:
    read = read_sitemap(sitemap(*READ[:1], kind="sitemapindex").encode(), name="map")
    assert (read.pages, read.sitemaps) == ((), READ[:1])


def test_lines_of_addresses_are_a_sitemap_and_a_guide_with_links_is_none() -> None:
    lines = "\n".join(READ).encode()
    assert is_sitemap(lines, "text/plain")
    assert read_sitemap(lines, name="map").pages == READ
    assert not is_sitemap(lines + b"\nA nurse cares for the sick.", "text/plain")
    assert not is_sitemap(b"", "text/plain")
    assert not is_sitemap(page().encode(), "text/html")
    assert not is_sitemap(b"<p>A <urlset> lists pages.</p>", "text/html")


def test_pictures_of_a_page_are_no_pages() -> None:
    data = sitemap(READ[0]).replace("</url>", "<image:image><image:loc>https://x/i.png</image:loc></image:image></url>")
    data = data.replace("xmlns=", 'xmlns:image="i" xmlns=')
    assert read_sitemap(data.encode(), name="map").pages == READ[:1]


def test_entries_beyond_the_bound_are_counted() -> None:
    many = sitemap(*(f"https://example.org/{n}" for n in range(MAX_ENTRIES + 7)))
    read = read_sitemap(many.encode(), name="map")
    assert (len(read.pages), read.n_over) == (MAX_ENTRIES, 7)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<urlset><url><loc>https://example.org/", "not sound XML"),
        (
            b'<!DOCTYPE u [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>',
            "entities",
        ),
        (
            b'<!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>&f;</loc></url></urlset>',
            "entities",
        ),
        (b"<urlset>" + b"<a>" * 500, "nested too deep"),
        (b"\x1f\x8b\x08broken", "damaged"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_that_names_it(data: bytes, said: str) -> None:
    with pytest.raises(WebError, match=f"^map: .*{said}"):
        read_sitemap(data, name="map")
