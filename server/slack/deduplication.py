"""Repeated events, and pauses between bursts of events from Slack."""

import asyncio
import time
from collections import OrderedDict

LIMIT_SEEN = 10_000
QUIET_S = 0.05
LONGEST_S = 0.5


class SeenEvents:
    """The most recent event ids; Slack repeats events it believes lost."""

    def __init__(self, limit: int = LIMIT_SEEN) -> None:
        self._limit = limit
        self._ids: OrderedDict[str, None] = OrderedDict()

    def is_first(self, event_id: str) -> bool:
        """Record an event id and return whether it is new."""
        if event_id in self._ids:
            return False
        self._ids[event_id] = None
        if len(self._ids) > self._limit:
            self._ids.popitem(last=False)
        return True


class QuietPeriod:
    """The time of the last event, to let a burst pass first.

    Slack waits no more than three seconds for an acknowledgement, so answering waits until none is due.
    """

    def __init__(self) -> None:
        self._last = 0.0

    def note(self) -> None:
        self._last = time.monotonic()

    async def wait(self) -> None:
        """Wait for a pause between events, at most ``LONGEST_S``."""
        end = time.monotonic() + LONGEST_S
        while (left_s := min(end, self._last + QUIET_S) - time.monotonic()) > 0:  # noqa: ASYNC110  # nothing to await
            await asyncio.sleep(left_s)
