"""A server of two workers whose writers wait: for tests of what workers share and what the death of one leaves.

The index is there already: whoever starts the server has made it.
"""

import sys

from server.middleware.request_log import configure_logs
from server.settings import load_server_settings
from server.workers.sockets import bind
from server.workers.supervisor import Workers


def main(data_dir: str, corpus_dir: str) -> None:
    settings = load_server_settings()
    configure_logs(settings.log_level)
    listener = bind(settings)
    Workers(settings, listener, command=("tests.server.slow_worker", data_dir, corpus_dir)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
