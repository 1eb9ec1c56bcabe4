"""Inline text as lines, and what each line is: a paragraph, an item, a label, or a line that seems a heading."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.inline_text import pair, tidy

MAX_BOLD_CHARS = 100
MAX_FIGURE_CHARS = 60
MIN_WRAPPED_CHARS = 50
BULLET = re.compile(r"(?:[•●▪‣◦·∙■□➢✓✔]|[-–—*](?=\s))\s*(?=\S)")
VALUE = re.compile(
    r"[~≈<>+\-–]?\s?(?:[$£€¥₹]|US\$|[A-Z]{3} ?)?\d[\d.,\s–\-+/%$£€kKmMbB]*(?:percent|years?|months?|hours?)?"
)
WORD = re.compile(r"[^\W\d_]{3}")
EDIT = re.compile(r"\s*\[(?:edit|hide|show)[^\]]{0,20}\]\s*$", re.I)
LABEL = re.compile(r"[^:.?!]{2,50}: ?[^:]{1,90}")


@dataclass(slots=True)
class Candidate:
    """One block on its way in. ``level`` is a real heading's; ``mark`` says by what a line seems to be a heading."""

    kind: BlockKind
    text: str
    level: int = 0
    mark: str = ""
    linked: bool = False  # nothing but link text
    inner: bool = False  # nothing but links within the page


@dataclass(frozen=True, slots=True)
class Setting:
    """How a stretch of text is set and where it stands."""

    strong: bool = False
    link: bool = False
    inner: bool = False
    pre: bool = False
    chart: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of inline text; a line break is a run of its own, with no setting."""

    text: str
    setting: Setting | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one line, with how all of them are set."""

    text: str
    opens: str  # the bold words it starts with
    setting: Setting
    after_blank: bool


def cut_lines(runs: Sequence[Run]) -> Iterator[Line]:
    """Lines that hold words, cut at breaks. Bold words that end a sentence get the space that their style shows."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for position, part in enumerate(run.text.split("\n")):
            if position:
                lines.append([])
            if part:
                lines[-1].append(Run(part, run.setting))
    after_blank = True
    for line in lines:
        worded = [run for run in line if any(map(str.isalnum, run.text))] or line
        said = [run.setting for run in worded if run.text.strip() and run.setting is not None]
        text = tidy("".join(spaced(line)))
        if not text or not said:
            after_blank = True
            continue
        bold = "".join(run.text for run in line[: next((n for n, r in enumerate(line) if is_plain(r)), len(line))])
        setting = Setting(
            strong=all(one.strong for one in said),
            link=all(one.link for one in said),
            inner=all(one.inner for one in said),
            pre=said[0].pre,
            chart=said[0].chart,
        )
        yield Line(text, tidy(bold), setting, after_blank)
        after_blank = False


def is_plain(run: Run) -> bool:
    return run.setting is not None and not run.setting.strong and bool(run.text.strip())


def spaced(line: Sequence[Run]) -> Iterator[str]:
    """``<b>Skills.</b>They`` reads "Skills. They", ``<b>$500</b>per week`` "$500 per week"."""
    before: Run | None = None
    for run in line:
        if before and before.setting and before.setting.strong and is_plain(run):
            glued = before.text.endswith((".", ":", "?", "!")) and run.text[0].isalpha()
            yield " " if glued or (before.text[-1:].isdigit() and WORD.match(run.text)) else ""
        yield run.text
        before = run


def classify(line: Line) -> Candidate:
    """What a line is by itself. A bold line is a heading to be, for whoever knows what follows."""
    setting = line.setting
    block = Candidate(BlockKind.PARAGRAPH, line.text, linked=setting.link, inner=setting.inner)
    if bullet := BULLET.match(line.text):
        block.kind, block.text = BlockKind.ITEM, line.text[bullet.end() :]
    elif setting.strong and (setting.inner or not setting.link) and looks_like_heading(line.text):
        block.kind, block.text, block.mark = BlockKind.HEADING, join_words([line.text]), "strong"
    elif line.opens and LABEL.fullmatch(line.text) and line.opens.rstrip(": ") == line.text.split(":")[0].rstrip():
        block.kind = BlockKind.LABEL
    return block


def looks_like_heading(text: str) -> bool:
    if len(text) > MAX_BOLD_CHARS or text.endswith((".", ",", ";", "!")) or ". " in text:
        return False
    return len(re.findall(r"[^\W\d_]", text)) >= 3


def continues(before: Candidate, line: Line) -> bool:
    """Whether a line goes on with the sentence of the one above: no full stop there, a small letter here."""
    if line.after_blank or line.setting.strong or before.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return False
    if BULLET.match(line.text) or before.text.endswith((".", "?", "!", ":")) or is_value(before.text):
        return False
    long = len(before.text) > MIN_WRAPPED_CHARS
    return line.text[0].islower() or (long and (line.setting.pre or before.text.endswith((",", "-"))))


def is_value(text: str) -> bool:
    """Whether a short text is a figure and nothing else: "$87,500", "7%", "3–5 years"."""
    return len(text) <= MAX_FIGURE_CHARS and VALUE.fullmatch(text) is not None


def join_words(lines: Sequence[str]) -> str:
    """A heading's words on one line, without a permalink's sign or a closing colon."""
    return EDIT.sub("", " ".join(lines)).rstrip(" ¶#§🔗:")


def join_item(parts: Sequence[Candidate]) -> Candidate:
    """What stands in one list item as one block: ``term: text``, or its paragraphs one after the other."""
    text = parts[0].text
    for part in parts[1:]:
        flows = text.endswith((".", "?", "!", ":", ",", ";")) or part.text[0].islower()
        text = f"{text} {part.text}" if flows else pair(text, part.text)
    linked, inner = all(p.linked for p in parts), all(p.inner for p in parts)
    return Candidate(BlockKind.ITEM, text, linked=linked, inner=inner)


def join_figure(first: Candidate, second: Candidate) -> Candidate | None:
    """Two short blocks of one box as one, if they are a value and its label: in the page's order."""
    if any(b.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) for b in (first, second)):
        return None
    if max(len(first.text), len(second.text)) > MAX_FIGURE_CHARS:
        return None
    values = [is_value(block.text) for block in (first, second)]
    if values == [True, False]:
        return Candidate(BlockKind.FIGURE, f"{first.text}\n{second.text}")
    if values == [False, True] and not first.level:
        return Candidate(BlockKind.LABEL, pair(first.text, second.text))
    return None
