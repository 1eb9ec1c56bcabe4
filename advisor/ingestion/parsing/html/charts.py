"""Charts of a page, with titles of their own, and pictures."""

import re
from dataclasses import dataclass

from bs4.element import Tag

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.boilerplate import ElementMeasure, class_words
from advisor.ingestion.parsing.html.keywords import CHART_WORDS
from advisor.ingestion.parsing.html.lines import RawBlock

MAX_CHART_CHARS = 2000
MAX_CAPTION_CHARS = 120


@dataclass(slots=True)
class ChartTitle:
    """The title of the open chart, until a block takes it."""

    text: str = ""


def is_chart(tag: Tag, measure: ElementMeasure) -> bool:
    """Whether a box holds data under a caption of its own.

    The caption heads nothing else: the box is a figure, or data with prose right after it.
    """
    if measure.chars > MAX_CHART_CHARS:
        return False
    if tag.name == "figure" or class_words(tag) & CHART_WORDS:
        return True
    if tag.name != "div" or measure.headings != 1 or not (measure.tables or measure.lists):
        return False
    after = next((one for one in tag.next_siblings if isinstance(one, Tag)), None)
    return after is not None and after.name == "p" and bool(after.get_text(strip=True))


def is_bare_caption(block: RawBlock) -> bool:
    """Whether a block only names a picture.

    It is no sentence and holds neither a figure nor a source.
    """
    named = block.kind is BlockKind.PARAGRAPH and len(block.text) <= MAX_CAPTION_CHARS
    return named and not block.text.endswith((".", "!", "?", ":")) and not re.search(r"\d|source", block.text, re.I)
