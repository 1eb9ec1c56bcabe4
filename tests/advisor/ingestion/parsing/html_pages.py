"""HTML pages as guides, and what holds for every one of them."""

import re
from itertools import pairwise
from pathlib import Path

from advisor.domain import Guide
from advisor.ingestion.parsing.html import parse_html

PAGES = Path(__file__).parent / "pages"


def parse(body: str) -> Guide:
    return parse_html(body, name="guide.html")


def page(name: str) -> Guide:
    return parse_html((PAGES / f"{name}.html").read_text(encoding="utf-8"), name=f"{name}.html")


def words(guide: Guide) -> list[str]:
    """Every block with its kind, headings as their section's path."""
    out = []
    for section in guide.sections:
        for block in section.blocks:
            text = guide.text[block.start : block.end]
            out.append(f"== {' > '.join(section.path)}" if block.kind == "heading" else f"{block.kind}: {text}")
    return out


def assert_whole(guide: Guide) -> None:
    """What holds for every guide: blocks in order, apart, inside their sections, stripped; anchors unique."""
    assert guide.sections
    assert len({section.anchor for section in guide.sections}) == len(guide.sections)
    for before, after in pairwise(guide.sections):
        assert before.end <= after.start
    for section in guide.sections:
        assert all(section.path)
        assert (section.blocks[0].start, section.blocks[-1].end) == (section.start, section.end)
        for block in section.blocks:
            text = guide.text[block.start : block.end]
            assert text == text.strip() != ""
            assert not re.search(r"[^\S \n]|  |[\x00-\x08]", text)
        for one, next_one in pairwise(section.blocks):
            assert one.end < next_one.start
