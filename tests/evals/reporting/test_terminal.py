"""What a run says at its end."""

import io
from pathlib import Path
from typing import Any

from evals.reporting.terminal.console import console
from evals.reporting.terminal.runs import show_run
from evals.runs.gate import GateFile
from evals.runs.records import Run
from tests.evals.runs_by_hand import write_run


def shown(run: Run, **fields: Any) -> str:
    rows = [{"metric": "right", "n_at_least": 1, "title": "answers right", **row} for row in fields["goals"]]
    gates = GateFile.model_validate({"suites": ["keeper"], "goals": rows})
    out = io.StringIO()
    show_run(run, gates, console(out), names=fields.get("names", "development"))
    return out.getvalue()


def test_the_closing_table_marks_what_is_met_missed_and_of_too_few_cases(tmp_path: Path) -> None:
    run = write_run(tmp_path)
    text = shown(
        run,
        goals=[
            {"at_least": 0.4, "title": "low"},
            {"at_least": 0.9, "title": "high"},
            {"at_least": 0.1, "title": "few", "n_at_least": 50},
        ],
    )
    assert "0.500 ✓" in text
    assert "0.500 ✗" in text
    assert "0.500 ?" in text
    assert "Development half: ✓ 1 met, ✗ 1 missed (high), ? 1 of too few cases to tell" in text


def test_what_went_wrong_is_named_in_the_development_half_and_counted_in_the_test_half(tmp_path: Path) -> None:
    text = shown(write_run(tmp_path), goals=[{"at_least": 0.9}])
    assert "Wrong: 2 of the development half: keeper-odd, keeper-test-a" in text
    assert "Wrong: 1 of the test half (answerable 1" in text
    assert "keeper-cats" not in text
    assert "keeper-cats" in shown(write_run(tmp_path / "b"), goals=[{"at_least": 0.9}], names="all")


def test_cases_of_the_test_half_that_differ_between_rounds_are_counted_too(tmp_path: Path) -> None:
    run = write_run(tmp_path)
    unsteady = run.summary.model_copy(update={"unstable": ("keeper-sea", "keeper-cats")})
    text = shown(Run(run.folder, run.head, run.cases, unsteady, run.guides), goals=[{"at_least": 0.9}])
    assert "differed between rounds: keeper-sea, 1 of the test half" in text
    assert "keeper-cats" not in text
