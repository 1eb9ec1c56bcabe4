"""A failing model is left alone for a while, and tokens are counted against the day's ceiling."""

from datetime import date
from pathlib import Path

import pytest

from advisor.generation.circuit_breaker import FAILURES_IN_A_ROW, REST_S, Breaker
from advisor.generation.failures import Failure, ModelFailedError
from advisor.generation.token_budget import FILE_NAME, Spending


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock, n: int = FAILURES_IN_A_ROW, kind: Failure = Failure.SERVER, wait_s: float = 0) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(n):
        assert breaker.may_ask()
        breaker.failed(ModelFailedError(kind, wait_s))
    return breaker


def test_after_failures_in_a_row_it_rests_and_then_one_question_tries_it() -> None:
    clock = Clock()
    breaker = broken(clock)
    assert not breaker.may_ask()
    clock.now += REST_S + 1
    assert [breaker.may_ask(), breaker.may_ask()] == [True, False]
    breaker.failed(ModelFailedError(Failure.SERVER))
    assert not breaker.may_ask()
    clock.now += REST_S + 1
    assert breaker.may_ask()
    breaker.succeeded()
    assert [breaker.may_ask(), breaker.may_ask()] == [True, True]


def test_a_try_that_was_left_lets_the_next_question_try() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += REST_S + 1
    assert breaker.may_ask()
    breaker.left()
    assert breaker.may_ask()


def test_a_success_between_failures_starts_the_count_again() -> None:
    breaker = broken(Clock(), FAILURES_IN_A_ROW - 1)
    breaker.succeeded()
    breaker.failed(ModelFailedError(Failure.SERVER))
    assert breaker.may_ask()


@pytest.mark.parametrize("kind", [Failure.TOO_LONG, Failure.FILTERED, Failure.CEILING])
def test_what_lies_in_the_question_is_no_reason_to_rest(kind: Failure) -> None:
    assert broken(Clock(), 10, kind).may_ask()


def test_one_request_to_wait_is_heeded() -> None:
    clock = Clock()
    breaker = broken(clock, 1, Failure.LIMIT, 120)
    clock.now += 119
    assert not breaker.may_ask()
    clock.now += 2
    assert breaker.may_ask()


def test_what_is_set_aside_counts_and_what_was_spent_outlives_a_restart_until_the_day_ends(tmp_path: Path) -> None:
    day = date(2026, 11, 25)
    spending = Spending(tmp_path, 1_000, lambda: day)
    assert spending.set_aside(600)
    assert not spending.set_aside(600)
    spending.settle(600, 500)
    assert spending.set_aside(500)
    spending.settle(500, 0)

    again = Spending(tmp_path, 1_000, lambda: day)
    assert again.spent == 500
    assert not again.set_aside(501)
    day = date(2026, 11, 26)
    assert again.set_aside(1_000)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"day": "yesterday", "tokens": 3}', '{"day": 5, "tokens": 1}'])
def test_a_damaged_count_starts_from_nothing_and_says_so(
    tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).write_text(content)
    assert Spending(tmp_path, 10).spent == 0
    assert "cannot be read" in caplog.text


def test_without_a_ceiling_nothing_is_refused_or_written(tmp_path: Path) -> None:
    spending = Spending(tmp_path)
    assert spending.set_aside(10**9)
    spending.settle(10**9, 10**9)
    assert list(tmp_path.iterdir()) == []
