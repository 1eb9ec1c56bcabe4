"""Who may read the data directory: its owner, whatever the umask was and whoever could before."""

import asyncio
import logging
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from advisor.bootstrap import Parts, build_conversations
from advisor.errors import StorageError
from advisor.private_files import make_private_directory, narrow
from advisor.settings import Settings
from tests.made import CountingEmbedder, ask

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def open_to_others(directory: Path) -> list[str]:
    return [str(path) for path in (directory, *directory.rglob("*")) if stat.S_IMODE(path.lstat().st_mode) & 0o077]


async def keep_something(settings: Settings) -> None:
    kept = build_conversations(settings)
    await kept.key("sessions")
    await kept.begin("somebody")
    # The log and its index exist while a connection is open.
    assert (settings.data_dir / "conversations.db-wal").exists()
    assert open_to_others(settings.data_dir) == []
    await kept.aclose()


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o027, 0o077])
def test_nothing_that_is_made_in_the_data_directory_is_open_to_others(settings: Settings, mask: int) -> None:
    with umask(mask):
        parts = Parts(settings, embedder=CountingEmbedder())
        parts.ingest([])
        asyncio.run(keep_something(settings))
        assert ask(parts, "What is the median pay of a Baker?").citations

    assert open_to_others(settings.data_dir) == []
    names = {path.name for path in settings.data_dir.iterdir()}
    assert {"library.db", "conversations.db", "current", "builds"} <= names


@pytest.mark.parametrize("opened_by", ["an ingest", "a conversation"])
def test_a_directory_that_was_open_is_closed_and_that_is_said(
    settings: Settings, caplog: pytest.LogCaptureFixture, opened_by: str
) -> None:
    Parts(settings, embedder=CountingEmbedder()).ingest([])
    asyncio.run(keep_something(settings))
    for path in (settings.data_dir, *settings.data_dir.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)

    with caplog.at_level(logging.WARNING):
        if opened_by == "an ingest":
            Parts(settings, embedder=CountingEmbedder())
        else:
            asyncio.run(keep_something(settings))

    assert open_to_others(settings.data_dir) == []
    assert sum("was open to others" in record.message for record in caplog.records) == 1


def test_a_closed_directory_is_not_spoken_of(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        Parts(settings, embedder=CountingEmbedder()).ingest([])
    assert not [record for record in caplog.records if "open to others" in record.message]


def test_a_folder_that_everybody_shares_is_refused(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    with pytest.raises(StorageError, match="set ADVISOR_DATA_DIR to a new folder"):
        narrow(shared)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give a folder away")
def test_an_open_folder_of_somebody_else_is_refused() -> None:
    script = (
        "import os, tempfile; from pathlib import Path; from advisor.private_files import narrow\n"
        "with tempfile.TemporaryDirectory(dir='/var/tmp') as theirs:\n"
        "    os.chmod(theirs, 0o755)\n"
        "    os.seteuid(65534)\n"
        "    try: narrow(Path(theirs))\n"
        "    except Exception as error: print(type(error).__name__)\n"
        "    os.seteuid(0)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout == "StorageError\n"


def test_what_a_link_leads_to_is_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("x")
    elsewhere.chmod(0o644)
    directory = tmp_path / "data"
    make_private_directory(directory)
    (directory / "link").symlink_to(elsewhere)

    narrow(directory)

    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


def test_the_signing_key_is_readable_by_its_owner_only(settings: Settings) -> None:
    with umask(0o000):
        asyncio.run(keep_something(settings))
    file = settings.data_dir / "conversations.db"
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT count(*) FROM keys").fetchone() == (1,)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
