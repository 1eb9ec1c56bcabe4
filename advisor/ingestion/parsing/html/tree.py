"""The tree of a page, with bounded depth.

The tree builder's time grows with the square of the depth.
"""

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

from advisor.errors import GuideError

MAX_DEPTH = 400
INLINE = re.compile(r"</?(?:a|b|big|em|font|i|label|small|span|strong|tt|u)\b[^>]{0,500}>", re.I)


class TooDeepError(GuideError):
    """Tags nested deeper than in any sensible page."""


class BoundedSoup(BeautifulSoup):
    """A tree of limited depth; raises TooDeepError beyond it."""

    def pushTag(self, tag: Tag) -> None:  # noqa: N802 (overrides BeautifulSoup's)
        super().pushTag(tag)
        if len(self.tagStack) > MAX_DEPTH:
            raise TooDeepError(f"tags are nested more than {MAX_DEPTH} deep")


def build_tree(markup: str, *, name: str) -> BeautifulSoup:
    """The tree of ``markup``, without inline tags if these pile up.

    They do when they are never closed. Raises GuideError if it is still too deep.
    """
    try:
        return _build(markup)
    except TooDeepError:
        pass
    try:
        return _build(INLINE.sub("", markup))
    except TooDeepError as error:
        raise GuideError(f"{name}: {error}, more than a page means; save the guide as text.") from error


def _build(markup: str) -> BeautifulSoup:
    return BoundedSoup(markup, "lxml", multi_valued_attributes=None, store_line_numbers=False)
