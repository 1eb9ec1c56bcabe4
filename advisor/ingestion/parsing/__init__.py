"""Parsing of guides: Markdown, HTML, pasted text, PDF and DOCX."""

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from advisor.domain import Guide, GuideMetadata, Repair
from advisor.errors import GuideError
from advisor.ingestion.mojibake import RepairedText, repair
from advisor.ingestion.parsing.encodings import compose_accents, decode_text
from advisor.ingestion.parsing.file_kinds import ARCHIVE_SUFFIXES, DOCUMENT_SUFFIXES, FileKind, kind_of
from advisor.ingestion.parsing.limits import MAX_DOCUMENT_BYTES, check_guide, check_source
from advisor.ingestion.parsing.struck import without_struck
from advisor.ingestion.parsing.web_archive import read_archive
from advisor.text.invisible import tidy_line

log = logging.getLogger(__name__)

MAX_BYTES = 5_000_000
SUFFIXES = (
    frozenset({".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml"}) | DOCUMENT_SUFFIXES | ARCHIVE_SUFFIXES
)

_GUIDE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
# A picture or font written into the text; no reader reads it. What cannot be so long is no such address.
_DATA_URI = re.compile(r"\bdata:[\w.+-]{1,80}/[\w.+-]{1,80}[\w.+;=-]{0,200},[\w+/=%.~!*-]{64,}(?:\n[\w+/=]{60,})*")
MAX_FOLLOWED = 5_000  # mended runs that are looked for in a text composed anew
MAX_TITLE_CHARS = 300
MAX_METADATA_CHARS = 500
_NEAR_CHARS = 50_000  # search distance for a repaired run, as a form may leave much of its source out


class Form(StrEnum):
    """The markup of a guide."""

    MARKDOWN = "markdown"
    HTML = "html"
    PASTED = "pasted"


_FORMS = {
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
    ".html": Form.HTML,
    ".htm": Form.HTML,
    ".xhtml": Form.HTML,
}


def parse_guide(path: Path) -> Guide:
    """Parse a file.

    It is text of up to 5 MB, or a PDF or DOCX of up to 50 MB. Text is in UTF-8, or in UTF-16 or UTF-32 that can be told
    from it. Raises GuideError naming the file if it cannot be read or holds no guide.
    """
    data, name = _read(path), str(path)
    kind = kind_of(data, name=name)
    if kind in (FileKind.TEXT, FileKind.WEB_ARCHIVE) and len(data) > MAX_BYTES:
        raise GuideError(_too_much(path, len(data), MAX_BYTES))
    try:
        if kind is FileKind.PDF:
            from advisor.ingestion.parsing.pdf import parse_pdf  # its parser is wanted for PDFs alone

            return _checked(parse_pdf(data, name=name), name)
        if kind is FileKind.DOCX:
            from advisor.ingestion.parsing.docx import read_docx  # the same

            return parse_text(read_docx(data, name=name), name=name, form=Form.HTML)
        if kind is FileKind.WEB_ARCHIVE:
            return parse_text(read_archive(data, name=name), name=name, form=Form.HTML)
        return parse_text(decode_text(data, name=name), name=name, form=_FORMS.get(path.suffix.lower()))
    except GuideError:
        raise
    except Exception as error:  # the door of guides: whatever a parser raises concerns this file alone
        log.warning("a parser failed on %s", path, exc_info=True)
        raise GuideError(
            f"{path}: the parser failed on this file ({type(error).__name__}); leave out the part that it cannot read."
        ) from error


def parse_text(raw: str, *, name: str, form: Form | None = None) -> Guide:
    """Parse a string; without ``form``, the form is recognised.

    ``name`` is the name or path its file has or would have. Raises GuideError if there is nothing to read or the front
    matter is invalid.
    """
    raw = compose_accents(_without_data_uris(raw, name))
    if (form or recognise(raw)) is Form.PASTED:
        raw = without_struck(raw)
    repaired = repair(raw)
    text = _BLANKS.sub(" ", repaired.text)
    if not text.strip():
        raise GuideError(f"{name}: the file is empty; put a guide's text in it.")
    form = form or recognise(text)
    check_source(text, name=name, is_html=form is Form.HTML)
    if form is Form.HTML:
        from advisor.ingestion.parsing.html import parse_html  # slow to import

        guide = parse_html(text, name=name)
    elif form is Form.MARKDOWN:
        from advisor.ingestion.parsing.markdown import parse_markdown

        guide = parse_markdown(text, name=name)
    else:
        from advisor.ingestion.parsing.pasted import parse_pasted

        guide = parse_pasted(text, name=name)
    repairs = repaired.repairs if guide.text == text else _relocate_repairs(repaired, guide.text)
    return _checked(replace(guide, repairs=repairs), name)


def _checked(guide: Guide, name: str) -> Guide:
    """A guide within its limits, with a usable id, and its title and metadata on one line each."""
    check_guide(guide, name=name)
    if not _GUIDE_ID.fullmatch(guide.id):
        raise GuideError(
            f"{name}: the id {guide.id!r} does not work as an address; use up to 64 of a-z, 0-9 and hyphens."
        )
    title = tidy_line(guide.title, MAX_TITLE_CHARS) or "Guide"
    return replace(guide, title=title, metadata=_tidied(guide.metadata))


def _without_data_uris(raw: str, name: str) -> str:
    text, n_left_out = _DATA_URI.subn("#", raw) if "data:" in raw else (raw, 0)
    if n_left_out:
        log.info("%s: %d embedded pictures or files were left out", name, n_left_out)
    return text


def _tidied(said: GuideMetadata) -> GuideMetadata:
    def line(text: str) -> str:
        return tidy_line(text, MAX_METADATA_CHARS)

    return GuideMetadata(
        role=line(said.role),
        country=line(said.country),
        currency=line(said.currency),
        credited=tuple(filter(None, map(line, said.credited))),
        date=line(said.date),
        licence=line(said.licence),
        source_url=line(said.source_url),
        also_called=tuple(filter(None, map(line, said.also_called))),
        release=line(said.release),
        period=line(said.period),
    )


def recognise(text: str) -> Form:
    """The most likely form: HTML by tags, Markdown by headings, else pasted.

    Front matter makes it Markdown, too.
    """
    head = text.lstrip()[:2000].lower()
    if re.match(r"<(!doctype html|html|head|body|\?xml)\b", head) or re.search(r"<(html|body)[\s>]", head):
        return Form.HTML
    n_tags = len(
        re.findall(r"</(?:p|h[1-6]|li|ul|ol|div|section|article|table|td|dd|dt)>", text[:50_000], re.IGNORECASE)
    )
    if head.startswith("<") and n_tags >= 2:
        return Form.HTML
    if re.match(r"---[ \t]*\n(?:[^\n]*\n){0,40}?(?:---|\.\.\.)[ \t]*\n", text) and re.match(
        r"---[ \t]*\n\s*\w+:", text
    ):
        return Form.MARKDOWN
    headings = re.findall(r"^#{1,6}[ \t]+\S", text, re.MULTILINE)
    if len(headings) > 1 or (headings and head.startswith("#")):
        return Form.MARKDOWN
    underlined = re.findall(r"^[^\s#>*-][^\n]*\n(?:={3,}|-{3,})[ \t]*$", text, re.MULTILINE)
    return Form.MARKDOWN if len(underlined) > 1 else Form.PASTED


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise GuideError(f"{path}: this is a folder; name a file in it.")
        size = path.stat().st_size
        if size > MAX_DOCUMENT_BYTES:
            raise GuideError(_too_much(path, size, MAX_BYTES if _is_text(path) else MAX_DOCUMENT_BYTES))
        with path.open("rb") as file:
            data = file.read(MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        raise GuideError(f"{path}: the file cannot be read ({error.strerror or error}).") from error
    if len(data) > MAX_DOCUMENT_BYTES:
        raise GuideError(_too_much(path, len(data), MAX_DOCUMENT_BYTES))
    if not data.strip():
        raise GuideError(f"{path}: the file is empty; put a guide's text in it.")
    return data


def _is_text(path: Path) -> bool:
    return path.suffix.lower() not in DOCUMENT_SUFFIXES


def _too_much(path: Path, size: int, most: int) -> str:
    return f"{path}: {size / 1e6:.1f} MB is more than a guide has ({most // 10**6} MB); split it."


def _relocate_repairs(repaired: RepairedText, text: str) -> tuple[Repair, ...]:
    """The repairs at their places in a newly composed canonical text.

    Those of parts left out are dropped.
    """
    out: list[Repair] = []
    at = 0
    for one in repaired.repairs[:MAX_FOLLOWED]:
        run = repaired.text[one.start : one.end].strip()
        if not run:
            continue
        ahead = " ".join(repaired.text[one.start : one.end + 12].split())[: len(run) + 6]
        for needle in (ahead, run):
            found = text.find(needle, at, at + _NEAR_CHARS)
            if found >= 0:
                out.append(Repair(found, found + len(run), one.was))
                at = found + len(run)
                break
    return tuple(out)


__all__: Sequence[str] = (
    "MAX_BYTES",
    "MAX_DOCUMENT_BYTES",
    "SUFFIXES",
    "Form",
    "parse_guide",
    "parse_text",
    "recognise",
)
