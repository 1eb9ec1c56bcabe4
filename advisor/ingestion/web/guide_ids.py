"""Ids of guides from the addresses of their pages."""

from collections.abc import Collection
from hashlib import sha256
from urllib.parse import unquote

from advisor.ingestion.parsing.outline import slug
from advisor.ingestion.web.addresses import WebAddress

MAX_ID_CHARS = 64
HASH_CHARS = 8
INDEXES = frozenset({"index", "default", "home"})
ENDINGS = frozenset({"html", "htm", "xhtml", "php", "asp", "aspx", "jsp", "md", "txt", "pdf"})
NOTHING = slug("")


def guide_id_for(address: WebAddress, taken: Collection[str]) -> str:
    """An id that nobody has, from the end of the address's path.

    Parents of the page are put before its name until it is free, then the host, then a few digits.
    """
    parts = [_plain(part) for part in unquote(address.path).split("/")]
    parts = [part for part in parts if part and slug(part) != NOTHING]
    while parts and parts[-1].lower() in INDEXES:
        parts.pop()
    query = unquote(address.target.partition("?")[2])
    digits = sha256(str(address).encode()).hexdigest()[:HASH_CHARS]
    if query and parts:
        parts[-1] += f" {query}"
    is_lost = not unquote(address.path).isascii() and not parts  # a path of letters that an id cannot have
    names = [" ".join(parts[n:]) for n in range(len(parts) - 1, -1, -1)]
    names += [] if is_lost else [" ".join((address.host, *parts))]
    for name in names:
        if (made := slug(name)) not in taken and made != NOTHING:
            return made
    stem = slug(names[0]) if names and slug(names[0]) != NOTHING else "guide"
    return f"{stem[: MAX_ID_CHARS - HASH_CHARS - 1].rstrip('-')}-{digits}"


def _plain(part: str) -> str:
    stem, dot, ending = part.rpartition(".")
    return stem if dot and ending.lower() in ENDINGS else part
