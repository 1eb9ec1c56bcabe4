"""One worker process: ``python -m server.workers.worker FD FOLDER N_WORKERS``.

The supervisor starts it. Its standard input stays open as long as the parent lives; a line on its standard output says
that it is ready.
"""

import os
import signal
import socket
import sys
import threading
from pathlib import Path

STDIN = 0


def main(fd: int, folder: Path, n_workers: int) -> None:
    """Answer on the socket ``fd`` until a signal or the parent's end."""
    threading.Thread(target=_leave_with_parent, daemon=True).start()

    from advisor.bootstrap import Parts
    from advisor.settings import load_settings
    from server.middleware.request_log import configure_logs
    from server.settings import load_server_settings
    from server.workers.run import WorkerSetup, run

    settings = load_server_settings()
    configure_logs(settings.log_level)
    core_settings = load_settings()
    parts = Parts(core_settings)
    place = WorkerSetup(socket.socket(fileno=fd), folder, n_workers)
    run(parts.advisor(), parts.conversations(), settings, place, keep_days=core_settings.keep_days)


def _leave_with_parent() -> None:
    # Not sys.stdin: Python aborts at exit while a thread waits inside its buffer.
    while os.read(STDIN, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
