"""The line by which people or programs learn that a server answers."""

import sys
from collections.abc import Sequence

READY = "Career advisor is ready"
N_NAMED = 3


def announce(address: str, careers: Sequence[str]) -> None:
    """Print the line on stdout: for people where that is a terminal."""
    print(ready_line(address, careers) if sys.stdout.isatty() else f"{READY} at {address}", flush=True)


def ready_line(address: str, careers: Sequence[str]) -> str:
    """Say what is indexed, where to open it, how to stop it."""
    named = ", ".join(careers[:N_NAMED]) + (" and others" if len(careers) > N_NAMED else "")
    n_guides = f"{len(careers)} career{'' if len(careers) == 1 else 's'} indexed"
    return " · ".join([f"{n_guides}: {named}" if careers else n_guides, f"open {address}", "Ctrl-C stops"])
