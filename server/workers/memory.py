"""A bound on what the C library keeps of freed memory."""

import contextlib
import ctypes

M_ARENA_MAX = -8  # of glibc's mallopt
N_ARENAS = 2


def limit_arenas() -> None:
    """Let all threads share ``N_ARENAS`` pools of memory.

    Called before there are threads. By default glibc makes up to eight pools per core, and each keeps what its largest
    question took: one gigabyte in all, after long histories. Other C libraries have no such pools.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, N_ARENAS)
