"""Limits and the queue against models of what they promise, whatever comes in whatever order."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from advisor.bootstrap import Parts
from server.access.rate_limits import RateLimits, TooManyError, address_of
from tests.server.made import REMOTE, serving
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


for machine in (LimitsMachine, SharedLimitsMachine):
    machine.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)

TestLimits = LimitsMachine.TestCase
TestSharedLimits = SharedLimitsMachine.TestCase


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


def test_a_worker_that_starts_where_nothing_can_be_written_counts_by_itself_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "limits.db").mkdir()
    limits = RateLimits(tmp_path / "limits.db")
    assert "cannot be shared" in caplog.text
    limits.take({("address", "one"): 1})
    with pytest.raises(TooManyError):
        limits.take({("address", "one"): 1})


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
