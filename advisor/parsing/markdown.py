"""Markdown guides. The canonical text is the plain reading text, composed anew without the markup."""

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from markdown_it import MarkdownIt
from markdown_it.token import Token

from advisor.domain import BlockKind, Guide
from advisor.errors import GuideError
from advisor.parsing import lines as look
from advisor.parsing.frontmatter import read_front
from advisor.parsing.outline import Piece, compose, divide, heading_name, slug, version_of

MAX_NESTING = 60

_TASK_BOX = re.compile(r"\[[ xX]\]\s+")
_UNSEEN_HTML = re.compile(r"<!--.*?-->|<(script|style|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_HTML_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.DOTALL | re.IGNORECASE)
_HTML_BORDER = re.compile(
    r"</?(?:p|div|li|ul|ol|tr|table|section|article|dt|dd|dl|details|summary|center)\b[^>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")


def parse_markdown(text: str, *, name: str) -> Guide:
    """The guide in CommonMark with tables and optional YAML front matter. ``name`` is its file's name.

    Raises GuideError if the front matter is broken or there is nothing to read.
    """
    front = read_front(text, name=name)
    tokens = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").parse(text[front.length :])
    composed = compose(_pieces(tokens))
    if not composed.placed:
        raise GuideError(f"{name}: no reading text was found in this file; put a guide's text in it.")
    first = composed.placed[0]
    opening = composed.text[first.block.start : first.block.end] if first.level == 1 else ""
    title = front.title or heading_name(opening or PurePath(name).stem.replace("-", " ").replace("_", " ").capitalize())
    sections = divide(composed.text, composed.placed, title=title)
    guide_id = front.id or slug(PurePath(name).stem)
    return Guide(guide_id, title, composed.text, version_of(composed.text), sections, front.credentials)


def _pieces(tokens: Sequence[Token]) -> Iterator[Piece]:
    """Blocks in order of the text. Of a list item the first paragraph is the item, others are paragraphs."""
    at = 0
    fresh_item = False
    while at < len(tokens):
        token = tokens[at]
        if token.type == "list_item_open":
            fresh_item = True
        elif token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            yield from _rows(tokens[at:end])
            at = end
        elif token.type == "heading_open":
            yield Piece(BlockKind.HEADING, " ".join(_flowed(_reading(tokens[at + 1])).split()), int(token.tag[1]))
            at += 2
        elif token.type == "inline":
            if fresh_item:
                yield Piece(BlockKind.ITEM, _TASK_BOX.sub("", _flowed(_reading(token)), count=1))
            else:
                yield from _paragraph(_reading(token))
            fresh_item = False
        elif token.type in ("fence", "code_block"):
            yield Piece(BlockKind.ITEM if fresh_item else BlockKind.PARAGRAPH, token.content.strip("\n"))
            fresh_item = False
        elif token.type == "html_block":
            yield from _html(token.content)
        at += 1


SOFT = "\x00"  # a line end that is only a wrap, until the paragraph is known to flow; repair leaves no such code in


def _reading(inline: Token) -> str:
    """The words of an inline run: no marks, link targets, images or tags. Hard breaks are newlines, soft ones SOFT."""
    out: list[str] = []
    for child in inline.children or ():
        if child.type in ("text", "code_inline"):
            out.append(child.content)
        elif child.type == "softbreak":
            out.append(SOFT)
        elif child.type == "hardbreak" or (child.type == "html_inline" and re.match(r"<br\b", child.content, re.IGNORECASE)):
            out.append("\n")
    lines = re.split("\n", "".join(out))
    return "\n".join(SOFT.join(" ".join(part.split()) for part in line.split(SOFT)) for line in lines)


def _flowed(text: str) -> str:
    return "\n".join(line for line in (" ".join(part.split()) for part in text.replace(SOFT, " ").split("\n")) if line)


def _paragraph(text: str) -> Iterator[Piece]:
    lines = [line.strip() for line in re.split(f"[{SOFT}\n]", text) if line.strip()]
    if lines and all(look.label_name(line) for line in lines):
        yield from (Piece(BlockKind.LABEL, line) for line in lines)
        return
    values = [look.is_value(line) or look.is_named_value(line) for line in lines]
    if values == [True] or (len(lines) == 2 and sum(values) == 1 and all(len(line) <= 60 for line in lines)):
        yield Piece(BlockKind.FIGURE, "\n".join(lines))
        return
    yield Piece(BlockKind.PARAGRAPH, _flowed(text))


def _rows(tokens: Sequence[Token]) -> Iterator[Piece]:
    """A block a row. The first cell names the row; the other cells carry their column's name before them."""
    table: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            table.append([])
        elif token.type == "inline":
            table[-1].append(" ".join(_flowed(_reading(token)).split()))
    header, rows = table[0], table[1:]
    if not rows:
        yield Piece(BlockKind.ROW, " | ".join(cell for cell in header if cell))
    for row in rows:
        names = [name.rstrip(":") for name in header]
        cells = [
            f"{name}: {cell}" if name and cell and at else cell
            for at, (name, cell) in enumerate(zip(names, row, strict=False))
        ]
        filled = [cell for cell in cells if cell]
        plain = len(filled) == 2 and len(cells) == 2 and not names[1]
        yield Piece(BlockKind.ROW, f"{filled[0].rstrip(':')}: {filled[1]}" if plain else " | ".join(filled))


def _html(source: str) -> Iterator[Piece]:
    """The text of an HTML block, without its tags; headings stay headings."""
    source = _UNSEEN_HTML.sub("", source)
    at = 0
    for match in _HTML_HEADING.finditer(source):
        yield from _html_text(source[at : match.start()])
        yield Piece(BlockKind.HEADING, " ".join(_plain(match[2]).split()), int(match[1]))
        at = match.end()
    yield from _html_text(source[at:])


def _html_text(source: str) -> Iterator[Piece]:
    source = re.sub(r"<br\b[^>]*>", "\n", source.replace("\n", SOFT), flags=re.IGNORECASE)
    for part in re.split(f"{SOFT}[ \t]*{SOFT}|\v", _HTML_BORDER.sub("\v", source)):
        if part.strip(f"{SOFT} \t\n"):
            yield from _paragraph(_plain(part))


def _plain(source: str) -> str:
    return re.sub(r"[\x01-\x08\x0b-\x1f\x7f]", "", html.unescape(_TAG.sub("", source)))
