"""The worst that a stranger can send, for as long as a server is under attack."""

import json
import random
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, settings

from evals.bench.hostile import REPEATED
from tests.advisor.text.adversarial import USUAL, seeds
from tests.advisor.text.test_pattern_growth import patterns
from tests.server.hostile_calls import calls
from tests.torture.chaos_calls import HANG_S, Peer

N_CALLS, N_QUESTIONS = 400, 300
N_ASKERS = 4  # worst questions in flight at one time
N_HELD = 200  # half-open connections
PAUSE_S = 0.05
HUGE = 5_000_000


@dataclass
class Attack:
    """Attackers, each in a thread with an address of its own; ``statuses`` are of the answers that they got."""

    address: Peer
    stop: threading.Event
    statuses: "Counter[int]" = field(default_factory=Counter)
    faults: list[BaseException] = field(default_factory=list)

    def start(self, seed: int) -> list[threading.Thread]:
        source = random.Random(seed)
        hostile, questions = hostile_calls(), worst_questions(source)
        huge = huge_calls()
        threads = [self._thread(n, lambda: self._send(1, source.choice(questions))) for n in range(N_ASKERS)]
        threads.append(self._thread(10, lambda: self._send(11, source.choice(hostile))))
        threads.append(self._thread(11, lambda: self._send(12, source.choice(huge))))
        threads.append(self._thread(12, self._hold))
        threads.append(self._thread(13, lambda: self._leave(source.choice(questions))))
        return threads

    def _thread(self, number: int, work: Callable[[], None]) -> threading.Thread:
        def attack() -> None:
            try:
                while not self.stop.wait(PAUSE_S):
                    work()
            except BaseException as error:  # told by the test
                self.faults.append(error)

        thread = threading.Thread(target=attack, daemon=True, name=f"attacker {number}")
        thread.start()
        return thread

    def _send(self, number: int, call: bytes) -> None:
        """Send a call and count the status of its answer; 0 when it is closed without one."""
        status = 0
        try:
            with socket.create_connection(self.address, HANG_S, (f"127.2.0.{number}", 0)) as connection:
                try:
                    connection.sendall(call)
                except OSError:
                    pass  # refused before all was sent; the answer may lie there already
                head = b""
                while b"\r\n" not in head and (data := connection.recv(65_536)):
                    head += data
                status = int(head.split(b" ", 2)[1]) if head else 0
        except OSError:
            pass
        self.statuses[status] += 1

    def _leave(self, call: bytes) -> None:
        """Send a question and go away."""
        try:
            with socket.create_connection(self.address, HANG_S, ("127.2.0.13", 0)) as connection:
                connection.sendall(call)
                self.stop.wait(0.2)
        except OSError:
            pass

    def _hold(self) -> None:
        """Keep connections that send the half of a request, or nothing, until they are closed."""
        held = []
        try:
            for n in range(N_HELD):
                connection = socket.create_connection(self.address, HANG_S, ("127.2.0.12", 0))
                held.append(connection)
                connection.sendall((b"", b"GET / HT", b"POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\n")[n % 3])
            self.stop.wait(3)
        except OSError:
            pass
        finally:
            for connection in held:
                connection.close()


def hostile_calls() -> list[bytes]:
    """Many of the calls that no honest client makes."""
    found: list[bytes] = []

    @settings(
        max_examples=N_CALLS, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(calls())
    def collect(call: bytes) -> None:
        found.append(call)

    collect()
    return found


def worst_questions(source: random.Random) -> list[bytes]:
    """Questions and histories of the greatest length, made from the server's own patterns."""
    own = [pattern for pattern, _ in patterns().values()]
    shapes = [*REPEATED, *USUAL, *(seed for one in source.sample(own, 60) for seed in seeds(one, source))]
    made = []
    for n in range(N_QUESTIONS):
        text = "".join(source.choice(shapes) * source.randint(1, 400) for _ in range(3))[:2_000]
        body: dict[str, object] = {"question": text}
        if n % 3 == 0:
            said = (source.choice(shapes) * 32_000)[:16_000]
            body["history"] = [{"role": role, "content": said} for role in ("user", "assistant")]
        made.append(_question(body))
    return made


def huge_calls() -> list[bytes]:
    head = b"POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return [
        head + b"X-Long: " + b"a" * HUGE + b"\r\n\r\n",
        head + b"X-Many: a\r\n" * 100_000 + b"\r\n",
        head + b"Content-Length: %d\r\n\r\n" % HUGE + b'{"question":"' + b"a" * HUGE,
        head + b"Transfer-Encoding: chunked\r\n\r\n" + b"1;" + b"x" * 500 + b"\r\na\r\n" * 10_000,
        head + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X-Trailer: a\r\n" * 50_000 + b"\r\n",
        b"GET /" + b"a" * HUGE + b" HTTP/1.1\r\n\r\n",
        b"\0" * HUGE,
    ]


def _question(body: object) -> bytes:
    content = json.dumps(body).encode()
    return (
        b"POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(content)
    ) + content
