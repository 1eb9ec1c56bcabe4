"""What guides state is read once, at the ingest, also of guides that an older program indexed."""

import sqlite3
from contextlib import closing

from advisor.bootstrap import Parts
from advisor.index.library import FILE_NAME


def stored(parts: Parts) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(parts.directory.path / FILE_NAME)) as db:
        return db.execute("SELECT guide_key, record FROM facts ORDER BY guide_key").fetchall()


def test_facts_are_stored_with_the_guides_and_made_up_for_where_they_lack(indexed: Parts) -> None:
    before = stored(indexed)
    assert before
    with closing(sqlite3.connect(indexed.directory.path / FILE_NAME)) as db, db:
        db.execute("DELETE FROM facts")

    assert indexed.ingest([]).n_encoded == 0
    assert stored(indexed) == before
