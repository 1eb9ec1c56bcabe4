"""Every command of docs/evaluate-your-guide.md, run as it stands there, against a real server on a loopback port."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.docs.walking import ROOT, Walked, free_port, read_page, walk
from tests.evals.public.test_public import data
from tests.evals.reporting.test_llm_judge import FakeModel, model

pytestmark = pytest.mark.process

__all__ = ["data", "model"]

PAGES = ("evaluate-your-guide.md", "evaluation.md")


@pytest.fixture
def walked(tmp_path: Path, data: Path, model: FakeModel) -> Walked:
    """The page gone through once in an empty folder."""
    folder = tmp_path / "walk"
    folder.mkdir()
    judge_port = urlsplit(model.url).port
    assert judge_port
    ports = {"8123": free_port(), "8124": judge_port}
    return walk(read_page(PAGES[0]), folder, {"CAREER_SHARED_DATA": str(data), "COLUMNS": "200"}, ports)


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
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z-]+)`", read_page(page))}
    assert named
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


def test_every_file_of_the_project_that_is_named_is_there() -> None:
    named = [path for page in PAGES for path in re.findall(r"`(evals/[\w./-]+)`", read_page(page))]
    assert named
    for path in named:
        assert (ROOT / path).exists(), path


def test_every_metric_that_is_named_is_measured() -> None:
    from evals.metrics.score import METRICS
    from evals.runs.gate import REFUSALS

    section = read_page("evaluation.md").split("## What is measured")[1].split("\n##")[0]
    table = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    named = set(re.findall(r"`([a-z_]+(?:@(?:\d+|k))?)`", table))
    known = {*METRICS, *REFUSALS, "recall@k", "gold_span_recall@k"}
    assert named <= known, named - known
