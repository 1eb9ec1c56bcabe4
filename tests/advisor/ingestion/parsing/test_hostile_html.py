"""Pages that are no pages end in a guide or in one sentence that names the file."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.domain import Guide
from advisor.errors import GuideError
from tests.advisor.ingestion.parsing.html_pages import assert_whole, parse


def parse_or_refuse(raw: str) -> Guide | None:
    """The guide, or ``None`` where a GuideError names the file; any other exception fails the test."""
    try:
        return parse(raw)
    except GuideError as error:
        if not str(error).startswith("guide.html: "):
            raise
        return None


@pytest.mark.parametrize(
    "raw", ["", "  \n", "<p></p>", "<script>x</script>", "<nav>Home</nav>", "<h1>Only a name</h1>"]
)
def test_a_page_without_reading_text_is_refused_by_name(raw: str) -> None:
    with pytest.raises(GuideError, match=r"^guide\.html: [^\n]+$"):
        parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("<div>" * 100_000 + "deep text", id="100,000 nested boxes"),
        pytest.param("<b>" * 100_000 + "deep text", id="100,000 nested bold tags"),
        pytest.param("<p><b>text " * 3_000, id="bold never closed"),
        pytest.param("<ul><li>text" * 5_000, id="nested lists"),
        pytest.param("<table><tr><td>text" * 5_000, id="nested tables"),
        pytest.param("<p>" + "hello world " * 420_000, id="5 MB in one line"),
        pytest.param("x" * 5_000_000, id="5 MB in one word"),
        pytest.param("<" * 5_000_000, id="5 MB of brackets"),
        pytest.param("<p>te\0xt\0</p>", id="null bytes"),
        pytest.param("<p>te\ud800xt</p>", id="half a surrogate pair"),
        pytest.param("<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a 'b'>]><p>&a; text", id="XML entities"),
        pytest.param("<table><tr>" + "<td colspan=9999 rowspan=99999>text" * 300 + "<tr><td>b" * 300, id="huge spans"),
        pytest.param(
            "<div class='" + "nav " * 50_000 + "' style='" + "height:0;" * 50_000 + "'>text", id="long classes"
        ),
        pytest.param("<h2>same</h2><p>text</p>" * 2_000, id="one heading 2,000 times"),
        pytest.param("<p>text <!-- never closed", id="open comment"),
        pytest.param("<p><a href='#", id="cut in a tag"),
    ],
)
def test_hostile_input_ends_in_a_guide_or_a_refusal(raw: str) -> None:
    guide = parse_or_refuse(raw)
    if guide is not None:
        assert_whole(guide)


TAGS = st.sampled_from(
    "div p span b h1 h2 h3 ul li dl dt dd table tr td th a br hr pre details summary aside figure main nav form button "
    "sup font custom-box".split()
)
SETTINGS = st.sampled_from(
    ["", ' class="heading"', ' class="chart"', ' class="tab-pane" id="a"', " hidden", ' href="#a"', ' role="heading"']
)
WORDS = st.sampled_from(
    ["Pay", "$50,000", "Cooks cook well.", " ", "\n", "a", "• item", "Source: Guild", "&amp;", "&nbsp;"]
)
SOUPS = st.lists(
    st.one_of(
        WORDS,
        st.builds("<{}{}>".format, TAGS, SETTINGS),
        st.builds("</{}>".format, TAGS),
    ),
    max_size=60,
).map("".join)


@settings(deadline=None, max_examples=300)
@given(SOUPS)
def test_any_soup_of_tags_ends_in_a_whole_guide_or_a_refusal(soup: str) -> None:
    guide = parse_or_refuse(soup)
    if guide is not None:
        assert_whole(guide)
        assert not re.search(r"[<>]|&\w+;", guide.text)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_any_string_ends_in_a_guide_or_a_refusal(text: str) -> None:
    guide = parse_or_refuse(text)
    assert guide is None or guide.sections
