"""A process whose ingests can be killed: each line on stdin is an ingest, done in a child of its own.

``{"data": …, "corpus": …, "die_at": n}`` kills the child at its n-th step (never, for null). Answers on stdout, a JSON
line each: that all is imported, then of each ingest the child's process id, each step as it comes, and the child's end
as a wait status.
"""

import json
import os
import signal
import sys
from pathlib import Path

import advisor.ingestion.parsing.markdown  # noqa: F401  # else each child imports it
from advisor.bootstrap import Parts
from advisor.settings import Settings
from advisor.text.spelling import is_english


class Doomed:
    """A Progress that tells each step and at one of them kills its own process, as a power cut would."""

    def __init__(self, die_at: int | None) -> None:
        self._left = die_at

    def step(self, name: str) -> None:
        say({"step": name})
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def expect(self, stage: str, n_total: int) -> None:
        pass

    def advance(self, n_done: int) -> None:
        pass


def say(line: object) -> None:
    print(json.dumps(line), flush=True)


def main() -> None:
    is_english("ready")  # loads the dictionary, so that no child has to
    say({"ready": True})
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            say({"pid": os.getpid()})
            settings = Settings(data_dir=Path(order["data"]), corpus_dir=Path(order["corpus"]), embed_model="hash")
            Parts(settings).ingest([], Doomed(order["die_at"]))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        say({"status": status})


if __name__ == "__main__":
    main()
