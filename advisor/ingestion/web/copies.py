"""The last good copies of pages, and what their addresses are."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

from filelock import FileLock, Timeout

from advisor.errors import BusyError, StorageError
from advisor.index.library import Entry
from advisor.ingestion.sources import WEB, Source, hash_source
from advisor.private_files import FILE_MODE, create_private, make_private_directory, open_privately

FILE_NAME = "web.db"
FOLDER = "web"
LOCK = "web.lock"
LOCK_TIMEOUT_S = 0.3
TIMEOUT_S = 10.0
SCHEMA = 1

TABLES = """
CREATE TABLE IF NOT EXISTS pages (
    address TEXT PRIMARY KEY, guide_id TEXT NOT NULL, suffix TEXT NOT NULL, place TEXT NOT NULL,
    sitemap TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL, body_hash TEXT NOT NULL,
    text_hash TEXT NOT NULL, n_misses INTEGER NOT NULL, trouble TEXT NOT NULL, is_dropped INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sitemaps (address TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS waits (host TEXT PRIMARY KEY, until REAL NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of one address.

    ``guide_id`` names its guide and its copy; empty: it never held one, and ``trouble`` says why. ``place`` is the
    address that the guide is cited with. ``sitemap`` names the page; empty: a person did. ``is_dropped``: the guide
    was removed by a person, and the page is not visited any more.
    """

    address: str
    guide_id: str = ""
    suffix: str = ""
    place: str = ""
    sitemap: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    text_hash: str = ""
    n_misses: int = 0
    trouble: str = ""
    is_dropped: bool = False


COLUMNS = tuple(one.name for one in fields(Page))


class Copies:
    """The addresses in a data directory's ``web.db``, and the copies beside it.

    For one process at a time.
    """

    def __init__(self, data_dir: Path) -> None:
        """Open or create the file. Raises StorageError."""
        self._folder = data_dir / FOLDER
        self._path = data_dir / FILE_NAME
        with self._translated():
            make_private_directory(data_dir)
            make_private_directory(self._folder)
            create_private(self._path)
            self._db = sqlite3.connect(self._path, timeout=TIMEOUT_S)
            version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
            if version > SCHEMA:
                self._db.close()
                raise StorageError(
                    f"{self._path} was written by a newer version of career-advisor; upgrade the program."
                )
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.executescript(TABLES)
            self._db.execute(f"PRAGMA user_version = {SCHEMA}")

    def close(self) -> None:
        self._db.close()

    # --- pages ---

    def pages(self) -> dict[str, Page]:
        """All pages by address."""
        with self._translated():
            rows = self._db.execute(f"SELECT {', '.join(COLUMNS)} FROM pages ORDER BY rowid").fetchall()
        return {row[0]: replace(Page(*row), is_dropped=bool(row[-1])) for row in rows}

    def save(self, page: Page) -> None:
        marks = ", ".join("?" * len(COLUMNS))
        with self._translated(), self._db:
            self._db.execute(
                f"INSERT INTO pages ({', '.join(COLUMNS)}) VALUES ({marks}) ON CONFLICT (address) DO UPDATE SET "
                + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:]),
                astuple(page),
            )

    def forget(self, address: str) -> None:
        """Forget a page and delete its copy."""
        with self._translated(), self._db:
            row = self._db.execute("SELECT guide_id, suffix FROM pages WHERE address = ?", (address,)).fetchone()
            self._db.execute("DELETE FROM pages WHERE address = ?", (address,))
        if row and row[0]:
            with suppress(OSError):
                (self._folder / f"{row[0]}{row[1]}").unlink(missing_ok=True)

    def bury(self, address: str, sentence: str) -> None:
        """Forget a page that is gone.

        One that a sitemap still names is asked for again, and nothing is said while it stays away.
        """
        page = self.pages().get(address)
        self.forget(address)
        if page is not None and page.sitemap:
            self.save(Page(address, sitemap=page.sitemap, trouble=sentence))

    def drop_guide(self, guide_id: str) -> tuple[str, ...]:
        """Stop visiting the pages of a removed guide, and return their addresses.

        One that a sitemap names is remembered, or the sitemap would bring it back.
        """
        pages = [page for page in self.pages().values() if guide_id and page.guide_id == guide_id]
        for page in pages:
            self.forget(page.address)
            if page.sitemap:
                self.save(Page(page.address, sitemap=page.sitemap, is_dropped=True))
        return tuple(page.address for page in pages)

    # --- sitemaps and waits ---

    def sitemaps(self) -> tuple[str, ...]:
        with self._translated():
            return tuple(row[0] for row in self._db.execute("SELECT address FROM sitemaps ORDER BY rowid"))

    def follow(self, sitemap: str) -> None:
        """Read this sitemap at every refresh."""
        with self._translated(), self._db:
            self._db.execute("INSERT OR IGNORE INTO sitemaps VALUES (?)", (sitemap,))

    def unfollow(self, sitemap: str) -> tuple[Page, ...]:
        """Forget a sitemap and all pages that it named, which are returned."""
        pages = tuple(page for page in self.pages().values() if page.sitemap == sitemap)
        for page in pages:
            self.forget(page.address)
        with self._translated(), self._db:
            self._db.execute("DELETE FROM sitemaps WHERE address = ?", (sitemap,))
        return pages

    def waits(self) -> dict[str, float]:
        """Until when hosts asked not to be asked, in seconds since 1970."""
        with self._translated():
            return dict(self._db.execute("SELECT host, until FROM waits").fetchall())

    def wait(self, host: str, until: float) -> None:
        with self._translated(), self._db:
            self._db.execute("INSERT OR REPLACE INTO waits VALUES (?, ?)", (host, until))

    # --- copies ---

    def path(self, page: Page) -> Path:
        """The file of a page's copy."""
        return self._folder / f"{page.guide_id}{page.suffix}"

    def write(self, name: str, data: bytes) -> Path:
        """Write a copy as a whole or not at all."""
        path = self._folder / name
        fresh = path.with_name(f".{name}.new")
        with self._translated():
            with open(fresh, "wb", opener=open_privately) as file:
                file.write(data)
            fresh.replace(path)
        return path

    def sources(self) -> tuple[Source, ...]:
        """All good copies as sources of guides."""
        return tuple(
            Source(self.path(page).resolve(), WEB, page.place or page.address)
            for page in self.pages().values()
            if page.guide_id and self.path(page).is_file()
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, OSError) as error:
            raise StorageError(f"{self._path} or a copy beside it cannot be used ({error}).") from error


def has_copies(data_dir: Path) -> bool:
    """Whether any page of the web was ever taken in here."""
    return (data_dir / FILE_NAME).is_file()


@contextmanager
def visiting(data_dir: Path) -> Iterator[Copies]:
    """The copies, while no other process visits pages for them.

    Raises BusyError and StorageError.
    """
    try:
        make_private_directory(data_dir)
    except OSError as error:
        raise StorageError(f"The data directory {data_dir} cannot be made ({error.strerror}).") from error
    lock = FileLock(data_dir / LOCK, timeout=LOCK_TIMEOUT_S, mode=FILE_MODE)
    try:
        lock.acquire()
    except Timeout as error:
        raise BusyError(f"Another process visits web pages for {data_dir}; try again when it has finished.") from error
    except OSError as error:
        raise StorageError(f"The data directory {data_dir} cannot be written ({error.strerror}).") from error
    try:
        copies = Copies(data_dir)
        try:
            yield copies
        finally:
            copies.close()
    finally:
        lock.release()


def taken_ids(pages: Iterable[Page]) -> frozenset[str]:
    """The guide ids that pages have."""
    return frozenset(page.guide_id for page in pages if page.guide_id)


def waiting_copies(copies: Copies, entries: Iterable[Entry]) -> tuple[Source, ...]:
    """The copies that the index lacks, or has read otherwise.

    So what a stopped refresh left undone, the next one does, and a better parser reads them all again.
    """
    held = {entry.source: entry.source_hash for entry in entries}
    return tuple(
        source for source in copies.sources() if held.get(str(source.path)) != hash_source(source.path, source.address)
    )
