"""Sitemaps: the addresses in a site's own list of its pages."""

import re
from dataclasses import dataclass
from xml.parsers import expat

from advisor.errors import WebError
from advisor.ingestion.web.addresses import MAX_ADDRESS_CHARS, is_address
from advisor.ingestion.web.unpacking import GZIP_MAGIC, unpack

MAX_BYTES = 52_428_800  # of one sitemap, unpacked, by the protocol
MAX_ENTRIES = 50_000
MAX_DEPTH = 100
HEAD_BYTES = 4_096

# The root element after what may stand above it. A comment or declaration above it is passed over as a whole.
_ROOT = re.compile(r"<(?![!?])(?:[A-Za-z0-9_]{1,20}:)?(urlset|sitemapindex)\b")
_FIRST_TAG = re.compile(r"<(?![!?])[^\s>]")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages and further sitemaps that one sitemap names.

    ``n_over`` entries were too many to be read.
    """

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    n_over: int = 0


def is_sitemap(data: bytes, content_type: str) -> bool:
    """Whether what came is a sitemap.

    It is XML of that form, packed or not, or nothing but lines of addresses.
    """
    if data.startswith(GZIP_MAGIC):
        try:
            data = unpack(data, MAX_BYTES, name="it")
        except WebError:
            return True  # then reading it says what is wrong
    is_wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    head = data[:HEAD_BYTES].decode("utf-16" if is_wide else "latin-1", "ignore")
    first = _FIRST_TAG.search(head)
    if first and _ROOT.match(head, first.start()):
        return True
    return content_type == "text/plain" and bool(_listed(data[:HEAD_BYTES])) and bool(_listed(data))


def read_sitemap(data: bytes, *, name: str) -> Sitemap:
    """The entries of a sitemap.

    Raises WebError naming it for what cannot be read.
    """
    data = unpack(data, MAX_BYTES, name=name)
    if lines := _listed(data):
        return Sitemap(tuple(lines[:MAX_ENTRIES]), (), max(0, len(lines) - MAX_ENTRIES))
    return _Reader(name).read(data)


def _listed(data: bytes) -> list[str]:
    """The lines of a file of nothing but addresses, else none."""
    lines = [line.strip() for line in data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()]
    lines = [line for line in lines if line]
    return lines if all(is_address(line) for line in lines) else []


class _Reader:
    """Reads the addresses of one XML sitemap."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._path: list[str] = []
        self._text: list[str] = []
        self._n_chars = 0
        self._found: dict[str, dict[str, None]] = {"url": {}, "sitemap": {}}
        self._n_over = 0

    def read(self, data: bytes) -> Sitemap:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._refuse_entity
        try:
            parser.Parse(data, True)  # noqa: FBT003 (its only name is its place)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise WebError(f"{self._name}: this sitemap is not sound XML ({error}), so it was not read.") from error
        return Sitemap(tuple(self._found["url"]), tuple(self._found["sitemap"]), self._n_over)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._path) >= MAX_DEPTH:
            raise WebError(f"{self._name}: the elements of this sitemap are nested too deep, so it was not read.")
        self._path.append(name.rpartition(":")[2])
        self._text.clear()
        self._n_chars = 0

    def _characters(self, text: str) -> None:
        self._n_chars += len(text)
        if self._path and self._path[-1] == "loc" and self._n_chars <= 2 * MAX_ADDRESS_CHARS:
            self._text.append(text)

    def _end(self, _name: str) -> None:
        at = tuple(self._path[-2:])
        self._path.pop()
        if len(at) < 2 or at[1] != "loc" or at[0] not in self._found:
            return
        address = "".join(self._text).strip()
        if address and sum(map(len, self._found.values())) >= MAX_ENTRIES:
            self._n_over += 1
        elif address:
            self._found[at[0]].setdefault(address)

    def _refuse_entity(self, *_: object) -> None:
        raise WebError(f"{self._name}: this sitemap declares entities, which may grow without end, so it was not read.")
