"""A process without a supervisor that stands still says where, and ends, so that it can be started anew."""

import os
import signal
from pathlib import Path

import httpx
import pytest

from server.workers.heartbeat import BeatReceiver, BeatSender
from tests.server.made import write_tailor
from tests.server.test_server_command import HANG_S, ROOT, started

FROZEN = {"question": "Can a frozen tailor work from home?"}


@pytest.mark.process
def test_a_lone_process_that_stands_still_says_where_and_ends(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SERVER_PORT": "0", "SERVER_STUCK_AFTER_S": "1"}
    arguments = ("tests.server.slow_server", str(tmp_path / "data"), str(write_tailor(tmp_path / "guides")))
    with started(env, *arguments) as (process, url):
        with pytest.raises(httpx.HTTPError):
            httpx.post(f"{url}/api/chat", json=FROZEN, timeout=2 * HANG_S)
        errors = process.communicate(timeout=HANG_S)[1]
    assert process.returncode == -signal.SIGPROF
    assert "keep_interpreter" in errors


def test_beats_name_the_worker_and_never_wait_for_a_supervisor_that_does_not_read() -> None:
    receiver = BeatReceiver()
    assert not receiver.heard()
    sender = BeatSender(receiver.far_end, "worker01")
    for _ in range(100_000):  # more than the channel holds
        sender.send()
    assert receiver.heard()
    assert receiver.worker == "worker01"
    assert not receiver.heard()
    receiver.close()
    sender.send()
