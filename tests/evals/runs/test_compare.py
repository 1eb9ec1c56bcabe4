"""Two runs compared in pairs: tests worked out by hand, flips, and sides that cannot be compared."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from scipy.stats import binomtest

from evals.__main__ import main
from evals.cases.suite import Half
from evals.runs.compare import CaseValues, Side, compare_sides, describe_flips, require_same_suite, side_of
from evals.runs.records import RunError
from tests.evals.by_hand import case
from tests.evals.runs_by_hand import right, usual, write_run, wrong


def side(values: Mapping[str, float], *, name: str = "a", metric: str = "right", half: Half = Half.DEVELOPMENT) -> Side:
    cases = {i: CaseValues(i, "same", half, ("pay",), {metric: value}) for i, value in values.items()}
    return Side(name, "keeper", "0" * 16, cases)


def test_a_run_against_itself_gives_no_difference_and_p_of_one(tmp_path: Path) -> None:
    run = side_of(write_run(tmp_path))
    compared = compare_sides(run, run)
    assert compared.differences
    for difference in compared.differences:
        assert (difference.p, difference.difference, difference.low, difference.high) == (1.0, 0.0, 0.0, 0.0)
        assert not difference.better
        assert not difference.worse


def test_yes_and_no_are_tested_by_an_exact_mcnemar_test() -> None:
    before = side({f"c{n}": 0.0 if n < 9 else 1.0 for n in range(30)})
    after = side({f"c{n}": 1.0 if n != 20 else 0.0 for n in range(30)})
    found = compare_sides(before, after).of("right")
    assert found is not None
    assert found.test == "McNemar, exact"
    assert found.p == pytest.approx(binomtest(9, 10, 0.5).pvalue, abs=1e-6)
    assert (len(found.better), [flip.id for flip in found.worse]) == (9, ["c20"])
    assert found.difference == round(8 / 30, 4)


def test_other_values_are_tested_by_permuting_the_signs_of_their_differences() -> None:
    before = side({f"c{n}": 0.5 for n in range(8)}, metric="nuggets_vital")
    after = side({f"c{n}": 0.75 for n in range(8)}, metric="nuggets_vital")
    found = compare_sides(before, after).of("nuggets_vital")
    assert found is not None
    assert found.test == "permutation"
    assert found.p == pytest.approx(2 / 2**8, abs=1e-6)  # all eight up, or all eight down


def test_of_a_metric_that_should_be_low_a_rise_is_worse() -> None:
    found = compare_sides(side({"c1": 0.0}, metric="over_refused"), side({"c1": 1.0}, metric="over_refused"))
    difference = found.of("over_refused")
    assert difference is not None
    assert [flip.id for flip in difference.worse] == ["c1"]


def test_a_metric_counts_only_where_both_sides_have_it() -> None:
    before, after = side({"c1": 1.0, "c2": 0.0}), side({"c1": 1.0, "c2": 0.0})
    without = {**after.cases, "c2": replace(after.cases["c2"], values={})}
    found = compare_sides(before, replace(after, cases=without)).of("right")
    assert found is not None
    assert found.n == 1


def test_runs_of_suites_that_differ_are_not_compared_unless_only_the_same_cases_are() -> None:
    before, after = side({"c1": 1.0, "c2": 1.0}), replace(side({"c1": 0.0, "c3": 0.0}), suite_hash="1" * 16)
    with pytest.raises(RunError, match="changed between"):
        require_same_suite(before, after)
    with pytest.raises(RunError, match="of suite"):
        require_same_suite(before, replace(after, suite="another"))
    compared = compare_sides(before, after)
    assert (compared.n_common, compared.n_left_out) == (1, 2)


def test_a_case_that_expects_something_else_now_is_not_the_same_case(tmp_path: Path) -> None:
    before = side_of(write_run(tmp_path / "a", [right("keeper-a"), right("keeper-b")]))
    _, observed = right("keeper-b")
    changed = (case(id="keeper-b", nuggets=[{"any_of": ["$1"]}]), observed)
    after = side_of(write_run(tmp_path / "b", [right("keeper-a"), changed]))
    compared = compare_sides(before, after)
    assert (compared.n_common, compared.n_left_out) == (1, 1)


def test_sides_without_a_case_in_common_cannot_be_compared() -> None:
    with pytest.raises(RunError, match="no case in common"):
        compare_sides(side({"c1": 1.0}), side({"c2": 1.0}))


def test_a_run_with_a_case_that_could_not_be_asked_is_no_side(tmp_path: Path) -> None:
    run = write_run(tmp_path, usual(), unasked=[case(id="keeper-z")])
    with pytest.raises(RunError, match="could not ask 1 of its cases"):
        side_of(run)


def test_flips_of_the_development_half_are_named_and_those_of_the_test_half_are_counted(tmp_path: Path) -> None:
    before = side_of(write_run(tmp_path / "a", [right("keeper-sea"), right("keeper-cats")]))
    after = side_of(
        write_run(
            tmp_path / "b",
            [
                wrong("keeper-sea", right("keeper-sea")[0].question),
                wrong("keeper-cats", right("keeper-cats")[0].question),
            ],
        )
    )
    difference = compare_sides(before, after).of("right")
    assert difference is not None
    lines = describe_flips(difference.worse, names="development")
    assert lines[0] == "keeper-sea: 1 → 0"
    assert lines[1].startswith("1 of the test half (")
    assert "keeper-cats" not in " ".join(lines)
    assert "keeper-cats: 1 → 0" in describe_flips(difference.worse, names="all")


def test_the_command_refuses_runs_of_a_suite_that_changed_until_the_same_cases_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(tmp_path / "a", [right("keeper-a")])
    write_run(tmp_path / "b", [right("keeper-a"), right("keeper-b")])
    head = (tmp_path / "b" / "run.json").read_text(encoding="utf-8")
    (tmp_path / "b" / "run.json").write_text(head.replace("0" * 16, "1" * 16), encoding="utf-8")
    sides = [str(tmp_path / "a"), str(tmp_path / "b")]
    assert main(["compare", *sides]) == 2
    assert "--common" in capsys.readouterr().err
    assert main(["compare", *sides, "--common"]) == 0
    assert "1 cases, 1 left out" in capsys.readouterr().out


@pytest.mark.parametrize("missing", ["run.json", "cases.jsonl", "summary.json"])
def test_a_folder_without_a_whole_run_is_not_measured(
    tmp_path: Path, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(tmp_path / "a")
    (tmp_path / "a" / missing).unlink()
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "a")]) == 2
    assert "could not measure" in capsys.readouterr().err


def test_each_case_that_changed_is_named_once_with_all_that_changed_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(tmp_path / "a", [right("keeper-odd"), right("keeper-cats"), right("keeper-t")])
    question = right("keeper-odd")[0].question
    write_run(tmp_path / "b", [wrong("keeper-odd", question), wrong("keeper-cats", question), right("keeper-t")])
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    out = capsys.readouterr().out
    (line,) = [line for line in out.splitlines() if line.startswith("keeper-odd: ")]
    assert line.startswith("keeper-odd: right 1 → 0, recall@1 1 → 0, ")
    assert line.endswith("more")
    assert "1 of the test half (answerable 1" in out
    assert "keeper-cats" not in out
    assert "keeper-t" not in out
