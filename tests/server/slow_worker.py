"""One worker of a test's server.

A question that says held makes the file `held` in the data folder and waits for `release` there; one that says frozen
keeps the interpreter lock for hours.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from advisor.answering.extractive_writer import QuotingWriter
from advisor.domain import Draft, QuestionPart
from server.middleware.request_log import configure_logs
from server.settings import load_server_settings
from server.workers.run import run
from server.workers.worker import build_setup, leave_with_parent
from tests.server.made import build_parts, keep_interpreter


class WaitingWriter:
    name = "waiting"

    def __init__(self, release: Path) -> None:
        self._release = release

    def draft(self, parts: Sequence[QuestionPart]) -> Draft:
        if any("frozen" in part.question for part in parts):
            keep_interpreter()
        while any("held" in part.question for part in parts) and not self._release.exists():
            self._release.with_name("held").touch()
            time.sleep(0.02)
        return QuotingWriter().draft(parts)


def main(data_dir: str, corpus_dir: str, fds: str, folder: str, n_workers: str) -> None:
    leave_with_parent()
    configure_logs("info")
    parts = build_parts(Path(data_dir), Path(corpus_dir), limit_workers=8)
    place = build_setup(fds, Path(folder), int(n_workers))
    writer = WaitingWriter(Path(data_dir) / "release")
    run(parts.advisor(writer=writer), parts.conversations(), load_server_settings(), place, keep_days=30)


if __name__ == "__main__":
    main(*sys.argv[1:])
