"""While the worst is sent and workers die, only the questions in their hands fail, and nothing kept is lost."""

import json
import os
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from advisor.bootstrap import Parts
from server.workers.open_calls import GONE
from tests.server.made import wait_until
from tests.torture.chaos_attacks import Attack
from tests.torture.chaos_calls import HANG_S, Call, Reader, real_questions
from tests.torture.chaos_faults import FULL_S, N_WORKERS, Chaos, chaos

N_READERS = 64
CALM_S = 2.0
N_MOVES = 4  # in the first rounds; what is kept afterwards outlives all other faults
LIMIT_S = 50.0  # ten times what is promised: how fast this machine is just now is no matter of a test
LIMIT_BYTES = 1_000_000_000
MOST_UNREAD = 3
MOST_BUSY = 0.02  # of the calls, on a machine that is slow while only one worker lives

pytestmark = [pytest.mark.torture, pytest.mark.process]


def do_the_worst(server: Chaos, number: int) -> None:
    """Every fault once, with a move in the first rounds, after which a worker begins with the new file."""
    faults = [server.freeze, lambda: fill_and_kill(server), server.kill]
    server.source.shuffle(faults)
    if number < N_MOVES:
        faults.insert(server.source.randrange(len(faults)), server.move)
    for fault in faults:
        fault()
        time.sleep(CALM_S)
        server.weigh()


def fill_and_kill(server: Chaos) -> None:
    """What is asked while the disk is full is answered, also by a worker that starts then."""
    with server.full_disk():
        time.sleep(FULL_S / 2)
        server.kill()
        time.sleep(FULL_S / 2)


def test_workers_die_disks_fill_and_only_questions_in_their_hands_fail(
    shipped: Parts, rounds: Callable[[int, int], int], told: Callable[[str], None]
) -> None:
    seed = random.randrange(2**32)
    source = random.Random(seed)
    questions, stop = real_questions(), threading.Event()
    with chaos(shipped.directory.path, source) as server:
        readers = [
            Reader(n, server.address, questions, has_session=n % 2 == 0, streams=n % 4 < 2, stop=stop)
            for n in range(N_READERS)
        ]
        began = time.monotonic()
        for reader in readers:
            reader.start()
        attack = Attack(server.address, stop)
        attackers = attack.start(seed)
        try:
            time.sleep(CALM_S)
            server.weigh()
            for number in range(rounds(18, 1)):
                do_the_worst(server, number)
        finally:
            stop.set()
            for thread in (*readers, *attackers):
                thread.join(HANG_S)
        lasted_s = time.monotonic() - began
        try:
            check_calls(server, readers, attack)
            n_read, n_aside = check_kept(server, readers)
            check_alive(server)
        finally:
            if os.environ.get("CI_ARTIFACTS"):
                (Path(os.environ["CI_ARTIFACTS"]) / "chaos.log").write_bytes(server.log.read_bytes())
        for sentence in summary(server, readers, attack):
            told(sentence)
        told(
            f"answers said to be kept: {n_read} read back, {n_aside} in files moved away, 0 lost; the largest"
            f" worker had {server.memory[0] / 1e6:.0f} MB at first, {max(server.memory) / 1e6:.0f} MB at most,"
            f" {server.memory[-1] / 1e6:.0f} MB at last; {lasted_s:.0f} s, seed {seed}, the disk fills"
            f" {'for real (tmpfs)' if server.is_disk else 'by RLIMIT_FSIZE'}"
        )


def check_calls(server: Chaos, readers: list[Reader], attack: Attack) -> None:
    """Only calls on connections of a worker that was frozen or killed fail, soon, and can be asked again."""
    assert not [fault for one in (*readers, attack) for fault in one.faults]
    failed = [call for reader in readers for call in reader.calls if not call.is_answered]
    busy = [call for call in failed if call.status == 503 and "in a moment" in call.words]
    assert len(busy) <= MOST_BUSY * sum(len(reader.calls) for reader in readers)
    unexplained = [call for call in failed if call not in busy and not is_explained(server, call)]
    assert not unexplained, Counter((one.what, one.status, one.words) for one in unexplained)
    for reader in readers:
        assert reader.calls[-1].is_answered  # what failed was asked again
        for call in reader.resumed:
            assert call.is_answered or is_told(call) or hits(server, call), call
    lost = [call for call in failed if call.what == "ask" and (call.status == 0 or call.words == GONE)]
    # Of a call that it had not read when it was hit, nobody knew.
    assert sum(not is_told(call) for call in lost) <= MOST_UNREAD + len(lost) // 10
    assert max([0.0, *(waited_s(server, call) for call in failed)]) < LIMIT_S
    assert attack.statuses[500] == 0


def check_kept(server: Chaos, readers: list[Reader]) -> tuple[int, int]:
    """Each answer that was said to be kept is read back, or is in a file that was moved away, and that is told."""
    aside = server.kept_aside()
    n_read = 0
    for reader in readers:
        by_conversation: dict[str, set[str]] = {}
        for one in reader.kept:
            by_conversation.setdefault(one.conversation, set()).add(one.answer)
        for conversation, answers in by_conversation.items():
            reader.token or reader.open_session()
            call, out = reader.read(conversation)
            if call.status == 401:
                reader.open_session()
                call, out = reader.read(conversation)
            held = {turn["answer"]["id"] for turn in out["turns"]} if call.is_answered else set()
            assert answers <= held | aside.keys(), (call, answers - held - aside.keys())
            assert call.is_answered or call.status == 404, call
            n_read += len(answers & held)
    return n_read, sum(1 for reader in readers for one in reader.kept if one.answer in aside)


def check_alive(server: Chaos) -> None:
    """All workers live, none has grown out of proportion, and nothing is left open or lying about."""
    server.await_workers()
    workers = server.workers()
    (folder,) = {socket.parent for socket in workers.values()}
    assert set(folder.glob("*.sock")) == set(workers.values())
    connection = HTTPConnection(*server.address, timeout=HANG_S)
    connection.request("GET", "/readyz")
    ready = connection.getresponse()
    assert ready.status == 200, ready.read()
    assert json.loads(ready.read())["ready"]
    connection.close()
    wait_until(lambda: not any(callers(pid) for pid in workers), HANG_S)
    assert len(workers) == N_WORKERS
    assert max(server.memory) < LIMIT_BYTES
    server.process.terminate()
    assert server.process.wait(HANG_S) == 0
    assert not folder.exists()


def callers(pid: int) -> list[object]:
    return [one for one in psutil.Process(pid).net_connections("tcp") if one.raddr]


def hits(server: Chaos, call: Call) -> bool:
    return any(fault.hits(call) for fault in server.faults)


def is_explained(server: Chaos, call: Call) -> bool:
    """Whether a call could not but fail: its worker was hit, or its conversation moved away."""
    if call.status == 404:
        return any(at < call.ended for at in server.moved.values())
    return (call.status == 0 or call.words == GONE) and hits(server, call)


def is_told(call: Call) -> bool:
    return "ask again" in call.words


def waited_s(server: Chaos, call: Call) -> float:
    """How long a failed call waited from the fault on."""
    return call.ended - max([call.began, *(fault.began for fault in server.faults if fault.hits(call))])


def summary(server: Chaos, readers: list[Reader], attack: Attack) -> list[str]:
    asked = [call for reader in readers for call in reader.calls if call.what == "ask"]
    failed = [call for call in asked if call.status == 0 or call.words == GONE]
    n_busy = sum(call.status == 503 for call in asked) - sum(call.words == GONE for call in asked)
    others = sorted(call.took_s for call in asked if call.is_answered and not hits(server, call))
    resumed = Counter(call.status for reader in readers for call in reader.resumed)
    p99 = statistics.quantiles(others, n=100)[98]
    assert p99 < LIMIT_S
    return [
        f"{len(asked)} questions of {len(readers)} readers: {len(failed)} failed with their worker"
        f" ({sum(map(is_told, failed))} were told to ask again, the connections of the others just ended), at most"
        f" {max([0.0, *(waited_s(server, call) for call in failed)]):.1f} s after it was hit;"
        f" {sum(call.status == 404 for call in asked)} were told that their conversation is gone,"
        f" {n_busy} that the server is busy",
        f"all others were answered: p50 {statistics.median(others):.2f} s, p99 {p99:.2f} s, at most {others[-1]:.2f} s",
        f"faults {dict(Counter(fault.what for fault in server.faults))} and {len(server.moved)} databases moved away;"
        f" streams resumed, by status {dict(resumed)}; attackers' answers {dict(attack.statuses)}",
    ]
