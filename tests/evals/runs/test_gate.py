"""The gate: what passes, what fails with its cases named, and what could not be measured, in every form of output."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.runs.baseline import load_baseline, save_baseline
from evals.runs.compare import Side
from evals.runs.gate import GateError, GateFile, GateOutcome, Verdict, adjust_by_holm, gate, load_gates
from evals.runs.records import Run, load_run
from tests.evals.by_hand import case
from tests.evals.runs_by_hand import declined_rightly, refused, right, usual, write_run, wrong

DEVELOPMENT_IDS = ("keeper-sea", "keeper-odd", "keeper-test-a", "keeper-t")


def gates(*thresholds: dict[str, object], **fields: object) -> GateFile:
    return GateFile.model_validate({"suites": ["keeper"], "thresholds": thresholds, **fields})


def bound(metric: str = "right", **fields: object) -> dict[str, object]:
    return {"metric": metric, "n_at_least": 1, **fields}


def verdicts(outcome: GateOutcome) -> list[Verdict]:
    return [finding.verdict for finding in outcome.findings]


def many(n_right: int, n_wrong: int) -> list[tuple[object, object]]:
    question = right("keeper-x")[0].question
    return [
        right(f"keeper-{n:03}") if n < n_right else wrong(f"keeper-{n:03}", question) for n in range(n_right + n_wrong)
    ]


def baseline_of(run: Run, path: Path) -> Side:
    save_baseline(path, run)
    return load_baseline(path)


def test_a_threshold_that_is_met_passes_and_one_that_is_not_fails(tmp_path: Path) -> None:
    run = write_run(tmp_path)
    outcome = gate(run, gates(bound(at_least=0.4), bound("over_refused", at_most=0.1)), None)
    assert verdicts(outcome) == [Verdict.PASSED, Verdict.FAILED]
    assert outcome.exit_code == 1


def test_a_failed_threshold_names_the_cases_of_the_development_half_and_counts_the_others(tmp_path: Path) -> None:
    outcome = gate(write_run(tmp_path), gates(bound(at_least=0.99)), None)
    flips = outcome.findings[0].flips
    assert {flip.split(":")[0] for flip in flips[:-1]} == {"keeper-odd", "keeper-test-a"}
    assert flips[-1].startswith("1 of the test half")
    named = gate(write_run(tmp_path / "b"), gates(bound(at_least=0.99)), None, names="all").findings[0].flips
    assert "keeper-cats: 0" in named


def test_a_threshold_can_be_held_against_the_pessimistic_end_of_the_interval_or_the_median(tmp_path: Path) -> None:
    run = write_run(tmp_path, many(28, 2))
    assert verdicts(gate(run, gates(bound(at_least=0.9)), None)) == [Verdict.PASSED]
    assert verdicts(gate(run, gates(bound(at_least=0.9, of="confidence")), None)) == [Verdict.FAILED]
    assert verdicts(gate(run, gates(bound(at_least=1.0, of="median")), None)) == [Verdict.PASSED]


@pytest.mark.parametrize(
    "threshold",
    [
        bound("mutation_followed", at_least=0.0),
        bound(at_least=0.0, slice="no_such_slice"),
        bound(at_least=0.0, n_at_least=6),
        bound("words", at_least=0.0, of="confidence"),
    ],
    ids=["no such figure", "no such slice", "too few cases", "no interval"],
)
def test_a_number_that_is_not_there_is_not_measured_and_never_passes(
    tmp_path: Path, threshold: dict[str, object]
) -> None:
    outcome = gate(write_run(tmp_path), gates(threshold), None)
    assert verdicts(outcome) == [Verdict.UNMEASURED]
    assert outcome.exit_code == 2


def test_a_figure_that_is_no_number_is_not_measured(tmp_path: Path) -> None:
    run = write_run(tmp_path)
    figures = tuple(f.model_copy(update={"mean": float("nan")}) for f in run.summary.figures)
    broken = Run(run.folder, run.head, run.cases, run.summary.model_copy(update={"figures": figures}), run.guides)
    assert gate(broken, gates(bound(at_least=0.0)), None).exit_code == 2


def test_a_case_that_could_not_be_asked_outweighs_whatever_failed(tmp_path: Path) -> None:
    run = write_run(tmp_path, usual(), unasked=[case(id="keeper-z")])
    outcome = gate(run, gates(bound(at_least=0.99)), None)
    assert set(verdicts(outcome)) == {Verdict.UNMEASURED, Verdict.FAILED}
    assert outcome.exit_code == 2


def test_a_gate_of_nothing_measures_nothing(tmp_path: Path) -> None:
    assert gate(write_run(tmp_path), gates(), None).exit_code == 2


def test_a_gate_of_another_suite_measures_nothing(tmp_path: Path) -> None:
    outcome = gate(write_run(tmp_path, suite="another"), gates(bound(at_least=0.0)), None)
    assert outcome.exit_code == 2


def test_a_case_that_must_pass_and_does_not_fails_the_gate(tmp_path: Path) -> None:
    asked, observed = refused("keeper-sea")
    run = write_run(tmp_path, [(asked.model_copy(update={"must_pass": True}), observed), right("keeper-odd")])
    outcome = gate(run, gates(bound(at_least=0.0)), None)
    assert outcome.exit_code == 1
    assert outcome.findings[1].flips == ("keeper-sea",)


def test_a_run_against_its_own_baseline_is_no_regression(tmp_path: Path) -> None:
    run = write_run(tmp_path / "a", many(20, 10))
    kept = baseline_of(run, tmp_path / "b.jsonl")
    rule = {"metrics": ["right", "nuggets_vital", "over_refused"]}
    outcome = gate(run, gates(regressions=rule), kept)
    assert verdicts(outcome) == [Verdict.PASSED] * 3
    assert all("p = 1" in finding.found for finding in outcome.findings)


def test_answers_that_became_worse_by_more_than_chance_fail_with_the_flips_named(tmp_path: Path) -> None:
    kept = baseline_of(write_run(tmp_path / "a", many(30, 0)), tmp_path / "b.jsonl")
    outcome = gate(
        write_run(tmp_path / "c", many(20, 10)), gates(regressions={"metrics": ["right"]}), kept, names="all"
    )
    assert outcome.exit_code == 1
    assert set(outcome.findings[0].flips) == {f"keeper-{n:03}: 1 → 0" for n in range(20, 30)}


def test_one_answer_that_became_worse_may_be_chance(tmp_path: Path) -> None:
    kept = baseline_of(write_run(tmp_path / "a", many(30, 0)), tmp_path / "b.jsonl")
    outcome = gate(write_run(tmp_path / "c", many(29, 1)), gates(regressions={"metrics": ["right"]}), kept)
    assert outcome.exit_code == 0


def test_more_metrics_that_are_watched_raise_no_more_false_alarms(tmp_path: Path) -> None:
    assert adjust_by_holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.9}) == pytest.approx(
        {"a": 0.04, "b": 0.09, "c": 0.09, "d": 0.9}
    )
    kept = baseline_of(write_run(tmp_path / "a", many(30, 0)), tmp_path / "b.jsonl")
    run = write_run(tmp_path / "c", many(24, 6))  # p = 0.03125 by itself
    assert gate(run, gates(regressions={"metrics": ["right"]}), kept).exit_code == 1
    two = gate(run, gates(regressions={"metrics": ["right", "over_refused"]}), kept)
    assert two.exit_code == 0
    assert "0.0625 among 2 metrics" in two.findings[0].found


def test_answers_that_became_better_are_no_regression(tmp_path: Path) -> None:
    kept = baseline_of(write_run(tmp_path / "a", many(10, 20)), tmp_path / "b.jsonl")
    outcome = gate(write_run(tmp_path / "c", many(30, 0)), gates(regressions={"metrics": ["right"]}), kept)
    assert outcome.exit_code == 0


def test_a_metric_that_neither_side_has_is_not_measured(tmp_path: Path) -> None:
    run = write_run(tmp_path / "a", many(30, 0))
    kept = baseline_of(run, tmp_path / "b.jsonl")
    assert gate(run, gates(regressions={"metrics": ["mutation_followed"]}), kept).exit_code == 2


def test_without_a_baseline_a_regression_cannot_be_measured(tmp_path: Path) -> None:
    assert gate(write_run(tmp_path), gates(regressions={"metrics": ["right"]}), None).exit_code == 2


def test_a_baseline_of_a_suite_that_changed_is_compared_only_when_that_is_asked_for(tmp_path: Path) -> None:
    run = write_run(tmp_path / "a", many(30, 0))
    kept = baseline_of(run, tmp_path / "b.jsonl")
    changed = Run(
        run.folder,
        run.head.model_copy(update={"suite": run.head.suite.model_copy(update={"hash": "1" * 16})}),
        run.cases,
        run.summary,
        run.guides,
    )
    rule = gates(regressions={"metrics": ["right"]})
    assert gate(changed, rule, kept).exit_code == 2
    assert gate(changed, rule, kept, over="common").exit_code == 0


def test_a_baseline_holds_what_the_run_reached(tmp_path: Path) -> None:
    run = write_run(tmp_path / "a")
    kept = baseline_of(run, tmp_path / "b.jsonl")
    assert set(kept.cases) == {record.id for record in run.cases}
    assert kept.cases["keeper-sea"].values["right"] == 1.0
    assert "right" not in kept.cases["keeper-t"].values or kept.cases["keeper-t"].values["right"] == 1.0


@pytest.mark.parametrize(
    "line",
    ["not json", '{"id": "x"}', '{"id":"x","words":"","values":[NaN]}', '{"id":"x","words":"","values":[1.0,0.5]}'],
)
def test_a_baseline_that_is_damaged_or_holds_no_number_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "b.jsonl"
    path.write_text(f'{{"suite":"keeper","suite_hash":"0","metrics":["right"]}}\n{line}\n', encoding="utf-8")
    with pytest.raises(GateError, match="cannot be read"):
        load_baseline(path)


@pytest.mark.parametrize(
    "text",
    [
        "suites: [keeper]\nthresholds: [{metric: right}]",
        "suites: [keeper]\nthresholds: [{metric: right, at_least: 1, at_most: 0}]",
        "suites: [keeper]\nthresholds: [{metric: beauty, at_least: 1}]",
        "thresholds: []",
        "suites: [keeper",
    ],
    ids=["no bound", "two bounds", "no such metric", "no suite", "no YAML"],
)
def test_a_file_of_thresholds_that_cannot_work_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gates.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GateError):
        load_gates(path)


# --- the command, with every flag of its output ---

FLAGS = [[], ["--json"], ["--names", "all"], ["--names", "all", "--json"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_baseline(tmp_path / "b.jsonl", write_run(tmp_path / "before", many(30, 0)))
    (tmp_path / "gates.yaml").write_text(
        "suites: [keeper]\nthresholds: [{metric: citation_validity, at_least: 1.0}]\nregressions: {metrics: [right]}\n",
        encoding="utf-8",
    )
    return tmp_path


def gated(folder: Path, flags: Sequence[str]) -> int:
    return main(
        [
            "gate",
            str(folder / "run"),
            "--gates",
            str(folder / "gates.yaml"),
            "--baseline",
            str(folder / "b.jsonl"),
            *flags,
        ]
    )


@pytest.mark.parametrize("flags", FLAGS, ids=" ".join)
def test_the_gate_exits_with_0_when_it_is_passed(
    folder: Path, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(folder / "run", many(30, 0))
    assert gated(folder, flags) == 0
    out = capsys.readouterr().out
    assert json.loads(out)["exit_code"] == 0 if "--json" in flags else "The gate is passed" in out


@pytest.mark.parametrize("flags", FLAGS, ids=" ".join)
def test_the_gate_exits_with_1_and_names_the_flips(
    folder: Path, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(folder / "run", many(15, 15))
    assert gated(folder, flags) == 1
    out = capsys.readouterr().out
    flipped = [f"keeper-{n:03}" for n in range(15, 30)]
    named = [i for i in flipped if f"{i}: 1 → 0" in out]
    assert named == flipped if "all" in flags else 0 < len(named) < len(flipped)
    if "--json" in flags:
        assert json.loads(out)["exit_code"] == 1


@pytest.mark.parametrize("flags", FLAGS, ids=" ".join)
def test_the_gate_exits_with_2_when_a_case_could_not_be_asked(
    folder: Path, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(folder / "run", many(15, 14), unasked=[case(id="keeper-029")])
    assert gated(folder, flags) == 2
    out = capsys.readouterr().out
    assert json.loads(out)["exit_code"] == 2 if "--json" in flags else "Could not measure" in out


@pytest.mark.parametrize("flags", FLAGS, ids=" ".join)
def test_the_gate_exits_with_2_and_a_sentence_for_a_run_that_is_not_there(
    folder: Path, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert gated(folder, flags) == 2
    assert "is not a finished run" in capsys.readouterr().err


def test_a_suite_without_thresholds_is_held_against_its_baseline(folder: Path) -> None:
    write_run(folder / "run", many(15, 15))
    assert main(["gate", str(folder / "run"), "--baseline", str(folder / "b.jsonl")]) == 1


def test_a_run_with_nothing_to_be_held_against_is_not_measured(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(folder / "run", many(30, 0))
    assert main(["gate", str(folder / "run")]) == 2
    assert "name --gates or --baseline" in capsys.readouterr().err


def test_an_accepted_run_becomes_the_baseline_and_the_verdict_stays(folder: Path) -> None:
    write_run(folder / "run", many(15, 15))
    assert gated(folder, ["--accept"]) == 1
    assert gated(folder, []) == 0


def test_the_baseline_command_keeps_a_run(folder: Path) -> None:
    write_run(folder / "run", many(15, 15))
    assert main(["baseline", str(folder / "run"), "--baseline", str(folder / "new" / "b.jsonl")]) == 0
    kept = load_baseline(folder / "new" / "b.jsonl")
    assert sum(c.values["right"] for c in kept.cases.values()) == 15


def test_a_broken_run_is_not_kept_as_a_baseline(folder: Path) -> None:
    write_run(folder / "run", many(3, 0), unasked=[case(id="keeper-z")])
    assert main(["baseline", str(folder / "run"), "--baseline", str(folder / "new.jsonl")]) == 2
    assert not (folder / "new.jsonl").exists()


def test_declines_that_are_right_pass_the_gate_of_declines(tmp_path: Path) -> None:
    run = write_run(tmp_path, [declined_rightly(i) for i in DEVELOPMENT_IDS])
    assert gate(run, gates(bound("refusal_recall", at_least=1.0), bound("declined", at_least=1.0)), None).exit_code == 0
    assert load_run(tmp_path).summary == run.summary
