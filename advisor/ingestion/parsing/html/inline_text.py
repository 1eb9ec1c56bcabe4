"""The text of one small element: a heading, a cell, a term."""

import re
from collections.abc import Iterator

from bs4.element import NavigableString, PageElement, Tag

from advisor.ingestion.parsing.html.boilerplate import BLOCKS, PageSurvey

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
TERMS = ("dt", "dd")
SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def tidy(text: str) -> str:
    """The text with single spaces, without invisible characters."""
    return " ".join(UNSEEN.sub("", text).split())


def flatten(root: Tag, page: PageSurvey) -> list[str]:
    """The words below ``root`` as lines, without recursion.

    Breaks and block borders start a new line.
    """
    lines: list[list[str]] = [[]]
    stack: list[tuple[Tag, Iterator[PageElement]]] = [(root, iter(root.contents))]
    while stack:
        tag, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if tag.name == "li" and (said := "".join(lines[-1]).rstrip()) and said[-1] not in ".,;:?!":
                lines[-1].append(";")
            if tag.name in BLOCKS and tag is not root:
                lines.append([])
        elif isinstance(child, Tag):
            if child.name == "br":
                lines.append([])
            elif child.name == "sup" and (superscript := superscript_text(child)) is not None:
                lines[-1].append(superscript)
            elif child.name in TERMS and root.name in TERMS:
                continue  # an unclosed term contains the next one, which is read on its own
            elif page.includes(child) and not is_side_link(child, root, page):
                if child.name in BLOCKS:
                    lines.append([])
                stack.append((child, iter(child.contents)))
        elif type(child) is NavigableString:
            lines[-1].append(child)
    return [text for line in lines if (text := tidy("".join(line)))]


def is_side_link(tag: Tag, root: Tag, page: PageSurvey) -> bool:
    """Whether a link is a permalink or help mark beside other words.

    It leads within the page.
    """
    if tag.name != "a" or not str(tag.get("href") or "").startswith("#"):
        return False
    return root.name not in ("td", "dd") and page.measure_of(tag).chars < page.measure_of(root).chars


def join_lines(lines: list[str]) -> str:
    """The lines of one cell as one line.

    A wrapped sentence is joined, separate values get a semicolon.
    """
    text = ""
    for line in lines:
        if not text:
            text = line
        elif line[0].islower() or text.endswith((",", ";", ":", ".", "?", "!", "-", "–")):
            text += " " + line
        else:
            text += "; " + line
    return text.rstrip(";")


def superscript_text(tag: Tag) -> str | None:
    """The text of a ``sup``: empty for a note mark, raised digits.

    None: it reads as any other text.
    """
    if tag.find("a", href=True) is not None:
        return ""
    text = tag.get_text().strip() if len(tag.contents) < 4 else ""
    if re.fullmatch(r"\[\w{1,3}\]|[*†‡]", text):
        return ""
    return text.translate(SUPERSCRIPTS) if 0 < len(text) <= 3 and set(text) <= set("0123456789+-") else None
