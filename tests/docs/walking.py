"""A page of the documentation gone through as a reader would: its files saved, its commands run in one shell."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT_S = 900

# ```sh: commands; ```KIND title="NAME": a file to save; ```text right behind commands: what they print.
BLOCK = re.compile(r'^```(\w+)(?: title="([\w./-]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)

# Waits until the server answers, or has gone, which the next command then tells.
READY = """
python - {port} $! <<'END'
import os, sys, time, urllib.request
while True:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{{sys.argv[1]}}/readyz", timeout=5)
        break
    except OSError:
        os.kill(int(sys.argv[2]), 0)
        time.sleep(0.05)
END
"""


@dataclass(frozen=True)
class Command:
    """One block of commands; ``shown`` is what the page says that they print, if it says so."""

    text: str
    shown: str | None


@dataclass(frozen=True)
class Walked:
    """What the page's commands printed, block by block, and the folder they were run in."""

    blocks: list[tuple[Command, str]]
    folder: Path

    def after(self, command: str) -> str:
        found = [printed for block, printed in self.blocks if command in block.text]
        assert found, f"the page has no command {command!r}"
        return found[0]


def read_page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def files_of(page: str) -> dict[str, str]:
    return {name: text for _, name, text in BLOCK.findall(page) if name}


def commands_of(page: str) -> list[Command]:
    found = [(kind, text) for kind, name, text in BLOCK.findall(page) if not name]
    following = [*found[1:], ("", "")]
    return [
        Command(text, shown if next_kind == "text" else None)
        for (kind, text), (next_kind, shown) in zip(found, following, strict=True)
        if kind == "sh"
    ]


def walk(page: str, folder: Path, environment: Mapping[str, str], ports: Mapping[str, int], *extra: str) -> Walked:
    """Save the page's files in ``folder`` and run its commands there, with its port numbers replaced by free ones.

    ``extra``: lines of shell that are run before the last block of commands.
    """
    for name, text in files_of(page).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(_moved(text, ports), encoding="utf-8")
    commands = commands_of(page)
    script = ["set -eu", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for n, command in enumerate(commands):
        # A command that is to fail says so by its echo; any other that fails ends the walk.
        block = command.text.replace('; echo "exit status $?"', ' && echo "exit status 0" || echo "exit status $?"')
        if command is commands[-1]:
            script += extra
        script += [f"printf '\\n=== {n}\\n'", _moved(block, ports)]  # what was printed before may end without a newline
        if found := re.search(r"advisor-server.*--port (\d+)", script[-1]):
            script.append(READY.format(port=found[1]))
        elif "kill $!" in block:
            script.append("wait $! || true")
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("ADVISOR_", "SERVER_", "OPENAI_"))
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-c", "\n".join(script)],
        cwd=folder,
        env={**plain, "PATH": path, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    printed = re.split(r"^=== \d+\n", done.stdout, flags=re.MULTILINE)[1:]
    return Walked(list(zip(commands, printed, strict=True)), folder)


def _moved(text: str, ports: Mapping[str, int]) -> str:
    for named, free in ports.items():
        text = text.replace(named, str(free))
    return text


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
