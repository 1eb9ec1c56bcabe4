"""The data directory: one writer, an atomic pointer, nothing left lying about."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.errors import BusyError, StorageError
from advisor.index.data_directory import DataDirectory, new_build_id

HOLDER = """
import sys
from pathlib import Path
from advisor.index.data_directory import DataDirectory
with DataDirectory(Path(sys.argv[1])).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def directory(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "data")


def test_nothing_is_made_by_looking(directory: DataDirectory) -> None:
    assert directory.kept_builds() == ()
    assert directory.current_build() is None
    directory.check_free()
    assert not directory.path.exists()


def test_the_last_two_builds_are_kept_newest_first(directory: DataDirectory) -> None:
    directory.create()
    ids = [new_build_id() for _ in range(3)]

    kept = [directory.switch_to(build_id) for build_id in ids]

    assert kept == [(ids[0],), (ids[1], ids[0]), (ids[2], ids[1])]
    assert directory.kept_builds() == (ids[2], ids[1])


def test_build_ids_are_never_given_twice() -> None:
    assert len({new_build_id() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "garbage",
    [
        *(b"", b"{", b"[]", b"{}", b"null", b"\xff\xfe", b"\x00" * 100),
        *(b'{"builds": []}', b'{"builds": 3}', b'{"builds": [3]}', b'{"builds": "abc"}', b'{"builds": ["../../etc"]}'),
    ],
)
def test_a_garbled_pointer_is_one_sentence_and_is_written_anew_by_the_next_switch(
    directory: DataDirectory, garbage: bytes
) -> None:
    directory.create()
    directory.pointer.write_bytes(garbage)
    build = directory.path / "builds" / "0001-aa"
    build.mkdir(parents=True)

    with pytest.raises(StorageError, match="cannot be read; run `advisor ingest`"):
        directory.current_build()
    directory.sweep()
    assert build.exists()

    assert directory.switch_to("0002-bb") == ("0002-bb",)
    assert json.loads(directory.pointer.read_bytes()) == {"builds": ["0002-bb"]}


@pytest.mark.process
def test_a_second_writer_is_told_and_the_place_is_free_again_when_the_first_is_killed(directory: DataDirectory) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(directory.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(BusyError, match="Another process is writing"), directory.writing():
                pass
            with pytest.raises(BusyError):
                directory.check_free()
        finally:
            holder.kill()
    with directory.writing():
        pass


def test_a_data_directory_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")

    with pytest.raises(StorageError, match="data cannot be made"), DataDirectory(tmp_path / "data").writing():
        pass


def test_a_pointer_that_cannot_be_written_leaves_the_old_one(directory: DataDirectory) -> None:
    directory.create()
    directory.switch_to("0001-aa")
    (directory.path / "current.new").mkdir()  # in the way of the new pointer

    with pytest.raises(StorageError, match="could not be switched to"):
        directory.switch_to("0002-bb")

    assert directory.current_build() == "0001-aa"
