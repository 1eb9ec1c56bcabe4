"""Pages that stand before a guide, told from guides."""

import pytest

from advisor.ingestion.parsing import Form, parse_text
from advisor.ingestion.web.walls import empty_page, wall
from tests.advisor.ingestion.web.made_site import page


def judged(body: str) -> str:
    markup = f"<html><head><title>T</title></head><body><main>{body}</main></body></html>"
    return wall(markup, parse_text(markup, name="p.html", form=Form.HTML))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<h1>Welcome back</h1><p>Sign in to read this guide.</p>", "login form"),
        ("<h1>Staff</h1><p>Please give your name.</p><input name=p TYPE='password'>", "login form"),
        ("<h1>Attention Required</h1><p>Complete the captcha to go on to the site.</p>", "whether a person"),
        ("<h1>Access denied</h1><p>Your request has been blocked by the owner.</p>", "whether a person"),
        ("<h1>Oops</h1><p>That page could not be found. Try the menu.</p>", "no such page"),
        ("<h1>Glazier</h1><p>Coming soon.</p>", "only 2 words"),
        ("<h1>Hello</h1><p>We just need to make sure that you’re not a robot.</p>", "whether a person"),
        ("<h1>Careers</h1><ul>" + "<li><a href=/x>Glazier &amp; Cutter</a></li>" * 90 + "</ul>", "lists links"),
        ("<h1>Hi</h1><p>This page about the work of a nurse requires JavaScript.</p>", "scripts have run"),
    ],
)
def test_a_wall_is_named(body: str, said: str) -> None:
    assert said in judged(body)


def test_a_long_notice_about_cookies_is_no_guide() -> None:
    notice = (
        "<h1>Your choices</h1>" + "<p>We and our 840 partners use cookies to show personalised ads to you.</p>" * 40
    )
    notice += "<p>You can change your mind at any time in the menu of this site.</p>" * 8
    assert "consent to cookies" in judged(notice) or "consent to cookies" in empty_page(notice)


@pytest.mark.parametrize(
    "more",
    [
        "",
        "<form>Members: <input type=password></form>" + "<p>A glazier cuts glass and sets it into frames.</p>" * 20,
        "<p>This site uses cookies.</p>",
        "<h2>Baking</h2><p>A baker bakes cookies, cakes and bread. Cookies sell best in winter.</p>",
        "<p>Security staff sign in visitors and verify that they may come in. They deny access to others.</p>",
        "<p>A data officer checks cookies.</p><p>Cookies need consent.</p><p>The officer writes a privacy policy.</p>",
        "<ul><li><a href=/a>Cutter</a></li><li><a href=/b>Fitter</a></li></ul>",
        "<p>Web developers write JavaScript, and pages that require JavaScript need testers.</p>",
    ],
)
def test_a_guide_is_a_guide_whatever_else_it_mentions(more: str) -> None:
    markup = page(more=more)
    assert wall(markup, parse_text(markup, name="p.html", form=Form.HTML)) == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<h1>Hi</h1><p>Please enable JavaScript to read this.</p>", "scripts have run"),
        ("<p>Accept all cookies</p><script>x()</script>", "consent to cookies"),
        ("<div id=app></div><script src=a.js></script>", "scripts have run"),
        ("<p>Checking your browser</p>", "whether a person"),
        ("<div></div>", "holds no text"),
    ],
)
def test_a_page_without_reading_text_is_named_by_what_it_shows(body: str, said: str) -> None:
    assert said in empty_page(f"<html><title>T</title><body>{body}</body></html>")


def test_an_empty_page_costs_no_more_than_its_size() -> None:
    assert empty_page("<script" * 50_000 + "<" * 50_000)
