"""The folder of one server's workers is never taken for one that a killed server left."""

import threading
from pathlib import Path

import pytest

from server.workers import supervisor
from server.workers.supervisor import LOCK, shared_folder

N_SERVERS, N_STARTS = 8, 60


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(supervisor.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_servers_that_start_at_the_same_time_leave_each_other_their_folders(temporary: Path) -> None:
    lost: list[str] = []
    together = threading.Barrier(N_SERVERS)

    def start() -> None:
        try:
            for _ in range(N_STARTS):
                together.wait()
                with shared_folder() as folder:
                    (folder / "socket").touch()
                    together.wait()  # all have started
                    if not (folder / "socket").exists():
                        lost.append(folder.name)
        except Exception as error:  # told below
            lost.append(repr(error))
            together.abort()

    servers = [threading.Thread(target=start) for _ in range(N_SERVERS)]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    assert not lost
    assert not list(temporary.iterdir())


def test_the_folder_of_a_server_that_was_killed_is_removed_and_a_folder_without_a_lock_is_left(temporary: Path) -> None:
    killed, other = (temporary / f"{supervisor.FOLDER_PREFIX}{name}" for name in ("killed", "other"))
    for folder in (killed, other):
        folder.mkdir()
    (killed / LOCK).touch()
    with shared_folder() as folder:
        assert not killed.exists()
        assert other.exists()
        assert folder.stat().st_mode & 0o777 == 0o700
