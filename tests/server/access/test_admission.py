"""So many questions are answered at one time, so many more wait, and the rest are told at once."""

import asyncio
from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from advisor.bootstrap import Parts
from server.access.admission import AdmissionQueue, TooBusyError, TooManyOpenError
from tests.server.made import HELD, REMOTE, STREAM, read_events, serving
from tests.server.readers import Reader


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
        if hasattr(self, "admission"):
            assert (self.admission.n_active, self.admission.n_waiting) == (len(self.sitting), len(self.waiting))
            assert [name for name in self.sitting if self.told.get(name) != "sits"] == []

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            for task in self.tasks.values():
                task.cancel()
            self.settle()
            assert (self.admission.n_active, self.admission.n_waiting) == (0, 0)
            self.loop.close()


SeatsMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
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


def hold_all(admission: AdmissionQueue, addresses: list[str]) -> dict[str, int]:
    """How many places each address gets that takes all it can, in turns, and whoever comes next gets one."""

    async def run() -> dict[str, int]:
        end, held = asyncio.Event(), Counter[str]()

        async def visit(address: str) -> None:
            async with admission.admit(address):
                await end.wait()

        tasks = []
        for _ in range(admission.limit + admission.limit_waiting):
            for address in addresses:
                try:
                    admission.check(address)
                except TooManyOpenError:
                    continue
                held[address] += 1
                tasks.append(asyncio.create_task(visit(address)))
                await asyncio.sleep(0)
        admission.check("a newcomer")
        end.set()
        await asyncio.gather(*tasks)
        return dict(held)

    return asyncio.run(run())


def test_one_address_gets_a_quarter_of_the_places_and_gets_it_again() -> None:
    admission = AdmissionQueue(8, 8)
    assert [hold_all(admission, ["a"]) for _ in range(2)] == [{"a": 4}, {"a": 4}]
    assert (admission.n_active, admission.n_waiting) == (0, 0)


@pytest.mark.parametrize("n_addresses", [4, 5, 15, 50])
def test_however_many_addresses_take_all_they_can_a_place_is_left(n_addresses: int) -> None:
    held = hold_all(AdmissionQueue(64, 64), [f"address {n}" for n in range(n_addresses)])
    assert len(held) == n_addresses
    assert max(held.values()) <= 32


def test_who_is_refused_or_gives_up_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.access.admission.LIMIT_WAIT_S", 0.01)

    async def run() -> None:
        admission = AdmissionQueue(1, 7)
        async with admission.admit("a"):
            for _ in range(3):
                with pytest.raises(TooBusyError):
                    await admission.admit("a").__aenter__()
            admission.check("a")

    asyncio.run(run())


def test_questions_of_no_address_have_no_share() -> None:
    async def run() -> None:
        admission = AdmissionQueue(4)
        async with admission.admit(), admission.admit(), admission.admit(), admission.admit():
            assert admission.is_full

    asyncio.run(run())


@pytest.mark.parametrize(
    ("first", "same", "other"),
    [("198.51.100.1", "198.51.100.1", "198.51.100.2"), ("2001:db8:1:2::1", "2001:db8:1:2:3::9", "2001:db8:1:3::1")],
)
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_an_address_with_its_share_is_told_to_come_back_and_others_are_answered(
    tailor_parts: Parts, first: str, same: str, other: str, accept: str
) -> None:
    limits = {"limit_concurrent_questions": 2, "limit_waiting_questions": 2}
    with serving(tailor_parts, trusted_proxies="127.0.0.1", **limits) as live:
        held = Reader(live, headers={"X-Forwarded-For": first})
        with held.stream("POST", "/api/chat", {"question": HELD}) as stream:
            assert next(read_events(stream.iter_lines())).name == "start"
            refused = live.ask({"question": REMOTE}, headers={"X-Forwarded-For": same, "Accept": accept})
            assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (429, True)
            assert "Your address" in refused.json()["detail"]
            answered = live.ask({"question": REMOTE}, headers={"X-Forwarded-For": other, "Accept": accept})
            assert answered.status_code == 200


def test_where_addresses_are_not_limited_they_have_no_share(tailor_parts: Parts) -> None:
    limits = {"limit_per_address": 0, "limit_concurrent_questions": 2, "limit_waiting_questions": 0}
    with (
        serving(tailor_parts, **limits) as live,
        Reader(live).stream("POST", "/api/chat", {"question": HELD}) as stream,
    ):
        assert next(read_events(stream.iter_lines())).name == "start"
        assert live.ask({"question": REMOTE}).status_code == 200


def test_a_full_machine_refuses_before_it_reads_a_body(tailor_parts: Parts) -> None:
    with serving(tailor_parts, limit_concurrent_questions=1, limit_waiting_questions=0) as live:
        held = Reader(live)
        with held.stream("POST", "/api/chat", {"question": HELD}) as stream:
            assert next(read_events(stream.iter_lines())).name == "start"
            bad = live.ask("this is no question at all", headers=STREAM)
            assert (bad.status_code, int(bad.headers["retry-after"]) > 0) == (503, True)
            assert live.get("/api/guides").status_code == 200


def test_those_who_wait_are_answered_when_a_seat_is_free(tailor_parts: Parts) -> None:
    with serving(tailor_parts, limit_concurrent_questions=1, limit_waiting_questions=24) as live:

        async def ask_all() -> list[int]:
            import httpx

            async with httpx.AsyncClient(timeout=30) as client:
                asked = (client.post(f"{live.url}/api/chat", json={"question": REMOTE}) for _ in range(6))
                return [answer.status_code for answer in await asyncio.gather(*asked)]

        assert asyncio.run(ask_all()) == [200] * 6
        assert (live.context.admission.n_active, live.context.admission.n_waiting) == (0, 0)
