"""Tables of figures for pages: each value from its run, each table with its commit, and nowhere to go is an error."""

import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.bench.figures import BenchFigure, Bound, dump_figures
from evals.reporting.page_figures import quality_tables, tables_of
from evals.runs.gate import GateFile
from evals.runs.records import Run, RunError
from tests.evals.runs_by_hand import write_run

GOALS = [
    {"metric": "nuggets_vital", "slice": "answerable", "at_least": 0.95, "title": "vital nuggets"},
    {"metric": "words", "at_most": 90, "of": "median", "title": "words, median"},
]


def gates() -> GateFile:
    return GateFile.model_validate({"suites": ["keeper"], "goals": GOALS})


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return write_run(tmp_path / "run")


def rows_of(table: str) -> dict[str, list[str]]:
    lines = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")]
    return {cells[0].strip(): [cell.strip().replace("\u00a0", " ") for cell in cells[1:]] for cells in lines}


def test_every_goal_of_the_gate_is_a_row_with_both_halves(run: Run) -> None:
    table = quality_tables(run, gates())["quality-keeper"]
    found = run.summary.figure("nuggets_vital", "answerable", "development")
    assert found
    assert found.n == 3
    row = rows_of(table)["vital nuggets"]
    assert row[0] == "≥ 0.95"
    assert row[1].endswith("n = 1")
    assert row[2].endswith("n = 3")
    assert row[2].startswith(f"{found.mean:.2f} (")
    assert "(" not in rows_of(table)["words, median"][1]


def test_the_readmes_rows_are_of_the_test_half_alone(run: Run) -> None:
    table = quality_tables(run, gates())["quality-keeper-short"]
    assert rows_of(table)["what a good answer has to say, said"] == ["≥ 0.95", "0"]
    assert len(rows_of(table)) == 2 + 6


def test_a_suite_without_goals_gets_the_plain_rows(run: Run) -> None:
    (table,) = quality_tables(run, None).values()
    assert "answered or declined rightly" in rows_of(table)


@pytest.mark.parametrize(
    ("commit", "dirty", "told"),
    [
        ("0123456789abcdef", False, "at commit `0123456789` on 2 January 2026 with `advisor-evals run"),
        ("0123456789abcdef", True, "at commit `0123456789` with uncommitted changes on"),
        ("", False, "outside a checkout"),
    ],
)
def test_a_table_carries_the_commit_the_day_and_the_command(run: Run, commit: str, dirty: bool, told: str) -> None:
    head = run.head.model_copy(update={"commit": commit, "dirty": dirty})
    tables = quality_tables(Run(run.folder, head, run.cases, run.summary, run.guides), gates())
    assert told in tables["quality-keeper"]
    assert told in tables["quality-keeper-short"]


def test_a_miss_is_never_rounded_to_the_bound(run: Run) -> None:
    figures = [f.model_copy(update={"mean": 0.998, "low": 0.99, "high": 0.999}) for f in run.summary.figures]
    summary = run.summary.model_copy(update={"figures": tuple(figures)})
    table = quality_tables(Run(run.folder, run.head, run.cases, summary, run.guides), gates())["quality-keeper"]
    assert rows_of(table)["vital nuggets"][1].startswith("0.998")


def test_benchmarks_keep_their_bounds_verdicts_and_reasons(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    figures = [
        BenchFigure("a", "retrieve", 1.42, bound=Bound(most=1.3), low=1.3, high=1.5),
        BenchFigure("b", "memory", 327.4, unit="MB"),
        BenchFigure("c", "widget", None, beside="no Chromium"),
    ]
    file.write_text(dump_figures(figures, kind="quick"), encoding="utf-8")
    table = tables_of(file, lambda _: None)["speed"]
    assert rows_of(table)["retrieve"] == ["≤ 1.3", "1.42", "1.3 – 1.5", "MISSED", ""]
    assert rows_of(table)["memory"][1] == "327 MB"
    assert rows_of(table)["widget"][3:] == ["not measured", "no Chromium"]
    assert "advisor-evals bench --quick" in table


def test_what_a_chat_model_reached_keeps_its_bounds(tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    line = {"name": "quotes shown", "value": 0.951, "n": 153, "least": 0.85, "most": None, "verdict": "holds"}
    content = {"commit": "", "dirty": False, "started": "2026-01-02T03:04:05+00:00", "figures": [line], "writers": []}
    file.write_text(json.dumps(content), encoding="utf-8")
    table = tables_of(file, lambda _: None)["chat-models"]
    assert rows_of(table)["quotes shown"] == ["≥ 0.85", "0.951", "153", "holds"]


def test_the_command_writes_into_every_page_that_has_a_place(run: Run, tmp_path: Path) -> None:
    pages = [tmp_path / "README.md", tmp_path / "docs" / "deep" / "evaluation.md"]
    pages[1].parent.mkdir(parents=True)
    for page in pages:
        page.write_text("Before.\n\n<!-- measured:quality-keeper -->\n<!-- end -->\n\nAfter.\n", encoding="utf-8")
    assert main(["figures", str(run.folder), "--root", str(tmp_path)]) == 0
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "answered or declined rightly" in text
        assert text.startswith("Before.")
        assert text.endswith("After.\n")


def test_figures_that_no_page_has_a_place_for_are_named(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figures", str(run.folder), "--root", str(tmp_path)]) == 2
    assert "quality-keeper" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "[]", "{}", "not JSON"])
def test_a_file_that_holds_no_figures_is_refused_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "odd.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(RunError, match=r"odd\.json"):
        tables_of(file, lambda _: None)
