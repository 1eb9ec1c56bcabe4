"""One worker process: ``python -m server.workers.worker FDS FOLDER N_WORKERS``.

The supervisor starts it. Its standard input is a socket that stays open as long as the parent lives and takes the
beats; a line on its standard output says that it is ready.
"""

import contextlib
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from server.workers.memory import limit_arenas

if TYPE_CHECKING:
    from server.workers.run import WorkerSetup

STDIN = 0


def main(fds: str, folder: Path, n_workers: int) -> None:
    """Answer on the sockets ``fds`` until a signal or the parent's end."""
    limit_arenas()
    leave_with_parent()

    from advisor.bootstrap import Parts
    from advisor.settings import load_settings
    from server.middleware.request_log import configure_logs
    from server.settings import load_server_settings, with_session_share, with_token_ceiling
    from server.workers.run import run

    settings = load_server_settings()
    configure_logs(settings.log_level)
    core_settings = with_token_ceiling(load_settings(), settings)
    settings = with_session_share(settings, core_settings)
    parts = Parts(core_settings)
    place = build_setup(fds, folder, n_workers)
    run(parts.advisor(), parts.conversations(), settings, place, keep_days=core_settings.keep_days)


def build_setup(fds: str, folder: Path, n_workers: int) -> "WorkerSetup":
    """Open the sockets that the supervisor passed on.

    By commas: the one to listen on and, if any, the metrics' own.
    """
    from server.workers.run import WorkerSetup

    listener, *metrics = (socket.socket(fileno=int(fd)) for fd in fds.split(","))
    return WorkerSetup(
        listener, folder, n_workers, socket.socket(fileno=os.dup(STDIN)), metrics[0] if metrics else None
    )


def leave_with_parent() -> None:
    """End this process when standard input ends.

    Its end means that the supervisor is gone.
    """
    threading.Thread(target=_leave_at_end_of_input, daemon=True).start()


def _leave_at_end_of_input() -> None:
    # Not sys.stdin: Python aborts at exit while a thread waits inside its buffer.
    with contextlib.suppress(ConnectionResetError):  # the supervisor ended without having read the last beat
        while os.read(STDIN, 1):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
