"""What one process grants its callers together, within what the system allows it to open."""

import os
import socket
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from server.settings import ServerSettings
from server.workers.run import WorkerSetup, connection_limits
from tests.server.made import write_tailor
from tests.server.test_server_command import HANG_S, ROOT, started


def test_the_limits_are_those_of_the_settings_where_the_system_allows_as_many_files() -> None:
    limits = connection_limits(ServerSettings(limit_connections=20, limit_connections_per_address=15))
    assert (limits.n_connections, limits.n_per_address) == (20, 10), "one address never has more than half"
    assert limits.is_proxy("10.0.0.1") is False
    behind = connection_limits(ServerSettings(trusted_proxies="10.0.0.0/8"))
    assert behind.is_proxy("10.0.0.1")


def test_workers_share_what_is_answered_at_a_time_and_each_has_room_for_all_that_wait() -> None:
    settings = ServerSettings(limit_concurrent_questions=5, limit_waiting_questions=8)
    with socket.socket() as listener:
        share = WorkerSetup(listener, n_workers=2).share(settings)
    assert (share.limit_concurrent_questions, share.limit_waiting_questions) == (3, 8)


@pytest.mark.process
def test_where_few_files_may_be_open_one_address_leaves_room_for_others(tmp_path: Path) -> None:
    """From 127.0.0.1 come as many connections as it takes; another address is served all the while."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SERVER_PORT": "0", "SERVER_HEADER_TIMEOUT_S": "600"}
    code = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512));"
        "runpy.run_module('tests.server.slow_server', run_name='__main__', alter_sys=True)"
    )
    script = tmp_path / "few_files.py"
    script.write_text(code)
    arguments = (str(tmp_path / "data"), str(write_tailor(tmp_path / "guides")))
    with started(env | {"PYTHONPATH": f"{ROOT}:{tmp_path}"}, "few_files", *arguments) as (_, url), ExitStack() as held:
        address = (urlsplit(url).hostname, urlsplit(url).port)
        for _ in range(400):
            held.enter_context(socket.create_connection(address, HANG_S))
        for _ in range(20):
            other = httpx.HTTPTransport(local_address="127.0.0.2")
            with httpx.Client(base_url=url, timeout=HANG_S, transport=other) as client:
                assert client.get("/api/guides").status_code == 200
