"""Keeps new answers back while events are coming in: Slack waits three seconds for an acknowledgement and no longer."""

import asyncio
import time

QUIET_S = 0.05
LONGEST_S = 0.5


class Arrivals:
    """When something last came in."""

    def __init__(self) -> None:
        self._last = 0.0

    def note(self) -> None:
        self._last = time.monotonic()

    async def quiet(self) -> None:
        """Wait until nothing comes in any more, or half a second."""
        end = time.monotonic() + LONGEST_S
        while (left_s := min(end, self._last + QUIET_S) - time.monotonic()) > 0:  # noqa: ASYNC110  # not to be told of
            await asyncio.sleep(left_s)
