"""Text files as characters: Unicode, and what a page declares."""

import re
import unicodedata

from advisor.errors import GuideError

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
)
_DECLARED = re.compile(
    r"""<(?:meta\b[^>]{0,200}\bcharset|\?xml\b[^>]{0,100}\bencoding)\s{0,5}=\s{0,5}["']?([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_WESTERN = frozenset({"windows-1252", "cp1252", "iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"})
SAMPLE_BYTES = 8192


def decode_text(data: bytes, *, name: str) -> str:
    """The text of a file.

    An HTML page may declare another encoding than UTF-8. Raises GuideError naming the file and the first byte that does
    not fit.
    """
    encoding, called = "utf-8", "UTF-8"
    for mark, codec, title in _MARKS:
        if data.startswith(mark):
            encoding, called = codec, title
            break
    else:
        if wide := _wide(data):
            encoding, called = wide, wide.upper()
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        declared = _declared(data) if encoding == "utf-8" else ""
        if declared:
            return data.decode(declared, "replace")
        where = f"at byte {error.start}"
        if looks_binary(data) and encoding == "utf-8":
            raise GuideError(
                f"{name}: this is a binary file, not text (see {where}); save the guide as text."
            ) from error
        raise GuideError(f"{name}: the text is not {called} (see {where}); save the file as UTF-8.") from error
    if encoding in ("utf-8", "utf-8-sig") and looks_binary(data):
        raise GuideError(f"{name}: this is a binary file, not text (it holds null bytes); save the guide as text.")
    return text


def compose_accents(text: str) -> str:
    """Letters with their accents as one character each (NFC)."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _declared(data: bytes) -> str:
    """The encoding that a page names for itself, if Python knows it."""
    found = _DECLARED.search(data[:2048].decode("latin-1"))
    if found is None:
        return ""
    named = found[1].lower()
    if named in _WESTERN:
        return "windows-1252"  # as browsers read all of them
    try:
        b"".decode(named)
    except LookupError:
        return ""
    return "" if named.replace("-", "").startswith(("utf", "ucs")) else named


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: every second byte of mostly Western text is null."""
    start = data[:SAMPLE_BYTES]
    half = len(start) // 2
    if half < 4:
        return ""
    even, odd = start[0 : 2 * half : 2].count(0), start[1 : 2 * half : 2].count(0)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.05 * half else ""


def looks_binary(data: bytes) -> bool:
    """Whether control codes make up part of the beginning.

    A stray one does not count.
    """
    start = data[:SAMPLE_BYTES]
    odd = sum(start.count(bytes([code])) for code in (*range(9), *range(14, 27), *range(28, 32)))
    return odd > max(2, len(start) // 100)
