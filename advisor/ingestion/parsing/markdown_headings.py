"""Headings of Markdown that only bold type or capitals mark."""

import copy
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token

from advisor.domain import BlockKind
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.outline import Piece
from advisor.text.polarity import is_question, mark_length

SEEMING = 99  # the level of a heading until its surroundings are known
MAX_CHARS = 100
MIN_LETTERS = 3
MIN_CODE_LETTERS = 5  # fewer beside a number make a code: "BLS 2023"
MAX_CAPITAL_WORDS = 8
MAX_RUN = 2  # of such lines without text between them; more are a list of names
_NUMBER = re.compile(r"(?:\d{1,2}[.)]){1,4}(?:\d{1,2})?\s+")
_BREAKS = ("softbreak", "hardbreak")


def seeming_heading(text: str) -> Piece:
    """A line that may be a heading."""
    return Piece(BlockKind.HEADING, text, SEEMING)


def split_bold_line(inline: Token) -> tuple[Token, Token] | None:
    """The first line of a paragraph and the rest.

    None unless the line is all bold and fits a heading.
    """
    children = inline.children or []
    end = next((n for n, child in enumerate(children) if child.type in _BREAKS), len(children))
    line = children[:end]
    depth = 0
    for child in line:
        depth += child.nesting if child.type in ("strong_open", "strong_close") else 0
        if not depth and child.type not in ("strong_close", "em_open", "em_close") and child.content.strip(" :#"):
            return None
    text = "".join(child.content for child in line).strip()
    if not any(child.type == "strong_open" for child in line) or not fits_heading(text) or mark_length(text):
        return None
    return _part(inline, line), _part(inline, children[end + 1 :])


def _part(inline: Token, children: Sequence[Token]) -> Token:
    part = copy.copy(inline)
    part.children = list(children)
    return part


def fits_heading(text: str) -> bool:
    """Whether a bold line can be a heading.

    It is short, with words, and no sentence or figure.
    """
    bare = _NUMBER.sub("", text, count=1)
    if len(bare) > MAX_CHARS or bare.endswith((".", ",", ";", "!")) or ". " in bare:
        return False
    if line_shapes.is_value(bare) or line_shapes.is_named_value(bare) or line_shapes.label_name(bare):
        return False
    return sum(map(str.isalpha, bare)) >= MIN_LETTERS


def is_capital_line(text: str) -> bool:
    """Whether a paragraph is one line in capitals that fits a heading."""
    line = text.strip()
    if "\n" in line or len(line.split()) > MAX_CAPITAL_WORDS or not fits_heading(line) or line[0] in "[!<(":
        return False
    is_code = sum(map(str.isalpha, line)) < MIN_CODE_LETTERS and any(map(str.isdigit, line))
    return not is_code and not any(map(str.islower, line)) and any(map(str.isupper, line))


def settle_headings(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Give seeming headings their levels, one below the last real one.

    Those with no text below them, and runs of several, are paragraphs. One that opens the guide is its title.
    """
    run: list[Piece] = []
    level = 0
    in_question = False  # whether the last real heading is a question, beside which others stand
    is_first = True
    for piece in pieces:
        if piece.level == SEEMING:
            run.append(piece)
            continue
        heads = not piece.level and len(run) <= MAX_RUN
        for n, one in enumerate(run):
            opens_guide = is_first and not n and level == 0
            if heads:
                beside = in_question and is_question(one.text)
                yield replace(one, level=1 if opens_guide else level if beside else level + 1)
                level = max(level, int(opens_guide))
            else:
                yield Piece(BlockKind.PARAGRAPH, one.text)
        is_first = is_first and not run and not piece.text
        run.clear()
        if piece.level:
            level, in_question = piece.level, is_question(piece.text)
        yield piece
    yield from (Piece(BlockKind.PARAGRAPH, one.text) for one in run)
