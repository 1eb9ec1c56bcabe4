"""The line that tells that a server answers: for people on a terminal, for programs elsewhere."""

import sys
from collections.abc import Sequence

READY = "Career advisor is ready"
N_NAMED = 3


def announce(address: str, careers: Sequence[str]) -> None:
    """Print the line on stdout."""
    print(ready_line(address, careers) if sys.stdout.isatty() else f"{READY} at {address}", flush=True)


def ready_line(address: str, careers: Sequence[str]) -> str:
    """Say what is indexed, where to open it, and how to stop it."""
    named = ", ".join(careers[:N_NAMED]) + (" and others" if len(careers) > N_NAMED else "")
    n_guides = f"{len(careers)} career{'' if len(careers) == 1 else 's'} indexed"
    return " · ".join([f"{n_guides}: {named}" if careers else n_guides, f"open {address}", "Ctrl-C stops"])
