"""Kinds of files by their content; those that are no guides."""

import re
from enum import StrEnum
from pathlib import PurePath

from advisor.errors import GuideError

HEAD_BYTES = 4096


class FileKind(StrEnum):
    """How a file is opened."""

    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"
    WEB_ARCHIVE = "web_archive"


DOCUMENT_SUFFIXES = frozenset({".pdf", ".docx"})
ARCHIVE_SUFFIXES = frozenset({".mhtml", ".mht"})

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMPTY_ZIP = b"PK\x05\x06"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00", b"BM",
)  # fmt: skip
_MAIL_HEAD = re.compile(r"[\w-]{2,40}:[^\n]*\n(?:(?:[ \t]|[\w-]{2,40}:)[^\n]*\n)*")
_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body|\?xml|!--)", re.IGNORECASE)
_SVG = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!DOCTYPE svg[^>]{0,300}>\s*)?<svg\b", re.IGNORECASE)

_OFFICE = {
    ".doc": "an old Word file (.doc)",
    ".dot": "an old Word file (.dot)",
    ".docm": "a Word file with macros (.docm)",
    ".dotm": "a Word file with macros (.dotm)",
    ".odt": "an OpenDocument text (.odt)",
    ".rtf": "Rich Text Format (.rtf)",
    ".pages": "a Pages document (.pages)",
}


def kind_of(data: bytes, *, name: str) -> FileKind:
    """The kind of a file by its content.

    Raises GuideError naming the file for kinds that hold no guide, and for a PDF or DOCX that is none.
    """
    suffix = PurePath(name).suffix.lower()
    start = data[3:] if data.startswith(b"\xef\xbb\xbf") else data
    start = start[:HEAD_BYTES].lstrip()
    if start.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in start[:1024]):
        return FileKind.PDF
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise GuideError(f"{name}: this Word file is locked with a password; save a copy without one.")
        what = "an old Word file (.doc)" if suffix in (".doc", ".docx", ".dot") else "an old Office file"
        raise GuideError(f"{name}: this is {what}, which is not read; save it as .docx.")
    if start.startswith(b"{\\rtf"):
        raise GuideError(f"{name}: this is Rich Text Format (.rtf), which is not read; save it as .docx or as text.")
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return FileKind.DOCX
    if data.startswith(_PICTURES) or data[8:12] in (b"WEBP", b"ftyp"):
        raise GuideError(f"{name}: this is a picture, which has no text to quote; save the guide as text.")
    if suffix in _OFFICE:
        raise GuideError(f"{name}: {_OFFICE[suffix]} is not read; save it as .docx.")
    if suffix in DOCUMENT_SUFFIXES:
        raise GuideError(f"{name}: this is no {suffix[1:].upper()} file, {_found(start)}.")
    if _is_web_archive(start):
        return FileKind.WEB_ARCHIVE
    if _SVG.match(start.decode("latin-1")):
        raise GuideError(f"{name}: this is a picture, which has no text to quote; save the guide as text.")
    return FileKind.TEXT


def _found(start: bytes) -> str:
    text = start.decode("latin-1")
    if _PAGE.match(text):
        return "but a web page; name it .html"
    odd = sum(byte < 9 or 13 < byte < 32 for byte in start)
    if odd > max(2, len(start) // 50):
        return "though its name says so; it may be damaged, so save or download it again"
    return "but plain text; name it .txt or .md"


def _is_web_archive(start: bytes) -> bool:
    """Whether a file begins with the head of a mail or of a page saved as MHTML."""
    head = _MAIL_HEAD.match(start.decode("latin-1"))
    if head is None:
        return False
    said = head[0].lower()
    return "mime-version:" in said and "content-type:" in said
