"""Whether the CPU that a piece of work takes grows faster than its input."""

import gc
import math
import time
from collections.abc import Callable

CHEAP_S = 0.1  # what costs less is not worth a measurement
ROUNDS = 5
MAX_GROWTH = 3.0  # at twice the size
PLAIN_GROWTH = 2.5  # not worth another round


def grows_in_step(work: Callable[[int], object], *, cheap_s: float = CHEAP_S) -> bool:
    """Whether ``work(2)`` takes less than three times the CPU of ``work(1)``, each at its best, or next to nothing."""
    once = twice = math.inf
    for _ in range(ROUNDS):
        twice = min(twice, cpu_s(lambda: work(2)))
        if twice < cheap_s:
            return True
        once = min(once, cpu_s(lambda: work(1)))
        if twice < PLAIN_GROWTH * once:
            return True
    return twice < MAX_GROWTH * once


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of this process.

    The garbage collector waits meanwhile: its full rounds cost as much as all that the tests before have left behind.
    """
    gc.collect()
    gc.disable()
    try:
        begun = time.process_time()
        work()
        return time.process_time() - begun
    finally:
        gc.enable()
