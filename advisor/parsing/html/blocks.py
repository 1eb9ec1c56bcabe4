"""The reading text of an HTML page as a run of blocks, in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4.element import NavigableString, PageElement, Tag

from advisor.domain import BlockKind
from advisor.parsing.html.furniture import BLOCKS, Survey, heading_level, marks
from advisor.parsing.html.tables import flatten, is_layout, is_plain_terms, pair, read_table, read_terms, tidy
from advisor.parsing.html.wording import ACTION, CHART_WORDS, HEADING_WORDS

MAX_HEADING_CHARS = 160
MAX_FIGURE_CHARS = 60
MAX_CHART_CHARS = 2000
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
BULLET = re.compile(r"(?:[•●▪‣◦·∙■□➢✓✔]|[-–—*](?=\s))\s*(?=\S)")
VALUE = re.compile(
    r"[~≈<>+\-–]?\s?(?:[$£€¥₹]|US\$|[A-Z]{3} ?)?\d[\d.,\s–\-+/%$£€kKmMbB]*(?:percent|years?|months?|hours?)?"
)
LABEL = re.compile(r"[^:.?!]{2,50}: ?[^:]{1,90}")


@dataclass(slots=True)
class Found:
    """One block on its way in. ``level`` is a real heading's; ``mark`` says by what a line seems to be a heading."""

    kind: BlockKind
    text: str
    level: int = 0
    mark: str = ""
    linked: bool = False  # nothing but link text
    inner: bool = False  # nothing but links within the page


@dataclass(slots=True)
class Run:
    """A piece of inline text with how it is set."""

    text: str
    strong: bool
    link: bool
    inner: bool


@dataclass(slots=True)
class Frame:
    """An open element: its children left to read and how its text is set."""

    tag: Tag
    children: Iterator[PageElement]
    strong: bool = False
    link: bool = False
    inner: bool = False
    pre: bool = False
    chart: bool = False
    blocks: int = 0  # where in the output the element began


@dataclass(slots=True)
class Reading:
    """What has been read so far."""

    survey: Survey
    out: list[Found] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    items: list[tuple[Tag, list[Found]]] = field(default_factory=list)  # open list items with what each gathered
    aside: list[tuple[Tag, list[Found]]] = field(default_factory=list)
    later: list[Found] = field(default_factory=list)
    heads_next: int = 0
    chart_title: str = ""
    level: int = 0


def read_blocks(root: Tag, survey: Survey) -> list[Found]:
    """Every block below ``root`` that is reading text, in the order of the page; asides after their section."""
    reading = Reading(survey)
    first = Frame(root, iter(root.contents), pre=root.name == "pre")
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
            text = str(child) if frame.pre else re.sub(r"\s+", " ", child)
            reading.runs.append(Run(text, frame.strong or not text.strip(), frame.link, frame.inner))
    flush(reading)
    return reading.out + reading.later


def enter(tag: Tag, above: Frame, reading: Reading) -> Frame | None:
    """Open an element, or take it whole (heading, table, definition list) and return ``None``."""
    survey, name = reading.survey, tag.name
    if name == "br":
        reading.runs.append(Run("\n", strong=True, link=True, inner=True))
        return None
    if name == "hr":
        flush(reading)
    if not survey.reads(tag) or not survey.of(tag).chars:
        return None
    measure = survey.of(tag)
    is_block = name in BLOCKS or ("-" in name and measure.blocks > 0) or name == "button"
    words = marks(tag) if is_block else frozenset()
    chart = above.chart or ((name == "figure" or bool(words & CHART_WORDS)) and measure.chars <= MAX_CHART_CHARS)
    if is_block:
        flush(reading)
        if opens_pane(tag, survey):
            add(reading, Found(BlockKind.HEADING, survey.labels[str(tag["id"])], pane_level(reading)))
        if take_heading(tag, words, reading, chart=chart):
            return None
        if name == "table" and not is_layout(tag, survey):
            for line in read_table(tag, survey):
                add(reading, Found(line.kind, line.text))
            return None
        if name == "dl" and is_plain_terms(tag, survey):
            for line in read_terms(tag, survey):
                add(reading, Found(line.kind, line.text))
            return None
        if name == "li" and not measure.headings and not measure.tables:
            reading.items.append((tag, []))
        elif name in ("ul", "ol", "table") and reading.items:
            close_item(reading)
        elif name == "aside" and measure.headings:
            reading.aside.append((tag, reading.out))
            reading.out = []
    elif is_side_mark(tag):
        return None
    elif runs_together(tag, reading):
        reading.runs.append(Run(" ", strong=True, link=True, inner=True))
    strong = (above.strong and not is_block) or name in ("strong", "b") or is_bold(tag)
    inner = above.inner or (name == "a" and str(tag.get("href") or "").startswith("#"))
    link = above.link or name == "a"
    pre = above.pre or name in ("pre", "textarea", "xmp", "listing", "plaintext")
    return Frame(tag, iter(tag.contents), strong, link, inner, pre, chart, len(reading.out))


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
    elif name in ("div", "figure", "section", "article", "dl", "td"):
        make_figure(reading.out, frame.blocks)


def is_bold(tag: Tag) -> bool:
    return "style" in tag.attrs and BOLD_STYLE.search(str(tag["style"])[:300]) is not None


def opens_pane(tag: Tag, survey: Survey) -> bool:
    """Whether an element is a tab's pane that says only on its tab what it is about."""
    words = marks(tag)
    if tag.get("role") != "tabpanel" and not words & {"pane", "tabpanel", "tab", "panel"}:
        return False
    label = survey.labels.get(str(tag.get("id")), "")
    return bool(label) and not survey.of(tag).headings and not ACTION.match(label)


def pane_level(reading: Reading) -> int:
    return reading.level if reading.level > 1 else reading.level + 1


def is_side_mark(tag: Tag) -> bool:
    """A footnote's number: a small mark that only links to a note."""
    if tag.name != "sup":
        return False
    text = tag.get_text() if len(tag.contents) < 4 else ""
    return tag.find("a", href=True) is not None or bool(re.fullmatch(r"\[\w{1,3}\]|[*†‡]", text.strip()))


def runs_together(tag: Tag, reading: Reading) -> bool:
    """Whether two spans that a style sheet sets apart stand without a space between them in the source."""
    previous = tag.previous_sibling
    if tag.name != "span" or not isinstance(previous, Tag) or previous.name != "span" or not reading.runs:
        return False
    last, first = reading.runs[-1].text[-1:], reading.survey.of(tag).lead[:1]
    return (last.islower() or last.isdigit()) and (
        first.isupper() or first in "$£€" or (first.isdigit() and not last.isdigit())
    )


def take_heading(tag: Tag, words: frozenset[str], reading: Reading, *, chart: bool) -> bool:
    """Add an element that is a heading. One that swallowed its section (never closed) lends it its first line."""
    survey, name = reading.survey, tag.name
    measure = survey.of(tag)
    level = heading_level(tag)
    mark = "summary" if name in ("summary", "button") else ""
    if not level and not mark:
        if name == "dt":
            mark = "dt"
        elif (
            words & HEADING_WORDS
            and name in ("div", "p", "header", "section")
            and not reading.items
            and not measure.blocks
        ):
            mark = " ".join(sorted(words))
        else:
            return False
    if level and not mark and measure.headings == 0 and (measure.chars > MAX_HEADING_CHARS or measure.paragraphs):
        reading.heads_next = level
        return False
    if measure.headings:
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
    add(reading, Found(BlockKind.HEADING, text, level, mark if not level else "", linked))
    return True


def join_words(lines: list[str]) -> str:
    """A heading's words on one line, without a permalink's sign or a closing colon."""
    return re.sub(r"[\s¶#§🔗:]+$", "", " ".join(lines))


def flush(reading: Reading) -> None:
    """End the run of inline text: one block a line, wrapped lines joined."""
    runs, reading.runs = reading.runs, []
    lines: list[list[Run]] = [[]]
    for run in runs:
        parts = run.text.split("\n")
        for position, part in enumerate(parts):
            if position:
                lines.append([])
            if part:
                lines[-1].append(Run(part, run.strong, run.link, run.inner))
    previous_blank = True
    for line in lines:
        text = tidy("".join(run.text for run in line))
        if not text:
            previous_blank = True
            continue
        said = [run for run in line if run.text.strip()]
        block = Found(BlockKind.PARAGRAPH, text)
        block.linked = all(run.link for run in said)
        block.inner = all(run.inner for run in said)
        strong = all(run.strong for run in said)
        bullet = BULLET.match(text)
        if reading.heads_next and len(text) <= MAX_HEADING_CHARS:
            block = Found(BlockKind.HEADING, join_words([text]), reading.heads_next)
        elif reading.items:
            block.kind = BlockKind.ITEM
        elif bullet:
            block.kind, block.text = BlockKind.ITEM, text[bullet.end() :]
        elif not previous_blank and continues(reading.out, text, strong=strong):
            reading.out[-1].text += " " + text
            continue
        elif reading.chart_title:
            block.text, reading.chart_title = pair(reading.chart_title, text), ""
        elif strong and not block.linked and looks_like_heading(text):
            block = Found(BlockKind.HEADING, join_words([text]), 0, "strong")
        elif said[0].strong and ":" in said[0].text + text[len(said[0].text.strip()) :][:1] and LABEL.fullmatch(text):
            block.kind = BlockKind.LABEL
        reading.heads_next = 0
        add(reading, block)
        previous_blank = False


def continues(out: list[Found], text: str, *, strong: bool) -> bool:
    """Whether a line goes on with the sentence of the line above: no full stop there, a small letter here."""
    if not out or strong or out[-1].kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return False
    before = out[-1].text
    return (text[0].islower() and not before.endswith((".", "?", "!", ":"))) or (
        before.endswith((",", "-")) and len(before) > 30
    )


def looks_like_heading(text: str) -> bool:
    if len(text) > 100 or text.endswith((".", ",", ";", "!")) or text.count(". ") > 0:
        return False
    return len(re.findall(r"[^\W\d_]", text)) >= 3


def add(reading: Reading, block: Found) -> None:
    """Put a block where it belongs: into the open list item, or after the asides of a section that ends here."""
    if not block.text:
        return
    if block.kind is BlockKind.ITEM and reading.items:
        reading.items[-1][1].append(block)
        return
    if reading.items:
        close_item(reading)
    if block.kind is BlockKind.HEADING:
        if block.level:
            reading.level = block.level
        if not reading.aside:
            reading.out += reading.later
            reading.later = []
    reading.out.append(block)


def close_item(reading: Reading) -> None:
    """What was gathered for a list item becomes one block: ``term: text``, or its paragraphs joined."""
    parts = reading.items[-1][1]
    if not parts:
        return
    text = parts[0].text
    for part in parts[1:]:
        text = f"{text} {part.text}" if text.endswith((".", "?", "!", ":", ",", ";")) else pair(text, part.text)
    linked, inner = all(p.linked for p in parts), all(p.inner for p in parts)
    reading.out.append(Found(BlockKind.ITEM, text, linked=linked, inner=inner))
    parts.clear()


def make_figure(out: list[Found], start: int) -> None:
    """Two short blocks of one box, a value and its label, become one block."""
    if len(out) - start != 2 or any(
        block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) for block in out[start:]
    ):
        return
    first, second = out[start].text, out[start + 1].text
    if max(len(first), len(second)) > MAX_FIGURE_CHARS:
        return
    if VALUE.fullmatch(first) and not VALUE.fullmatch(second):
        out[start:] = [Found(BlockKind.FIGURE, f"{first}\n{second}")]
    elif VALUE.fullmatch(second) and not VALUE.fullmatch(first) and not out[start].level:
        out[start:] = [Found(BlockKind.LABEL, pair(first, second))]
