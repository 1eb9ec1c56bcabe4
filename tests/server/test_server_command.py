"""The advisor-server command as an operator meets it: in a process of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.server.made import HELD, REMOTE, STREAM, read_events, write_tailor

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[2]
HANG_S = 60


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment with an empty data directory, the tailor's guide as corpus, and any free port."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "ADVISOR_DATA_DIR": str(tmp_path / "data"),
        "ADVISOR_CORPUS_DIR": str(write_tailor(tmp_path / "guides")),
        "ADVISOR_EMBED_MODEL": "hash",
        "SERVER_PORT": "0",
        "SERVER_SHUTDOWN_GRACE_S": "2",
    }


@contextmanager
def started(env: dict[str, str], *command: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address, once it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command], env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(r"Career advisor is ready at (http://127\.0\.0\.1:\d+)\n", line)
        assert found, (line, process.stderr and process.stderr.read())
        yield process, found[1]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def refusal(env: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Exit status and the one sentence of a server that does not start."""
    done = subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        env=env,
        text=True,
        capture_output=True,
        timeout=HANG_S,
        check=False,
    )
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return done.returncode, lines[0]


def test_an_empty_machine_ends_with_the_address_printed_and_the_page_answering(env: dict[str, str]) -> None:
    with started(env, "server") as (process, url):
        assert httpx.get(f"{url}/readyz", timeout=HANG_S).status_code == 200
        assert "Ask about the Tailor career" in httpx.get(url, timeout=HANG_S).text
        answer = httpx.post(f"{url}/api/chat", json={"question": REMOTE}, timeout=HANG_S).json()
        assert answer["status"] == "answered"
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=HANG_S)
    assert process.returncode == 0
    assert output == ""
    for line in errors.splitlines():
        assert {"time", "level", "logger", "message"} <= set(json.loads(line))
    assert REMOTE not in errors


def test_several_workers_end_on_a_signal_and_say_nothing_but_their_log(env: dict[str, str]) -> None:
    with started(env, "server", "--workers", "2") as (process, url):
        assert httpx.get(f"{url}/healthz", timeout=HANG_S).status_code == 200
        process.terminate()
        _, errors = process.communicate(timeout=HANG_S)
    assert process.returncode == 0
    assert errors
    for line in errors.splitlines():
        assert {"time", "level", "logger", "message"} <= set(json.loads(line)), line


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_for_sites_with_a_chat_model_says_once_what_limits_it_has(env: dict[str, str], workers: str) -> None:
    env |= {
        "SERVER_SITES": '{"acme-key": {"origins": ["https://acme.example"]}}',
        "SERVER_WORKERS": workers,
        "ADVISOR_CHAT_MODEL": "m",
        "ADVISOR_CHAT_URL": "http://127.0.0.1:1/v1",
    }
    with started(env, "server") as (process, _):
        process.terminate()
        _, errors = process.communicate(timeout=HANG_S)
    told = [json.loads(line)["message"] for line in errors.splitlines()]
    assert sum("5,000,000 tokens a day (ADVISOR_CHAT_TOKENS_PER_DAY)" in line for line in told) == 1, told


def test_a_log_that_nobody_reads_holds_no_request_up(env: dict[str, str]) -> None:
    with started(env, "server") as (_, url), httpx.Client(base_url=url, timeout=HANG_S) as client:
        assert {client.get("/healthz").status_code for _ in range(1_000)} == {200}  # a pipe holds about 300 lines


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_open_streams_with_one_event_and_the_process_though_a_writer_hangs(
    env: dict[str, str], number: signal.Signals
) -> None:
    arguments = ("tests.server.slow_server", env["ADVISOR_DATA_DIR"], env["ADVISOR_CORPUS_DIR"])
    with (
        started(env, *arguments) as (process, url),
        httpx.stream("POST", f"{url}/api/chat", json={"question": HELD}, headers=STREAM, timeout=HANG_S) as answer,
    ):
        events = read_events(answer.iter_lines())
        names = [next(events).name, next(events).name]
        process.send_signal(number)
        rest = list(events)
        names += [event.name for event in rest]
        assert names.count("error") + names.count("done") == 1
        assert rest[-1].name == "error"
        assert rest[-1].data["detail"] == "The server is shutting down; ask again in a moment."
        # The writer holds its thread for two minutes; the process does not wait for it.
        process.wait(timeout=HANG_S)
    assert process.returncode in (0, 1)


def test_a_port_in_use_is_said_in_one_sentence_before_anything_is_indexed(env: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        status, sentence = refusal(env, "--port", port)
    assert status == 1
    assert f"127.0.0.1:{port} is in use by another program" in sentence
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("SERVER_PORT", "eighty", 2),
        ("SERVER_HOSTT", "x", 2),
        ("ADVISOR_DATADIR", "x", 2),
        ("ADVISOR_CORPUS_DIR", "/nowhere/at/all", 1),
        ("SERVER_HOST", "203.0.113.1", 1),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(env: dict[str, str], name: str, value: str, status: int) -> None:
    found, sentence = refusal({**env, name: value})
    assert found == status
    assert value in sentence or name in sentence


def test_an_index_made_with_another_embedder_is_refused_with_the_remedy(env: dict[str, str]) -> None:
    with started(env, "server"):
        pass
    status, sentence = refusal({**env, "ADVISOR_EMBED_MODEL": ""})
    assert status == 1
    assert "advisor ingest --rebuild" in sentence
