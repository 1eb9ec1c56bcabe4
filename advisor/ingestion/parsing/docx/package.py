"""Parts of a DOCX file, unpacked within bounds.

A size that a ZIP header states is not believed: parts are unpacked as streams and counted.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from advisor.errors import GuideError

MAX_MEMBERS = 10_000
MAX_PART_BYTES = 20_000_000
MAX_ALL_BYTES = 30_000_000
BLOCK_BYTES = 1 << 20

# What a text is made of. Pictures, fonts, embedded files and macros are not read.
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/core\.xml"
    r"|word/(?:document|styles|numbering|footnotes|endnotes|comments)\d*\.xml|word/_rels/document\d*\.xml\.rels"
)
_ODT = b"application/vnd.oasis.opendocument"
_DOCUMENT = b"wordprocessingml.document.main+xml"
_MACROS = b"macroEnabled"
_OTHERS = {
    b"spreadsheetml": "an Excel workbook",
    b"presentationml": "a PowerPoint presentation",
    b"wordprocessingml.template": "a Word template (.dotx)",
}
_RELATION = re.compile(r"<Relationship\b[^>]{0,8000}>")


def read_parts(data: bytes, *, name: str) -> dict[str, bytes]:
    """The XML parts of a DOCX that hold its text, by name.

    Raises GuideError naming the file for one that is damaged, too large when unpacked, or no Word document.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if len(members) > MAX_MEMBERS:
                raise GuideError(f"{name}: {len(members)} files in one DOCX are more than a guide has ({MAX_MEMBERS}).")
            _check_kind(package, name)
            parts: dict[str, bytes] = {}
            left = MAX_ALL_BYTES
            for member in members:
                if _PARTS.fullmatch(member.filename):
                    part = b"".join(_unpack(package, member, min(MAX_PART_BYTES, left), name))
                    left -= len(part)
                    parts[member.filename] = part
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if "password" in str(error) or "encrypted" in str(error):
            raise GuideError(f"{name}: this file is locked with a password; save a copy without one.") from error
        raise GuideError(
            f"{name}: this DOCX is damaged or cut off, and cannot be opened; save or download it again."
        ) from error
    if any(b"\0" in part for part in parts.values()):  # Word writes UTF-8, in which a declaration cannot hide
        raise GuideError(f"{name}: this DOCX is damaged and cannot be read; save it again from Word.")
    if any(b"<!DOCTYPE" in part or b"<!ENTITY" in part for part in parts.values()):
        raise GuideError(f"{name}: this DOCX declares entities, as no program for documents does; save it again.")
    return {key: _inside(part) if key.endswith(".rels") else part for key, part in parts.items()}


def _inside(relations: bytes) -> bytes:
    """Relations without those to what lies outside the file; nothing of that is ever fetched."""
    text = relations.decode("utf-8", "replace")
    return _RELATION.sub(lambda found: "" if "External" in found[0] else found[0], text).encode()


def pack(parts: dict[str, bytes]) -> io.BytesIO:
    """A package of these parts alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    out.seek(0)
    return out


def _check_kind(package: zipfile.ZipFile, name: str) -> None:
    names = set(package.namelist())
    if "mimetype" in names:
        kind = b"".join(_unpack(package, package.getinfo("mimetype"), 4096, name))
        if kind.startswith(_ODT):
            raise GuideError(f"{name}: this is an OpenDocument file (.odt), which is not read; save it as .docx.")
        if b"epub" in kind:
            raise GuideError(f"{name}: this is an EPUB book, which is not read; save its text as HTML or .docx.")
    if "[Content_Types].xml" not in names:
        raise GuideError(f"{name}: this is a ZIP archive, not a guide; unpack it and name the files in it.")
    types = b"".join(_unpack(package, package.getinfo("[Content_Types].xml"), 4_000_000, name))
    if _MACROS in types or "word/vbaProject.bin" in names:
        raise GuideError(f"{name}: this is a Word file with macros (.docm), which is not read; save it as .docx.")
    if _DOCUMENT in types:
        return
    what = next((said for mark, said in _OTHERS.items() if mark in types), "a file of another program")
    raise GuideError(f"{name}: this is {what}, not a Word document; save its text as .docx.")


def _unpack(package: zipfile.ZipFile, member: zipfile.ZipInfo, most: int, name: str) -> Iterator[bytes]:
    n_bytes = 0
    with package.open(member) as stream:
        while block := stream.read(BLOCK_BYTES):
            n_bytes += len(block)
            if n_bytes > most:
                raise GuideError(
                    f"{name}: unpacked, this DOCX has more than a guide has ({MAX_ALL_BYTES // 10**6} MB); split it."
                )
            yield block
