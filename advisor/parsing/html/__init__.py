"""HTML pages in, guides out."""

import hashlib
import re
from pathlib import PurePath

from bs4 import BeautifulSoup

from advisor.domain import Guide
from advisor.errors import GuideError
from advisor.parsing.html.credentials import read_credentials, read_metas, read_title
from advisor.parsing.html.page import read_pieces
from advisor.parsing.outline import compose, divide, slug

__all__ = ["parse_html"]

DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,200}\?>", re.I)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def parse_html(raw: str, *, name: str) -> Guide:
    """Parse one page; ``name`` is its file's name, whose stem gives the guide's id.

    The guide's text is the page's reading text as plain text, block by block. Raises GuideError, naming the
    file, when the page holds no reading text.
    """
    soup = BeautifulSoup(as_markup(raw), "lxml")
    pieces = read_pieces(soup)
    if not any(not piece.level for piece in pieces):
        raise GuideError(f"{name}: no reading text was found in this HTML page.")
    stem = PurePath(name).stem
    told = read_metas(soup)
    title = read_title(soup, pieces, told, otherwise=re.sub(r"[-_\s]+", " ", stem).strip().capitalize() or "Guide")
    composed = compose(pieces)
    return Guide(
        id=slug(stem),
        title=title,
        text=composed.text,
        version=hashlib.sha256(composed.text.encode()).hexdigest()[:16],
        sections=divide(composed.text, composed.placed, title=title),
        credentials=read_credentials(soup, pieces, told, raw),
    )


def as_markup(raw: str) -> str:
    """The page as the tree builder takes it: no declaration or control characters, plain text as preformatted."""
    text = CONTROLS.sub(" ", DECLARATION.sub("", raw.lstrip("\ufeff"), count=1))
    return text if "<" in text else f"<pre>{text}</pre>"
