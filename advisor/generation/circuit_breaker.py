"""A circuit breaker: a model that fails again and again is left alone for a while, then tried with one question."""

import time
from collections.abc import Callable

from advisor.generation.failures import ModelFailedError

FAILURES_IN_A_ROW = 3
REST_S = 30.0
LONGEST_REST_S = 600.0


class Breaker:
    """Belongs to one event loop. ``clock`` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._n_failures = 0
        self._until = 0.0
        self._trying = False

    def may_ask(self) -> bool:
        """Whether the model is to be asked now. After a rest only the first caller may, until it is heard from."""
        if self._n_failures < FAILURES_IN_A_ROW and not self._until:
            return True
        if self._clock() < self._until or self._trying:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        self._n_failures, self._until, self._trying = 0, 0.0, False

    def left(self) -> None:
        """The caller went away before it was known how the model did."""
        self._trying = False

    def failed(self, failure: ModelFailedError) -> None:
        self._trying = False
        if not failure.kind.is_of_the_service:
            return
        self._n_failures += 1
        if failure.wait_s or self._n_failures >= FAILURES_IN_A_ROW:
            rest_s = min(max(failure.wait_s, REST_S if self._n_failures >= FAILURES_IN_A_ROW else 0), LONGEST_REST_S)
            self._until = self._clock() + rest_s
