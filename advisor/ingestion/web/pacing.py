"""A polite rate: a pause between two requests to a host."""

import time
from collections.abc import Callable
from dataclasses import dataclass

MAX_DELAY_S = 30.0  # of a Crawl-delay that is obeyed


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day, and how to let it pass."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Pacer:
    """Waits until a host may be asked again."""

    def __init__(self, pause_s: float, clock: Clock) -> None:
        self._pause_s = pause_s
        self._clock = clock
        self._asked: dict[str, float] = {}

    def wait(self, host: str, delay_s: float = 0.0) -> None:
        """Wait for the pause since the host was last asked.

        ``delay_s`` is what its robots.txt wants, obeyed up to MAX_DELAY_S.
        """
        pause_s = max(self._pause_s, min(delay_s, MAX_DELAY_S))
        last = self._asked.get(host)
        if last is not None and 0 < (left := last + pause_s - self._clock.now()) <= pause_s:
            self._clock.sleep(left)
        self._asked[host] = self._clock.now()
