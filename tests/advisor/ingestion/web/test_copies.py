"""The last good copies and what is known of their addresses."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from advisor.errors import BusyError, StorageError
from advisor.index.library import Entry
from advisor.ingestion.sources import WEB, hash_source
from advisor.ingestion.web.copies import Copies, Page, has_copies, visiting, waiting_copies

A = Page(
    "https://example.org/a", "a", ".html", "https://example.org/a", "https://example.org/map", '"1"', "now", "b", "t"
)


def test_what_was_saved_is_there_after_a_restart(tmp_path: Path) -> None:
    assert not has_copies(tmp_path)
    with closing(Copies(tmp_path)) as copies:
        copies.save(A)
        copies.write("a.html", b"words")
        copies.follow("https://example.org/map")
        copies.wait("example.org", 7.5)
    with closing(Copies(tmp_path)) as copies:
        assert copies.pages() == {A.address: A}
        assert copies.sitemaps() == ("https://example.org/map",)
        assert copies.waits() == {"example.org": 7.5}
        (source,) = copies.sources()
        assert (source.origin, source.address, source.path.read_bytes()) == (WEB, A.place, b"words")
    assert has_copies(tmp_path)


def test_copies_are_for_their_owner_alone(tmp_path: Path) -> None:
    with closing(Copies(tmp_path / "data")) as copies:
        path = copies.write("a.html", b"words")
        for made in (path, path.parent, tmp_path / "data" / "web.db"):
            assert made.stat().st_mode & 0o077 == 0


def test_a_removed_guide_is_not_brought_back_by_its_sitemap(tmp_path: Path) -> None:
    with closing(Copies(tmp_path)) as copies:
        copies.save(A)
        path = copies.write("a.html", b"words")
        assert copies.drop_guide("a") == (A.address,)
        assert copies.drop_guide("") == ()
        assert not path.exists()
        assert copies.pages() == {A.address: Page(A.address, sitemap=A.sitemap, is_dropped=True)}
        assert [page.address for page in copies.unfollow(A.sitemap)] == [A.address]
        assert copies.pages() == {}


def test_only_copies_that_the_index_lacks_or_reads_otherwise_wait(tmp_path: Path) -> None:
    with closing(Copies(tmp_path)) as copies:
        copies.save(A)
        copies.write("a.html", b"words")
        (source,) = copies.sources()
        entry = Entry(1, "a", WEB, str(source.path), hash_source(source.path, source.address))
        assert waiting_copies(copies, ()) == (source,)
        assert waiting_copies(copies, [entry]) == ()
        copies.write("a.html", b"other words")
        assert waiting_copies(copies, [entry]) == (source,)


def test_two_processes_do_not_visit_at_once(tmp_path: Path) -> None:
    with visiting(tmp_path), pytest.raises(BusyError, match="Another process visits"), visiting(tmp_path):
        pass
    with visiting(tmp_path):
        pass


@pytest.mark.parametrize("spoil", ["newer", "damaged", "folder"])
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, spoil: str) -> None:
    file = tmp_path / "web.db"
    if spoil == "newer":
        with closing(sqlite3.connect(file)) as db:
            db.execute("PRAGMA user_version = 99")
    elif spoil == "damaged":
        file.write_bytes(b"no database" * 500)
    else:
        file.mkdir()
    tmp_path.chmod(0o700)
    with pytest.raises(StorageError, match=r"web\.db"):
        Copies(tmp_path)
