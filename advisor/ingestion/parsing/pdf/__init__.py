"""PDF guides: parsing of text by its places on pages.

Pieces go straight to ``outline``, as those of the other forms do. A detour by HTML would lose what only the pages know:
on which of them a quote stands, and what was left out at their edges.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from advisor.domain import Excluded, Guide, GuideMetadata
from advisor.errors import GuideError
from advisor.ingestion.parsing.limits import TextBudget
from advisor.ingestion.parsing.metadata import complete_metadata
from advisor.ingestion.parsing.outline import ComposedText, compose, divide, slug, version_of
from advisor.ingestion.parsing.pdf.page_edges import PageEdge, without_edges
from advisor.ingestion.parsing.pdf.page_source import PdfSource, read_source
from advisor.ingestion.parsing.pdf.page_text import PdfPage, clean, with_lines
from advisor.ingestion.parsing.pdf.paragraphs import Layout, paragraphs
from advisor.ingestion.parsing.pdf.pieces import PagedPiece, to_pieces
from advisor.ingestion.parsing.pdf.reading_order import order
from advisor.ingestion.parsing.pdf.tables import find_tables

__all__ = ["parse_pdf"]

HIDDEN = "text that does not show on its page"
ROTATED = "text that runs across its page"
MAX_TITLE_CHARS = 160

# Names that programs give, which are no titles.
_NO_TITLE = re.compile(
    r"untitled|\(?(?:anonymous|unspecified)\)?|none|document\d*|slide \d+|powerpoint presentation|print|about:blank|"
    r"microsoft (?:word|powerpoint) - .*|.*\.(?:docx?|pdf|pptx?|html?|indd|odt|rtf|tex|md|txt|qxd)",
    re.IGNORECASE,
)


def parse_pdf(data: bytes, *, name: str) -> Guide:
    """Parse the text layer of a PDF.

    The stem of ``name`` is the guide's id. Raises GuideError naming the file when there is nothing to read.
    """
    source = read_source(data, name=name)
    laid = [with_lines(page) for page in source.pages]
    pages, left_out = without_edges(laid)
    left_out += _aside(pages)
    found = _pieces(pages, name)
    if not found:
        raise GuideError(f"{name}: no reading text was found in this PDF; export it again with its text, or as text.")
    composed = compose(one.piece for one in found)
    title = _title(found, source, name)
    sections = divide(composed.text, composed.placed, title=title)
    text, excluded = _with_left_out(composed.text, left_out)
    metadata = complete_metadata(GuideMetadata(), composed.text, sections)
    return Guide(
        id=slug(PurePath(name).stem),
        title=title,
        text=text,
        version=version_of(text),
        sections=sections,
        metadata=metadata,
        excluded=excluded,
        pages=tuple(_page_starts(found, composed, len(pages))),
    )


def _pieces(pages: Sequence[PdfPage], name: str) -> list[PagedPiece]:
    regions = [(page, region) for page in pages for region in order(page.lines)]
    layout = Layout([line for page in pages for line in page.lines], [region for _, region in regions])
    flow = [(region, find_tables(region.lines, page.rules)) for page, region in regions]
    source = " ".join(line.text for page in pages for line in page.lines)
    made = to_pieces(paragraphs(flow, layout), layout, TextBudget(source, name=name))
    return _title_first([one for one in made if one.piece.text.strip()])


def _title_first(found: list[PagedPiece]) -> list[PagedPiece]:
    """The pieces with the only topmost heading before what stands above it on the first page."""
    levels = [one.piece.level for one in found if one.piece.level]
    at = next((at for at, one in enumerate(found) if one.piece.level), 0)
    if at and found[at].page == found[0].page and levels[0] == min(levels) and levels.count(levels[0]) == 1:
        found.insert(0, found.pop(at))
    return found


def _title(found: Sequence[PagedPiece], source: PdfSource, name: str) -> str:
    """The topmost heading of the first page, else the title in the document, else the first heading or the name."""
    headings = [one for one in found if one.piece.level]
    topmost = min((one.piece.level for one in headings), default=0)
    opening = [one for one in headings if one.page == headings[0].page and one.piece.level == topmost]
    stated = clean(source.title).strip()
    if _NO_TITLE.fullmatch(stated) or len(stated) < 4 or len(stated) > MAX_TITLE_CHARS:
        stated = ""
    if len(opening) == 1 or (opening and not stated):
        return opening[0].piece.text
    if stated:
        return stated
    stem = re.sub(r"[-_\s]+", " ", PurePath(name).stem).strip()
    return headings[0].piece.text if headings else stem[:1].upper() + stem[1:] or "Guide"


def _aside(pages: Sequence[PdfPage]) -> Iterator[PageEdge]:
    seen: set[str] = set()
    for page in pages:
        for said, reason in ((page.hidden, HIDDEN), (page.rotated, ROTATED)):
            text = clean(said).strip()
            if text and text not in seen:
                seen.add(text)
                yield PageEdge(text, reason)


def _with_left_out(text: str, left_out: Sequence[PageEdge]) -> tuple[str, tuple[Excluded, ...]]:
    """The text with what was left out at its end, each part once."""
    parts = [text]
    length = len(text)
    excluded: list[Excluded] = []
    for one in left_out:
        said = clean(one.text).strip()
        if not said:
            continue
        parts.append(f"\n{said}\n")
        excluded.append(Excluded(length + 1, length + 1 + len(said), one.reason))
        length += len(said) + 2
    return "".join(parts), tuple(excluded)


def _page_starts(found: Sequence[PagedPiece], composed: ComposedText, n_pages: int) -> Iterator[int]:
    """Where each page begins in the text; one without text begins where the next does."""
    starts: dict[int, int] = {}
    for one, placed in zip(found, composed.placed, strict=True):
        starts.setdefault(one.page, placed.block.start)
        for at, page in one.breaks:
            starts.setdefault(page, placed.block.start + at)
    starts[1] = 0
    last = len(composed.text)
    out = []
    for number in range(n_pages, 0, -1):
        last = min(last, starts.get(number, last))
        out.append(last)
    yield from reversed(out)
