"""Exit statuses are the same whatever form the output takes: 0 passed, 1 missed, 2 could not measure.

Those of the gate are in test_gating.py.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.cli.report_arguments import FORMATS
from tests.evals.runs_by_hand import right, write_run
from tests.evals.suite_by_hand import CASES, write_guide, write_suite

JSON = [[], ["--json"]]
NAMES = [*JSON, ["--names", "all"], ["--names", "all", "--json"]]
FORMS = [*(["--format", form] for form in FORMATS), *(["--out", f"r.{end}"] for end in ("html", "md", "json", "xml"))]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A guide with its suite, and a run of two cases."""
    monkeypatch.setenv("ADVISOR_EMBED_MODEL", "hash")
    monkeypatch.setenv("ADVISOR_CORPUS_DIR", str(tmp_path / "corpus"))
    monkeypatch.chdir(tmp_path)
    write_suite(tmp_path / "keeper.yaml", write_guide(tmp_path / "corpus"))
    write_run(tmp_path / "run", [right("keeper-a"), right("keeper-b")])
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], flags: Sequence[str]) -> str:
    """What was written to stdout, which has to be JSON where that was asked for."""
    out = capsys.readouterr().out
    if "--json" in flags:
        json.loads(out)
    return out


@pytest.mark.parametrize("flags", NAMES, ids=" ".join)
def test_a_run_exits_with_0_when_every_case_was_asked(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--suite", "keeper.yaml", "--out", "new", *flags]) == 0
    assert printed(capsys, flags)


@pytest.mark.parametrize("flags", NAMES, ids=" ".join)
def test_a_run_exits_with_2_when_the_server_is_gone(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--suite", "keeper.yaml", "--url", "http://127.0.0.1:9", "--out", "new", *flags]) == 2
    assert "could not measure" in capsys.readouterr().err


@pytest.mark.parametrize("flags", NAMES, ids=" ".join)
def test_a_comparison_exits_with_0_or_with_2_when_a_side_is_missing(
    flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", "run", "run", *flags]) == 0
    assert printed(capsys, flags)
    assert main(["compare", "run", "nowhere", *flags]) == 2
    assert "could not measure" in capsys.readouterr().err


@pytest.mark.parametrize("flags", JSON, ids=" ".join)
def test_validation_exits_with_0_1_or_2(folder: Path, flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "keeper.yaml", *flags]) == 0
    assert printed(capsys, flags)
    write_suite(folder / "faulty.yaml", folder / "corpus" / "keeper.md", [{**CASES[0], "gold": []}])
    assert main(["validate", "keeper.yaml", "faulty.yaml", *flags]) == 1
    assert "needs gold" in printed(capsys, flags)
    assert main(["validate", "keeper.yaml", "--guide-file", "nowhere.md", *flags]) == 2
    assert "could not measure" in capsys.readouterr().err


@pytest.mark.parametrize("flags", JSON, ids=" ".join)
def test_an_explanation_exits_with_0_or_with_2_for_a_case_that_is_not_there(
    flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "run", "keeper-a", *flags]) == 0
    assert "keeper-a" in printed(capsys, flags)
    assert main(["explain", "run", "keeper-z", *flags]) == 2
    assert "no case" in capsys.readouterr().err


@pytest.mark.parametrize("flags", FORMS, ids=" ".join)
def test_a_report_exits_with_0_or_with_2_when_there_is_no_run(
    flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "run", *flags]) == 0
    assert main(["report", "nowhere", *flags]) == 2
    assert "could not measure" in capsys.readouterr().err


def test_keeping_a_baseline_exits_with_0_or_with_2_when_there_is_no_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "run", "--baseline", "kept.jsonl"]) == 0
    assert main(["baseline", "nowhere", "--baseline", "kept.jsonl"]) == 2
    assert main(["baseline", "--baseline", "kept.jsonl"]) == 2
    assert "could not measure" in capsys.readouterr().err


@pytest.mark.parametrize("flags", JSON, ids=" ".join)
def test_public_data_that_is_not_there_exits_with_2(
    folder: Path, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["public", "--data", str(folder / "nowhere"), *flags]) == 2
    assert "could not measure" in capsys.readouterr().err
