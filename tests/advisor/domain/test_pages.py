"""A place in a guide of pages knows the page on which it begins."""

import pytest

from advisor.domain import Citation, Guide, Section
from advisor.schemas import citation_out, guide_out

TEXT = "One page.\n\nTwo pages that go on.\n\nThe end.\n"
SECTION = Section(path=("Pages",), anchor="pages", start=0, end=len(TEXT), blocks=())


def guide(*pages: int) -> Guide:
    return Guide(id="g", title="G", text=TEXT, version="v", sections=(SECTION,), pages=pages)


@pytest.mark.parametrize(("start", "page"), [(0, 1), (10, 1), (11, 2), (20, 2), (30, 4)])
def test_a_quote_carries_the_page_on_which_it_begins(start: int, page: int) -> None:
    paged = guide(0, 11, 30, 30)
    citation = Citation(1, paged, SECTION, start, start + 5)
    assert citation.page == page
    assert citation_out(citation).page == page


def test_a_guide_without_pages_has_no_page_numbers() -> None:
    assert Citation(1, guide(), SECTION, 0, 5).page is None
    assert guide_out(guide()).pages == []
    assert guide_out(guide(0, 11)).pages == [0, 11]


def test_what_stands_before_the_first_page_is_on_it() -> None:
    assert guide(4, 11).page_at(0) == 1
