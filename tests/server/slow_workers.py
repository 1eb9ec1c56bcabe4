"""A server of two workers whose writers wait: for tests of what workers share and what the death of one leaves."""

import sys
from pathlib import Path

from server.middleware.request_log import configure_logs
from server.settings import load_server_settings
from server.workers.sockets import bind
from server.workers.supervisor import Workers
from tests.server.made import build_parts


def main(data_dir: str, corpus_dir: str) -> None:
    settings = load_server_settings()
    configure_logs(settings.log_level)
    listener = bind(settings)
    build_parts(Path(data_dir), Path(corpus_dir)).ensure_index()
    Workers(settings, listener, command=("tests.server.slow_worker", data_dir, corpus_dir)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
