"""A failing model is left alone for a while, and tokens are counted against the day's ceiling."""

from datetime import date
from pathlib import Path

import pytest

from advisor.generation.circuit_breaker import FAILURE_THRESHOLD, OPEN_S, CircuitBreaker
from advisor.generation.failures import Failure, ModelFailedError
from advisor.generation.token_budget import FILE_NAME, TokenBudget


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def broken(
    clock: Clock, n: int = FAILURE_THRESHOLD, kind: Failure = Failure.SERVER, wait_s: float = 0
) -> CircuitBreaker:
    breaker = CircuitBreaker(clock)
    for _ in range(n):
        assert breaker.allows_call()
        breaker.failed(ModelFailedError(kind, wait_s))
    return breaker


def test_after_failures_in_a_row_it_rests_and_then_one_question_tries_it() -> None:
    clock = Clock()
    breaker = broken(clock)
    assert not breaker.allows_call()
    clock.now += OPEN_S + 1
    assert [breaker.allows_call(), breaker.allows_call()] == [True, False]
    breaker.failed(ModelFailedError(Failure.SERVER))
    assert not breaker.allows_call()
    clock.now += OPEN_S + 1
    assert breaker.allows_call()
    breaker.succeeded()
    assert [breaker.allows_call(), breaker.allows_call()] == [True, True]


def test_a_try_that_was_left_lets_the_next_question_try() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += OPEN_S + 1
    assert breaker.allows_call()
    breaker.abandoned()
    assert breaker.allows_call()


def test_a_success_between_failures_starts_the_count_again() -> None:
    breaker = broken(Clock(), FAILURE_THRESHOLD - 1)
    breaker.succeeded()
    breaker.failed(ModelFailedError(Failure.SERVER))
    assert breaker.allows_call()


@pytest.mark.parametrize("kind", [Failure.TOO_LONG, Failure.FILTERED, Failure.CEILING])
def test_what_lies_in_the_question_is_no_reason_to_rest(kind: Failure) -> None:
    assert broken(Clock(), 10, kind).allows_call()


def test_one_request_to_wait_is_heeded() -> None:
    clock = Clock()
    breaker = broken(clock, 1, Failure.LIMIT, 120)
    clock.now += 119
    assert not breaker.allows_call()
    clock.now += 2
    assert breaker.allows_call()


def test_what_is_set_aside_counts_and_what_was_spent_outlives_a_restart_until_the_day_ends(tmp_path: Path) -> None:
    day = date(2026, 11, 25)
    spending = TokenBudget(tmp_path, 1_000, lambda: day)
    assert spending.reserve(600)
    assert not spending.reserve(600)
    spending.settle(600, 500)
    assert spending.reserve(500)
    spending.settle(500, 0)

    again = TokenBudget(tmp_path, 1_000, lambda: day)
    assert again.spent == 500
    assert not again.reserve(501)
    day = date(2026, 11, 26)
    assert again.reserve(1_000)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"day": "yesterday", "tokens": 3}', '{"day": 5, "tokens": 1}'])
def test_a_damaged_count_starts_from_nothing_and_says_so(
    tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).write_text(content)
    assert TokenBudget(tmp_path, 10).spent == 0
    assert "cannot be read" in caplog.text


def test_without_a_ceiling_nothing_is_refused_or_written(tmp_path: Path) -> None:
    spending = TokenBudget(tmp_path)
    assert spending.reserve(10**9)
    spending.settle(10**9, 10**9)
    assert list(tmp_path.iterdir()) == []
