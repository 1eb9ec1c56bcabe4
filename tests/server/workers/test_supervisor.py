"""Two workers on one address share sessions, conversations, limits and streams, and survive each other's death."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.server.made import HELD, REMOTE, STREAM, index_tailor, read_events, wait_until, write_tailor
from tests.server.test_server_command import HANG_S, ROOT, started

pytestmark = pytest.mark.process

N_WORKERS = 2


@dataclass
class Pair:
    """A server of two workers, with the connections that were made to it."""

    process: "subprocess.Popen[str]"
    url: str
    release: Path
    env: dict[str, str]
    clients: list[httpx.Client] = field(default_factory=list)

    def client(self, worker: str = "", *, but: str = "") -> tuple[str, httpx.Client]:
        """A new kept connection, to a worker of this name, or to one of any other name than ``but``; with the name.

        Whoever is not wanted stands still while it is made: of those that wait, one may be the first each time.
        """

        def is_wanted(name: str) -> bool:
            return name != but and worker in ("", name)

        wait_until(lambda: any(map(is_wanted, self.pids())), HANG_S)
        client = httpx.Client(base_url=self.url, timeout=HANG_S)
        self.clients.append(client)
        unwanted = [psutil.Process(pid) for name, pid in self.pids().items() if not is_wanted(name)]
        with ExitStack() as standing:
            for process in unwanted:
                if process.status() != psutil.STATUS_STOPPED:  # by the test itself, which wants it to remain so
                    process.suspend()
                    standing.callback(process.resume)
            client.get("/healthz")
        name = client.post("/api/chat", json={"question": REMOTE}).json()["id"][:8]
        assert is_wanted(name)
        return name, client

    def at(self, worker: str) -> httpx.Client:
        """A new connection each time, since the server closes those that idle."""
        return self.client(worker)[1]

    def sockets(self) -> dict[int, Path]:
        """The socket that each worker has for the others, by its process."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            sockets = [str(c.laddr) for c in child.net_connections("unix") if str(c.laddr).endswith(".sock")]
            if sockets:
                found[child.pid] = Path(sockets[0])
        return found

    def pids(self) -> dict[str, int]:
        """The process of each worker by its name, which is that of its socket."""
        return {path.stem: pid for pid, path in self.sockets().items()}


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    data, corpus = index_tailor(tmp_path)
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SERVER_PORT": "0",
        "SERVER_WORKERS": str(N_WORKERS),
        "SERVER_LIMIT_PER_SESSION": "40",
        "SERVER_STUCK_AFTER_S": "5",
        "SERVER_SHUTDOWN_GRACE_S": "2",
    }
    with started(env, "tests.server.slow_workers", str(data), str(corpus)) as (process, url):
        server = Pair(process, url, data / "release", env)
        yield server
        for client in server.clients:
            client.close()
        process.send_signal(signal.SIGTERM)
        process.wait(HANG_S)


def session(client: httpx.Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.post('/api/session', json={}).json()['token']}"}


def stream(client: httpx.Client, headers: dict[str, str]) -> Any:
    return client.stream("POST", "/api/chat", json={"question": HELD}, headers=headers | STREAM)


def test_workers_share_sessions_conversations_streams_and_limits_and_outlive_each_other(pair: Pair) -> None:
    first, one = pair.client()
    second, two = pair.client(but=first)
    me, you = session(one), session(two)

    # A conversation goes on at the other worker.
    answer = one.post("/api/chat", json={"question": REMOTE}, headers=me).json()
    made = answer["conversation_id"]
    further = (
        pair.at(second).post("/api/chat", json={"question": "And the pay?", "conversation_id": made}, headers=me).json()
    )
    assert (further["conversation_id"], further["id"][:8]) == (made, second)

    # A stream that was cut at one is resumed at the other, with every event once; nobody else finds it at either.
    with stream(pair.at(first), me) as cut:
        events = read_events(cut.iter_lines())
        start, last = next(events).data, next(events).id
    for client in (pair.at(first), pair.at(second)):
        assert client.get(f"/api/chat/{start['id']}", headers=you).status_code == 404
        assert client.post(f"/api/chat/{start['id']}/cancel", headers=you).status_code == 404
    with pair.at(second).stream("GET", f"/api/chat/{start['id']}", headers=me | {"Last-Event-ID": last}) as resumed:
        pair.release.touch()
        rest = list(read_events(resumed.iter_lines()))
    odd = {"Last-Event-ID": f"{start['id']}:\u0663".encode()}
    assert pair.at(second).get(f"/api/chat/{start['id']}", headers=me | odd).text.count("event: done") == 1
    for tail in ("%0A", "%3Fa%23b", "%ff", "%E2%80%A8", "%00", "%25"):
        assert pair.at(second).get(f"/api/chat/{first}{tail}", headers=me).status_code == 404
    n_read = int(last.rpartition(":")[2])
    assert [event.id for event in rest] == [f"{start['id']}:{n_read + 1 + n}" for n in range(len(rest))]
    assert rest[-1].name == "done"
    pair.release.unlink()

    # What one has begun, the other calls off; what is deleted at one, the other stops.
    for method, path in (("POST", "/api/chat/{id}/cancel"), ("DELETE", "/api/conversations/{conversation_id}")):
        with stream(pair.at(first), me) as called_off:
            events = read_events(called_off.iter_lines())
            begun = next(events).data
            assert pair.at(second).request(method, path.format(**begun), headers=me).status_code == 204
            (end,) = [event for event in events if event.name in ("done", "error")]
            assert (end.name, end.data["status"]) == ("error", 499)

    # A worker that dies takes no stream of another with it and no conversation, and is replaced.
    with stream(pair.at(second), me) as surviving:
        events = read_events(surviving.iter_lines())
        assert next(events).name == "start"
        os.kill(pair.pids()[first], signal.SIGKILL)
        wait_until(lambda: first not in pair.pids())
        pair.release.touch()
        assert list(events)[-1].name == "done"
    held = pair.at(second).get(f"/api/conversations/{made}", headers=me).json()
    assert [turn["answer"]["id"] for turn in held["turns"]] == [answer["id"], further["id"]]
    third, three = pair.client(but=second)
    assert third != first
    asked = {"question": "And the tools?", "conversation_id": made}
    assert three.post("/api/chat", json=asked, headers=me).json()["conversation_id"] == made

    # Both count towards one limit.
    two, three = pair.at(second), pair.at(third)
    fresh = session(two)
    statuses = [client.get("/api/guides", headers=fresh).status_code for _ in range(25) for client in (two, three)]
    assert statuses[:38] == [200] * 38
    assert 429 in statuses[38:]


def test_a_worker_that_stands_still_costs_others_seconds_and_is_replaced(pair: Pair) -> None:
    first, one = pair.client()
    second, _ = pair.client(but=first)
    me = session(one)
    made = one.post("/api/chat", json={"question": REMOTE}, headers=me).json()["conversation_id"]
    folder = next(iter(pair.sockets().values())).parent

    # A match that keeps the interpreter lock, and a process that was stopped: neither sends beats any more.
    for freeze in (lambda pid, client: ask_and_leave(client), lambda pid, client: os.kill(pid, signal.SIGSTOP)):
        stuck, client = pair.client(but=second)
        pid = pair.pids()[stuck]
        freeze(pid, client)
        lost = pair.at(second).get(f"/api/chat/{stuck}0123456789", headers=me)
        assert (lost.status_code, "ask again" in lost.json()["detail"]) == (404, True)
        assert pair.at(second).delete(f"/api/conversations/{made}", headers=me).status_code == 204
        made = pair.at(second).post("/api/chat", json={"question": REMOTE}, headers=me).json()["conversation_id"]
        wait_until(lambda pid=pid: not psutil.pid_exists(pid), HANG_S)
        assert pair.client(but=second)[0] not in (stuck, second)
        assert {path.stem for path in folder.glob("*.sock")} == set(pair.pids())
    pair.process.send_signal(signal.SIGTERM)
    errors = pair.process.communicate(timeout=HANG_S)[1]
    assert errors.count("gave no sign of life") == 2
    assert 'slow_worker.py", line' in errors  # where the first one stood
    assert not folder.exists()


def test_workers_that_all_stand_still_are_all_replaced(pair: Pair) -> None:
    stuck = psutil.Process(pair.process.pid).children()
    for child in stuck:
        child.suspend()
    psutil.wait_procs(stuck, HANG_S)
    wait_until(lambda: len(pair.sockets()) == N_WORKERS, HANG_S)
    assert pair.client()[1].get("/readyz").status_code == 200
    pair.process.send_signal(signal.SIGTERM)
    errors = pair.process.communicate(timeout=HANG_S)[1]
    assert errors.count("gave no sign of life") == N_WORKERS


def ask_and_leave(client: httpx.Client) -> None:
    """Send the question that freezes whoever answers it."""
    with pytest.raises(httpx.ReadTimeout):
        client.post("/api/chat", json={"question": "Can a frozen tailor work from home?"}, timeout=0.5)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_who_waits_for_a_worker_that_dies_is_told_to_ask_again(pair: Pair, number: signal.Signals) -> None:
    name, one = pair.client()
    _, other = pair.client(but=name)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(one.post, "/api/chat", json={"question": HELD})
        wait_until(pair.release.with_name("held").exists, HANG_S)
        os.kill(pair.pids()[name], number)
        told = asked.result(HANG_S)
    assert (told.status_code, "ask again" in told.json()["detail"]) == (503, True)
    assert told.headers["retry-after"] == "1"
    assert other.post("/api/chat", json={"question": REMOTE}).json()["status"] == "answered"


def test_sigterm_ends_a_server_whose_workers_all_stand_still(pair: Pair) -> None:
    children = psutil.Process(pair.process.pid).children()
    for child in children:
        child.suspend()
    pair.process.send_signal(signal.SIGTERM)
    assert pair.process.wait(HANG_S) == 0
    assert not any(child.is_running() for child in children)


def test_what_a_killed_server_left_is_removed_at_the_next_start(pair: Pair, tmp_path: Path) -> None:
    (folder,) = {path.parent for path in pair.sockets().values()}
    children = psutil.Process(pair.process.pid).children()
    pair.process.kill()
    psutil.wait_procs(children, HANG_S)
    assert folder.exists()
    with started(pair.env, "tests.server.slow_workers", str(tmp_path / "data"), str(tmp_path / "guides")):
        assert not folder.exists()


def test_workers_run_no_module_of_the_directory_they_are_started_in(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SERVER_PORT": "0", "SERVER_WORKERS": "2"}
    folder = tmp_path / "started-here"
    folder.mkdir()
    for name in ("h2", "secrets", "tempfile", "prometheus_client"):
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'was-run')!r}, 'w')")
    root, data, corpus = (str(path) for path in (ROOT, *index_tailor(tmp_path)))
    code = (  # the directory is taken off the path of the supervisor, as it is for an installed command
        f"import sys; sys.path[0] = {root!r}; import tests.server.slow_workers as it; it.main({data!r}, {corpus!r})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=env, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    errors = process.communicate(timeout=HANG_S)[1]
    assert "is ready" in line, errors
    assert not (tmp_path / "was-run").exists()


def test_workers_that_cannot_start_end_the_server_with_their_sentence(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SERVER_PORT": "0", "SERVER_WORKERS": "2"}
    env |= {"ADVISOR_DATA_DIR": str(tmp_path / "data"), "ADVISOR_CORPUS_DIR": str(write_tailor(tmp_path / "guides"))}
    env |= {"ADVISOR_EMBED_MODEL": "hash", "ADVISOR_DATABASE_URL": "mysql://me@host/db"}
    done = subprocess.run(
        [sys.executable, "-m", "server"], env=env, text=True, capture_output=True, timeout=HANG_S, check=False
    )
    assert done.returncode == 2
    assert "ADVISOR_DATABASE_URL" in done.stderr
