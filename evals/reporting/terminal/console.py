"""Where everything is printed: a terminal in its own width, a pipe in wide lines without colour."""

import sys
from typing import IO

from rich.console import Console

PIPE_COLUMNS = 120


def console(file: IO[str] | None = None) -> Console:
    """For stdout; a pipe gets wide lines and no colour."""
    stream = file or sys.stdout
    width = None if stream.isatty() else PIPE_COLUMNS
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)
