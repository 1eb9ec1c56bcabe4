"""The tree of a page, of bounded depth: the tree builder's time grows with the square of it."""

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

from advisor.errors import GuideError

MAX_DEPTH = 400
INLINE = re.compile(r"</?(?:a|b|big|em|font|i|label|small|span|strong|tt|u)\b[^>]{0,500}>", re.I)


class TooDeepError(GuideError):
    """Tags are nested deeper than any page means them to be."""


class ShallowSoup(BeautifulSoup):
    """A tree that stops growing with TooDeepError once it is too deep."""

    def pushTag(self, tag: Tag) -> None:  # noqa: N802 (the builder calls it so)
        super().pushTag(tag)
        if len(self.tagStack) > MAX_DEPTH:
            raise TooDeepError(f"tags are nested more than {MAX_DEPTH} deep")


def grow(markup: str, *, name: str) -> BeautifulSoup:
    """The tree of ``markup``. Where inline tags that are never closed pile up, it is grown without them.

    Raises GuideError if it is too deep all the same.
    """
    try:
        return plant(markup)
    except TooDeepError:
        pass
    try:
        return plant(INLINE.sub("", markup))
    except TooDeepError as error:
        raise GuideError(f"{name}: {error}, more than a page means; save the guide as text.") from error


def plant(markup: str) -> BeautifulSoup:
    return ShallowSoup(markup, "lxml", multi_valued_attributes=None, store_line_numbers=False)
