"""One page as it came: a guide, or refused in a sentence."""

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from advisor.domain import Guide
from advisor.errors import GuideError, WebError
from advisor.ingestion.parsing import MAX_BYTES, parse_guide
from advisor.ingestion.sources import parser_hash
from advisor.ingestion.web.addresses import WebAddress, parse_address
from advisor.ingestion.web.decoding import decode
from advisor.ingestion.web.fetching import Reply
from advisor.ingestion.web.sitemaps import MAX_BYTES as MAX_SITEMAP_BYTES
from advisor.ingestion.web.walls import empty_page, wall

PDF = "application/pdf"
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/plain": ".txt",
    PDF: ".pdf",
}
SITEMAP_TYPES = frozenset({"application/xml", "text/xml", "application/gzip", "application/x-gzip", "text/plain"})
MAX_PDF_BYTES = 50_000_000
MARKDOWN_ENDINGS = (".md", ".markdown")
LOGINS = frozenset({"login", "signin", "sign-in", "log-in", "sso", "auth"})


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that holds a guide, ready to be kept."""

    guide: Guide
    data: bytes
    suffix: str
    place: str
    text_hash: str


def max_bytes(content_type: str) -> int:
    """The most bytes that are read of a body, by its type.

    Raises WebError for a type that holds no guide, so that its body is not fetched.
    """
    if content_type and content_type not in (*SUFFIXES, *SITEMAP_TYPES):
        raise WebError(_refusal(content_type))
    if content_type == PDF:
        return MAX_PDF_BYTES
    return MAX_SITEMAP_BYTES if content_type in SITEMAP_TYPES else MAX_BYTES


def read_page(reply: Reply, guide_id: str, asked: WebAddress) -> ReadPage:
    """The guide in a reply with the status 200.

    ``asked`` is the address before any redirect. Raises WebError for what holds none.
    """
    address = reply.address
    suffix = _suffix(reply)
    data, markup = reply.body, ""
    if suffix != SUFFIXES[PDF]:
        markup = decode(reply.body, reply.charset, name=str(address))
        data = markup.encode("utf-8", "replace")
    if len(data) > MAX_BYTES and suffix != SUFFIXES[PDF]:
        raise WebError(f"{address} is larger than {MAX_BYTES / 1e6:g} MB, so it was not read.")
    if address != asked and LOGINS & set(address.path.lower().strip("/").split("/")):
        raise WebError(f"{asked} leads to a login form ({address}), not to a guide.")
    try:
        guide = _parse(data, guide_id + suffix, str(address))
    except GuideError as error:
        if suffix == ".html" and not _is_limit(error):
            raise WebError(f"{address} {empty_page(markup)}.") from error
        raise WebError(str(error)) from error
    if markup and (said := wall(markup, guide)):
        raise WebError(f"{address} {said}.")
    return ReadPage(guide, data, suffix, str(place_of(guide, address)), text_hash(guide))


def place_of(guide: Guide, address: WebAddress) -> WebAddress:
    """The address that a page is cited with.

    It is its canonical link, if that is on the same site. Many a site names its front page on all its pages; that is
    not believed.
    """
    try:
        named = parse_address(guide.metadata.source_url)
    except WebError:
        return address
    is_front = named.target == "/" != address.path
    if named.site != address.site or is_front:
        return address
    return replace(named, scheme=address.scheme, host=named.host, port=address.port)


def text_hash(guide: Guide) -> str:
    """The hash of what a guide says, as this parser reads it.

    What changes at every visit, such as an advertisement or a number used once, is no part of it.
    """
    return sha256(parser_hash() + f"{guide.title}\0{guide.text}".encode("utf-8", "replace")).hexdigest()


def _parse(data: bytes, file_name: str, name: str) -> Guide:
    with TemporaryDirectory() as folder:
        path = Path(folder, file_name)
        path.write_bytes(data)
        try:
            return parse_guide(path)
        except GuideError as error:
            raise GuideError(str(error).replace(str(path), name)) from error


def _is_limit(error: GuideError) -> bool:
    """Whether a guide was too much, and not too little."""
    return "more than a" in str(error)


def _refusal(kind: str) -> str:
    return f"this is {kind[:60]!r}, and guides are read from HTML, plain text, Markdown and PDF only."


def _suffix(reply: Reply) -> str:
    kind = reply.content_type
    if not kind:  # said by nobody: markup is told by its beginning
        kind = "text/html" if reply.body[:512].lstrip().startswith(b"<") else "text/plain"
    if kind not in SUFFIXES:
        raise WebError(f"{reply.address}: {_refusal(kind)}")
    if kind == "text/plain" and reply.address.path.lower().endswith(MARKDOWN_ENDINGS):
        return ".md"
    return SUFFIXES[kind]
