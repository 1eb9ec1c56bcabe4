"""The text of a page, whatever encoding it says that it has."""

import codecs
import re

from advisor.errors import WebError

HEAD_BYTES = 2_048
MAX_BROKEN_SHARE = 0.01  # of the characters: a slip of the page's makers, and no other encoding

_DECLARED = re.compile(
    r"""(?:<meta[^>]{0,300}?charset|<\?xml[^>]{0,100}?encoding)\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.I
)
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Browsers read these names as the larger code page, and so do the people who write the pages.
READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}


def decode(body: bytes, charset: str, *, name: str) -> str:
    """The text of a body, in the encoding that it has.

    Told by its byte order mark, its header, its own declaration, or its look. Raises WebError when no encoding makes
    it text.
    """
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return _lenient(body, encoding, name)
    declared = _DECLARED.search(body[:HEAD_BYTES].decode("latin-1"))
    own = _known(declared[1]) if declared else ""
    # What was found by reading it as bytes of ASCII is no encoding of two bytes a letter.
    for encoding in (_known(charset), "utf-8" if own.startswith(("utf-16", "utf-32")) else own):
        if encoding:
            return _lenient(body, encoding, name)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        return text if _is_slip(text) else body.decode("cp1252", "replace")


def _known(said: str) -> str:
    """Python's name of a text encoding, else empty."""
    try:
        found = codecs.lookup(said.strip())
        "".encode(found.name)  # not one that makes bytes of bytes
    except (LookupError, ValueError, TypeError):
        return ""
    return READ_AS.get(found.name, found.name)


def _lenient(body: bytes, encoding: str, name: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        pass
    if encoding != "utf-8":
        try:
            return body.decode("utf-8")  # many a page says latin-1 and is not
        except UnicodeDecodeError:
            pass
    text = body.decode(encoding, "replace")
    if not _is_slip(text):
        raise WebError(f"{name}: the page says that it is {encoding}, and it is not, so its letters cannot be told.")
    return text


def _is_slip(text: str) -> bool:
    return text.count("\ufffd") <= max(2, MAX_BROKEN_SHARE * len(text))
