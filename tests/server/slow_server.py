"""A server process whose writer never ends when the question says held: for tests of signals."""

import sys
from pathlib import Path

from server.middleware.request_log import configure_logs
from server.settings import load_server_settings
from server.workers.run import WorkerSetup, run
from server.workers.sockets import bind
from tests.server.made import MoodyWriter, build_parts


def main(data_dir: str, corpus_dir: str) -> None:
    settings = load_server_settings()
    configure_logs(settings.log_level)
    listener = bind(settings)
    parts = build_parts(Path(data_dir), Path(corpus_dir))
    parts.ensure_index()
    run(parts.advisor(writer=MoodyWriter()), parts.conversations(), settings, WorkerSetup(listener), keep_days=30)


if __name__ == "__main__":
    main(*sys.argv[1:])
