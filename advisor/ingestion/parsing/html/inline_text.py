"""The words of one small element (a heading, a cell, a term) as text."""

import re
from collections.abc import Iterator

from bs4.element import NavigableString, PageElement, Tag

from advisor.ingestion.parsing.html.boilerplate import BLOCKS, Survey

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
TERMS = ("dt", "dd")
RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def tidy(text: str) -> str:
    """Whitespace to single spaces, invisible characters out."""
    return " ".join(UNSEEN.sub("", text).split())


def flatten(root: Tag, page: Survey) -> list[str]:
    """The words below ``root`` as lines: a new one at each break and block border. No recursion."""
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
            elif child.name == "sup" and (raised := read_raised(child)) is not None:
                lines[-1].append(raised)
            elif child.name in TERMS and root.name in TERMS:
                continue  # never closed before the next one, which is read on its own
            elif page.reads(child) and not is_side_link(child, root, page):
                if child.name in BLOCKS:
                    lines.append([])
                stack.append((child, iter(child.contents)))
        elif type(child) is NavigableString:
            lines[-1].append(child)
    return [text for line in lines if (text := tidy("".join(line)))]


def is_side_link(tag: Tag, root: Tag, page: Survey) -> bool:
    """A link within the page that stands beside a heading's or label's own words: a permalink or help mark."""
    if tag.name != "a" or not str(tag.get("href") or "").startswith("#"):
        return False
    return root.name not in ("td", "dd") and page.of(tag).chars < page.of(root).chars


def join_lines(lines: list[str]) -> str:
    """Lines of one cell as one: a wrapped sentence is joined, separate values get a semicolon."""
    text = ""
    for line in lines:
        if not text:
            text = line
        elif line[0].islower() or text.endswith((",", ";", ":", ".", "?", "!", "-", "–")):
            text += " " + line
        else:
            text += "; " + line
    return text.rstrip(";")


def read_raised(tag: Tag) -> str | None:
    """The words of a small raised ``sup``: none for a note's mark, raised digits; ``None``: as any other text."""
    if tag.find("a", href=True) is not None:
        return ""
    text = tag.get_text().strip() if len(tag.contents) < 4 else ""
    if re.fullmatch(r"\[\w{1,3}\]|[*†‡]", text):
        return ""
    return text.translate(RAISED) if 0 < len(text) <= 3 and set(text) <= set("0123456789+-") else None


def pair(label: str, value: str) -> str:
    """A term with its value as one line, with one mark between them."""
    label = label.rstrip(": ")
    if not value or not label:
        return label or value
    if label.endswith((".", "?", "!", "–", "—")):
        return f"{label} {value}"
    return f"{label}: {value}"
