"""The console for all output."""

import sys
from typing import IO

from rich.console import Console

PIPE_COLUMNS = 120


def console(file: IO[str] | None = None) -> Console:
    """Return a console on stdout, or on ``file``.

    A terminal is used at its own width; a pipe gets wide lines without colour.
    """
    stream = file or sys.stdout
    width = None if stream.isatty() else PIPE_COLUMNS
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)
