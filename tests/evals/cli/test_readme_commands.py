"""Every command of evals/README.md, run as it stands there, against a real server on a loopback port."""

import os
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.evals.public.test_public import data
from tests.evals.reporting.test_llm_judge import FakeModel, model

__all__ = ["data", "model"]

ROOT = Path(__file__).parents[3]
README = (ROOT / "evals" / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)(?: ([\w.-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LIMIT_S = 900  # it takes one minute on two idle cores

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
class Walked:
    """What the page's commands printed, block by block, and the folder they were run in."""

    blocks: list[tuple[str, str]]
    folder: Path

    def after(self, command: str) -> str:
        found = [printed for block, printed in self.blocks if command in block]
        assert found, f"the page has no command {command!r}"
        return found[0]


@pytest.fixture
def walked(tmp_path: Path, data: Path, model: FakeModel) -> Walked:
    """The page gone through once in an empty folder: its files written, its commands run in one shell."""
    folder = tmp_path / "walk"
    folder.mkdir()
    port, judge_port = free_port(), urlsplit(model.url).port
    for _, name, text in BLOCK.findall(README):
        if name:
            (folder / name).write_text(text, encoding="utf-8")
    commands = [text for kind, name, text in BLOCK.findall(README) if kind == "sh" and not name]
    script = ["set -eu", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for n, plain in enumerate(commands):
        # A command that is to fail says so by its echo; any other that fails ends the walk.
        block = plain.replace('; echo "exit status $?"', ' && echo "exit status 0" || echo "exit status $?"')
        script += [f"echo '=== {n}'", block.replace("8123", str(port)).replace("8124", str(judge_port))]
        if "advisor-server" in block:
            script.append(READY.format(port=port))
        elif "kill $!" in block:
            script.append("wait $! || true")
    environment = {
        **{
            name: value for name, value in os.environ.items() if not name.startswith(("ADVISOR_", "SERVER_", "OPENAI_"))
        },
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "CAREER_SHARED_DATA": str(data),
        "COLUMNS": "200",
    }
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-c", "\n".join(script)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    printed = re.split(r"^=== \d+\n", done.stdout, flags=re.MULTILINE)[1:]
    return Walked(list(zip(commands, printed, strict=True)), folder)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.process
def test_a_person_with_this_page_alone_sees_the_gate_fail_on_a_broken_retriever(walked: Walked) -> None:
    first = walked.after("validate")
    assert "the guide's is" in first
    assert "exit status 1" in first
    assert "sound" in walked.after("sed -i")

    held = walked.after("advisor-evals baseline")
    assert "exit status 0" in held, held
    broken = walked.after("runs/broken --gates")
    assert "exit status 1" in broken, broken
    for flipped in ("keeper-median", "keeper-beginner"):
        assert flipped in broken
        assert flipped in walked.after("advisor-evals compare")
    assert "keeper-beginner" in walked.after("advisor-evals explain")

    assert "some-model" in walked.after("advisor-evals judge")
    assert "CLAPNQ pool" in walked.after("advisor-evals public")
    assert "some-model" in (walked.folder / "runs" / "good" / "report.html").read_text(encoding="utf-8")
    page = (walked.folder / "runs" / "broken" / "report.html").read_text(encoding="utf-8")
    assert "Failed" in page
    assert "Paired differences" in page
    for name in ("report.md", "report.json", "report.xml", "report.csv"):
        assert (walked.folder / name).stat().st_size > 0


def test_every_make_target_that_is_named_is_there() -> None:
    named = set(re.findall(r"`make ([a-z-]+)`", README))
    assert named
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


def test_every_file_of_the_project_that_is_named_is_there() -> None:
    for named in re.findall(r"`(evals/[\w./-]+)`", README):
        assert (ROOT / named).exists(), named


def test_every_metric_that_is_named_is_measured() -> None:
    from evals.metrics.score import METRICS
    from evals.runs.gate import REFUSALS

    section = README.split("## What is measured")[1].split("\n##")[0]
    table = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    named = set(re.findall(r"`([a-z_]+(?:@(?:\d+|k))?)`", table))
    known = {*METRICS, *REFUSALS, "recall@k", "gold_span_recall@k"}
    assert named <= known, named - known
