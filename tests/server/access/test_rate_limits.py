"""Limits and the queue against models of what they promise, whatever comes in whatever order."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from advisor.bootstrap import Parts
from server.access.admission import AdmissionQueue, TooBusyError
from server.access.rate_limits import RateLimits, TooManyError, address_of
from tests.server.made import HELD, REMOTE, STREAM, read_events, serving
from tests.server.readers import Reader

NAMES = ("a", "b")
PER_MINUTE = {"address": 15, "session": 30, "site": 240}  # a minute in parts that are exact in binary
QUARTER_S = 0.25
KEYS = st.tuples(st.sampled_from(list(PER_MINUTE)), st.sampled_from(NAMES))


class LimitsMachine(RuleBasedStateMachine):
    """Beside it a bucket for each key that holds a minute's worth and leaks evenly."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.limits = RateLimits(self.place(), clock=lambda: self.now)
        self.level: dict[tuple[str, str], float] = {}

    def place(self) -> Path | None:
        return None

    @rule(quarters=st.integers(0, 400))
    def wait(self, quarters: int) -> None:
        passed_s = quarters * QUARTER_S
        self.now += passed_s
        for (kind, name), level in self.level.items():
            self.level[kind, name] = max(0.0, level - passed_s * PER_MINUTE[kind] / 60)

    @rule(
        n=st.integers(1, 40),
        wanted=st.sets(st.tuples(st.sampled_from(list(PER_MINUTE)), st.sampled_from(NAMES)), min_size=1),
    )
    def call(self, n: int, wanted: set[tuple[str, str]]) -> None:
        for _ in range(n):
            full = [key for key in wanted if self.level.get(key, 0.0) + 1 > PER_MINUTE[key[0]]]
            try:
                self.limits.take({key: PER_MINUTE[key[0]] for key in wanted})
            except TooManyError as error:
                assert full
                self.check_wait(error.retry_after_s, wanted)
                return
            assert not full
            for key in wanted:
                self.level[key] = self.level.get(key, 0.0) + 1

    def check_wait(self, retry_after_s: int, wanted: set[tuple[str, str]]) -> None:
        """After the seconds that were told the same call would be taken, and a second earlier it would not."""
        assert retry_after_s >= 1
        for passed_s, is_taken in ((retry_after_s, True), (retry_after_s - 1, False)):
            left = {key: self.level.get(key, 0.0) - passed_s * PER_MINUTE[key[0]] / 60 for key in wanted}
            assert all(max(0.0, left[key]) + 1 <= PER_MINUTE[key[0]] for key in wanted) is is_taken

    def teardown(self) -> None:
        self.limits.close()


class SharedLimitsMachine(LimitsMachine):
    """The same of what the workers of one server share."""

    def place(self) -> Path | None:
        self.folder = TemporaryDirectory()
        return Path(self.folder.name) / "limits.db"

    def teardown(self) -> None:
        super().teardown()
        self.folder.cleanup()


class SeatsMachine(RuleBasedStateMachine):
    """Beside it two lists: who sits, and who waits in what order."""

    @initialize(limit=st.integers(1, 3), limit_waiting=st.integers(0, 3))
    def begin(self, limit: int, limit_waiting: int) -> None:
        self.loop = asyncio.new_event_loop()
        self.admission = AdmissionQueue(limit, limit_waiting)
        self.sitting: list[int] = []
        self.waiting: list[int] = []
        self.leave: dict[int, asyncio.Event] = {}
        self.told: dict[int, str] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}

    def settle(self) -> None:
        async def idle() -> None:
            for _ in range(6):
                await asyncio.sleep(0)

        self.loop.run_until_complete(idle())

    async def visit(self, name: int) -> None:
        try:
            async with self.admission.admit():
                self.told[name] = "sits"
                await self.leave[name].wait()
        except TooBusyError:
            self.told[name] = "refused"

    @rule()
    def arrive(self) -> None:
        name = len(self.tasks)
        was_full = self.admission.is_full
        self.leave[name] = asyncio.Event()
        self.tasks[name] = self.loop.create_task(self.visit(name))
        self.settle()
        if len(self.sitting) < self.admission.limit:
            self.sitting.append(name)
            assert self.told.get(name) == "sits"
        elif len(self.waiting) < self.admission.limit_waiting:
            self.waiting.append(name)
            assert name not in self.told
        else:
            assert was_full
            assert self.told.get(name) == "refused"

    def promote(self) -> None:
        if self.waiting and len(self.sitting) < self.admission.limit:
            self.sitting.append(self.waiting.pop(0))

    @precondition(lambda self: getattr(self, "sitting", None))
    @rule(data=st.data(), by_cancelling=st.booleans())
    def go(self, data: st.DataObject, by_cancelling: bool) -> None:
        name = data.draw(st.sampled_from(self.sitting))
        if by_cancelling:
            self.tasks[name].cancel()
        else:
            self.leave[name].set()
        self.settle()
        self.sitting.remove(name)
        self.promote()

    @precondition(lambda self: getattr(self, "waiting", None))
    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.waiting))
        self.tasks[name].cancel()
        self.settle()
        self.waiting.remove(name)

    @precondition(lambda self: getattr(self, "waiting", None))
    @rule()
    def hand_over_to_one_who_gives_up(self) -> None:
        """At one moment a seat is left and the first in the line goes: the second gets it."""
        self.leave[self.sitting[0]].set()
        self.tasks[self.waiting[0]].cancel()
        self.settle()
        del self.sitting[0], self.waiting[0]
        self.promote()

    @invariant()
    def counts_are_right(self) -> None:
        if hasattr(self, "seats"):
            assert (self.admission.n_active, self.admission.n_waiting) == (len(self.sitting), len(self.waiting))
            assert [name for name in self.sitting if self.told.get(name) != "sits"] == []

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            for task in self.tasks.values():
                task.cancel()
            self.settle()
            assert (self.admission.n_active, self.admission.n_waiting) == (0, 0)
            self.loop.close()


for machine in (LimitsMachine, SharedLimitsMachine, SeatsMachine):
    machine.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)

TestLimits = LimitsMachine.TestCase
TestSharedLimits = SharedLimitsMachine.TestCase
TestSeats = SeatsMachine.TestCase


def test_who_waits_too_long_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.access.admission.LIMIT_WAIT_S", 0.01)

    async def run() -> None:
        admission = AdmissionQueue(1, 1)
        async with admission.admit():
            with pytest.raises(TooBusyError):
                await admission.admit().__aenter__()
        assert (admission.n_active, admission.n_waiting) == (0, 0)

    asyncio.run(run())


def test_workers_count_in_one_file(tmp_path: Path) -> None:
    workers = [RateLimits(tmp_path / "limits.db", clock=lambda: 5.0) for _ in range(3)]
    for n in range(15):
        workers[n % 3].take({("address", "203.0.113.9"): 15})
    for worker in workers:
        with pytest.raises(TooManyError):
            worker.take({("address", "203.0.113.9"): 15})
    for file in tmp_path.iterdir():
        assert b"203.0.113.9" not in file.read_bytes()
    for worker in workers:
        worker.close()


@pytest.mark.parametrize("name", [None, "limits.db"])
def test_debts_that_are_paid_are_forgotten_and_no_others(
    name: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.access.rate_limits.SWEEP_EVERY", 4)
    now = 1000.0
    limits = RateLimits(tmp_path / name if name else None, clock=lambda: now)
    limits.take({("address", "early"): 60})
    now += 30
    limits.take({("address", "late"): 1})
    assert limits.n_held() == 2
    for _ in range(2):
        limits.take({("address", "other"): 60})
    assert limits.n_held() == 2
    with pytest.raises(TooManyError):
        limits.take({("address", "late"): 1})
    limits.close()


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_counted_by_the_household(client: str, counted: str) -> None:
    assert address_of(client) == counted


# --- over HTTP ---


def test_a_session_that_asks_too_often_is_told_how_long_to_wait_and_no_other_is(tailor_parts: Parts) -> None:
    with serving(tailor_parts, limit_per_session=3) as live:
        me, you = Reader(live).open(), Reader(live).open()
        answers = [me.call("GET", "/api/guides") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
        assert "wait" in answers[-1].json()["detail"]
        assert you.call("GET", "/api/guides").status_code == 200
        assert live.get("/api/guides").status_code == 200


def test_addresses_are_told_apart_behind_a_trusted_proxy_and_pages_are_not_counted(tailor_parts: Parts) -> None:
    with serving(tailor_parts, limit_per_address=2, trusted_proxies="127.0.0.1") as live:

        def ask(address: str) -> int:
            return live.ask({"question": REMOTE}, headers={"X-Forwarded-For": address}).status_code

        assert [ask("203.0.113.1") for _ in range(3)] == [200, 200, 429]
        assert ask("203.0.113.2") == 200
        assert all(live.get("/guides/tailor").status_code == 200 for _ in range(5))


def test_a_full_machine_refuses_before_it_reads_a_body(tailor_parts: Parts) -> None:
    with serving(tailor_parts, limit_concurrent_questions=1, limit_waiting_questions=0) as live:
        held = Reader(live)
        with held.stream("POST", "/api/chat", {"question": HELD}) as stream:
            assert next(read_events(stream.iter_lines())).name == "start"
            bad = live.ask("this is no question at all", headers=STREAM)
            assert (bad.status_code, int(bad.headers["retry-after"]) > 0) == (503, True)
            assert live.get("/api/guides").status_code == 200


def test_those_who_wait_are_answered_when_a_seat_is_free(tailor_parts: Parts) -> None:
    with serving(tailor_parts, limit_concurrent_questions=1, limit_waiting_questions=8) as live:

        async def ask_all() -> list[int]:
            import httpx

            async with httpx.AsyncClient(timeout=30) as client:
                asked = (client.post(f"{live.url}/api/chat", json={"question": REMOTE}) for _ in range(6))
                return [answer.status_code for answer in await asyncio.gather(*asked)]

        assert asyncio.run(ask_all()) == [200] * 6
        assert (live.context.admission.n_active, live.context.admission.n_waiting) == (0, 0)
