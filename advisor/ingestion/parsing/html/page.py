"""Pieces of a guide from a page's tree.

Finds the element with the text, the headings' levels, and the remaining boilerplate.
"""

import re
from collections.abc import Sequence
from itertools import islice

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.blocks import read_blocks
from advisor.ingestion.parsing.html.boilerplate import BESIDE, PageSurvey
from advisor.ingestion.parsing.html.fact_cards import find_facts, insert_facts, is_scrap, parts_beside, read_card
from advisor.ingestion.parsing.html.inline_text import UNSEEN
from advisor.ingestion.parsing.html.keywords import RELATED, REMARKS
from advisor.ingestion.parsing.html.lines import RawBlock
from advisor.ingestion.parsing.left_out import LeftOut
from advisor.ingestion.parsing.limits import TextBudget
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
MAX_TOLD_STRINGS = 60
PARTS = ("summary", "dt", "tab")


def read_pieces(
    root: Tag, page: PageSurvey, budget: TextBudget, left_out: list[LeftOut], cards: Sequence[Tag] = ()
) -> list[Piece]:
    """The reading text below ``root`` as pieces, or none.

    Heading levels count from 1. ``cards`` are facts beside the root, which come after the title's own words. What is
    dropped on the way is added to ``left_out``. Raises GuideError when the tables spend more text than there is.
    """
    blocks = read_blocks(root, page, budget, left_out)

    def keep(kept: Sequence[RawBlock], reason: str) -> None:
        nonlocal blocks
        stay = {id(block) for block in kept}
        left_out.extend(LeftOut(block.text, reason) for block in blocks if id(block) not in stay)
        blocks = list(kept)

    keep([block for block in blocks if not is_scrap(block)], "a line of the page")
    if root not in page.mains and root not in page.articles:
        keep(drop_before_title(blocks), "the page's head")
        keep(drop_tail(blocks), "the page's foot")
    else:
        keep(move_facts(blocks), "the page's head")
    facts = [block for card in cards for block in read_card(card, page, budget)]
    blocks = insert_facts(blocks, facts) if facts else blocks
    keep(drop_link_runs(settle_headings(blocks)), "navigation")
    keep(drop_parts(blocks), "links to share or to other pages, or readers' comments")
    return to_pieces(blocks)


def drop_before_title(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Drop the few scraps above a page's only topmost heading.

    A card of facts among them comes after the title's own words.
    """
    tops = [n for n, block in enumerate(blocks) if block.level == 1]
    if len(tops) != 1:
        return list(blocks)
    lengths = [0 if block.linked else len(block.text) for block in blocks]
    if sum(lengths[: tops[0]]) > MAX_SCRAPS * sum(lengths):
        return list(blocks)
    return insert_facts(blocks[tops[0] :], find_facts(blocks[: tops[0]]))


def move_facts(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Put a card of facts above the title after its introduction."""
    tops = [n for n, block in enumerate(blocks) if block.level == 1]
    facts = find_facts(blocks[: tops[0]]) if len(tops) == 1 else []
    moved = {id(block) for block in facts}
    if not facts or any(not b.linked and id(b) not in moved for b in blocks[: tops[0]]):
        return list(blocks)
    return insert_facts(blocks[tops[0] :], facts)


def note_left_out(soup: BeautifulSoup, root: Tag, cards: Sequence[Tag], page: PageSurvey) -> list[LeftOut]:
    """The words of a page that are not read, in order."""
    beside = {id(tag) for tag in parts_beside(soup, root)}
    read = {id(tag) for tag in cards}
    above_cards = {id(tag) for card in cards for tag in card.parents}
    out: list[LeftOut] = []
    stack = [soup.body or soup]
    while stack:
        tag = stack.pop()
        if id(tag) in read:
            continue
        reason = page.dropped.get(id(tag))
        if reason in (None, BESIDE) and id(tag) in above_cards:
            reason = None
        elif reason is None and id(tag) in beside:
            reason = "beside the text"
        if reason is None:
            stack += [child for child in reversed(tag.contents) if isinstance(child, Tag)]
        elif reason:
            said = (s for s in tag.descendants if type(s) is NavigableString)
            out.append(LeftOut(" ".join(islice(said, MAX_TOLD_STRINGS)), reason))
    return out


def drop_tail(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Drop a page's foot: short blocks at its end, mostly links."""
    start = len(blocks)
    while start and not blocks[start - 1].level and (blocks[start - 1].linked or len(blocks[start - 1].text) < 80):
        start -= 1
    tail = blocks[start:]
    n_linked = sum(block.linked for block in tail)
    return list(blocks[:start] if n_linked >= MIN_TAIL_LINKS and n_linked >= MIN_TAIL_SHARE * len(tail) else blocks)


def read_preformatted(root: Tag, page: PageSurvey) -> str:
    """The text of a page with a single ``pre`` element, else empty."""
    pre = root if root.name == "pre" else root.find("pre")
    if (
        pre is None
        or page.measure_of(root).headings
        or page.measure_of(pre).chars < MIN_PLAIN_SHARE * page.measure_of(root).chars
    ):
        return ""
    if page.measure_of(pre).blocks:
        return ""
    text = re.sub(r"[^\S\n\t ]", " ", UNSEEN.sub("", pre.get_text()))
    return re.sub(r"(?<=\S)[^\S\n]+", " ", text)


def choose_root(soup: BeautifulSoup, page: PageSurvey) -> Tag:
    """The element with the guide.

    It is main, else one large article, else the densest part of the body.
    """
    whole = page.measure_of(soup).prose
    mains = [tag for tag in page.mains if page.measure_of(tag).prose >= MIN_MAIN_CHARS]
    best = max(mains, key=lambda tag: page.measure_of(tag).prose, default=None)
    if best is not None and page.measure_of(best).prose >= MIN_SHARE * whole:
        return best
    articles = [tag for tag in page.articles if page.measure_of(tag).prose >= MIN_MAIN_CHARS]
    best = max(articles, key=lambda tag: page.measure_of(tag).prose, default=None)
    if best is not None and page.measure_of(best).prose >= 2 * MIN_SHARE * whole:
        return best
    return densest(soup.body or soup, page)


def densest(start: Tag, page: PageSurvey) -> Tag:
    """Descend to the densest part of the page.

    The descent goes on while one child has nearly all of the prose and nothing beside it reads like a part of the
    guide.
    """
    root = start
    while True:
        children = [child for child in root.children if isinstance(child, Tag) and page.includes(child)]
        best = max(children, key=lambda tag: page.measure_of(tag).prose, default=None)
        here = page.measure_of(root)
        if best is None or (best.name not in CONTAINERS and "-" not in best.name):
            return root
        beside = here.prose - page.measure_of(best).prose
        if beside > MAX_SCRAPS * here.prose or any(is_part(child, page) for child in children if child is not best):
            return root
        root = best


def is_part(tag: Tag, page: PageSurvey) -> bool:
    """Whether a child beside the densest one belongs to the guide."""
    measure = page.measure_of(tag)
    return measure.prose > 60 and measure.link_share < 0.3


def drop_link_runs(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Drop contents lists, tab bars and breadcrumbs.

    They are runs of links within the page, or of any links before the first heading.
    """
    kept: list[RawBlock] = []
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


def is_bare_link(block: RawBlock, *, headed: bool) -> bool:
    return block.kind is not BlockKind.HEADING and (block.inner if headed else block.linked)


def drop_parts(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Drop parts headed as related links, sharing or comments."""
    kept: list[RawBlock] = []
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


def ends_part(block: RawBlock, head: RawBlock, *, deep: bool) -> bool:
    """Whether a block ends the part below ``head``.

    A ``deep`` part also includes headings below its own level.
    """
    if block.kind is not BlockKind.HEADING or (
        block.linked and head.level and (not block.level or block.level > head.level)
    ):
        return False
    return not deep or not head.level or (0 < block.level <= head.level)


def settle_headings(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Turn bold lines without text below into paragraphs.

    Such are lists of names, or a last line.
    """
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


def to_pieces(blocks: Sequence[RawBlock]) -> list[Piece]:
    """Pieces of the blocks, seeming headings with levels.

    A class keeps the level of its first use: below the real heading above it, classes in order of first use. Questions
    and tabs stand below or beside the heading above them, bold lines below.
    """
    pieces: list[Piece] = []
    classes: dict[str, int] = {}
    real = above = 0  # levels of the last real heading, and of the last not bold
    is_bare = False  # whether the block before is such a heading
    nested = 0
    asks = False  # whether the last real heading is a question
    outers = [0]  # of the last outside parts, for each depth of folded answers
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            is_bare = False
            pieces.append(Piece(block.kind, block.text, depth=block.depth, marker=block.marker))
            continue
        del outers[block.folds + 1 :]
        outers += [above] * (block.folds + 1 - len(outers))
        outer = outers[-1]
        if block.mark == "strong":
            level = above + 1
        elif block.mark in PARTS:
            beside = (block.mark == "tab" and outer > 1) or (asks and not block.folds)
            below = outer if beside else outer + 1
            if block.level == outer and is_bare:
                nested = outer  # questions right under the heading of their own level
            own = 0 < block.level <= outer and block.level != nested
            level = above = block.level if own else below
        else:
            level = block.level or classes.setdefault(block.mark, real + 1 + len(classes))
            outers[-1] = above = level
            asks = block.text.endswith("?")
            nested = 0
            is_bare = True
            real = block.level or real
        pieces.append(Piece(block.kind, block.text, level))
    return pieces
