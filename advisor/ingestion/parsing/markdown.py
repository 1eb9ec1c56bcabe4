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
from advisor.ingestion.parsing.left_out import LeftOut, with_left_out
from advisor.ingestion.parsing.limits import TextBudget
from advisor.ingestion.parsing.markdown_dialects import COMMENT, plain_markdown
from advisor.ingestion.parsing.markdown_headings import (
    is_capital_line,
    seeming_heading,
    settle_headings,
    split_bold_line,
)
from advisor.ingestion.parsing.markdown_tables import read_html_table, read_rows, split_tables, without_blank_lines
from advisor.ingestion.parsing.metadata import complete_metadata
from advisor.ingestion.parsing.outline import Piece, compose, divide, heading_name, slug, version_of
from advisor.ingestion.parsing.struck import STRUCK, STRUCK_OUT, STRUCK_STYLE, close_gaps, without_struck
from advisor.text.polarity import mark_length

MAX_NESTING = 60
MAX_UNDERLINED_CHARS = 60  # of a sentence above a rule, which is no heading
MAX_INLINE_CHARS = 20_000  # longer paragraphs keep their marks, as matching takes quadratic time

MAX_MARKS = 1_000  # and so are they in one with more marks, such as 1,000 opening brackets
_PAIRED = "[]*_`<&~"
_TASK_BOX = re.compile(r"\[[ xX/>!?-]\]\s+")
_HTML_TOKEN = re.compile(r"<!--|-->|</?([A-Za-z][\w-]*+)[^<>]*+>|<[!?][^<>]*+>|[^<-]+|.", re.DOTALL)
_HTML_UNSEEN = frozenset({"script", "style", "template", "svg", "del", "s", "strike"})
_WHY_UNSEEN = {"-->": COMMENT, "del": STRUCK_OUT, "s": STRUCK_OUT, "strike": STRUCK_OUT}
_HTML_STRUCK_ALONE = re.compile(r"</?(?:del|s|strike)\b[^<>]{0,200}>", re.IGNORECASE)
_STRIKE = Piece(BlockKind.PARAGRAPH, "")
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
    source, left_out = plain_markdown(text[front.length :])
    tokens = reader.parse(without_blank_lines(source), env)
    pieces = settle_headings(_pieces([_read_inline(reader, token, env) for token in tokens], name, left_out))
    composed = compose(TextBudget(text, name=name).spend(pieces))
    if not composed.placed:
        raise GuideError(f"{name}: no reading text was found in this file; put a guide's text in it.")
    first = composed.placed[0]
    opening = composed.text[first.block.start : first.block.end] if first.level == 1 else ""
    title = front.title or heading_name(opening or PurePath(name).stem.replace("-", " ").replace("_", " ").capitalize())
    sections = divide(composed.text, composed.placed, title=title)
    guide_id = front.id or slug(PurePath(name).stem)
    metadata = complete_metadata(front.metadata, composed.text, sections)
    guide = Guide(
        id=guide_id,
        title=title,
        text=composed.text,
        version=version_of(composed.text),
        sections=sections,
        metadata=metadata,
    )
    return with_left_out(guide, left_out)


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


def _pieces(tokens: Sequence[Token], name: str, left_out: list[LeftOut]) -> Iterator[Piece]:
    """The blocks in text order.

    The first paragraph of a list item is the item, others are paragraphs. What is struck out is added to ``left_out``.
    """
    struck = False
    for piece in _all_pieces(tokens, name, left_out):
        if piece is _STRIKE:
            struck = not struck
        elif struck:
            left_out.append(LeftOut(piece.text, STRUCK_OUT))
        else:
            yield piece


def _all_pieces(tokens: Sequence[Token], name: str, left_out: list[LeftOut]) -> Iterator[Piece]:
    """The blocks in text order, with a mark where a struck part begins and ends."""
    at = depth = quoted = 0
    fresh_item = False
    marker = ""

    def words(inline: Token) -> str:
        return _inline_text(inline, left_out)

    while at < len(tokens):
        token = tokens[at]
        if token.type == "list_item_open":
            fresh_item = True
        elif token.type in LISTS:
            marker = token.markup if not depth else marker
            depth += token.nesting
        elif token.type in ("blockquote_open", "blockquote_close"):
            quoted += token.nesting
        elif token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            yield from read_rows(tokens[at:end], lambda cell: " ".join(_unwrap(words(cell)).split()))
            at = end
        elif token.type == "heading_open":
            title = " ".join(_unwrap(words(tokens[at + 1])).split())
            is_text = token.markup in ("-", "=") and len(title) > MAX_UNDERLINED_CHARS and title.endswith((".", "!"))
            yield Piece(BlockKind.PARAGRAPH, title) if is_text else Piece(BlockKind.HEADING, title, int(token.tag[1]))
            at += 2
        elif token.type == "inline":
            if fresh_item:
                yield Piece(
                    BlockKind.ITEM, _TASK_BOX.sub("", _unwrap(words(token)), count=1), depth=depth, marker=marker
                )
            elif not depth and not quoted and (split := split_bold_line(token)):
                yield seeming_heading(" ".join(_unwrap(words(split[0])).split()))
                yield from _paragraph(words(split[1]))
            elif not depth and not quoted and is_capital_line(token.content):
                yield seeming_heading(" ".join(_unwrap(words(token)).split()))
            else:
                yield from (
                    replace(piece, depth=depth, marker=marker if depth else "") for piece in _paragraph(words(token))
                )
            fresh_item = False
        elif token.type in ("fence", "code_block"):
            yield Piece(BlockKind.ITEM if fresh_item else BlockKind.PARAGRAPH, token.content.strip("\n"), depth=depth)
            fresh_item = False
        elif token.type == "html_block" and _HTML_STRUCK_ALONE.fullmatch(token.content.strip()):
            yield _STRIKE
        elif token.type == "html_block":
            for part, is_table in split_tables(token.content):
                rows = read_html_table(part, name=name) if is_table else None
                yield from _html(part, left_out) if rows is None else rows
        at += 1


# The end of a wrapped line, until the paragraph is known to flow; repaired text never contains this code.
SOFT_BREAK = "\x00"


def _inline_text(inline: Token, left_out: list[LeftOut]) -> str:
    """The words of an inline run, without any markup.

    Link targets, images, tags and struck words are left out. Hard breaks are newlines, soft ones SOFT_BREAK.
    """
    out: list[str] = []
    struck: list[str] = []  # the open tags of struck words
    gone: list[str] = []
    for child in inline.children or ():
        turn = _struck_turn(child, struck)
        if turn < 0 and struck:
            struck.pop()
            if not struck:
                out.append(STRUCK)
                left_out.append(LeftOut("".join(gone), STRUCK_OUT))
                gone.clear()
        elif turn > 0:
            struck.append(child.tag or _tag_name(child.content))
        elif struck:
            gone.append(child.content or " ")
        elif child.type == "image" and child.content:
            left_out.append(LeftOut(child.content, "the description of a picture"))
        elif child.type == "html_inline" and child.content.startswith("<!--"):
            left_out.append(LeftOut(child.content[4:-3], COMMENT))
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


def _struck_turn(token: Token, struck: Sequence[str]) -> int:
    """1 where struck words begin, -1 where they end, else 0."""
    if token.type in ("s_open", "s_close"):
        return token.nesting
    if token.type != "html_inline":
        return 0
    if token.content.startswith("</"):
        return -1 if struck and _tag_name(token.content) == struck[-1] else 0
    name = _tag_name(token.content)
    begins = _HTML_STRUCK.match(token.content) or STRUCK_STYLE.search(token.content[:400])
    return 1 if (begins or name in struck) and not token.content.endswith("/>") else 0


def _tag_name(tag: str) -> str:
    found = re.match(r"</?([A-Za-z][\w-]*)", tag)
    return found[1].lower() if found else ""


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


def _html(source: str, left_out: list[LeftOut]) -> Iterator[Piece]:
    """The text of an HTML block, without tags; headings and tables stay such."""
    if _HTML_TABLE.search(source):
        yield from _html_page(source, left_out)
        return
    words: list[str] = []
    unseen = ""
    gone: list[str] = []
    for token in _HTML_TOKEN.finditer(source):
        tag = (token[1] or "").lower()
        closing = token[0].startswith("</")
        if unseen:
            if (token[0] == "-->" and unseen == "-->") or (closing and tag == unseen):
                left_out += [LeftOut("".join(gone), _WHY_UNSEEN[unseen])] if unseen in _WHY_UNSEEN else []
                unseen = ""
            elif not token[0].startswith("<"):
                gone.append(token[0])
        elif token[0] == "<!--":
            unseen, gone = "-->", []
        elif tag in _HTML_UNSEEN or (tag and not closing and STRUCK_STYLE.search(token[0][:400])):
            unseen, gone = ("" if closing else tag), []
            words += [STRUCK] if tag in _WHY_UNSEEN else []
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


def _html_page(source: str, left_out: list[LeftOut]) -> Iterator[Piece]:
    """The pieces of an HTML block as those of a page."""
    from advisor.ingestion.parsing.html.boilerplate import survey_page  # slow to import, as few guides have tables so
    from advisor.ingestion.parsing.html.page import read_pieces
    from advisor.ingestion.parsing.html.tree import build_tree

    soup = build_tree(source, name="an HTML block")
    yield from read_pieces(soup.body or soup, survey_page(soup), TextBudget(source, name="an HTML block"), left_out)


def _plain(words: Sequence[str]) -> str:
    text = re.sub(r"[\x02-\x08\x0b-\x1f\x7f]", "", html.unescape("".join(words)))
    text = re.sub(r"\*\*([^*\n]{1,300})\*\*", r"\1", close_gaps(text))
    return "\n".join(
        SOFT_BREAK.join(" ".join(part.split()) for part in line.split(SOFT_BREAK)) for line in text.split("\n")
    )
