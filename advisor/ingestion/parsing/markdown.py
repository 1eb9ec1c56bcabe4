"""Markdown guides; the canonical text is composed anew without markup."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from advisor.domain import BlockKind, Guide
from advisor.errors import GuideError
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.frontmatter import read_front
from advisor.ingestion.parsing.limits import TextBudget
from advisor.ingestion.parsing.markdown_tables import read_html_table, read_rows, split_tables, without_blank_lines
from advisor.ingestion.parsing.metadata import complete_metadata
from advisor.ingestion.parsing.outline import Piece, compose, divide, heading_name, slug, version_of
from advisor.ingestion.parsing.struck import STRUCK, close_gaps, without_struck
from advisor.text.polarity import mark_length

MAX_NESTING = 60
MAX_INLINE_CHARS = 20_000  # longer paragraphs keep their marks, as matching takes quadratic time

MAX_MARKS = 1_000  # and so are they in one with more marks, such as 1,000 opening brackets
_PAIRED = "[]*_`<&~"
_TASK_BOX = re.compile(r"\[[ xX]\]\s+")
_HTML_TOKEN = re.compile(r"<!--|-->|</?([A-Za-z][\w-]*+)[^<>]*+>|<[!?][^<>]*+>|[^<-]+|.", re.DOTALL)
_HTML_UNSEEN = frozenset({"script", "style", "template", "svg", "del", "s", "strike"})
_HTML_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_HTML_STRUCK = re.compile(r"<(/?)(?:del|s|strike)\b", re.IGNORECASE)
_HTML_BORDERS = frozenset(
    ("p div li ul ol tr td th table caption thead tbody tfoot section article dt dd dl details summary hr").split(),
)
LISTS = ("bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close")


def parse_markdown(text: str, *, name: str) -> Guide:
    """Parse CommonMark with tables and optional YAML front matter.

    ``name`` is its file's name. Raises GuideError if the front matter is invalid or there is nothing to read.
    """
    front = read_front(text, name=name)
    reader = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"]).disable("inline")
    env: dict[str, Any] = {}  # link definitions, filled by blocks and read by inline runs
    tokens = reader.parse(without_blank_lines(text[front.length :]), env)
    pieces = _pieces([_read_inline(reader, token, env) for token in tokens], name)
    composed = compose(TextBudget(text, name=name).spend(pieces))
    if not composed.placed:
        raise GuideError(f"{name}: no reading text was found in this file; put a guide's text in it.")
    first = composed.placed[0]
    opening = composed.text[first.block.start : first.block.end] if first.level == 1 else ""
    title = front.title or heading_name(opening or PurePath(name).stem.replace("-", " ").replace("_", " ").capitalize())
    sections = divide(composed.text, composed.placed, title=title)
    guide_id = front.id or slug(PurePath(name).stem)
    metadata = complete_metadata(front.metadata, composed.text, sections)
    return Guide(
        id=guide_id,
        title=title,
        text=composed.text,
        version=version_of(composed.text),
        sections=sections,
        metadata=metadata,
    )


def _read_inline(reader: MarkdownIt, token: Token, env: dict[str, Any]) -> Token:
    if token.type == "inline":
        if len(token.content) <= MAX_INLINE_CHARS and _n_marks(token.content) <= MAX_MARKS:
            reader.inline.parse(token.content, reader, env, token.children if token.children is not None else [])
        else:
            token.children = [Token("text", "", 0, content=without_struck(token.content))]
    return token


def _n_marks(text: str) -> int:
    """The marks of a paragraph whose pairs are looked for."""
    return sum(map(text.count, _PAIRED))


def _pieces(tokens: Sequence[Token], name: str) -> Iterator[Piece]:
    """The blocks in text order.

    The first paragraph of a list item is the item, others are paragraphs.
    """
    at = depth = 0
    fresh_item = False
    while at < len(tokens):
        token = tokens[at]
        if token.type == "list_item_open":
            fresh_item = True
        elif token.type in LISTS:
            depth += token.nesting
        elif token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            yield from read_rows(tokens[at:end], lambda cell: " ".join(_unwrap(_inline_text(cell)).split()))
            at = end
        elif token.type == "heading_open":
            yield Piece(BlockKind.HEADING, " ".join(_unwrap(_inline_text(tokens[at + 1])).split()), int(token.tag[1]))
            at += 2
        elif token.type == "inline":
            if fresh_item:
                yield Piece(BlockKind.ITEM, _TASK_BOX.sub("", _unwrap(_inline_text(token)), count=1), depth=depth)
            else:
                yield from (replace(piece, depth=depth) for piece in _paragraph(_inline_text(token)))
            fresh_item = False
        elif token.type in ("fence", "code_block"):
            yield Piece(BlockKind.ITEM if fresh_item else BlockKind.PARAGRAPH, token.content.strip("\n"), depth=depth)
            fresh_item = False
        elif token.type == "html_block":
            for part, is_table in split_tables(token.content):
                rows = read_html_table(part, name=name) if is_table else None
                yield from _html(part) if rows is None else rows
        at += 1


# The end of a wrapped line, until the paragraph is known to flow; repaired text never contains this code.
SOFT_BREAK = "\x00"


def _inline_text(inline: Token) -> str:
    """The words of an inline run, without any markup.

    Link targets, images, tags and struck words are left out. Hard breaks are newlines, soft ones SOFT_BREAK.
    """
    out: list[str] = []
    struck = 0
    for child in inline.children or ():
        turn = _struck_turn(child)
        struck = max(0, struck + turn)
        if turn < 0:
            out.append(STRUCK)
        elif struck:
            continue
        elif child.type in ("text", "text_special", "code_inline"):
            out.append(child.content.replace("\n", SOFT_BREAK))
        elif child.type == "softbreak":
            out.append(SOFT_BREAK)
        elif child.type == "hardbreak" or (
            child.type == "html_inline" and re.match(r"<br\b", child.content, re.IGNORECASE)
        ):
            out.append("\n")
    return "\n".join(
        SOFT_BREAK.join(" ".join(part.split()) for part in line.split(SOFT_BREAK))
        for line in close_gaps("".join(out)).split("\n")
    )


def _struck_turn(token: Token) -> int:
    """1 where struck words begin, -1 where they end, else 0."""
    if token.type in ("s_open", "s_close"):
        return token.nesting
    if token.type != "html_inline" or (tag := _HTML_STRUCK.match(token.content)) is None:
        return 0
    return -1 if tag[1] else 1


def _unwrap(text: str) -> str:
    return "\n".join(
        line for line in (" ".join(part.split()) for part in text.replace(SOFT_BREAK, " ").split("\n")) if line
    )


def _paragraph(text: str) -> Iterator[Piece]:
    """A paragraph, or labels or a figure; nothing for blank text."""
    lines = [line.strip() for line in re.split(f"[{SOFT_BREAK}\n]", text) if line.strip()]
    if not lines:
        return
    if mark_length(lines[0]) and len(lines) > 1:  # "Q:" and "A:" on lines of one paragraph
        starts = [n for n, line in enumerate(lines) if mark_length(line)]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield Piece(BlockKind.PARAGRAPH, " ".join(lines[start:end]))
        return
    if all(line_shapes.label_name(line) for line in lines):
        yield from (Piece(BlockKind.LABEL, line) for line in lines)
        return
    values = [line_shapes.is_value(line) or line_shapes.is_named_value(line) for line in lines]
    if values == [True] or (len(lines) == 2 and sum(values) == 1 and all(len(line) <= 60 for line in lines)):
        yield Piece(BlockKind.FIGURE, "\n".join(lines))
        return
    yield Piece(BlockKind.PARAGRAPH, _unwrap(text))


def _html(source: str) -> Iterator[Piece]:
    """The text of an HTML block, without tags; headings and tables stay such."""
    if _HTML_TABLE.search(source):
        yield from _html_page(source)
        return
    words: list[str] = []
    unseen = ""
    for token in _HTML_TOKEN.finditer(source):
        tag = (token[1] or "").lower()
        closing = token[0].startswith("</")
        if unseen:
            if token[0] == "-->" or (closing and tag == unseen):
                unseen = ""
        elif token[0] == "<!--":
            unseen = "-->"
        elif tag in _HTML_UNSEEN:
            unseen = "" if closing else tag
        elif tag == "br":
            words.append("\n")
        elif re.fullmatch("h[1-6]", tag) and closing:
            yield Piece(BlockKind.HEADING, " ".join(_unwrap(_plain(words)).split()), int(tag[1]))
            words = []
        elif tag in _HTML_BORDERS or re.fullmatch("h[1-6]", tag):
            yield from _paragraph(_plain(words))
            words = []
        elif not tag and not token[0].startswith(("<!", "<?")):
            words.append(token[0].replace("\n", SOFT_BREAK))
    yield from _paragraph(_plain(words))


def _html_page(source: str) -> Iterator[Piece]:
    """The pieces of an HTML block as those of a page."""
    from advisor.ingestion.parsing.html.boilerplate import survey_page  # slow to import, as few guides have tables so
    from advisor.ingestion.parsing.html.page import read_pieces
    from advisor.ingestion.parsing.html.tree import build_tree

    soup = build_tree(source, name="an HTML block")
    yield from read_pieces(soup.body or soup, survey_page(soup), TextBudget(source, name="an HTML block"), [])


def _plain(words: Sequence[str]) -> str:
    text = re.sub(r"[\x01-\x08\x0b-\x1f\x7f]", "", html.unescape("".join(words)))
    return "\n".join(
        SOFT_BREAK.join(" ".join(part.split()) for part in line.split(SOFT_BREAK)) for line in text.split("\n")
    )
