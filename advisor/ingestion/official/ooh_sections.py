"""The parts of a handbook page that make a guide."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from advisor.domain import Block, BlockKind, Guide, Section
from advisor.ingestion.official.guide_text import GuideText
from advisor.text.sentences import split_sentences
from advisor.text.tokens import tokenize

SUMMARY = "Summary"
QUICK_FACTS = "Quick Facts"
_ELSEWHERE = "State & Area Data"  # a tab that only points to other sites
_CONTACTS = "Contacts for More Information"
MAX_COMPARED = 1_000  # sentences of the page with which those of the summary are compared
MAX_NAME_CHARS = 120
MAX_SUMMED_CHARS = 3_000  # a longer paragraph is no summary
_MIN_SHARED = 0.8  # of a summary's words in one sentence of the page, which makes it a repetition

_SHOUTED = re.compile(r"\b(?:\d{4} )?[A-Z][A-Z-]{2,40}(?: [A-Z][A-Z-]{1,40}){0,4}(?=: )")
_NEXT_LABEL = re.compile(r"; (?=[A-Z0-9][^:;]{1,40}: )")
_FIGURE = re.compile(r"-?\$?\d[\d,.]*%?(?: or (?:more|less))?|\D*")
_IN_PERCENT = re.compile(r"(?<=\(Percent\): )(-?\d+(?:\.\d+)?)(?![\d.%])")
_SOURCE = re.compile(r"Sources?: (.{3,160})", re.IGNORECASE)
_POINTER = re.compile(
    r"^(?:Quick Facts: "
    r"|Suggested citation\b|For a (?:profile|career video)\b|Last Modified Date\b|This page (?:can|could)\b"
    r"|Please enable\b|.{0,60}\bskip to main content\b)",
    re.IGNORECASE,
)


def write_sections(page: Guide, text: GuideText) -> None:
    """Write what the page tells, without its tabs, pointers and repetitions."""
    told = _told_elsewhere(page)
    written: tuple[str, ...] = ()
    for section in page.sections:
        path = _path(section, page)
        if path is None:
            continue
        blocks = [block for block in section.body if _is_told(page, section, block, told)]
        if not blocks:
            continue
        for level, title in enumerate(path):
            if written[: level + 1] != path[: level + 1]:
                text.heading(level + 2, title)
        written = path
        _write_blocks(page, blocks, text)


def sources_of(page: Guide) -> list[str]:
    """Whom the page names below its tables, each once."""
    found = (
        match[1].rstrip(".")
        for section in page.sections
        for block in section.body
        if (match := _SOURCE.fullmatch(page.text[block.start : block.end]))
    )
    return list(dict.fromkeys(found))


def quick_facts(page: Guide) -> dict[str, str]:
    """The values of the page's quick facts by their labels."""
    facts: dict[str, str] = {}
    for section in page.sections:
        if section.path[-1] == SUMMARY:
            for block in section.body:
                name, colon, value = page.text[block.start : block.end].partition(": ")
                if colon and block.kind in (BlockKind.ROW, BlockKind.LABEL, BlockKind.FIGURE):
                    facts.setdefault(name, value)
    return facts


def _path(section: Section, page: Guide) -> tuple[str, ...] | None:
    """The headings of a section in the guide; None for one that is left out."""
    at_top = section.path[0] != page.title or len(section.path) == 1
    path = section.path if at_top else section.path[1:]
    if path[0] == _ELSEWHERE or (path[0] == _CONTACTS and len(path) > 1):
        return None
    if path == (SUMMARY,):
        return (QUICK_FACTS,)
    return path if path != (page.title,) else ("About",)


def _told_elsewhere(page: Guide) -> list[frozenset[str]]:
    """The words of each of the page's first sentences outside its summary."""
    found = (
        words
        for section in page.sections
        if _top(section, page) != SUMMARY
        for block in section.body
        if block.kind is BlockKind.PARAGRAPH
        for words in _sentences(page, block)
    )
    return list(islice(found, MAX_COMPARED))


def _top(section: Section, page: Guide) -> str:
    """The tab of the page that a section belongs to."""
    path = section.path
    return path[1] if path[0] == page.title and len(path) > 1 else path[0]


def _sentences(page: Guide, block: Block) -> Iterator[frozenset[str]]:
    text = page.text[block.start : block.end]
    for span in split_sentences(text):
        yield frozenset(tokenize(text[span.start : span.end]))


def _is_told(page: Guide, section: Section, block: Block, told: Sequence[frozenset[str]]) -> bool:
    """Whether a block goes into the guide."""
    text = page.text[block.start : block.end]
    if _POINTER.match(text) or _SOURCE.fullmatch(text):
        return False
    if _top(section, page) != SUMMARY or block.kind is not BlockKind.PARAGRAPH or len(text) > MAX_SUMMED_CHARS:
        return True
    return not all(_is_repeated(words, told) for words in _sentences(page, block))


def _is_repeated(words: frozenset[str], told: Sequence[frozenset[str]]) -> bool:
    return any(len(words & more) >= _MIN_SHARED * len(words) for more in told)


def _write_blocks(page: Guide, blocks: Sequence[Block], text: GuideText) -> None:
    for kind, run in _runs(blocks):
        lines = [page.text[block.start : block.end] for block in run]
        if kind is BlockKind.ITEM:
            text.items(lines)
        elif kind is BlockKind.ROW:
            for of_table in _tables(page, run):
                _write_rows([page.text[block.start : block.end] for block in of_table], text)
        else:
            _write_lines([_without_title(line, page.title) for line in lines], text)


def _without_title(line: str, title: str) -> str:
    """The heading of a chart as a lead of its rows, not a fact about a career.

    "Dentists: Median annual wages, May 2024" leads the wages.
    """
    name, colon, measure = line.partition(": ")
    return f"{measure}:" if colon and name.casefold() == title.casefold() and measure[-1:].isdigit() else line


def _write_lines(lines: Sequence[str], text: GuideText) -> None:
    """Paragraphs; the names below "For more information, visit" are a list."""
    names: list[str] = []
    is_listing = False
    for line in lines:
        is_listing = is_listing and len(line) <= MAX_NAME_CHARS and not line.endswith((".", "visit", "contact"))
        if is_listing:
            names.append(line)
            continue
        text.items(names)
        names = []
        text.paragraph(line)
        is_listing = line.endswith(("visit", "contact"))
    text.items(names)


def _runs(blocks: Iterable[Block]) -> Iterator[tuple[BlockKind, list[Block]]]:
    """Blocks of a kind that follow one another."""
    run: list[Block] = []
    for block in blocks:
        if run and run[-1].kind is not block.kind:
            yield run[0].kind, run
            run = []
        run.append(block)
    if run:
        yield run[0].kind, run


def _tables(page: Guide, run: Sequence[Block]) -> Iterator[list[Block]]:
    """The rows of each table: a blank line lies between two of them."""
    table = [run[0]]
    for before, block in pairwise(run):
        if "\n\n" in page.text[before.end : block.start]:
            yield table
            table = []
        table.append(block)
    yield table


def _write_rows(lines: Sequence[str], text: GuideText) -> None:
    calm = [_IN_PERCENT.sub(r"\1%", _SHOUTED.sub(lambda match: match[0].capitalize(), line)) for line in lines]
    pairs = [line.partition(": ") for line in calm]
    names, values = [name for name, _, _ in pairs], [value for _, _, value in pairs]
    if not all(values):
        text.items(calm)
    elif len(set(names)) == 1 and all(_NEXT_LABEL.search(value) for value in values):
        # Each row starts with the name of its first column: "Occupation: Chiropractors; Job duties: …".
        text.rows(_NEXT_LABEL.split(value, maxsplit=1) for value in values)
    else:
        text.rows(zip(names, _with_unit(values), strict=True))


def _with_unit(values: Sequence[str]) -> list[str]:
    """The values of a column whose unit stands at its first figure only.

    Rows of different things, such as quick facts, keep their own.
    """
    unit = "$" if values[0].startswith("$") else "%" if values[0].endswith("%") else ""
    others = "%" if unit == "$" else "$"
    if not unit or any(others in value or not _FIGURE.fullmatch(value) for value in values):
        return list(values)
    if unit == "$":
        return [f"${value}" if value[0].isdigit() else value for value in values]
    return [f"{value}%" if value[-1].isdigit() else value for value in values]
