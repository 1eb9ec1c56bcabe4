"""DOCX guides as HTML, by mammoth, for the parser of pages.

Word's headings, nested lists, merged cells and notes are those of HTML, so the detour loses nothing, and what is known
of pages (bold lines that are headings, tables without heads, struck text) holds for documents as well.
"""

import html
import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any

from advisor.errors import GuideError
from advisor.ingestion.parsing.docx.package import pack, read_parts

__all__ = ["read_docx"]

MAX_LEVEL = 9

_STYLE_ID = re.compile(r'w:styleId="([^"]{1,200})"')
_STYLE_NAME = re.compile(r'<w:name w:val="([^"]{1,200})"')
_BASED_ON = re.compile(r'<w:basedOn w:val="([^"]{1,200})"')
_OUTLINE = re.compile(r'<w:outlineLvl w:val="([0-8])"')
_IS_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_PROPERTY = re.compile(r"<(?:dc|dcterms|cp):(title)\b[^>]{0,300}>([^<]{1,400})</")
_SAFE_ID = re.compile(r"[A-Za-z][\w-]{0,99}")
_NO_TITLE = re.compile(r"(?:untitled|document\d*|word document|microsoft word - .*|.*\.docx?)", re.IGNORECASE)
_HEADING_ONE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)


def read_docx(data: bytes, *, name: str) -> str:
    """A Word document as an HTML page.

    Deleted text, comments, heads, feet and lists of contents are left out. Raises GuideError naming the file when it is
    no document, or the extra is missing.
    """
    parts = read_parts(data, name=name)
    if find_spec("mammoth") is None:
        raise GuideError(
            f"{name}: reading a DOCX needs the extra `documents`: pip install 'career-advisor[documents]'."
        )
    from mammoth import convert_to_html, images  # slow to import, and only an extra

    levels = _heading_styles(parts.get("word/styles.xml", b""))
    try:
        made: Any = convert_to_html(
            pack(parts),
            style_map=_style_map(levels),
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=images.img_element(lambda _: {}),
            ignore_empty_paragraphs=True,
        )
    except RecursionError as error:
        raise GuideError(f"{name}: this DOCX nests its parts deeper than a guide does; save it again.") from error
    except Exception as error:  # the door of guides: whatever mammoth raises concerns this file alone
        raise GuideError(
            f"{name}: this DOCX is damaged and cannot be read ({type(error).__name__}); save it again from Word."
        ) from error
    return _page(str(made.value), _properties(parts.get("docProps/core.xml", b"")), name)


def _page(body: str, said: Mapping[str, str], name: str) -> str:
    """The page of a document, with its title.

    Headings of the first level are below that title, unless one of them is the title.
    """
    body = re.sub(r"<img\b[^>]{0,200}>", "", body)
    tops = _HEADING_ONE.findall(body)
    stated = "" if _NO_TITLE.fullmatch(said.get("title", "")) else said.get("title", "")
    if "<title-line>" not in body and len(tops) != 1:
        body = re.sub(r"(</?h)([1-5])>", lambda found: f"{found[1]}{int(found[2]) + 1}>", body)
        title = stated or _opening(body) or re.sub(r"[-_\s]+", " ", PurePath(name).stem).strip().capitalize()
        if _opening(body) != title:
            body = f"<h1>{html.escape(title)}</h1>{body}"
    elif "<title-line>" in body:
        body = re.sub(r"(</?h)([1-5])>", lambda found: f"{found[1]}{int(found[2]) + 1}>", body)
        body = body.replace("<title-line>", "<h1>", 1).replace("</title-line>", "</h1>", 1)
        body = body.replace("<title-line>", "<p>").replace("</title-line>", "</p>")
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{html.escape(stated)}</title>'
        f"</head><body><main>{body}</main></body></html>"
    )


def _opening(body: str) -> str:
    """The words of a document that opens with one bold line, else nothing."""
    found = re.match(r"\s*<p>\s*<strong>([^<]{3,120})</strong>\s*</p>", body)
    return html.unescape(found[1]).strip() if found else ""


def _properties(core: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in _PROPERTY.findall(core.decode("utf-8", "replace")):
        found.setdefault(key, html.unescape(value).strip())
    return found


def _heading_styles(styles: bytes) -> dict[str, int]:
    """The levels of styles that are headings, by id: by their name, outline level, or the style below them."""
    levels: dict[str, int] = {}
    parents: dict[str, str] = {}
    for style in styles.decode("utf-8", "replace").split("<w:style ")[1:]:
        found = _STYLE_ID.search(style)
        if found is None:
            continue
        style_id = found[1]
        called = _STYLE_NAME.search(style)
        named = _IS_HEADING.fullmatch(called[1]) if called else None
        if named:
            levels[style_id] = int(named[1])
        elif outline := _OUTLINE.search(style):
            levels[style_id] = int(outline[1]) + 1
        if based := _BASED_ON.search(style):
            parents[style_id] = based[1]
    for style_id in parents:
        at, n_steps = style_id, 0
        while at not in levels and at in parents and n_steps < MAX_LEVEL:
            at, n_steps = parents[at], n_steps + 1
        if at in levels:
            levels.setdefault(style_id, levels[at])
    return levels


def _style_map(levels: Mapping[str, int]) -> str:
    """How paragraphs of a style become elements; contents lists become none."""
    lines = ["p[style-name='Title'] => title-line:fresh", "p[style-name='title'] => title-line:fresh"]
    lines += [f"p[style-name='{word} {n}'] => !" for word in ("toc", "TOC") for n in range(1, 10)]
    lines += ["p[style-name='TOC Heading'] => !", "p[style-name='toc heading'] => !"]
    for word, kind in (("Bullet", "ul"), ("Number", "ol")):  # depths that are told by the style alone
        lines.append(f"p[style-name='List {word} 2'] => ul|ol > li > {kind} > li:fresh")
        lines.append(f"p[style-name='List {word} 3'] => ul|ol > li > ul|ol > li > {kind} > li:fresh")
    lines += [
        f"p.{style_id} => h{min(level, 6)}:fresh" for style_id, level in levels.items() if _SAFE_ID.fullmatch(style_id)
    ]
    lines += [f"p[style-name='{word} {n}'] => h6:fresh" for word in ("heading", "Heading") for n in (7, 8, 9)]
    return "\n".join(lines)
