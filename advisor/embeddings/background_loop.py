"""One event loop in a thread, for callers that wait for it."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_starting = threading.Lock()
_running: list[asyncio.AbstractEventLoop] = []


def run_in_background(work: Coroutine[Any, Any, T]) -> T:
    """What the work returns or raises, waited for in any thread.

    The loop is the process's own and started by the first call, so that connections can be used again by the next.
    """
    done = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        return done.result()
    except BaseException:
        done.cancel()  # of a caller that was interrupted
        raise


def _loop() -> asyncio.AbstractEventLoop:
    with _starting:
        if not _running:
            _running.append(asyncio.new_event_loop())
            threading.Thread(target=_running[0].run_forever, name="background-loop", daemon=True).start()
        return _running[0]
