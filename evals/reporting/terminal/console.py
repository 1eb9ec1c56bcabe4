"""The console for all output."""

import sys
from typing import IO

from advisor.cli.terminal import Terminal

PIPE_COLUMNS = 120


def console(file: IO[str] | None = None) -> Terminal:
    """Return a console on stdout, or on ``file``.

    A terminal is used at its own width; a pipe gets wide lines without colour.
    """
    stream = file or sys.stdout
    width = None if stream.isatty() else PIPE_COLUMNS
    return Terminal(file=stream, width=width, highlight=False, soft_wrap=False)
