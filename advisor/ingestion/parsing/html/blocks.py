"""The reading text of an HTML page as a run of blocks, in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4.element import NavigableString, PageElement, Tag

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.boilerplate import (
    BLOCKS,
    MAX_HEADING_CHARS,
    Measure,
    Survey,
    heading_level,
    is_titled,
    marks,
)
from advisor.ingestion.parsing.html.inline_text import flatten, pair, read_raised
from advisor.ingestion.parsing.html.keywords import ACTION, CHART_WORDS
from advisor.ingestion.parsing.html.lines import (
    Candidate,
    Run,
    Setting,
    classify,
    continues,
    cut_lines,
    is_value,
    join_figure,
    join_item,
    join_words,
)
from advisor.ingestion.parsing.html.tables import is_layout, is_plain_terms, read_table, read_terms

BOXES = ("div", "figure", "section", "article", "td", "li")
MAX_CHART_CHARS = 2000
MAX_PAIR_CHARS = 120
PARTS = {"summary": "summary", "button": "summary", "dt": "dt"}
NUMBERED = re.compile(r"(?:\bh|head(?:ing)?|level|title)[-_ ]?([1-6])\b", re.I)
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)


@dataclass(slots=True)
class Frame:
    """An open element: its children left to read and how its text is set."""

    tag: Tag
    children: Iterator[PageElement]
    setting: Setting
    blocks: int = 0  # where in the output the element began


@dataclass(slots=True)
class Reading:
    """What has been read so far."""

    survey: Survey
    out: list[Candidate] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    items: list[tuple[Tag, list[Candidate]]] = field(default_factory=list)  # open list items with what each gathered
    aside: list[tuple[Tag, list[Candidate]]] = field(default_factory=list)
    later: list[Candidate] = field(default_factory=list)
    heads_next: int = 0
    chart_title: str = ""


def read_blocks(root: Tag, survey: Survey) -> list[Candidate]:
    """Every block below ``root`` that is reading text, in the order of the page; asides after their section."""
    reading = Reading(survey)
    first = Frame(root, iter(root.contents), Setting(pre=root.name == "pre"))
    stack = [first]
    while stack:
        frame = stack[-1]
        child = next(frame.children, None)
        if child is None:
            stack.pop()
            leave(frame, reading)
        elif isinstance(child, Tag):
            if (opened := enter(child, frame, reading)) is not None:
                stack.append(opened)
        elif type(child) is NavigableString:
            text = str(child) if frame.setting.pre else re.sub(r"\s+", " ", child)
            reading.runs.append(Run(text, frame.setting))
    flush(reading)
    return reading.out + reading.later


def enter(tag: Tag, above: Frame, reading: Reading) -> Frame | None:
    """Open an element, or take it whole (heading, table, definition list) and return ``None``."""
    survey, name = reading.survey, tag.name
    if name == "br":
        reading.runs.append(Run("\n"))
        return None
    if name == "hr":
        flush(reading)
    if not survey.reads(tag):
        return None
    if not survey.of(tag).chars:
        reading.runs.append(Run(" " if tag.contents else ""))
        return None
    measure = survey.of(tag)
    is_block = name in BLOCKS or ("-" in name and measure.blocks > 0) or name == "button"
    chart = above.setting.chart or (is_block and is_chart(tag, measure))
    if is_block:
        flush(reading)
        if opens_pane(tag, survey):
            add(reading, Candidate(BlockKind.HEADING, survey.labels[str(tag["id"])], mark="tab"))
        if take_heading(tag, reading, chart=chart):
            return None
        if name == "table" and not is_layout(tag, survey):
            for line in read_table(tag, survey):
                add(reading, Candidate(line.kind, line.text))
            return None
        if name == "dl" and is_plain_terms(tag, survey):
            for line in read_terms(tag, survey):
                add(reading, Candidate(line.kind, line.text))
            return None
        if block := read_pair(tag, measure.chars):
            add(reading, block)
            return None
        if name == "li" and not measure.headings and not measure.tables:
            reading.items.append((tag, []))
        elif name in ("ul", "ol", "table") and reading.items:
            close_item(reading)
        elif name == "aside" and measure.headings:
            reading.aside.append((tag, reading.out))
            reading.out = []
    elif name == "sup" and (raised := read_raised(tag)) is not None:
        reading.runs.append(Run(raised, above.setting))
        return None
    elif runs_together(tag, reading):
        reading.runs.append(Run(" "))
    before = above.setting
    setting = Setting(
        strong=(before.strong and not is_block) or name in ("strong", "b") or is_bold(tag),
        link=before.link or name == "a",
        inner=before.inner or (name == "a" and str(tag.get("href") or "").startswith("#")),
        pre=before.pre or name in ("pre", "xmp", "listing", "plaintext"),
        chart=chart,
    )
    return Frame(tag, iter(tag.contents), setting, len(reading.out))


def leave(frame: Frame, reading: Reading) -> None:
    """Close an element: what it held ends a block, an item, an aside or a figure."""
    name = frame.tag.name
    if name not in BLOCKS and "-" not in name:
        return
    flush(reading)
    if reading.items and reading.items[-1][0] is frame.tag:
        close_item(reading)
        reading.items.pop()
    elif reading.aside and reading.aside[-1][0] is frame.tag:
        set_apart = reading.out
        reading.out = reading.aside.pop()[1]
        reading.later += set_apart
    elif name in BOXES and len(reading.out) - frame.blocks == 2 and (figure := join_figure(*reading.out[-2:])):
        reading.out[-2:] = [figure]


def is_chart(tag: Tag, measure: Measure) -> bool:
    """Whether a box holds data under a caption that heads nothing else: a figure, or data with prose right after it."""
    if measure.chars > MAX_CHART_CHARS:
        return False
    if tag.name == "figure" or marks(tag) & CHART_WORDS:
        return True
    if tag.name != "div" or measure.headings != 1 or not (measure.tables or measure.lists):
        return False
    after = next((one for one in tag.next_siblings if isinstance(one, Tag)), None)
    return after is not None and after.name == "p" and bool(after.get_text(strip=True))


def is_bold(tag: Tag) -> bool:
    return "style" in tag.attrs and BOLD_STYLE.search(str(tag["style"])[:300]) is not None


def opens_pane(tag: Tag, survey: Survey) -> bool:
    """Whether an element is a tab's pane that says only on its tab what it is about."""
    words = marks(tag)
    if tag.get("role") != "tabpanel" and not words & {"pane", "tabpanel", "tab", "panel"}:
        return False
    label = survey.labels.get(str(tag.get("id")), "")
    return bool(label) and not survey.of(tag).headings and not survey.of(tag).titles and not ACTION.match(label)


def runs_together(tag: Tag, reading: Reading) -> bool:
    """Whether two spans that a style sheet sets apart stand without a space between them in the source."""
    previous = tag.previous_sibling
    if tag.name != "span" or not isinstance(previous, Tag) or previous.name != "span" or not reading.runs:
        return False
    last, first = reading.runs[-1].text[-1:], reading.survey.of(tag).lead[:1]
    return (last.islower() or last.isdigit()) and (
        first.isupper() or first in "$£€" or (first.isdigit() and not last.isdigit())
    )


def read_pair(tag: Tag, chars: int) -> Candidate | None:
    """A label and its value that stand in a box as two spans and nothing else."""
    if chars > MAX_PAIR_CHARS or len(tag.contents) > 5 or tag.name == "li":
        return None
    parts = [child for child in tag.contents if isinstance(child, Tag) and child.name in ("span", "strong", "b")]
    if len(parts) != 2 or any(child not in parts and str(child).strip() for child in tag.contents):
        return None
    first, second = (" ".join(part.get_text(" ").split()) for part in parts)
    styles = [(part.name, part.get("class")) for part in parts]
    if not first or not second or first.endswith((".", ",", "?", "!")) or styles[0] == styles[1]:
        return None
    if is_value(first) and not is_value(second):
        return Candidate(BlockKind.FIGURE, f"{first}\n{second}")
    return Candidate(BlockKind.LABEL, pair(first, second)) if is_value(second) or first.endswith(":") else None


def take_heading(tag: Tag, reading: Reading, *, chart: bool) -> bool:
    """Add an element that is a heading. One that swallowed its section (never closed) lends it its first line."""
    survey, name = reading.survey, tag.name
    measure = survey.of(tag)
    level = heading_level(tag)
    mark = PARTS.get(name, "")
    if not level and not mark:
        if reading.items or not is_titled(tag, measure):
            return False
        mark = str(tag["class"])
        level = int(numbered[1]) if (numbered := NUMBERED.search(mark)) else 0
    if measure.headings:
        return False
    if measure.chars > MAX_HEADING_CHARS or (level and measure.paragraphs):
        reading.heads_next = level
        return False
    text = join_words(flatten(tag, survey))
    if chart:
        reading.chart_title = text
        return True
    if not level and (
        len(text) > MAX_HEADING_CHARS or text.endswith((".", ",", ";")) or not re.search(r"[^\W\d_]", text)
    ):
        return False
    if name == "button" and (ACTION.match(text) or not text):
        return True
    linked = measure.link_share > 0.9
    add(reading, Candidate(BlockKind.HEADING, text, level, mark if not level else "", linked))
    return True


def flush(reading: Reading) -> None:
    """End the run of inline text: one block a line, wrapped lines joined."""
    runs, reading.runs = reading.runs, []
    for line in cut_lines(runs):
        block = classify(line)
        if reading.heads_next and len(line.text) <= MAX_HEADING_CHARS:
            block = Candidate(BlockKind.HEADING, join_words([line.text]), reading.heads_next)
        elif reading.items:
            block = Candidate(BlockKind.ITEM, line.text, linked=block.linked, inner=block.inner)
        elif reading.out and continues(reading.out[-1], line):
            reading.out[-1].text += " " + line.text
            continue
        elif reading.chart_title:
            block.kind, block.text = BlockKind.PARAGRAPH, pair(reading.chart_title, line.text)
            reading.chart_title = ""
        reading.heads_next = 0
        add(reading, block)


def add(reading: Reading, block: Candidate) -> None:
    """Put a block where it belongs: into the open list item, or after the asides of a section that ends here."""
    if not block.text:
        return
    if block.kind is BlockKind.ITEM and reading.items:
        reading.items[-1][1].append(block)
        return
    if reading.items:
        close_item(reading)
    if block.kind is BlockKind.HEADING and not reading.aside:
        reading.out += reading.later
        reading.later = []
    reading.out.append(block)


def close_item(reading: Reading) -> None:
    """What was gathered for a list item becomes one block: ``term: text``, or its paragraphs joined."""
    parts = reading.items[-1][1]
    if parts:
        reading.out.append(join_item(parts))
        parts.clear()
