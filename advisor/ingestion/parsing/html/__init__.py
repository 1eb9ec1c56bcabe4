"""HTML pages in, guides out."""

import re
from dataclasses import asdict, replace
from pathlib import PurePath

from advisor.domain import BlockKind, Guide, GuideMetadata
from advisor.errors import GuideError
from advisor.ingestion.parsing.html.boilerplate import survey
from advisor.ingestion.parsing.html.metadata import read_guide_metadata, read_metas, read_title
from advisor.ingestion.parsing.html.page import choose_root, read_pieces, read_preformatted
from advisor.ingestion.parsing.html.tree import grow
from advisor.ingestion.parsing.jump_links import leave_out_signposts
from advisor.ingestion.parsing.outline import Piece, compose, divide, slug, version_of
from advisor.ingestion.parsing.pasted import parse_pasted

__all__ = ["parse_html"]

MAX_TAGS = 200_000
CONTROLS = [chr(n) for n in [*range(9), 11, 12, *range(14, 32), 127]]


def parse_html(raw: str, *, name: str) -> Guide:
    """Parse one page; ``name`` is its file's name, whose stem gives the guide's id.

    The guide's text is the page's reading text as plain text, block by block. Raises GuideError, naming the
    file, when the page holds no reading text.
    """
    if raw.count("<") > MAX_TAGS:
        raise GuideError(f"{name}: this page has more than {MAX_TAGS} tags, more than a guide has; split it.")
    soup = grow(as_markup(raw), name=name)
    page = survey(soup)
    root = choose_root(soup, page)
    if plain := read_preformatted(root, page):
        guide = parse_pasted(plain, name=name)
        return replace(guide, metadata=fill(read_guide_metadata(soup, (), read_metas(soup), raw), guide.metadata))
    pieces = read_pieces(root, page)
    if not any(not piece.level for piece in pieces):
        raise GuideError(f"{name}: no reading text was found in this HTML page; save the page whole, or as text.")
    stem, told = PurePath(name).stem, read_metas(soup)
    title = read_title(soup, pieces, told, otherwise=re.sub(r"[-_\s]+", " ", stem).strip().capitalize() or "Guide")
    if not pieces[0].level and pieces[0].text.casefold() == title.casefold():
        pieces[0] = Piece(BlockKind.HEADING, pieces[0].text, 1)
    composed = compose(pieces)
    guide = Guide(
        id=slug(stem),
        title=title,
        text=composed.text,
        version=version_of(composed.text),
        sections=divide(composed.text, composed.placed, title=title),
        metadata=read_guide_metadata(soup, pieces, told, raw),
    )
    return leave_out_signposts(guide)


def fill(said: GuideMetadata, otherwise: GuideMetadata) -> GuideMetadata:
    """GuideMetadata of the page, and where it is silent those of its text."""
    return GuideMetadata(**{key: value or getattr(otherwise, key) for key, value in asdict(said).items()})


def as_markup(raw: str) -> str:
    """The page as the tree builder takes it: no declaration or control characters, plain text as preformatted."""
    text = re.sub(r"<\?xml\b", "<?was", raw.lstrip("\ufeff").encode("utf-8", "replace").decode("utf-8"), flags=re.I)
    for control in CONTROLS:
        text = text.replace(control, " ")
    return text if "<" in text else f"<pre>{text}</pre>"
