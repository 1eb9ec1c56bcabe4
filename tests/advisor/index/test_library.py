"""SQLite as the truth: whole guides, one state a reading, older and foreign and damaged databases."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from advisor.bootstrap import Parts
from advisor.domain import Guide
from advisor.errors import StatementError, StorageError
from advisor.index.library import BuildRecord, Entry, Library
from advisor.index.library.connection import MIGRATIONS, connect_to_write
from advisor.index.library.serialization import dump_guide, load_guide
from advisor.index.pipeline import CHUNKER
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.embed_chunks import collect_inputs, collect_vectors, encode_texts
from advisor.ingestion.parsing import parse_text
from tests.made import CountingEmbedder, ask, guide_text

PIPELINE = f"hash-64 · {CHUNKER}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def guide() -> Guide:
    return parse_text(guide_text("Welder"), name="welder.md")


def save(library: Library, guide: Guide) -> int:
    embedder = CountingEmbedder()
    chunks = chunk_guide(guide)
    vectors = encode_texts(collect_inputs(chunks), embedder, {}, lambda _: None)
    return library.save_guide(guide, PIPELINE, chunks, [collect_vectors(chunk, vectors, 64) for chunk in chunks])


def test_a_guide_comes_back_as_it_was_saved(path: Path, guide: Guide) -> None:
    with closing(Library(path)) as library:
        key = save(library, guide)
        assert library.guides([key]) == {key: guide}
        stored = library.chunks({key: guide})
        assert stored.chunks == chunk_guide(guide)
        assert library.find_guide(guide, PIPELINE) == key
        assert library.find_guide(guide, "other") is None


def test_the_record_of_a_guide_holds_all_but_its_id_version_and_text(guide: Guide) -> None:
    assert load_guide(guide.id, guide.version, guide.text, dump_guide(guide)) == guide


def test_vectors_come_back_by_chunk_and_in_the_order_asked_for(path: Path, guide: Guide) -> None:
    with closing(Library(path)) as library:
        key = save(library, guide)
        keys = library.chunks({key: guide}).keys[::-1]
        matrix = library.matrix(keys, 64)
        made = library.vectors(keys, 64)

    assert matrix.shape == (len(keys), 64)
    assert all(np.array_equal(matrix[row], made[chunk].chunk) for row, chunk in enumerate(keys))
    assert all(made[k].sentences.shape[1:] == (64,) for k in keys)


def test_more_keys_may_be_asked_for_than_a_statement_has_variables(path: Path) -> None:
    def connect(file: Path) -> sqlite3.Connection:
        connection = connect_to_write(file)
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 8)
        return connection

    with closing(Library(path, connect=connect)) as library:
        roles = [f"Welder {n}" for n in range(9)]
        guides = {}
        for role in roles:
            guide = parse_text(guide_text(role), name=f"{role}.md")
            guides[save(library, guide)] = guide
        keys = library.chunks(guides).keys
        assert len(keys) > 8
        assert library.guides(list(guides)) == guides
        assert library.untried(list(guides)) == list(guides)
        assert set(library.stacked_vectors(keys, 64).keys) == set(keys)
        assert set(library.vectors(np.array(keys).tolist(), 64)) == set(keys)
        assert len(library.words(keys).counts) >= len(keys)
        builds = [f"{n:02}" for n in range(12)]
        for build in builds:
            library.save_build(BuildRecord(build, PIPELINE, 64, ()))
        library.forget_builds(builds[1:])
        assert [library.build(build) is not None for build in builds] == [False, *[True] * 11]


def test_a_value_too_large_for_the_database_is_no_fault_of_its_file(path: Path) -> None:
    def connect(file: Path) -> sqlite3.Connection:
        connection = connect_to_write(file)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2_000)
        return connection

    guide = parse_text(guide_text("Welder") + "\n\nA welder welds at night." * 200, name="welder.md")
    with closing(Library(path, connect=connect)) as library, pytest.raises(StatementError, match=r"library\.db: .+\.$"):
        save(library, guide)


def test_a_lost_vector_is_one_sentence_with_the_remedy(path: Path, guide: Guide) -> None:
    with closing(Library(path)) as library:
        keys = library.chunks({save(library, guide): guide}).keys
        with pytest.raises(StorageError, match="lacks 1 vectors; run `advisor ingest --rebuild`"):
            library.matrix([*keys, 999], 64)


def test_a_rebuild_is_that_remedy(indexed: Parts) -> None:
    with closing(sqlite3.connect(indexed.directory.path / "library.db")) as db, db:
        db.execute("DELETE FROM vectors WHERE chunk_key = (SELECT min(chunk_key) FROM vectors)")
    with pytest.raises(StorageError, match="--rebuild"):
        indexed.indexer().repair(indexed.directory.current_build() or "")

    indexed.rebuild()

    for guide_id in ("baker", "welder"):
        assert ask(indexed, f"What is the median pay of a {guide_id}?", guide_id).citations


def test_forgetting_builds_keeps_what_the_kept_ones_serve(path: Path) -> None:
    with closing(Library(path)) as library:
        guides = [parse_text(guide_text(role), name=f"{role}.md") for role in ("Welder", "Baker", "Miner")]
        keys = [save(library, guide) for guide in guides]
        for build_id, served in (("1", keys[:1]), ("2", keys[:2]), ("3", keys[1:])):
            entries = tuple(Entry(k, guides[keys.index(k)].id, "added", str(k), "hash") for k in served)
            library.save_build(BuildRecord(build_id, PIPELINE, 64, entries))

        library.forget_builds(["3"])

        assert library.build("1") is None
        assert [entry.key for entry in library.build("3").entries] == [keys[1], keys[2]]
        assert library.chunks({keys[0]: guides[0]}).keys == ()
        assert library.find_guide(guides[0], PIPELINE) is None
        assert library.guides(keys)[keys[0]] == guides[0]  # its text stays
        assert save(library, guides[0]) == keys[0]
        assert library.chunks({keys[0]: guides[0]}).chunks == chunk_guide(guides[0])


def test_a_reading_sees_one_state_whatever_is_written_meanwhile(path: Path, guide: Guide) -> None:
    with closing(Library(path)) as writer, closing(Library(path)) as reader:
        key = save(writer, guide)
        writer.save_build(BuildRecord("1", PIPELINE, 64, (Entry(key, guide.id, "added", "x", "h"),)))
        with reader.reading():
            assert reader.build("1") is not None
            writer.forget_builds(["2"])
            assert reader.build("1") is not None
            assert len(reader.chunks({key: guide}).keys) == len(chunk_guide(guide))
        assert reader.build("1") is None
        assert reader.chunks({key: guide}).keys == ()


# --- older, newer, foreign, damaged ---


def test_an_older_database_is_upgraded_with_all_that_is_in_it(path: Path, guide: Guide) -> None:
    with closing(Library(path)) as library:
        key = save(library, guide)
    later = (*MIGRATIONS, "CREATE TABLE notes (text TEXT); INSERT INTO notes SELECT id FROM guides")

    with closing(Library(path, migrations=later)) as library:
        assert library.guides([key]) == {key: guide}

    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT text FROM notes").fetchall() == [("welder",)]
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(path: Path, guide: Guide) -> None:
    with closing(Library(path)) as library:
        key = save(library, guide)
    broken = (*MIGRATIONS, "CREATE TABLE notes (text TEXT); INSERT INTO nowhere VALUES (1)")

    with pytest.raises(StorageError, match="nowhere"):
        Library(path, migrations=broken)

    with closing(Library(path)) as library:
        assert library.guides([key]) == {key: guide}


def test_a_database_of_a_newer_program_is_refused_with_the_remedy(path: Path) -> None:
    with closing(Library(path, migrations=(*MIGRATIONS, "CREATE TABLE notes (text TEXT)"))):
        pass

    with pytest.raises(StorageError, match=r"newer version of career-advisor.*upgrade the program"):
        Library(path)


@pytest.mark.parametrize("version", [0, 1])
def test_somebody_elses_database_is_refused_and_not_touched(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE recipes (name TEXT)")
        db.execute(f"PRAGMA user_version = {version}")
    before = path.read_bytes()

    with pytest.raises(StorageError, match="is not a library of career-advisor"):
        Library(path)

    assert [*path.parent.glob("library.db*")] == [path]
    assert path.read_bytes() == before


@pytest.mark.parametrize("harm", ["noise", "cut", "zeroed page"])
def test_a_damaged_database_is_one_sentence(indexed: Parts, harm: str) -> None:
    path = indexed.directory.path / "library.db"
    whole = path.read_bytes()
    if harm == "noise":
        path.write_bytes(b"not a database " * 1000)
    elif harm == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    else:
        path.write_bytes(bytes(4096) + whole[4096:])

    for attempt in (lambda: ask(indexed, "What does a baker earn?"), lambda: indexed.ingest([])):
        with pytest.raises(StorageError, match=r"library\.db is damaged") as caught:
            attempt()
        assert "\n" not in str(caught.value)


def test_a_missing_database_is_one_sentence_and_is_not_made_by_a_reader(indexed: Parts) -> None:
    path = indexed.directory.path / "library.db"
    path.unlink()

    with pytest.raises(StorageError, match=r"library\.db is gone"):
        ask(indexed, "What does a baker earn?")
    assert not path.exists()


def test_after_a_lost_database_the_named_remedy_brings_the_guides_back(indexed: Parts) -> None:
    (indexed.directory.path / "library.db").unlink()
    with pytest.raises(StorageError, match=r"remove .*current and run `advisor ingest` again"):
        indexed.ingest([])

    indexed.directory.pointer.unlink()
    indexed.ingest([])

    assert ask(indexed, "What is the median pay of a Baker?", "baker").citations


def test_a_garbled_pointer_is_mended_by_an_ingest_and_loses_no_added_guide(indexed: Parts, tmp_path: Path) -> None:
    other = tmp_path / "miner.md"
    other.write_text(guide_text("Miner"))
    indexed.ingest([other])
    other.unlink()
    indexed.directory.pointer.write_bytes(b"\x00\x00garbage")
    with pytest.raises(StorageError, match="run `advisor ingest`"):
        ask(indexed, "What is the median pay of a Miner?")

    summary = indexed.ingest([])

    assert summary.n_encoded == 0
    assert ask(indexed, "What is the median pay of a Miner?", "miner").citations
    assert ask(indexed, "What is the median pay of a Baker?", "baker").citations


def test_the_pages_of_a_guide_come_back_and_older_records_have_none(guide: Guide) -> None:
    paged = replace(guide, pages=(0, 40))
    assert load_guide(guide.id, guide.version, guide.text, dump_guide(paged)) == paged
    assert "pages" not in dump_guide(guide), "the record of a guide without pages stays as it was"
