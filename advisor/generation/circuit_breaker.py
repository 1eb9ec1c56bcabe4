"""Circuit breaker for a chat model.

After repeated failures it stays open for a while, then lets one probe through.
"""

import time
from collections.abc import Callable

from advisor.generation.failures import ModelFailedError

FAILURE_THRESHOLD = 3
OPEN_S = 30.0
MAX_OPEN_S = 600.0


class CircuitBreaker:
    """The breaker of one event loop; ``clock`` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._n_failures = 0
        self._open_until = 0.0
        self._probing = False

    def allows_call(self) -> bool:
        """Whether the model may be called now.

        After the open period only one caller may probe it until the outcome is known.
        """
        if self._n_failures < FAILURE_THRESHOLD and not self._open_until:
            return True
        if self._clock() < self._open_until or self._probing:
            return False
        self._probing = True
        return True

    def succeeded(self) -> None:
        """Close the breaker after a successful call."""
        self._n_failures, self._open_until, self._probing = 0, 0.0, False

    def abandoned(self) -> None:
        """The caller left before the outcome was known."""
        self._probing = False

    def failed(self, failure: ModelFailedError) -> None:
        """Count a failure of the service, and open the breaker if due."""
        self._probing = False
        if not failure.kind.is_service_failure:
            return
        self._n_failures += 1
        if failure.wait_s or self._n_failures >= FAILURE_THRESHOLD:
            open_s = min(max(failure.wait_s, OPEN_S if self._n_failures >= FAILURE_THRESHOLD else 0), MAX_OPEN_S)
            self._open_until = self._clock() + open_s
