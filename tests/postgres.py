"""A PostgreSQL of the tests' own, on a Unix socket in a temporary directory, gone when they end."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# It refuses to run as root, so there it runs as the account that its package made.
ACCOUNT = "postgres"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, which distributions leave out of the path; None where there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return folders[-1] if folders else None


@contextmanager
def running_postgres(folder: Path) -> Iterator[str]:
    """Its address, without the name of a database."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    prefix = ["runuser", "-u", ACCOUNT, "--"] if as_root else []

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")

    with TemporaryDirectory(prefix="pg-") as name:  # short: the path of a Unix socket has to fit 107 bytes
        home = Path(name)
        if as_root:
            shutil.chown(home, ACCOUNT)
        data = str(home / "data")
        run(f"{folder}/initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off -c max_connections=60"
        run(f"{folder}/pg_ctl", "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgresql://tester@/{{}}?host={home}"
        finally:
            run(f"{folder}/pg_ctl", "-D", data, "-m", "immediate", "stop")
