"""Cache of drawn guides, bounded in bytes."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DrawnGuide:
    """The parts of a reader page that depend on the guide alone.

    Both are HTML: the table of contents and the sections.
    """

    contents: str
    sections: str

    @property
    def n_bytes(self) -> int:
        """An upper bound of the memory that it takes."""
        return 4 * (len(self.contents) + len(self.sections))


class DrawnGuides:
    """The guides drawn last, in the event loop's thread.

    Those not asked for the longest go first. One that alone is larger than the bound is not kept.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[Hashable, DrawnGuide] = OrderedDict()
        self._drawing: dict[Hashable, asyncio.Task[DrawnGuide]] = {}
        self.n_bytes = 0

    async def get(self, key: Hashable, draw: Callable[[], DrawnGuide]) -> DrawnGuide:
        """Return the guide of a key.

        ``draw`` runs in a thread, and once for all who wait. A caller that leaves stops nobody else's drawing. Raises
        what ``draw`` raises.
        """
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        task = self._drawing.get(key)
        if task is None:
            task = self._drawing[key] = asyncio.create_task(run_in_threadpool(draw))
            task.add_done_callback(lambda done: self._finish(key, done))
        return await asyncio.shield(task)

    def _finish(self, key: Hashable, done: "asyncio.Task[DrawnGuide]") -> None:
        del self._drawing[key]
        if done.cancelled() or done.exception() is not None:
            return
        drawn = done.result()
        if drawn.n_bytes > self._max_bytes:
            return
        self._kept[key] = drawn
        self.n_bytes += drawn.n_bytes
        while self.n_bytes > self._max_bytes:
            _, dropped = self._kept.popitem(last=False)
            self.n_bytes -= dropped.n_bytes
