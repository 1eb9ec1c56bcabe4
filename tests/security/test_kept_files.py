"""What is kept on the disk is its owner's alone, survives what befalls it, and its loss is told."""

import logging
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.security.attacked import HANG_S, attacked_server, environment
from tests.server.made import REMOTE, Live, build_parts, serving, wait_until, write_tailor
from tests.server.readers import Reader

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")


def open_to_others(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if stat.S_IMODE(path.lstat().st_mode) & 0o077]


@pytest.mark.process
def test_a_server_that_makes_files_for_all_by_default_makes_them_for_its_owner(tmp_path: Path) -> None:
    """Of two workers, beside an ingest; and none of them runs a module of the folder it is called in."""
    for name in ("h2", "secrets", "tempfile", "yaml", "sqlite3", "onnxruntime", "chromadb", "uvicorn", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'was-run')!r}, 'w')")
    before = set(Path(tempfile.gettempdir()).glob("career-workers-*"))
    corpus = write_tailor(tmp_path / "guides")
    more = {"SERVER_WORKERS": "2", "ADVISOR_CHAT_TOKENS_PER_DAY": "1000", "ADVISOR_PROBE_INTERVAL_S": "0.2"}
    env = environment(tmp_path, corpus, **more)
    with attacked_server(env, tmp_path, umask=0) as server:
        me = {"Authorization": f"Bearer {server.post('/api/session', {}).json()['token']}"}
        assert server.post("/api/chat", {"question": REMOTE}, **me).status_code == 200
        (shared,) = set(Path(tempfile.gettempdir()).glob("career-workers-*")) - before
        assert stat.S_IMODE(shared.lstat().st_mode) == 0o700
        assert open_to_others(server.data) == []
        # What is damaged is made anew, and a guide that changed is taken in.
        for file in (server.data / "builds").rglob("*.bin"):
            file.write_bytes(b"x" * file.stat().st_size)
        (corpus / "tailor.md").write_text((corpus / "tailor.md").read_text() + "\n- A ruler\n")
        ingest = [sys.executable, "-P", "-m", "advisor", "ingest"]
        subprocess.run(ingest, env=env, cwd=tmp_path, capture_output=True, timeout=HANG_S, check=True, umask=0)
        assert server.post("/api/chat", {"question": REMOTE}, **me).status_code == 200
        assert open_to_others(server.data) == []
    assert not (tmp_path / "was-run").exists()


@contextmanager
def kept(folder: Path, caplog: pytest.LogCaptureFixture) -> Iterator[tuple[Live, Reader]]:
    """A server that has answered, and somebody's session there; what it does not foresee fails the test."""
    parts = build_parts(folder / "data", write_tailor(folder / "guides"), probe_interval_s=0.05)
    parts.ingest([])
    with serving(parts) as live:
        reader = Reader(live).open()
        assert reader.ask(REMOTE)["status"] == "answered"
        yield live, reader
    assert [one for one in caplog.records if one.exc_info and one.levelno >= logging.ERROR] == []


def move(file: Path) -> None:
    file.rename(file.with_name("aside"))


def empty(file: Path) -> None:
    os.truncate(file, 0)


def garble(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.write(b"no database at all" * 1_000)


def replace_by_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def replace_by_link(file: Path) -> None:
    file.unlink()
    file.symlink_to("/dev/full")


def remove_log(file: Path) -> None:
    file.with_name(file.name + "-wal").unlink(missing_ok=True)
    file.with_name(file.name + "-shm").unlink(missing_ok=True)


@pytest.mark.parametrize("befall", [move, Path.unlink, empty, garble, replace_by_folder, replace_by_link, remove_log])
def test_whatever_befalls_the_conversations_questions_are_answered_and_nobody_is_told_a_lie(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, befall: Callable[[Path], None]
) -> None:
    file = tmp_path / "data" / "conversations.db"
    with kept(tmp_path, caplog) as (live, me):
        befall(file)
        told = {}
        for _ in range(4):
            answer = me.ask(REMOTE)
            assert answer["status"] == "answered"
            if not any(notice["kind"] == "not_kept" for notice in answer["notices"]):
                told[answer["conversation_id"]] = answer["id"]
        warnings = " ".join(live.get("/readyz").json()["warnings"])
        assert me.call("GET", "/api/conversations").status_code in (200, 503)
        assert me.call("DELETE", "/api/conversations/x").status_code in (404, 503)
        held = [me.call("GET", f"/api/conversations/{made}").status_code for made in told]
        assert held == [200] * len(told)
    if befall in (move, Path.unlink):
        assert "moved away or deleted" in warnings
        assert len(told) >= 3
        with closing(sqlite3.connect(file)) as db:
            assert {row[0] for row in db.execute("SELECT id FROM turns")} >= set(told.values())


@pytest.mark.parametrize("befall", [move, Path.unlink, empty, garble, replace_by_folder])
def test_whatever_befalls_the_library_is_said_and_what_can_be_answered_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, befall: Callable[[Path], None]
) -> None:
    with kept(tmp_path, caplog) as (live, _):
        version = live.get("/api/guides").json()["guides"][0]["version"]
        befall(tmp_path / "data" / "library.db")
        wait_until(lambda: "library.db" in " ".join(live.get("/readyz").json()["warnings"]), HANG_S)
        answers = [live.ask({"question": REMOTE}) for _ in range(8)]
        for query in ("", f"?v={version}&q=1-9", "?v=old"):
            assert live.get(f"/guides/tailor{query}").status_code == 200, query
        assert live.get("/").status_code == 200
        assert live.get("/api/guides/tailor").status_code == 200
        assert live.get("/api/guides/tailor?v=old").status_code in (404, 503)
    if befall in (empty, garble):  # what is read from is damaged itself
        assert all(answer.status_code == 200 or "its log says why" in answer.json()["detail"] for answer in answers)
    else:
        assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize("name", ["current", "builds", "tokens", "lock"])
def test_whatever_befalls_the_rest_of_the_folder_questions_are_answered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with kept(tmp_path, caplog) as (live, me):
        for file in (tmp_path / "data").glob(f"*{name}*"):
            if file.is_dir():
                shutil.rmtree(file)
            else:
                file.write_bytes(b"\xff\x00garbled")
        for _ in range(4):
            time.sleep(0.1)  # as long as a probe takes to look
            assert me.ask(REMOTE)["status"] == "answered"
        assert live.get("/readyz").status_code == 200


@pytest.mark.process
def test_a_start_with_a_clock_far_ahead_deletes_no_conversation(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with kept(tmp_path, caplog):
        file = tmp_path / "data" / "conversations.db"
    with closing(sqlite3.connect(file)) as db, db:
        past = time.time() - 40 * 86_400  # as the clock of the next start will have it
        db.execute("UPDATE conversations SET started_at = ?, updated_at = ?", (past, past))
        db.execute("UPDATE turns SET asked_at = ?", (past,))
        db.execute("INSERT OR REPLACE INTO keys VALUES ('clock/purged', ?)", (repr(past),))
    with attacked_server(environment(tmp_path, tmp_path / "guides"), tmp_path) as server:
        wait_until(lambda: "days ahead" in server.log.read_text(), HANG_S)
        assert "days ahead" in " ".join(server.get("/readyz").json()["warnings"])
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT count(*) FROM turns").fetchone() == (1,)
