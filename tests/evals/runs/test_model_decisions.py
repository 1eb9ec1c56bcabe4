"""What a chat model decided in a run: counted, kept and shown, and nothing of it without a model."""

import io
import json
from pathlib import Path

import pytest

from advisor.schemas import ModelUseOut
from evals.__main__ import main
from evals.cases.observation import Observation
from evals.cases.suite import Case
from evals.chat.fake import KEY, fake_models
from evals.reporting.html import render_html
from evals.reporting.machine import render_json
from evals.reporting.markdown import render_markdown
from evals.reporting.terminal.console import console
from evals.reporting.terminal.runs import show_run
from evals.reporting.view import build_report
from evals.runs.model_decisions import differ
from evals.runs.records import SUMMARY_FILE, Run, load_run
from tests.evals.runs_by_hand import HOSTILE, declined_rightly, refused, right, write_run, wrong
from tests.evals.suite_by_hand import run_suite

SECRET = "A question of the test half"


def decided(asked: tuple[Case, Observation], verdict: str, rules: str) -> tuple[Case, Observation]:
    case, observed = asked
    use = ModelUseOut(
        model="reader-7b", tokens_in=9, tokens_out=1, n_kept=0, n_repaired=0, n_cut=0, failure="", verdict=verdict,
        rules=rules,
    )  # fmt: skip
    return case, observed.model_copy(update={"answer": observed.answer.model_copy(update={"model": use})})


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Three cases in which model and rules differ, one of them of the test half."""
    return write_run(
        tmp_path / "run",
        [
            decided(right("keeper-sea", HOSTILE), "answer", "not_in_guide"),
            decided(wrong("keeper-cats", SECRET), "answer", "near_miss"),
            decided(refused("keeper-odd"), "not_in_guide", "answered"),
            decided(right("keeper-many-1"), "answer", "answered"),
            decided(right("keeper-many-2"), "", "answered"),
            declined_rightly("keeper-t"),
        ],
    )


def terminal(run: Run, names: str = "development") -> str:
    out = io.StringIO()
    show_run(run, None, console(out), names=names)  # type: ignore[arg-type]
    return " ".join(out.getvalue().split())


@pytest.mark.parametrize(
    ("verdict", "rules", "expected"),
    [
        ("answer", "answered", False),
        ("answer", "conflicting", False),
        ("answer", "near_miss", True),
        ("partly", "near_miss", False),
        ("partly", "answered", False),
        ("partly", "not_in_guide", True),
        ("not_in_guide", "not_in_guide", False),
        ("not_in_guide", "near_miss", True),
        ("off_topic", "not_in_guide", True),
        ("off_topic", "out_of_scope", False),
        ("which", "clarify", False),
        ("", "answered", False),
        ("answer", "", False),
    ],
)
def test_model_and_rules_differ_where_one_denies_what_the_other_says(verdict: str, rules: str, expected: bool) -> None:
    assert differ(verdict, rules) is expected


def test_a_run_keeps_what_the_model_said_and_where_the_rules_would_have_said_otherwise(run: Run) -> None:
    kept = run.summary.decisions
    assert kept is not None
    assert (kept.model, kept.n_asked, kept.n_answers) == ("reader-7b", 5, 6)
    assert kept.by_verdict == {"answer": 3, "not_in_guide": 1, "": 1}
    assert kept.by_rules == {"answered": 3, "not_in_guide": 1, "near_miss": 1}
    assert {(one.verdict, one.rules): (one.n, one.n_right) for one in kept.counts}["answer", "near_miss"] == (1, 0)
    assert [(one.id, one.verdict, one.rules, one.right) for one in kept.differing] == [
        ("keeper-sea", "answer", "not_in_guide", True),
        ("keeper-cats", "answer", "near_miss", False),
        ("keeper-odd", "not_in_guide", "answered", False),
    ]


def test_the_terminal_counts_them_and_lists_the_first_ten(run: Run, tmp_path: Path) -> None:
    text = terminal(run)
    assert "Chat model reader-7b, asked for 5 of 6 answers" in text
    assert "it said: answer 3, none 1, not in guide 1" in text
    assert "the rules would have said: answered 3, near miss 1, not in guide 1" in text
    assert "they differ in 3, of which 1 are right as shown" in text
    assert "keeper-odd: model not in guide, rules answered, wrong: pay??" in text
    assert "and 1 of the test half" in text
    assert "keeper-cats: model" not in text
    assert "keeper-cats: model" in terminal(run, "all")
    many = [decided(right(f"keeper-many-{n}"), "answer", "near_miss") for n in range(40)]
    text = terminal(write_run(tmp_path / "many", many), "all")
    assert text.count("model answer, rules near miss, right") == 10
    assert "and 30 more" in text


def test_the_reports_say_it_and_do_not_show_the_test_half(run: Run) -> None:
    report = build_report(run)
    page, text, content = render_html(report), render_markdown(report), json.loads(render_json(report))
    assert "## Chat model reader-7b beside the rules" in text
    assert "| `keeper-odd` | pay?? | not in guide | answered | wrong |" in text
    assert "| answer | near miss | 1 | 0 |" in text
    assert "and 1 of the test half." in text
    assert '<a href="#model">' in page
    assert '<a href="#c-keeper-odd">' in page
    assert [one["id"] for one in content["summary"]["decisions"]["differing"]] == ["keeper-sea", "keeper-odd"]
    for shown in (page, text, render_json(report)):
        assert SECRET not in shown
        assert "keeper-cats" not in shown
    assert HOSTILE not in page
    assert SECRET in render_markdown(build_report(run, names="all"))


def test_a_run_without_a_model_has_not_a_word_of_it(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    assert run.summary.decisions is None
    assert set(json.loads((run.folder / SUMMARY_FILE).read_text(encoding="utf-8"))) == {
        "figures", "latency", "encoder_calls", "unmeasured", "unstable"
    }  # fmt: skip
    report = build_report(run)
    for shown in (render_html(report), render_markdown(report), render_json(report), terminal(run)):
        assert "decisions" not in shown
        assert "beside the rules" not in shown
        assert "Chat model" not in shown
        assert "Model and rules" not in shown


def test_a_run_with_a_model_behind_the_advisor_names_it_and_its_verdicts(
    suite: Path,
    tmp_path: Path,
    hashes_for_vectors: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("ADVISOR_CHAT_TRUST", "reads")
    monkeypatch.setenv("ADVISOR_CHAT_MODEL", "good")
    with fake_models(lambda _: "NOT IN THE GUIDE") as models:
        monkeypatch.setenv("ADVISOR_CHAT_URL", models.url)
        assert run_suite(suite, tmp_path / "run") == 0
    kept = load_run(tmp_path / "run").summary.decisions
    assert kept is not None
    assert kept.model == "good"
    assert set(kept.by_verdict) == {"not_in_guide"}
    assert kept.by_rules["answered"] == kept.n_differing > 0
    assert "Chat model good, asked for" in capsys.readouterr().out
    assert main(["report", str(tmp_path / "run"), "--format", "md"]) == 0
    assert "## Chat model good beside the rules" in capsys.readouterr().out
