"""The reading text of an HTML page as a sequence of blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4.element import NavigableString, PageElement, Tag

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.boilerplate import (
    BLOCKS,
    MAX_HEADING_CHARS,
    PageSurvey,
    class_words,
    heading_level,
    is_titled,
)
from advisor.ingestion.parsing.html.charts import ChartTitle, is_bare_caption, is_chart
from advisor.ingestion.parsing.html.folded_answers import is_asked_name, is_control, is_opener
from advisor.ingestion.parsing.html.inline_text import flatten, superscript_text
from advisor.ingestion.parsing.html.keywords import ACTION, NAME_WORDS, PICTURE_WORDS, VALUE_WORDS
from advisor.ingestion.parsing.html.lines import (
    RawBlock,
    TextRun,
    TextStyle,
    classify,
    continues,
    is_value,
    join_figure,
    join_item,
    join_words,
    split_lines,
)
from advisor.ingestion.parsing.html.tables import is_layout, is_plain_terms, read_table, read_terms
from advisor.ingestion.parsing.left_out import LeftOut
from advisor.ingestion.parsing.limits import TextBudget
from advisor.ingestion.parsing.table_rows import pair

BOXES = ("div", "figure", "section", "article", "td", "li")
MAX_PAIR_CHARS = 120
PARTS = {"summary": "summary", "button": "summary", "dt": "dt"}
CREDIT = re.compile(r"(?:data )?sources?\b|note\b", re.I)
NUMBERED = re.compile(r"(?:\bh|head(?:ing)?|level|title)[-_ ]?([1-6])\b", re.I)
FOLDS = ("details", "dd")  # whose headings stand below the question, and end with it
LIST_LEVEL = re.compile(r"\blst-[\w]{1,40}-(\d)\b|\bmso-list:\s*l\d+ level(\d)", re.I)
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)


@dataclass(slots=True)
class OpenElement:
    """An open element: its remaining children and its text style."""

    tag: Tag
    children: Iterator[PageElement]
    style: TextStyle
    blocks: int = 0  # number of blocks read before the element
    chart: ChartTitle | None = None  # set where a chart begins


@dataclass(slots=True)
class ReadState:
    """The blocks read so far, with the open items and asides."""

    survey: PageSurvey
    budget: TextBudget  # of the tables, since all else stands in the source once
    out: list[RawBlock] = field(default_factory=list)
    runs: list[TextRun] = field(default_factory=list)
    items: list[tuple[Tag, list[RawBlock]]] = field(default_factory=list)  # open list items and their blocks
    aside: list[tuple[Tag, list[RawBlock]]] = field(default_factory=list)
    later: list[RawBlock] = field(default_factory=list)
    next_level: int = 0
    charts: list[ChartTitle] = field(default_factory=list)
    folds: int = 0  # number of open questions that fold their answers away
    left_out: list[LeftOut] = field(default_factory=list)


def read_blocks(root: Tag, survey: PageSurvey, budget: TextBudget, left_out: list[LeftOut]) -> list[RawBlock]:
    """Every block of reading text below ``root``, in page order.

    Asides come after their section. Titles of charts without any text are added to ``left_out``.
    """
    state = ReadState(survey, budget, left_out=left_out)
    first = OpenElement(root, iter(root.contents), TextStyle(pre=root.name == "pre"))
    stack = [first]
    while stack:
        frame = stack[-1]
        child = next(frame.children, None)
        if child is None:
            stack.pop()
            leave(frame, state)
        elif isinstance(child, Tag):
            if (opened := enter(child, frame, state)) is not None:
                stack.append(opened)
        elif type(child) is NavigableString:
            text = str(child) if frame.style.pre else re.sub(r"\s+", " ", child)
            state.runs.append(TextRun(text, frame.style))
    flush(state)
    return state.out + state.later


def enter(tag: Tag, above: OpenElement, state: ReadState) -> OpenElement | None:
    """Open an element, or take it whole and return None.

    Headings, tables and definition lists are taken whole.
    """
    survey, name = state.survey, tag.name
    if name == "br":
        state.runs.append(TextRun("\n"))
        return None
    if name == "hr":
        flush(state)
    if not survey.includes(tag):
        return None
    if not survey.measure_of(tag).chars:
        state.runs.append(TextRun(" " if tag.contents else ""))
        return None
    measure = survey.measure_of(tag)
    is_block = name in BLOCKS or ("-" in name and measure.blocks > 0) or name == "button" or is_asked_name(tag, measure)
    opens_chart = is_block and not above.style.chart and is_chart(tag, measure)
    chart = above.style.chart or opens_chart
    if is_block:
        flush(state)
        if opens_pane(tag, survey) and not repeats_heading(state, survey.labels[str(tag["id"])]):
            add(state, RawBlock(BlockKind.HEADING, survey.labels[str(tag["id"])], mark="tab"))
        if take_heading(tag, state, chart=chart):
            return None
        if name == "table" and not is_layout(tag, survey):
            add_chart_title(state)
            for line in state.budget.spend(read_table(tag, survey)):
                add(state, RawBlock(line.kind, line.text))
            return None
        if name == "dl" and is_plain_terms(tag, survey):
            add_chart_title(state)
            for line in read_terms(tag, survey):
                add(state, RawBlock(line.kind, line.text))
            return None
        if block := read_pair(tag, measure.chars):
            add_chart_title(state)
            add(state, block)
            return None
        if (name == "li" and not measure.headings and not measure.tables) or is_written_item(tag):
            add_chart_title(state)
            state.items.append((tag, []))
        elif name in ("ul", "ol", "table") and state.items:
            close_item(state)
        elif name == "aside" and measure.headings:
            state.aside.append((tag, state.out))
            state.out = []
    elif name == "span" and "mso-list:ignore" in str(tag.get("style") or "").lower():
        return None  # the bullet or number that Word writes into the text
    elif name == "sup" and (superscript := superscript_text(tag)) is not None:
        state.runs.append(TextRun(superscript, above.style))
        return None
    elif needs_space(tag, state):
        state.runs.append(TextRun(" "))
    before = above.style
    style = TextStyle(
        strong=(before.strong and not is_block) or name in ("strong", "b") or is_bold(tag),
        link=before.link or name == "a",
        inner=before.inner or (name == "a" and str(tag.get("href") or "").startswith("#")),
        pre=before.pre or name in ("pre", "xmp", "listing", "plaintext"),
        chart=chart,
    )
    state.folds += name in FOLDS
    opened = OpenElement(tag, iter(tag.contents), style, len(state.out))
    if opens_chart:
        opened.chart = ChartTitle()
        state.charts.append(opened.chart)
    return opened


def leave(frame: OpenElement, state: ReadState) -> None:
    """Close an element and the block, item, aside or figure it ends."""
    name = frame.tag.name
    if name not in BLOCKS and "-" not in name:
        return
    flush(state)
    state.folds -= name in FOLDS
    if frame.chart is not None:
        state.left_out.append(LeftOut(state.charts.pop().text, "the title of a chart without text"))
    if state.items and state.items[-1][0] is frame.tag:
        close_item(state)
        state.items.pop()
    elif state.aside and state.aside[-1][0] is frame.tag:
        set_apart = state.out
        state.out = state.aside.pop()[1]
        state.later += set_apart
    elif holds_caption(frame, state):
        state.left_out.append(LeftOut(state.out.pop().text, "the caption of a picture"))
    elif name in BOXES and len(state.out) - frame.blocks == 2 and (figure := join_figure(*state.out[-2:])):
        state.out[-2:] = [figure]


def list_marker(item: Tag) -> str:
    """The name of the list that an item stands in."""
    return item.parent.name if item.parent is not None and item.parent.name in ("ul", "ol") else ""


def list_level(tag: Tag) -> int:
    """The depth that an item names for itself.

    Office programs write every list by itself, with such a number.
    """
    parent = tag.parent
    said = f"{tag.get('style') or ''} {(parent.get('class') if parent is not None else '') or ''}"[:400]
    found = LIST_LEVEL.search(said)
    return int(found[1] or int(found[2]) - 1) if found else 0


def is_written_item(tag: Tag) -> bool:
    """Whether a paragraph is an item as Word writes it."""
    return tag.name == "p" and "style" in tag.attrs and "mso-list:" in str(tag["style"])[:300].lower()


def holds_caption(frame: OpenElement, state: ReadState) -> bool:
    """Whether an element is a picture with only its name."""
    is_picture = frame.tag.name == "figure" or bool(class_words(frame.tag) & PICTURE_WORDS)
    return is_picture and len(state.out) - frame.blocks == 1 and is_bare_caption(state.out[-1])


def is_bold(tag: Tag) -> bool:
    return "style" in tag.attrs and BOLD_STYLE.search(str(tag["style"])[:300]) is not None


def opens_pane(tag: Tag, survey: PageSurvey) -> bool:
    """Whether an element is a tab's pane named on its tab only."""
    words = class_words(tag)
    if tag.get("role") != "tabpanel" and not words & {"pane", "tabpanel", "tab", "panel"}:
        return False
    label = survey.labels.get(str(tag.get("id")), "")
    return (
        bool(label)
        and not survey.measure_of(tag).headings
        and not survey.measure_of(tag).titles
        and not ACTION.match(label)
    )


def needs_space(tag: Tag, state: ReadState) -> bool:
    """Whether a space is missing between two spans.

    The style sheet sets them apart; the source does not.
    """
    previous = tag.previous_sibling
    if tag.name != "span" or not isinstance(previous, Tag) or previous.name != "span" or not state.runs:
        return False
    last, first = state.runs[-1].text[-1:], state.survey.measure_of(tag).lead[:1]
    return (last.islower() or last.isdigit()) and (
        first.isupper() or first in "$£€" or (first.isdigit() and not last.isdigit())
    )


def read_pair(tag: Tag, chars: int) -> RawBlock | None:
    """A label and its value, alone in a box as two spans."""
    if chars > MAX_PAIR_CHARS or len(tag.contents) > 5 or tag.name == "li":
        return None
    parts = [child for child in tag.contents if isinstance(child, Tag) and child.name in ("span", "strong", "b")]
    if len(parts) != 2 or any(child not in parts and str(child).strip() for child in tag.contents):
        return None
    first, second = (" ".join(part.get_text(" ").split()) for part in parts)
    styles = [(part.name, part.get("class")) for part in parts]
    if not first or not second or first.endswith((".", ",", "?", "!")) or styles[0] == styles[1]:
        return None
    named, valued = class_words(parts[0]), class_words(parts[1])
    if named & NAME_WORDS and valued & VALUE_WORDS and not valued & NAME_WORDS:
        return RawBlock(BlockKind.LABEL, pair(first, second))
    if is_value(first) and not is_value(second):
        return RawBlock(BlockKind.FIGURE, f"{first}\n{second}")
    return RawBlock(BlockKind.LABEL, pair(first, second)) if is_value(second) or first.endswith(":") else None


def take_heading(tag: Tag, state: ReadState, *, chart: bool) -> bool:
    """Add an element if it is a heading.

    One that contains its section, because it was never closed, lends its level to the first line.
    """
    survey, name = state.survey, tag.name
    measure = survey.measure_of(tag)
    level = heading_level(tag)
    mark = PARTS.get(name, "")
    if not level and not mark:
        if state.items:
            return False
        if is_control(tag, measure):
            mark = "summary"
        elif is_titled(tag, measure):
            mark = str(tag["class"])
        else:
            return False
    if not level and not PARTS.get(name) and mark != "summary":
        level = int(numbered[1]) if (numbered := NUMBERED.search(mark)) else 0
    if measure.headings:
        return False
    if measure.chars > MAX_HEADING_CHARS or (level and measure.paragraphs):
        state.next_level = level
        return False
    text = join_words(flatten(tag, survey))
    if chart and state.charts:
        if state.charts[-1].text and level:
            add(state, RawBlock(BlockKind.PARAGRAPH, state.charts[-1].text))
        state.charts[-1].text = text
        return True
    if not level and (
        len(text) > MAX_HEADING_CHARS or text.endswith((".", ",", ";")) or not re.search(r"[^\W\d_]", text)
    ):
        return False
    if name == "button" and (ACTION.match(text) or not text):
        return True
    linked = measure.link_share > 0.9
    if level and is_opener(tag):
        mark = "summary"
    elif level:
        mark = ""
    add(state, RawBlock(BlockKind.HEADING, text, level=level, mark=mark, linked=linked))
    return True


def repeats_heading(state: ReadState, text: str) -> bool:
    """Whether a pane's name stands as a heading right before it."""
    last = state.out[-1] if state.out else None
    return last is not None and last.kind is BlockKind.HEADING and last.text.casefold() == text.rstrip(" :").casefold()


def add_chart_title(state: ReadState) -> None:
    """Put the title of the open chart before its first block."""
    if state.charts and (text := state.charts[-1].text):
        state.charts[-1].text = ""
        add(state, RawBlock(BlockKind.PARAGRAPH, text))


def flush(state: ReadState) -> None:
    """End the run of inline text: one block per line.

    Wrapped lines are joined.
    """
    runs, state.runs = state.runs, []
    for line in split_lines(runs):
        block = classify(line)
        if state.next_level and len(line.text) <= MAX_HEADING_CHARS:
            block = RawBlock(BlockKind.HEADING, join_words([line.text]), state.next_level)
        elif state.items:
            block = RawBlock(BlockKind.ITEM, line.text, linked=block.linked, inner=block.inner)
        elif state.out and continues(state.out[-1], line):
            state.out[-1].text += " " + line.text
            continue
        elif state.charts and state.charts[-1].text:
            if block.kind is BlockKind.PARAGRAPH and not CREDIT.match(line.text):
                block.text = pair(state.charts[-1].text, line.text)
                state.charts[-1].text = ""
            else:
                add_chart_title(state)
        state.next_level = 0
        add(state, block)


def add(state: ReadState, block: RawBlock) -> None:
    """Add a block in its place.

    That is the open list item, or after the asides of a section that ends here.
    """
    if not block.text:
        return
    block.folds = state.folds
    if block.kind is BlockKind.ITEM and state.items:
        state.items[-1][1].append(block)
        return
    if state.items:
        close_item(state)
    if block.kind is BlockKind.HEADING and not state.aside:
        state.out += state.later
        state.later = []
    state.out.append(block)


def close_item(state: ReadState) -> None:
    """Join the blocks of a list item: ``term: text``, or its paragraphs."""
    parts = state.items[-1][1]
    if parts:
        item = join_item(parts)
        item.depth = len(state.items) + list_level(state.items[-1][0])
        item.folds = state.folds
        item.marker = list_marker(state.items[0][0])
        state.out.append(item)
        parts.clear()
