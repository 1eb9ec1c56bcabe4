"""What comes in from Slack: whether it came before, and when nothing more does."""

import asyncio
import time
from collections import OrderedDict

LIMIT_SEEN = 10_000
QUIET_S = 0.05
LONGEST_S = 0.5


class Seen:
    """What was taken in lately; Slack sends an event again when it doubts that it arrived."""

    def __init__(self, limit: int = LIMIT_SEEN) -> None:
        self._limit = limit
        self._ids: OrderedDict[str, None] = OrderedDict()

    def is_first(self, event_id: str) -> bool:
        """Whether it comes for the first time; from now on it has come."""
        if event_id in self._ids:
            return False
        self._ids[event_id] = None
        if len(self._ids) > self._limit:
            self._ids.popitem(last=False)
        return True


class Arrivals:
    """When something last came in. New answers wait until it is quiet: Slack waits three seconds for an acknowledgement
    and no longer."""

    def __init__(self) -> None:
        self._last = 0.0

    def note(self) -> None:
        self._last = time.monotonic()

    async def quiet(self) -> None:
        """Wait until nothing comes in any more, or half a second."""
        end = time.monotonic() + LONGEST_S
        while (left_s := min(end, self._last + QUIET_S) - time.monotonic()) > 0:  # noqa: ASYNC110  # not to be told of
            await asyncio.sleep(left_s)
