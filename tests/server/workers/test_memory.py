"""However many threads work, freed memory is kept in few pools."""

import ctypes
import subprocess
import sys

import pytest

from server.workers.memory import N_ARENAS
from tests.server.test_server_command import HANG_S, ROOT

ARENAS = """
import ctypes, threading
{first}
together = threading.Barrier(16)
def work():
    kept = bytearray(100_000)  # too large for Python's own allocator
    together.wait()
threads = [threading.Thread(target=work) for _ in range(16)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def n_arenas(first: str) -> int:
    code = ARENAS.format(first=first)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, text=True, capture_output=True, timeout=HANG_S, check=True
    )
    return done.stdout.count("<heap nr=")


@pytest.mark.process
@pytest.mark.skipif(
    sys.platform == "win32" or not hasattr(ctypes.CDLL(None), "malloc_info"), reason="the C library is not glibc"
)
def test_sixteen_threads_share_two_pools() -> None:
    assert n_arenas("") > N_ARENAS
    assert n_arenas("from server.workers.memory import limit_arenas; limit_arenas()") <= N_ARENAS
