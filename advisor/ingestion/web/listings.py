"""The pages of a site by its sitemap and those it names."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from advisor.errors import WebError
from advisor.ingestion.web.addresses import WebAddress, parse_address
from advisor.ingestion.web.fetching import OK, Reply
from advisor.ingestion.web.sitemaps import MAX_ENTRIES, is_sitemap, read_sitemap

MAX_SITEMAPS = 100

Ask = Callable[[WebAddress], Reply]


@dataclass(slots=True)
class Listing:
    """The pages in order, each once.

    ``is_whole``: every part was read, so a page that is not here is not in the sitemap.
    """

    pages: dict[str, None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    is_whole: bool = True


def read_listing(address: WebAddress, ask: Ask, first: Reply | None = None) -> Listing:
    """All pages that a sitemap lists for its own site.

    ``first`` is its reply, if it came already. One that names itself, or another twice, is read once. Raises WebError
    when the sitemap itself cannot be read or lists nothing; parts of it that cannot be are told in the notes.
    """
    listing = Listing()
    reply = first or ask(address)
    queue: list[WebAddress] = []
    seen = {address, reply.address}
    n_foreign = _add(listing, reply, address, seen, queue)
    n_read = 1
    while queue and n_read < MAX_SITEMAPS:
        part = queue.pop(0)
        n_read += 1
        try:
            n_foreign += _add(listing, ask(part), address, seen, queue)
        except WebError as error:
            listing.is_whole = False
            listing.notes.append(f"{str(error).rstrip('.')}; this part of {address} was passed over.")
    if queue:
        listing.is_whole = False
        listing.notes.append(
            f"{address} names more than {MAX_SITEMAPS} sitemaps; {len(queue):,} of them were not read."
        )
    if n_foreign:
        many = "1 address of another site" if n_foreign == 1 else f"{n_foreign:,} addresses of other sites"
        listing.notes.append(f"Skipped in {address}: {many}.")
    if not listing.pages:
        reason = " of its own site" if n_foreign else ""
        raise WebError(f"{address} lists no page{reason}.")
    return listing


def _add(listing: Listing, reply: Reply, top: WebAddress, seen: set[WebAddress], queue: list[WebAddress]) -> int:
    """Add what one sitemap names and return the number of foreign addresses."""
    if reply.status != OK:
        raise WebError(f"{reply.address} answers {reply.status}.")
    if not is_sitemap(reply.body, reply.content_type):
        raise WebError(f"{reply.address} is no sitemap.")
    sitemap = read_sitemap(reply.body, name=str(reply.address))
    n_foreign = 0
    for given in sitemap.pages:
        if (page := _own(given, reply.address, top)) is None:
            n_foreign += 1
        elif len(listing.pages) < MAX_ENTRIES:
            listing.pages.setdefault(str(page))
        else:
            listing.is_whole = False
    for given in sitemap.sitemaps:
        if (part := _own(given, reply.address, top)) is None:
            n_foreign += 1
        elif part not in seen:
            seen.add(part)
            queue.append(part)
    if sitemap.n_over:
        listing.is_whole = False
        listing.notes.append(
            f"{reply.address} has more than {MAX_ENTRIES:,} entries; {sitemap.n_over:,} were not read."
        )
    return n_foreign


def _own(given: str, base: WebAddress, top: WebAddress) -> WebAddress | None:
    """An address of the site itself, as encrypted as the site is; None for a foreign or broken one."""
    try:
        found = parse_address(given, base)
    except WebError:
        return None
    if found.site not in (top.site, base.site):
        return None
    if found.scheme == "http" and base.scheme == "https" and found.port == 80:
        return replace(found, scheme="https", port=443)
    return found
