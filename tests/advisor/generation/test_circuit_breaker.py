"""A failing model is left alone for a while, and then tried with one question."""

import pytest

from advisor.generation.circuit_breaker import FAILURE_THRESHOLD, OPEN_S, CircuitBreaker
from advisor.generation.failures import Failure, ModelFailedError


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
