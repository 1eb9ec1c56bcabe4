"""HTML guides: parsing of saved web pages."""

import re
from dataclasses import asdict, replace
from pathlib import PurePath

from advisor.domain import BlockKind, Guide, GuideMetadata
from advisor.errors import GuideError
from advisor.ingestion.parsing.html.boilerplate import survey_page
from advisor.ingestion.parsing.html.fact_cards import find_cards
from advisor.ingestion.parsing.html.metadata import read_guide_metadata, read_metas, read_title
from advisor.ingestion.parsing.html.page import choose_root, note_left_out, read_pieces, read_preformatted
from advisor.ingestion.parsing.html.structured_data import mark_questions, read_structured_data
from advisor.ingestion.parsing.html.tree import build_tree
from advisor.ingestion.parsing.jump_links import exclude_jump_links
from advisor.ingestion.parsing.left_out import with_left_out
from advisor.ingestion.parsing.limits import TextBudget
from advisor.ingestion.parsing.outline import Piece, compose, divide, slug, version_of
from advisor.ingestion.parsing.pasted import parse_pasted

__all__ = ["parse_html"]

MAX_TAGS = 200_000
CONTROLS = [chr(n) for n in [*range(9), 11, 12, *range(14, 32), 127]]


def parse_html(raw: str, *, name: str) -> Guide:
    """Parse one page; the stem of ``name`` is the guide's id.

    The canonical text is the page's reading text, block by block. Raises GuideError naming the file when the page holds
    no reading text.
    """
    if raw.count("<") > MAX_TAGS:
        raise GuideError(f"{name}: this page has more than {MAX_TAGS} tags, more than a guide has; split it.")
    soup = build_tree(clean_markup(raw), name=name)
    page = survey_page(soup)
    root = choose_root(soup, page)
    if plain := read_preformatted(root, page):
        guide = parse_pasted(plain, name=name)
        return replace(
            guide, metadata=fill_metadata(read_guide_metadata(soup, (), read_metas(soup), raw), guide.metadata)
        )
    cards = find_cards(soup, root, page)
    left_out = note_left_out(soup, root, cards, page)
    pieces = read_pieces(root, page, TextBudget(raw, name=name), left_out, cards)
    if not any(not piece.level for piece in pieces):
        raise GuideError(f"{name}: no reading text was found in this HTML page; save the page whole, or as text.")
    pieces = mark_questions(pieces, read_structured_data(soup).questions)
    stem, metas = PurePath(name).stem, read_metas(soup)
    title = read_title(soup, pieces, metas, otherwise=re.sub(r"[-_\s]+", " ", stem).strip().capitalize() or "Guide")
    if not pieces[0].level and pieces[0].text.casefold() == title.casefold():
        pieces[0] = Piece(BlockKind.HEADING, pieces[0].text, 1)
    composed = compose(pieces)
    guide = Guide(
        id=slug(stem),
        title=title,
        text=composed.text,
        version=version_of(composed.text),
        sections=divide(composed.text, composed.placed, title=title),
        metadata=read_guide_metadata(soup, pieces, metas, raw),
    )
    return with_left_out(exclude_jump_links(guide), left_out)


def fill_metadata(said: GuideMetadata, otherwise: GuideMetadata) -> GuideMetadata:
    """The page's metadata, completed by its text's metadata."""
    return GuideMetadata(**{key: value or getattr(otherwise, key) for key, value in asdict(said).items()})


def clean_markup(raw: str) -> str:
    """The page as the tree builder takes it.

    Without XML declaration and control characters; plain text becomes preformatted.
    """
    text = re.sub(r"<\?xml\b", "<?was", raw.lstrip("\ufeff").encode("utf-8", "replace").decode("utf-8"), flags=re.I)
    for control in CONTROLS:
        text = text.replace(control, " ")
    return text if "<" in text else f"<pre>{text}</pre>"
