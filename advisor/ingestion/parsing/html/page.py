"""From a page's tree to the pieces of a guide: where the text stands, its headings' levels, last furniture out."""

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.blocks import read_blocks
from advisor.ingestion.parsing.html.boilerplate import Survey
from advisor.ingestion.parsing.html.inline_text import UNSEEN
from advisor.ingestion.parsing.html.keywords import ACTION, LINE, RELATED, REMARKS, is_boilerplate_line
from advisor.ingestion.parsing.html.lines import Candidate
from advisor.ingestion.parsing.outline import Piece

CONTAINERS = ("html", "body", "div", "section", "article", "main", "form", "center")
MIN_MAIN_CHARS = 200
MIN_SHARE = 0.4
MAX_SCRAPS = 0.15
MIN_PLAIN_SHARE = 0.8
MIN_LINK_RUN = 3
MIN_TAIL_LINKS = 6
MIN_TAIL_SHARE = 0.6
MAX_STRONG_RUN = 3
PARTS = ("summary", "dt", "tab")


def read_pieces(root: Tag, page: Survey) -> list[Piece]:
    """The reading text below ``root`` as pieces, headings with levels from 1; empty if there is none."""
    blocks = [block for block in read_blocks(root, page) if not is_scrap(block)]
    if root not in page.mains and root not in page.articles:
        blocks = drop_tail(drop_before_title(blocks))
    return rank(drop_parts(drop_link_runs(settle_headings(blocks))))


def drop_before_title(blocks: Sequence[Candidate]) -> list[Candidate]:
    """Leave out what little stands above a page's one topmost heading: banners, menus."""
    tops = [n for n, block in enumerate(blocks) if block.level == 1]
    if len(tops) != 1:
        return list(blocks)
    lengths = [0 if block.linked else len(block.text) for block in blocks]
    return list(blocks[tops[0] :] if sum(lengths[: tops[0]]) <= MAX_SCRAPS * sum(lengths) else blocks)


def drop_tail(blocks: Sequence[Candidate]) -> list[Candidate]:
    """Leave out a page's foot: the short blocks at its end, most of them links."""
    start = len(blocks)
    while start and not blocks[start - 1].level and (blocks[start - 1].linked or len(blocks[start - 1].text) < 80):
        start -= 1
    tail = blocks[start:]
    n_linked = sum(block.linked for block in tail)
    return list(blocks[:start] if n_linked >= MIN_TAIL_LINKS and n_linked >= MIN_TAIL_SHARE * len(tail) else blocks)


def read_preformatted(root: Tag, page: Survey) -> str:
    """The text of a page that is plain text in one ``pre``, else an empty string."""
    pre = root if root.name == "pre" else root.find("pre")
    if pre is None or page.of(root).headings or page.of(pre).chars < MIN_PLAIN_SHARE * page.of(root).chars:
        return ""
    return re.sub(r"(?<=\S)[^\S\n]+", " ", UNSEEN.sub("", pre.get_text())) if page.of(pre).blocks == 0 else ""


def choose_root(soup: BeautifulSoup, page: Survey) -> Tag:
    """The element that holds the guide: main, else one large article, else the densest part of the body."""
    whole = page.of(soup).prose
    mains = [tag for tag in page.mains if page.of(tag).prose >= MIN_MAIN_CHARS]
    best = max(mains, key=lambda tag: page.of(tag).prose, default=None)
    if best is not None and page.of(best).prose >= MIN_SHARE * whole:
        return best
    articles = [tag for tag in page.articles if page.of(tag).prose >= MIN_MAIN_CHARS]
    best = max(articles, key=lambda tag: page.of(tag).prose, default=None)
    if best is not None and page.of(best).prose >= 2 * MIN_SHARE * whole:
        return best
    return densest(soup.body or soup, page)


def densest(start: Tag, page: Survey) -> Tag:
    """Go down while one child holds nearly all of the prose and nothing beside it reads like a part of the guide."""
    root = start
    while True:
        children = [child for child in root.children if isinstance(child, Tag) and page.reads(child)]
        best = max(children, key=lambda tag: page.of(tag).prose, default=None)
        here = page.of(root)
        if best is None or (best.name not in CONTAINERS and "-" not in best.name):
            return root
        beside = here.prose - page.of(best).prose
        if beside > MAX_SCRAPS * here.prose or any(is_part(child, page) for child in children if child is not best):
            return root
        root = best


def is_part(tag: Tag, page: Survey) -> bool:
    """Whether a child beside the densest one reads like text of the guide rather than a scrap."""
    measure = page.of(tag)
    return measure.prose > 60 and measure.link_share < 0.3


def is_scrap(block: Candidate) -> bool:
    """Furniture that only its words give away."""
    if block.kind in (BlockKind.ROW, BlockKind.FIGURE):
        return False
    if block.linked and len(block.text) < 60 and ACTION.match(block.text) and block.kind is not BlockKind.HEADING:
        return True
    if (block.kind is BlockKind.ITEM and not block.linked) or block.kind is BlockKind.HEADING:
        return len(block.text) < 200 and LINE.match(block.text) is not None
    return is_boilerplate_line(block.text)


def drop_link_runs(blocks: Sequence[Candidate]) -> list[Candidate]:
    """Leave out contents lists, tab bars and breadcrumbs: links within the page, or any before the first heading."""
    kept: list[Candidate] = []
    start, headed = 0, False
    while start < len(blocks):
        end = start
        while end < len(blocks) and is_bare_link(blocks[end], headed=headed):
            end += 1
        at_end = end == len(blocks) or blocks[end].kind is BlockKind.HEADING
        if end - start < MIN_LINK_RUN:
            end = max(end, start + 1)
            kept += blocks[start:end]
        elif kept and kept[-1].kind is BlockKind.HEADING and kept[-1].level != 1 and at_end:
            kept.pop()
        headed = headed or blocks[start].kind is BlockKind.HEADING
        start = end
    return kept


def is_bare_link(block: Candidate, *, headed: bool) -> bool:
    return block.kind is not BlockKind.HEADING and (block.inner if headed else block.linked)


def drop_parts(blocks: Sequence[Candidate]) -> list[Candidate]:
    """Leave out parts whose heading names related links, sharing or readers' comments."""
    kept: list[Candidate] = []
    start = 0
    while start < len(blocks):
        head = blocks[start]
        end = start + 1
        if head.kind is BlockKind.HEADING:
            remarks = REMARKS.fullmatch(head.text) is not None and start > 0
            while end < len(blocks) and not ends_part(blocks[end], head, deep=remarks):
                end += 1
            body = blocks[start + 1 : end]
            n_linked = sum(block.linked for block in body)
            if remarks or (RELATED.fullmatch(head.text) and n_linked * 2 >= len(body)):
                start = end
                continue
            end = start + 1
        kept.append(head)
        start = end
    return kept


def ends_part(block: Candidate, head: Candidate, *, deep: bool) -> bool:
    """Whether the part under ``head`` is over; a ``deep`` part also holds the headings below its own level."""
    if block.kind is not BlockKind.HEADING or (
        block.linked and head.level and (not block.level or block.level > head.level)
    ):
        return False
    return not deep or not head.level or (0 < block.level <= head.level)


def settle_headings(blocks: Sequence[Candidate]) -> list[Candidate]:
    """Bold lines that head nothing become paragraphs: a list of names, a last line."""
    out = list(blocks)
    start = 0
    while start < len(out):
        end = start
        while end < len(out) and out[end].mark == "strong" and out[end].kind is BlockKind.HEADING:
            end += 1
        if end - start >= MAX_STRONG_RUN or (end > start and end == len(out)):
            for block in out[start:end]:
                block.kind, block.mark = BlockKind.PARAGRAPH, ""
        start = max(end, start + 1)
    return out


def rank(blocks: Sequence[Candidate]) -> list[Piece]:
    """Give each seeming heading a level.

    A class keeps the level of its first use: below the real heading above it, classes in order of first use.
    Questions and tabs stand below or beside the heading above them, bold lines below.
    """
    pieces: list[Piece] = []
    classes: dict[str, int] = {}
    real = outer = above = 0  # the level of the last real heading, of the last that is no part, of the last not bold
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            pieces.append(Piece(block.kind, block.text))
            continue
        if block.mark == "strong":
            level = above + 1
        elif block.mark in PARTS:
            level = above = outer if block.mark == "tab" and outer > 1 else outer + 1
        else:
            level = block.level or classes.setdefault(block.mark, real + 1 + len(classes))
            outer = above = level
            real = block.level or real
        pieces.append(Piece(block.kind, block.text, level))
    return pieces
