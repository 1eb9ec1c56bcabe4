"""The advisor's commands in processes of their own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from advisor.settings import Settings

REPO = Path(__file__).parents[2]


def environment(settings: Settings) -> dict[str, str]:
    return {
        "ADVISOR_DATA_DIR": str(settings.data_dir),
        "ADVISOR_CORPUS_DIR": str(settings.corpus_dir),
        "ADVISOR_EMBED_MODEL": "hash",
    }


def run_process(
    settings: Settings, *arguments: str, prepare: Callable[[], None] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Python with these arguments, to its end; ``prepare`` is called in the new process first."""
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environment(settings), **more},
        cwd=REPO,
        preexec_fn=prepare,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
