"""Pages saved as MHTML: the page in the archive as HTML."""

from email import message_from_bytes
from email.message import Message
from itertools import islice

from advisor.errors import GuideError

MAX_PARTS = 2_000


def read_archive(data: bytes, *, name: str) -> str:
    """The HTML of the first page in an archive.

    Raises GuideError naming the file when there is none.
    """
    for part in islice(message_from_bytes(data).walk(), MAX_PARTS):
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            return _text(part)
    raise GuideError(f"{name}: this is a mail or a saved web archive without a page; save the page as HTML.")


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(charset, "replace")
    except LookupError:
        return data.decode("windows-1252", "replace")
