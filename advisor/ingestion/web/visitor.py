"""Visits to pages and sitemaps: asked politely, judged, their good copies kept."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256

from advisor.errors import AdvisorError, UnknownGuideError, WebError
from advisor.ingestion.parsing import parse_guide
from advisor.ingestion.plan import Progress
from advisor.ingestion.sources import parser_hash
from advisor.ingestion.web.addresses import AddressGuard, WebAddress, parse_address, resolve_host
from advisor.ingestion.web.asking import FIRST_SERVER_ERROR, TOO_MANY, Asker
from advisor.ingestion.web.changes import Changes, compare_guides
from advisor.ingestion.web.copies import Copies, Page, taken_ids
from advisor.ingestion.web.fetching import NOT_MODIFIED, OK, Fetcher, FetchLimits, Reply, Validators
from advisor.ingestion.web.guide_ids import guide_id_for
from advisor.ingestion.web.listings import Listing, read_listing
from advisor.ingestion.web.pacing import Clock, Pacer
from advisor.ingestion.web.reading import ReadPage, read_page, text_hash
from advisor.ingestion.web.rounds import Came, Round, Visit
from advisor.ingestion.web.sitemaps import is_sitemap
from advisor.settings import Settings

MISSES_TO_GO = 3
GONE_STATUSES = frozenset({404, 410})
LOGIN_STATUSES = frozenset({401, 403, 407})
TIMES = ("", "for the first time", "for the second time")


class Visitor:
    """Visits the pages of one round, one after the other.

    ``ids`` are those of guides that did not come from the web.
    """

    def __init__(
        self,
        copies: Copies,
        asker: Asker,
        *,
        limit_pages: int,
        ids: Collection[str],
        progress: Progress,
    ) -> None:
        self._copies = copies
        self._asker = asker
        self._limit_pages = limit_pages
        self._progress = progress
        self._pages = copies.pages()
        self._taken = {*ids, *taken_ids(self._pages.values())}
        self._holders = {(page.place, page.text_hash): page.address for page in self._pages.values() if page.guide_id}

    # --- rounds ---

    def take(self, addresses: Sequence[str]) -> Round:
        """Visit pages and sitemaps that a person named."""
        done = Round()
        for given in addresses:
            try:
                self._take_one(parse_address(given), done)
            except WebError as error:
                done.visits.append(Visit(given, Came.REFUSED, sentence=str(error)))
        return done

    def refresh(self, guide_ids: Collection[str] = ()) -> Round:
        """Visit the known pages again, or those of some guides.

        What is new in the sitemaps is visited too. Raises UnknownGuideError for a guide that has no page.
        """
        done = Round()
        known = [page for page in self._pages.values() if not page.is_dropped]
        if guide_ids:
            if unknown := sorted(set(guide_ids) - taken_ids(known)):
                raise UnknownGuideError(f"The guide {unknown[0]!r} has no page on the web; see `advisor guides`.")
            self._visit_all([page for page in known if page.guide_id in guide_ids], done)
            return done
        listed: dict[str, str] = {}
        whole: set[str] = set()
        for sitemap in self._copies.sitemaps():
            if (listing := self._listing(sitemap, done)) is None:
                continue
            if listing.is_whole:
                whole.add(sitemap)
            for address in listing.pages:
                listed.setdefault(address, sitemap)
        lost = [page for page in known if page.sitemap in whole and page.address not in listed]
        for page in lost:
            if self._has_copy(page):
                done.visits.append(self._miss(page, f"{page.address} is no longer in {page.sitemap}"))
            else:
                self._copies.forget(page.address)
        gone = {page.address for page in lost}
        self._visit_all([*(p for p in known if p.address not in gone), *self._new_pages(listed)], done)
        return done

    def _take_one(self, address: WebAddress, done: Round) -> None:
        name = str(address)
        if name in self._copies.sitemaps():
            self._take_sitemap(address, None, done)
            return
        page = replace(self._pages.get(name, Page(name)), is_dropped=False, sitemap="")
        try:
            reply = self._asker.ask(address, self._validators(page))
        except WebError as error:
            done.visits.append(self._kept(page, str(error)))
            return
        if reply.status == OK and is_sitemap(reply.body, reply.content_type):
            self._take_sitemap(address, reply, done)
        else:
            done.visits.append(self._settle(page, reply))

    def _take_sitemap(self, address: WebAddress, first: Reply | None, done: Round) -> None:
        listing = self._listing(str(address), done, first)
        if listing is None:
            return
        self._copies.follow(str(address))
        listed = dict.fromkeys(listing.pages, str(address))
        known = [self._pages[one] for one in listed if one in self._pages and not self._pages[one].is_dropped]
        self._visit_all([*known, *self._new_pages(listed)], done)

    def _listing(self, sitemap: str, done: Round, first: Reply | None = None) -> Listing | None:
        """The pages of a sitemap; None and a sentence when it cannot be read."""
        try:
            listing = read_listing(parse_address(sitemap), self._asker.ask, first)
        except WebError as error:
            done.troubles.append(f"{str(error).rstrip('.')}; the guides of its pages stay.")
            return None
        done.notes += listing.notes
        n_over = len(listing.pages) - self._limit_pages
        if n_over > 0:
            done.notes.append(
                f"{sitemap} lists {len(listing.pages):,} pages; {self._limit_pages:,} of them are visited, as"
                " ADVISOR_WEB_LIMIT_PAGES says."
            )
        return listing

    def _new_pages(self, listed: dict[str, str]) -> list[Page]:
        """The listed pages that are not known, as far as each sitemap may have them."""
        held = Counter(page.sitemap for page in self._pages.values() if page.sitemap)
        fresh = []
        for address, sitemap in listed.items():
            if address not in self._pages and held[sitemap] < self._limit_pages:
                held[sitemap] += 1
                fresh.append(Page(address, sitemap=sitemap))
        return fresh

    def _visit_all(self, pages: Sequence[Page], done: Round) -> None:
        self._progress.expect("Visiting pages", len(pages))
        for page in pages:
            done.visits.append(self._visit(page))
            self._progress.advance(1)

    # --- one page ---

    def _visit(self, page: Page) -> Visit:
        try:
            reply = self._asker.ask(parse_address(page.address), self._validators(page))
        except WebError as error:
            return self._kept(page, str(error))
        return self._settle(page, reply)

    def _validators(self, page: Page) -> Validators | None:
        """By what a server may say that a page is unchanged: only while its copy, or its refusal, holds."""
        is_known = self._has_copy(page) if page.guide_id else page.text_hash == parser_hash().hex()
        return Validators(page.etag, page.last_modified) if page.body_hash and is_known else None

    def _has_copy(self, page: Page) -> bool:
        return bool(page.guide_id) and self._copies.path(page).is_file()

    def _settle(self, page: Page, reply: Reply) -> Visit:
        """Judge a reply; only a guide takes the place of the copy."""
        known = self._validators(page)
        if reply.status == OK:
            body_hash = sha256(reply.body).hexdigest()
            if known is None or body_hash != page.body_hash:
                return self._read(page, reply, body_hash)
        elif reply.status != NOT_MODIFIED or known is None:
            return self._status(page, reply)
        if reply.status == OK:
            page = replace(page, etag=reply.validators.etag, last_modified=reply.validators.last_modified)
        self._save(replace(page, n_misses=0, trouble="" if page.guide_id else page.trouble))
        if not page.guide_id:
            return Visit(page.address, Came.REFUSED, sentence=page.trouble, is_old=True)
        return Visit(page.address, Came.SAME, page.guide_id)

    def _status(self, page: Page, reply: Reply) -> Visit:
        status, address = reply.status, page.address
        if status in GONE_STATUSES:
            return self._miss(page, f"{address} answers {status}")
        if status in LOGIN_STATUSES:
            return self._kept(page, f"{address} asks for a login or refuses visitors ({status}).")
        if status == TOO_MANY or status >= FIRST_SERVER_ERROR:
            return self._kept(
                page, self._asker.patience(reply.address) or f"{address} answers {status}; try again later."
            )
        return self._kept(page, f"{address} answers {status}, which is no page.")

    def _read(self, page: Page, reply: Reply, body_hash: str) -> Visit:
        guide_id = page.guide_id or guide_id_for(reply.address, self._taken)
        fresh = replace(
            page, etag=reply.validators.etag, last_modified=reply.validators.last_modified, body_hash=body_hash
        )
        try:
            read = read_page(reply, guide_id, parse_address(page.address))
        except WebError as error:
            if self._has_copy(page):
                return self._kept(page, str(error))
            self._save(replace(fresh, guide_id="", trouble=str(error), text_hash=parser_hash().hex()))
            return Visit(page.address, Came.REFUSED, sentence=str(error), is_old=str(error) == page.trouble)
        if twin := self._twin(page, read):
            sentence = f"{page.address} is the same page as {twin}, which is taken already."
            self._save(Page(page.address, sitemap=page.sitemap, trouble=sentence))
            return Visit(page.address, Came.REFUSED, sentence=sentence, is_old=sentence == page.trouble)
        fresh = replace(fresh, place=read.place, text_hash=read.text_hash, n_misses=0, trouble="")
        if self._has_copy(page) and read.text_hash == page.text_hash:
            self._save(replace(fresh, place=page.place))
            return Visit(page.address, Came.SAME, guide_id)
        return self._keep_copy(page, fresh, read, guide_id)

    def _keep_copy(self, page: Page, fresh: Page, read: ReadPage, guide_id: str) -> Visit:
        """Put a good page in the place of its last copy."""
        changes: Changes | None = None
        if is_known := self._has_copy(page):
            with suppress(AdvisorError):  # an old copy that cannot be compared any more; today's is good without it
                old = parse_guide(self._copies.path(page))
                if text_hash(old) == read.text_hash:  # an older parser had read it otherwise
                    self._save(replace(fresh, place=page.place))
                    return Visit(page.address, Came.SAME, guide_id)
                changes = compare_guides(old, read.guide)
        self._copies.write(guide_id + read.suffix, read.data)
        if is_known and page.suffix != read.suffix:
            self._copies.path(page).unlink(missing_ok=True)
        self._taken.add(guide_id)
        self._holders[read.place, read.text_hash] = page.address
        self._save(replace(fresh, guide_id=guide_id, suffix=read.suffix))
        return Visit(page.address, Came.CHANGED if is_known else Came.NEW, guide_id, changes=changes)

    def _twin(self, page: Page, read: ReadPage) -> str:
        """The address of another page with the same place and words, if this one is new."""
        other = self._holders.get((read.place, read.text_hash), page.address)
        return "" if page.guide_id or other == page.address else other

    def _miss(self, page: Page, what: str) -> Visit:
        if not self._has_copy(page):
            if page.sitemap:
                self._save(Page(page.address, sitemap=page.sitemap, trouble=f"{what}."))
            return Visit(page.address, Came.REFUSED, sentence=f"{what}.", is_old=bool(page.trouble))
        page = replace(page, n_misses=page.n_misses + 1)
        self._save(page)
        if page.n_misses >= MISSES_TO_GO:
            sentence = f"{what}, for the {_ordinal(page.n_misses)} time in a row; its guide {page.guide_id} goes."
            return Visit(page.address, Came.GONE, page.guide_id, sentence)
        left = MISSES_TO_GO - page.n_misses
        sentence = f"{what}, {TIMES[page.n_misses]}; its guide stays until it was missing {left} more times in a row."
        return Visit(page.address, Came.MISSING, page.guide_id, sentence.replace("1 more times", "once more"))

    def _kept(self, page: Page, sentence: str) -> Visit:
        if not self._has_copy(page):
            if page.sitemap:
                self._save(Page(page.address, sitemap=page.sitemap, trouble=sentence))
            return Visit(page.address, Came.REFUSED, sentence=sentence, is_old=sentence == page.trouble)
        self._save(replace(page, trouble=sentence))
        return Visit(page.address, Came.KEPT, page.guide_id, f"{sentence.rstrip('.')}; its last good copy stays.")

    def _save(self, page: Page) -> None:
        if self._pages.get(page.address) != page:
            self._copies.save(page)
            self._pages[page.address] = page


@contextmanager
def open_visitor(
    settings: Settings,
    copies: Copies,
    ids: Collection[str],
    progress: Progress,
    *,
    clock: Clock | None = None,
    resolve: Callable[[str, int], Sequence[str]] = resolve_host,
) -> Iterator[Visitor]:
    """A visitor as the settings want it; its connections are closed afterwards.

    Built here and not in ``bootstrap``, since a refresh that finds nothing new needs none of the other parts.
    """
    clock = clock or Clock()
    guard = AddressGuard(settings.web_hosts.split(","), resolve)
    fetcher = Fetcher(guard, FetchLimits(total_s=settings.web_timeout_s), now=clock.now)
    try:
        yield Visitor(
            copies,
            Asker(fetcher, Pacer(settings.web_pause_s, clock), copies, clock),
            limit_pages=settings.web_limit_pages,
            ids=ids,
            progress=progress,
        )
    finally:
        fetcher.close()


def _ordinal(n: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(n, f"{n}th")
