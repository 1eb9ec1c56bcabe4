"""Inline text as lines: paragraphs, items, labels, seeming headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.inline_text import tidy
from advisor.ingestion.parsing.table_rows import pair
from advisor.text.polarity import mark_length

MAX_BOLD_CHARS = 100
MAX_FIGURE_CHARS = 60
MIN_WRAPPED_CHARS = 50
BULLET = re.compile(r"(?:[•●▪‣◦·∙■□➢✓✔]|[-–—*](?=\s))\s*(?=\S)")
VALUE = re.compile(
    r"[~≈<>+\-–]?\s?(?:[$£€¥₹]|US\$|[A-Z]{3} ?)?\d[\d.,\s–\-+/%$£€kKmMbB]*(?:percent|years?|months?|hours?)?"
)
WORD = re.compile(r"[^\W\d_]{3}")
EDIT = re.compile(r"(?:(?<!\s)\s++)?\[(?:edit|hide|show)[^\]]{0,20}\]\s*$", re.I)
NUMBER = re.compile(r"^(?:\d{1,2}[.)]){1,4}(?:\d{1,2})?\s+")
UNFOLD = re.compile(r"(?<=[?\s])[+−–▸▾▼▶⌄›»×-]{1,3}$")  # the sign that opens an answer
LABEL = re.compile(r"[^:.?!]{2,50}: ?[^:]{1,90}")


@dataclass(slots=True)
class RawBlock:
    """One block in the making.

    ``level`` is that of a real heading; ``mark`` is the evidence for a seeming one.
    """

    kind: BlockKind
    text: str
    level: int = 0
    mark: str = ""
    linked: bool = False  # only link text
    inner: bool = False  # only links within the page
    depth: int = 0  # the number of lists that it stands in
    marker: str = ""  # what the outermost of them is marked by
    folds: int = 0  # the number of folded answers that it stands in


@dataclass(frozen=True, slots=True)
class TextStyle:
    """The style and place of a stretch of text."""

    strong: bool = False
    link: bool = False
    inner: bool = False
    pre: bool = False
    chart: bool = False


@dataclass(frozen=True, slots=True)
class TextRun:
    """A piece of inline text; line breaks are runs without style."""

    text: str
    style: TextStyle | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one line with their common style."""

    text: str
    opens: str  # its leading bold words
    style: TextStyle
    after_blank: bool


def split_lines(runs: Sequence[TextRun]) -> Iterator[Line]:
    """Lines with words, split at breaks.

    Bold words ending a sentence get the space their style shows.
    """
    lines: list[list[TextRun]] = [[]]
    for run in runs:
        for position, part in enumerate(run.text.split("\n")):
            if position:
                lines.append([])
            if part:
                lines[-1].append(TextRun(part, run.style))
    after_blank = True
    for line in lines:
        worded = [run for run in line if any(map(str.isalnum, run.text))] or line
        said = [run.style for run in worded if run.text.strip() and run.style is not None]
        text = tidy("".join(spaced(line)))
        if not text or not said:
            after_blank = True
            continue
        bold = "".join(run.text for run in line[: next((n for n, r in enumerate(line) if is_plain(r)), len(line))])
        style = TextStyle(
            strong=all(one.strong for one in said),
            link=all(one.link for one in said),
            inner=all(one.inner for one in said),
            pre=said[0].pre,
            chart=said[0].chart,
        )
        yield Line(text, tidy(bold), style, after_blank)
        after_blank = False


def is_plain(run: TextRun) -> bool:
    return run.style is not None and not run.style.strong and bool(run.text.strip())


def spaced(line: Sequence[TextRun]) -> Iterator[str]:
    """The runs with missing spaces added.

    ``<b>Skills.</b>They`` reads "Skills. They", ``<b>$500</b>per week`` "$500 per week".
    """
    before: TextRun | None = None
    for run in line:
        if before and before.style and before.style.strong and is_plain(run):
            glued = before.text.endswith((".", ":", "?", "!")) and run.text[0].isalpha()
            yield " " if glued or (before.text[-1:].isdigit() and WORD.match(run.text)) else ""
        yield run.text
        before = run


def classify(line: Line) -> RawBlock:
    """The kind of a line by itself.

    A bold line is a seeming heading.
    """
    style = line.style
    block = RawBlock(BlockKind.PARAGRAPH, line.text, linked=style.link, inner=style.inner)
    if bullet := BULLET.match(line.text):
        block.kind, block.text = BlockKind.ITEM, line.text[bullet.end() :]
    elif style.strong and (style.inner or not style.link) and looks_like_heading(line.text):
        block.kind, block.text, block.mark = BlockKind.HEADING, join_words([line.text]), "strong"
    elif mark_length(line.text):  # "Q:" and "A:" are no names of values
        pass
    elif line.opens and LABEL.fullmatch(line.text) and line.opens.rstrip(": ") == line.text.split(":")[0].rstrip():
        block.kind = BlockKind.LABEL
    return block


def looks_like_heading(text: str) -> bool:
    text = NUMBER.sub("", text, count=1)
    if len(text) > MAX_BOLD_CHARS or text.endswith((".", ",", ";", "!")) or ". " in text:
        return False
    return len(re.findall(r"[^\W\d_]", text)) >= 3


def continues(before: RawBlock, line: Line) -> bool:
    """Whether a line continues the sentence of the previous one.

    That has no full stop, and this line starts in lower case.
    """
    if line.after_blank or line.style.strong or before.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return False
    if BULLET.match(line.text) or before.text.endswith((".", "?", "!", ":")) or is_value(before.text):
        return False
    long = len(before.text) > MIN_WRAPPED_CHARS
    return line.text[0].islower() or (long and (line.style.pre or before.text.endswith((",", "-"))))


def is_value(text: str) -> bool:
    """Whether a short text is only a figure: "$87,500", "7%", "3–5 years"."""
    return len(text) <= MAX_FIGURE_CHARS and VALUE.fullmatch(text) is not None


def join_words(lines: Sequence[str]) -> str:
    """A heading's words on one line, without permalink signs or colon."""
    return UNFOLD.sub("", EDIT.sub("", " ".join(lines))).rstrip(" ¶#§🔗:")


def join_item(parts: Sequence[RawBlock]) -> RawBlock:
    """A list item as one block: ``term: text``, or its paragraphs."""
    text = parts[0].text
    for part in parts[1:]:
        flows = text.endswith((".", "?", "!", ":", ",", ";")) or part.text[0].islower()
        text = f"{text} {part.text}" if flows else pair(text, part.text)
    linked, inner = all(p.linked for p in parts), all(p.inner for p in parts)
    return RawBlock(BlockKind.ITEM, text, linked=linked, inner=inner)


def join_figure(first: RawBlock, second: RawBlock) -> RawBlock | None:
    """Two short blocks of one box as one, if value and label.

    They stay in the page's order.
    """
    if any(b.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) for b in (first, second)):
        return None
    if max(len(first.text), len(second.text)) > MAX_FIGURE_CHARS:
        return None
    values = [is_value(block.text) for block in (first, second)]
    if values == [True, False]:
        return RawBlock(BlockKind.FIGURE, f"{first.text}\n{second.text}")
    if values == [False, True] and not first.level:
        return RawBlock(BlockKind.LABEL, pair(first.text, second.text))
    return None
