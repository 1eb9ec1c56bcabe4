"""Records under hashed names: bounded in number and age, shared by processes, and never in anybody's way."""

import logging
import multiprocessing
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from advisor.answering.answer_file import DAY_S, MAX_RECORD_CHARS, TOUCH_AFTER_S, AnswerFile


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "answers.db"


@pytest.fixture
def file(path: Path, clock: Clock) -> AnswerFile:
    return AnswerFile(path, keep_days=30, limit_records=3, clock=clock)


def names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [name for (name,) in db.execute("SELECT name FROM records ORDER BY name")]


def test_a_record_is_found_by_its_name_alone_and_replaced_by_a_newer(file: AnswerFile) -> None:
    file.put("a", "build", "one")
    file.put("b", "build", "two")
    file.put("a", "build", "three")
    assert (file.get("a"), file.get("b"), file.get("c")) == ("three", "two", None)
    file.drop("a")
    assert file.get("a") is None


def test_the_file_and_its_folder_are_for_their_owner_alone(file: AnswerFile, path: Path) -> None:
    file.put("a", "build", "one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_is_made_before_something_is_kept(file: AnswerFile, path: Path) -> None:
    assert file.get("a") is None
    file.purge(["build"])
    assert not path.parent.exists()


def test_the_ones_used_longest_ago_go_first(file: AnswerFile, clock: Clock, path: Path) -> None:
    for name in "abc":
        file.put(name, "build", name)
        clock.now += TOUCH_AFTER_S + 1
    assert file.get("a") == "a"
    file.put("d", "build", "d")
    assert names(path) == ["a", "c", "d"]


def test_a_record_goes_when_its_days_are_over_however_often_it_is_used(
    file: AnswerFile, clock: Clock, path: Path
) -> None:
    file.put("a", "build", "one")
    for _ in range(30):
        assert file.get("a") == "one"
        clock.now += DAY_S
    assert file.get("a") == "one"
    clock.now += 1
    assert file.get("a") is None
    file.purge(["build"])
    assert names(path) == []


def test_keeping_another_deletes_what_is_too_old(file: AnswerFile, clock: Clock, path: Path) -> None:
    file.put("a", "build", "one")
    clock.now += 31 * DAY_S
    file.put("b", "build", "two")
    assert names(path) == ["b"]


def test_a_record_of_a_future_that_did_not_come_is_none(file: AnswerFile, clock: Clock) -> None:
    clock.now += 400 * DAY_S
    file.put("a", "build", "one")
    clock.now -= 400 * DAY_S
    assert file.get("a") is None


def test_records_of_builds_that_do_not_serve_go(file: AnswerFile, path: Path) -> None:
    for build in ("old", "kept", "new"):
        file.put(build, build, "one")
    file.purge(["kept", "new"])
    assert names(path) == ["kept", "new"]


def test_what_is_deleted_is_overwritten(file: AnswerFile, path: Path) -> None:
    file.put("a", "build", "a word that tells on somebody")
    assert b"tells on somebody" in path.read_bytes()
    file.drop("a")
    assert b"tells on somebody" not in path.read_bytes()


def test_a_record_that_was_changed_is_none_and_deleted(file: AnswerFile, path: Path) -> None:
    file.put("a", "build", "one")
    file.put("b", "build", "two")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE records SET record = 'three' WHERE name = 'a'")
        db.execute("UPDATE records SET name = 'c' WHERE name = 'b'")
    assert (file.get("a"), file.get("c")) == (None, None)
    assert names(path) == []


def test_a_record_too_long_is_not_kept(file: AnswerFile, path: Path) -> None:
    file.put("a", "build", "x" * (MAX_RECORD_CHARS + 1))
    assert not path.exists()


def test_another_versions_table_is_made_anew(file: AnswerFile, path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE records (name TEXT, words TEXT)")
        db.execute("INSERT INTO records VALUES ('a', 'of old')")
    assert file.get("a") is None
    file.put("a", "build", "one")
    assert file.get("a") == "one"


def test_a_damaged_file_is_a_miss_said_once_until_it_is_deleted(
    file: AnswerFile, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database, it is a sentence" * 100)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            file.put("a", "build", "one")
            assert file.get("a") is None
            file.purge(["build"])
    assert [str(path) in record.message for record in caplog.records] == [True]
    path.unlink()
    file.put("a", "build", "one")
    assert file.get("a") == "one"


def test_a_locked_file_is_a_miss_said_once(file: AnswerFile, path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.put("a", "build", "one")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with caplog.at_level(logging.WARNING):
            assert file.get("a") is None
            file.put("b", "build", "two")
        other.execute("ROLLBACK")
    assert len(caplog.records) == 1
    assert "locked" in caplog.records[0].message
    assert file.get("a") == "one"


def test_a_folder_that_nobody_can_reach_is_a_miss(file: AnswerFile, path: Path) -> None:
    path.parent.symlink_to(path.parent)
    file.put("a", "build", "one")
    assert file.get("a") is None


def test_a_place_that_can_be_no_folder_is_a_miss_said_once(
    path: Path, file: AnswerFile, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        file.put("a", "build", "one")
        file.put("b", "build", "two")
    assert file.get("a") is None
    assert len(caplog.records) == 1


def test_a_use_that_cannot_be_noted_is_no_miss(file: AnswerFile, path: Path, clock: Clock) -> None:
    file.put("a", "build", "one")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TRIGGER full BEFORE UPDATE ON records BEGIN SELECT RAISE(FAIL, 'disk is full'); END")
    clock.now += TOUCH_AFTER_S + 1
    assert file.get("a") == "one"


def _put_many(path: Path, who: int) -> None:
    file = AnswerFile(path, keep_days=30)
    for n in range(20):
        file.put(f"{who}-{n}", "build", "one")
        file.get(f"{who}-{n}")


@pytest.mark.process
def test_several_processes_keep_records_at_once(path: Path) -> None:
    children = [multiprocessing.get_context("spawn").Process(target=_put_many, args=(path, who)) for who in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    file = AnswerFile(path, keep_days=30)
    found = [file.get(f"{who}-{n}") for who in range(3) for n in range(20)]
    assert found.count("one") > 30  # one that waited in vain for its turn is none
