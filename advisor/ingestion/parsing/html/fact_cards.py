"""Cards of facts that stand beside or above a page's text."""

from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.blocks import read_blocks
from advisor.ingestion.parsing.html.boilerplate import BESIDE, PageSurvey
from advisor.ingestion.parsing.html.keywords import ACTION, LINE, RELATED, is_boilerplate_line
from advisor.ingestion.parsing.html.lines import RawBlock
from advisor.ingestion.parsing.limits import TextBudget

MIN_FACTS = 2
FACTS = (BlockKind.LABEL, BlockKind.ROW, BlockKind.FIGURE)


def find_facts(blocks: Sequence[RawBlock], kinds: Sequence[BlockKind] = FACTS) -> list[RawBlock]:
    """Several facts among some blocks, with their heading.

    That is the one right before the first.
    """
    found = [n for n, block in enumerate(blocks) if block.kind in kinds and not block.linked]
    if len(found) < MIN_FACTS or not any(map(str.isdigit, "".join(blocks[n].text for n in found))):
        return []
    head = [blocks[n] for n in (found[0] - 1,) if n >= 0 and blocks[n].kind is BlockKind.HEADING]
    if head and RELATED.fullmatch(head[0].text):
        return []
    return [*head, *(blocks[n] for n in found)]


def insert_facts(blocks: Sequence[RawBlock], facts: Sequence[RawBlock]) -> list[RawBlock]:
    """Put facts before the first heading below the title."""
    starts = (n for n, block in enumerate(blocks) if n and block.kind is BlockKind.HEADING)
    at = next(starts, len(blocks))
    return [*blocks[:at], *facts, *blocks[at:]]


def read_card(card: Tag, page: PageSurvey, budget: TextBudget) -> list[RawBlock]:
    """The facts of a card, if they are most of it."""
    blocks = [block for block in read_blocks(card, page, budget, []) if not is_scrap(block)]
    facts = find_facts(blocks, (*FACTS, BlockKind.ITEM))
    others = [b for b in blocks if b.kind is not BlockKind.HEADING and b not in facts]
    return facts if len(facts) > len(others) else []


def find_cards(soup: BeautifulSoup, root: Tag, page: PageSurvey) -> list[Tag]:
    """The outermost cards of facts that stand beside the root."""
    cards: list[Tag] = []
    for part in parts_beside(soup, root):
        stack = [part]
        while stack:
            tag = stack.pop()
            measure = page.measure_of(tag)
            if page.dropped.get(id(tag), BESIDE) != BESIDE or tag.name in ("footer", "form", "nav"):
                continue
            if tag.name == "header" and not measure.mains:
                continue
            if measure.is_card and page.includes(tag):
                cards.append(tag)
            elif measure.figures >= MIN_FACTS:
                stack += [child for child in reversed(tag.contents) if isinstance(child, Tag)]
    return cards


def parts_beside(soup: BeautifulSoup, root: Tag) -> list[Tag]:
    """The outermost elements of a page beside its root."""
    above = {id(tag) for tag in root.parents}
    top = soup.body or soup
    parts: list[Tag] = []
    at = top
    while at is not root and id(at) in above:
        children = [child for child in at.children if isinstance(child, Tag)]
        parts += [child for child in children if child is not root and id(child) not in above]
        at = next((child for child in children if child is root or id(child) in above), root)
    return parts


def is_scrap(block: RawBlock) -> bool:
    """Whether a block is boilerplate by its words alone."""
    if block.kind in (BlockKind.ROW, BlockKind.FIGURE):
        return False
    if block.linked and len(block.text) < 60 and ACTION.match(block.text) and block.kind is not BlockKind.HEADING:
        return True
    if (block.kind is BlockKind.ITEM and not block.linked) or block.kind is BlockKind.HEADING:
        return len(block.text) < 200 and LINE.match(block.text) is not None
    return is_boilerplate_line(block.text)
