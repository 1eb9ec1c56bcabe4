"""A file of conversations that goes away while it is served, and a clock that leaps."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from advisor.conversations import DAY_S, SEEN, Conversations, queries
from advisor.conversations.database import build_database
from advisor.conversations.queries import Change
from advisor.conversations.sqlite import FILE_NAME
from advisor.errors import StorageError
from tests.advisor.conversations.made import Clock, answer, use

ME = "owner-me"


def n_turns(file: Path) -> int:
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(db.execute("SELECT count(*) FROM turns").fetchone()[0])


@pytest.mark.parametrize("fate", ["moved", "deleted", "moved with its log", "the whole folder moved"])
def test_a_file_that_goes_away_while_it_is_served_is_begun_anew_and_that_is_said(
    data_dir: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, fate: str
) -> None:
    file, aside = data_dir / FILE_NAME, tmp_path / "aside"
    aside.mkdir()

    async def talk(kept: Conversations) -> None:
        first = await kept.begin(ME)
        assert await kept.keep(first, ME, answer("a1"))
        assert kept.warnings == ()
        if fate == "deleted":
            file.unlink()
        elif fate == "the whole folder moved":
            shutil.move(data_dir, aside / "data")
        else:
            file.rename(aside / FILE_NAME)
            if fate == "moved with its log":
                for suffix in ("-wal", "-shm"):
                    file.with_name(FILE_NAME + suffix).rename(aside / f"{FILE_NAME}{suffix}")

        assert not await kept.keep(first, ME, answer("a2"))  # it is not said to be kept where it was
        second = await kept.begin(ME)
        assert await kept.keep(second, ME, answer("a3"))
        (warning,) = kept.warnings
        assert "moved away or deleted" in warning
        assert warning in caplog.text

    use(data_dir, "", talk)

    assert n_turns(file) == 1
    moved = {"moved": aside / FILE_NAME, "the whole folder moved": aside / "data" / FILE_NAME}.get(fate)
    if moved:
        assert n_turns(moved) == 1


def test_another_file_put_in_its_place_is_used_from_then_on(data_dir: Path, tmp_path: Path) -> None:
    async def make(kept: Conversations) -> None:
        await kept.keep(await kept.begin(ME, conversation_id="c1"), ME, answer("a1"))
        await kept.key("sessions")

    use(data_dir, "", make)
    backup = tmp_path / "backup.db"
    backup.write_bytes((data_dir / FILE_NAME).read_bytes())

    async def restore(kept: Conversations) -> None:
        await kept.delete_all(ME)
        key = await kept.key("sessions")
        backup.rename(data_dir / FILE_NAME)
        with closing(sqlite3.connect(data_dir / FILE_NAME)) as db, db:
            db.execute("UPDATE keys SET value = ? WHERE name = 'sessions'", ("ab" * 32,))
        assert [one.id for one in await kept.list(ME)] == ["c1"]
        assert await kept.key("sessions") == bytes.fromhex("ab" * 32) != key
        assert "another one is at its place" in kept.warnings[0]

    use(data_dir, "", restore)


def test_processes_that_share_the_file_begin_one_new_one(data_dir: Path) -> None:
    async def talk(kept: Conversations) -> None:
        others = [Conversations(build_database(data_dir)) for _ in range(4)]
        everybody = [kept, *others]
        key = await kept.key("sessions")
        for one in everybody:
            await one.keep(await one.begin(ME), ME, answer(f"before-{id(one)}"))
        (data_dir / FILE_NAME).rename(data_dir / "old.db")
        begun = await asyncio.gather(*(one.begin(ME) for one in everybody))
        kept_all = await asyncio.gather(
            *(one.keep(c, ME, answer(f"after-{n}")) for n, (one, c) in enumerate(zip(everybody, begun, strict=True)))
        )
        assert all(kept_all)
        late = Conversations(build_database(data_dir))  # as of a worker that is started then
        assert {await one.key("sessions") for one in (*everybody, late)} == {key}
        for one in (*others, late):
            await one.aclose()

    use(data_dir, "", talk)
    assert n_turns(data_dir / FILE_NAME) == 5
    assert n_turns(data_dir / "old.db") == 5


def test_a_clock_far_ahead_at_the_start_deletes_nothing_at_once_and_says_so(
    data_dir: Path, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()

    async def before(kept: Conversations) -> None:
        for _ in range(29):
            await kept.keep(await kept.begin(ME), ME, answer(f"a{clock.now}"))
            clock.now += DAY_S

    async def after(kept: Conversations) -> None:
        clock.now += 60
        await kept.begin(ME)  # a reader comes while the clock is wrong
        assert await kept.purge(30) == 0
        assert "days ahead" in caplog.text
        assert any("days ahead" in warning for warning in kept.warnings)
        clock.now += 3_600
        assert await kept.purge(30) <= 1
        assert len(await kept.list(ME)) >= 29

    use(data_dir, database_url, before, clock)
    clock.now += 40 * DAY_S
    use(data_dir, database_url, after, clock)


def test_what_was_stopped_for_long_catches_up_day_by_day(data_dir: Path) -> None:
    clock = Clock()

    async def before(kept: Conversations) -> None:
        await kept.begin(ME)
        await kept.purge(30)

    async def after(kept: Conversations) -> None:
        for _ in range(50):
            await kept.purge(30)
            clock.now += 3_600
        assert await kept.list(ME) == ()
        assert kept.warnings == ()

    use(data_dir, "", before, clock)
    clock.now += 40 * DAY_S
    use(data_dir, "", after, clock)


def test_many_processes_catch_up_no_faster_than_one(data_dir: Path) -> None:
    clock = Clock()

    async def before(kept: Conversations) -> None:
        for n in range(29):
            await kept.keep(await kept.begin(ME), ME, answer(f"a{n}"))
            clock.now += DAY_S
        await kept.purge(30)

    async def after(kept: Conversations) -> None:
        workers = [kept, *(Conversations(build_database(data_dir), clock=clock) for _ in range(7))]
        for _ in range(3):
            assert sum([await one.purge(30) for one in workers]) <= 1
            clock.now += 3_600
        assert len(await kept.list(ME)) >= 20
        for one in workers[1:]:
            await one.aclose()

    use(data_dir, "", before, clock)
    clock.now += 40 * DAY_S
    for _ in range(3):  # and starting again is no way to be faster
        use(data_dir, "", after, clock)


def test_what_an_earlier_program_noted_of_the_clock_is_understood(data_dir: Path) -> None:
    clock = Clock()

    async def before(kept: Conversations) -> None:
        await kept.begin(ME)
        await kept._database.write(Change(queries.PUT_KEY, {"name": SEEN, "value": repr(clock.now)}))

    async def after(kept: Conversations) -> None:
        assert await kept.purge(30) == 0
        assert "days ahead" in kept.warnings[0]

    use(data_dir, "", before, clock)
    clock.now += 40 * DAY_S
    use(data_dir, "", after, clock)


def test_a_clock_that_was_set_right_again_is_believed(data_dir: Path) -> None:
    clock = Clock()

    async def go(kept: Conversations) -> None:
        await kept.begin(ME)
        clock.now -= 400 * DAY_S
        assert await kept.purge(30) == 0
        assert kept.warnings == ()

    use(data_dir, "", go, clock)


def test_the_keys_outlive_failures_to_begin_a_new_file(data_dir: Path, tmp_path: Path) -> None:
    async def talk(kept: Conversations) -> None:
        keys = [await kept.key("sessions"), await kept.key("links")]
        (data_dir / FILE_NAME).rename(tmp_path / "aside.db")
        (data_dir / FILE_NAME).mkdir()
        for _ in range(3):
            with pytest.raises(StorageError):
                await kept.list(ME)
        (data_dir / FILE_NAME).rmdir()
        assert await kept.list(ME) == ()
        assert [await kept.key("sessions"), await kept.key("links")] == keys
        late = Conversations(build_database(data_dir))  # as of a worker that is started then
        assert [await late.key("sessions"), await late.key("links")] == keys
        await late.aclose()

    use(data_dir, "", talk)


def test_a_failure_is_told_until_a_write_succeeds_and_logged_once(
    data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data_dir.mkdir(exist_ok=True)
    (data_dir / FILE_NAME).mkdir()

    async def talk(kept: Conversations) -> None:
        for _ in range(3):
            with pytest.raises(StorageError):
                await kept.begin(ME)
        (warning,) = kept.warnings
        assert FILE_NAME in warning
        assert caplog.text.count(f"{warning} Answers are given and not kept.") == 1
        (data_dir / FILE_NAME).rmdir()
        await kept.begin(ME)
        assert kept.warnings == ()

    use(data_dir, "", talk)
