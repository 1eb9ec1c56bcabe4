"""One of several workers, as ``supervisor.py`` starts it: ``python -m server.workers.worker FD FOLDER N_WORKERS``.

Its standard input stays open as long as its parent lives; a line on its standard output says that it is ready.
"""

import os
import signal
import socket
import sys
import threading
from pathlib import Path

STDIN = 0


def main(fd: int, folder: Path, n_workers: int) -> None:
    """Answer on the inherited socket ``fd`` until the parent ends or a signal comes."""
    threading.Thread(target=_leave_with_parent, daemon=True).start()

    from advisor.bootstrap import Parts
    from advisor.settings import load_settings
    from server.middleware.request_log import configure_logs
    from server.settings import load_server_settings
    from server.workers.run import Place, run

    settings = load_server_settings()
    configure_logs(settings.log_level)
    core_settings = load_settings()
    parts = Parts(core_settings)
    place = Place(socket.socket(fileno=fd), folder, n_workers)
    run(parts.advisor(), parts.conversations(), settings, place, keep_days=core_settings.keep_days)


def _leave_with_parent() -> None:
    # Not by sys.stdin: a thread that waits inside of it when the process ends makes Python abort.
    while os.read(STDIN, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
