"""The report in its five forms: what it shows, what it hides, and what it must never do."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from evals.__main__ import main
from evals.cases.measured import MetricValue, not_applicable
from evals.cases.record import SentenceRecord
from evals.cases.suite import Half
from evals.reporting.highlighting import groundedness_step, mark, passages_of
from evals.reporting.html import render_html
from evals.reporting.llm_judge import JUDGE_FILE, Agreement, Judged
from evals.reporting.machine import render_csv, render_json, render_junit
from evals.reporting.markdown import render_markdown
from evals.reporting.metric_labels import read
from evals.reporting.view import State, build_report, state_of
from evals.runs.gate import GateFile, Verdict
from evals.runs.records import Run
from tests.evals.by_hand import case
from tests.evals.runs_by_hand import DEVELOPMENT, HOSTILE, TEST, declined_rightly, right, usual, write_run, wrong

SECRET = "A question of the test half"
FORMS = {"html": render_html, "md": render_markdown, "json": render_json, "junit": render_junit, "csv": render_csv}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return write_run(tmp_path / "run")


def gates(*thresholds: dict[str, object], goals: tuple[dict[str, object], ...] = ()) -> GateFile:
    return GateFile.model_validate({"suites": ["keeper"], "thresholds": thresholds, "goals": goals})


class Page(HTMLParser):
    """What a browser would load, link to and run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a":
            self.links.append(given.get("href") or "")
        self.loads += [given[name] or "" for name in ("src", "srcset", "data") if name in given]
        if tag == "link":
            self.loads.append(given.get("href") or "")


def test_the_cases_by_hand_are_of_the_halves_they_are_said_to_be_of() -> None:
    assert {case(id=one).half for one in DEVELOPMENT} == {Half.DEVELOPMENT}
    assert {case(id=one).half for one in TEST} == {Half.TEST}


# --- the page ------------------------------------------------------------------


def test_the_page_loads_nothing_and_every_link_in_it_leads_somewhere(run: Run) -> None:
    text = render_html(build_report(run, against=run))
    page = Page(text)
    assert page.loads == []
    assert "@import" not in text
    assert "url(" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert page.links
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert all(link.startswith("#") for link in page.links)
    assert len(page.ids) == len(set(page.ids))


def test_what_a_question_holds_is_shown_and_never_run(run: Run) -> None:
    text = render_html(build_report(run))
    assert "&lt;script&gt;alert(" in text
    assert Page(text).tags.count("script") == 1
    assert "Ask &lt;me&gt;." in text
    assert HOSTILE not in text


@pytest.mark.parametrize("form", FORMS)
def test_cases_of_the_test_half_are_counted_and_neither_named_nor_shown(run: Run, form: str) -> None:
    text = FORMS[form](
        build_report(run, gates=gates({"metric": "right", "at_least": 1.0, "n_at_least": 1}), against=run)
    )
    assert SECRET not in text
    assert "keeper-cats" not in text
    assert "keeper-odd" in text


@pytest.mark.parametrize("form", FORMS)
def test_they_are_shown_when_that_is_asked_for(run: Run, form: str) -> None:
    assert "keeper-cats" in FORMS[form](build_report(run, names="all"))


@pytest.mark.parametrize("form", ["html", "md", "json", "junit"])
def test_a_case_of_the_test_half_that_flipped_is_not_named_either(tmp_path: Path, form: str) -> None:
    before = write_run(tmp_path / "before", [right("keeper-cats", SECRET), right("keeper-odd")])
    after = write_run(
        tmp_path / "after", [wrong("keeper-cats", SECRET), wrong("keeper-odd", "What does a keeper earn?")]
    )
    text = FORMS[form](build_report(after, against=before))
    assert "keeper-cats" not in text
    if form != "junit":
        assert "keeper-odd" in text
        assert "of the test half" in text


def test_the_worst_cases_come_first(run: Run) -> None:
    states = [state_of(record) for record in build_report(run).shown]
    assert states == [State.WRONG, State.REFUSED, State.RIGHT, State.RIGHT]


def test_figures_of_few_cases_are_grey_and_say_of_how_many(run: Run, tmp_path: Path) -> None:
    few = render_html(build_report(run))
    assert re.search(r'<td class="m [^"]*grey"[^>]*>\d+<small>\d+</small>', few)
    many = [declined_rightly(f"keeper-many-{n}") for n in range(20)]
    text = render_html(build_report(write_run(tmp_path / "many", many)))
    cell = re.search(r'<td class="([^"]*)"[^>]*>100<small>20</small>', text)
    assert cell is not None
    assert "grey" not in cell[1]


def test_a_wrong_number_is_coloured_as_not_borne_and_said_in_words(run: Run) -> None:
    text = render_html(build_report(run))
    assert re.search(r'class="s s1"[^>]*>The median salary is \$91,300\.', text)
    assert "not in the quote: $91,300" in text
    assert re.search(r'class="s s4"[^>]*>The median salary is \$52,000\.', text)


def test_gold_is_marked_in_the_passages(run: Run) -> None:
    record = next(r for r in run.cases if r.id == "keeper-sea")
    first, second = passages_of(record, "keeper")
    assert first.holds_gold
    assert "<mark>The median salary is $52,000.</mark>" in first.text
    assert not second.holds_gold


def test_marks_are_clipped_to_the_text_and_overlaps_are_marked_once() -> None:
    assert mark("a<b>c", [(0, 1), (0, 1), (3, 99)]) == "<mark>a</mark>&lt;b<mark>&gt;c</mark>"
    assert mark("word", [(0, 3), (2, 4)]) == "<mark>wor</mark><mark>d</mark>"
    assert mark("word", [(100, 102)], start=100) == "<mark>wo</mark>rd"
    assert mark("word", [(0, 50)], start=100) == "word"


@pytest.mark.parametrize(
    ("support", "missing", "negated", "step"),
    [
        (1.0, (), False, 4),
        (0.9, (), False, 3),
        (0.6, (), False, 2),
        (0.59, (), False, 1),
        (0.1, (), False, 0),
        (1.0, ("7",), False, 1),
        (1.0, (), True, 1),
        (0.0, ("7",), True, 0),
    ],
)
def test_the_colour_of_a_sentence_follows_its_support_unless_a_number_or_a_not_is_off(
    support: float, missing: tuple[str, ...], negated: bool, step: int
) -> None:
    sentence = SentenceRecord(
        claim=0, text="x", citations=(1,), support=support, numerals_missing=missing, negation_differs=negated
    )
    assert groundedness_step(sentence) == step


def test_values_read_as_percent_and_never_round_up_to_perfect() -> None:
    assert read("right", 0.5).words == "50"
    assert read("right", 0.997).words == "99.7"
    assert read("right", 1.0).words == "100"
    assert read("right", None).words == "–"
    assert read("over_refused", 0.25).goodness == 0.75
    assert read("words", 41.6).words == "42"
    assert read("truthfulness", -0.5).words == "-0.50"


def test_nine_hundred_cases_fit_into_five_megabytes(tmp_path: Path) -> None:
    many = [right(f"keeper-n-{n}", "What does a keeper earn after a long life on the rocks?") for n in range(900)]
    text = render_html(build_report(write_run(tmp_path / "many", many), names="all"))
    assert len(text.encode()) < 5_000_000


# --- verdict, gates, differences -------------------------------------------------


def test_the_verdict_is_the_gates_own(run: Run) -> None:
    def verdict(**threshold: object) -> Verdict | None:
        return build_report(run, gates=gates({"n_at_least": 1, **threshold})).verdict

    assert verdict(metric="right", at_least=0.4) is Verdict.PASSED
    assert verdict(metric="right", at_least=0.9) is Verdict.FAILED
    assert verdict(metric="facts_matched", at_least=0.9) is Verdict.UNMEASURED
    assert build_report(run).verdict is None


def test_goals_are_shown_and_do_not_decide(run: Run) -> None:
    goal = {"metric": "right", "at_least": 1.0, "n_at_least": 1, "title": "all of them right"}
    report = build_report(run, gates=gates({"metric": "right", "at_least": 0.1, "n_at_least": 1}, goals=(goal,)))
    assert report.verdict is Verdict.PASSED
    for form in ("html", "md", "json"):
        assert "all of them right" in FORMS[form](report)


def test_a_gate_shows_its_bound_and_its_interval(run: Run) -> None:
    text = render_html(build_report(run, gates=gates({"metric": "right", "at_least": 0.4, "n_at_least": 1})))
    figure = run.summary.figure("right")
    assert figure is not None
    assert f"--at:{figure.mean};--asked:0.4;--lo:{figure.low};--hi:{figure.high}" in text


def test_a_run_against_itself_differs_nowhere(run: Run) -> None:
    report = build_report(run, against=run)
    assert report.comparison is not None
    assert all(d.p == 1.0 and d.difference == 0.0 for d in report.comparison.differences)
    assert "No metric differs on any case" in render_html(report)
    assert "No metric differs on any case" in render_markdown(report)


def test_an_arm_that_failed_could_not_be_measured_and_is_no_zero(run: Run, tmp_path: Path) -> None:
    broken = write_run(tmp_path / "broken", usual()[1:], unasked=[usual()[0][0]])
    report = build_report(broken, against=run)
    assert report.comparison is None
    assert "could not measure" in render_html(report)
    assert "Could not measure" in render_markdown(report)
    content = json.loads(render_json(report))
    assert content["comparison"] is None
    assert "could not ask 1 of its cases" in content["comparison_trouble"]
    assert state_of(broken.case("keeper-sea")) is State.UNMEASURED


def test_blind_spots_are_stated(tmp_path: Path) -> None:
    report = build_report(write_run(tmp_path / "run"))
    text = render_html(report)
    for row in report.caught:
        assert row.kind in text
    assert "paraphrase in wholly other words" in text


# --- the judge's column -------------------------------------------------------------


def test_the_judges_column_stands_beside_its_agreement_with_people(run: Run) -> None:
    judged = Judged(
        model="some-model",
        prompt_hash="abc",
        agreement=Agreement(n=60, spearman=0.61),
        cases={
            "keeper-odd": MetricValue(1 / 3),
            "keeper-sea": not_applicable("the judge did not answer with a score: 'hm'"),
        },
    )
    (run.folder / JUDGE_FILE).write_text(judged.model_dump_json(), encoding="utf-8")
    report = build_report(run)
    assert report.verdict is None
    for form in ("html", "md"):
        text = FORMS[form](report)
        assert "some-model" in text
        assert "0.61 on 60 answers" in text
    assert "the judge did not answer with a score" in render_html(report)


# --- for programs ---------------------------------------------------------------------


def test_junit_tells_failures_from_what_could_not_be_asked(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", usual()[1:], unasked=[usual()[0][0]])
    root = ET.fromstring(render_junit(build_report(run, gates=gates({"metric": "right", "at_least": 0.9}))))
    by_name = {suite.get("name"): suite for suite in root}
    assert (by_name["gates"].get("failures"), by_name["gates"].get("errors")) == ("0", "2")
    cases = {one.get("name"): [child.tag for child in one] for one in by_name["cases"].findall("testcase")}
    assert cases["keeper-odd"] == ["failure"]
    assert cases["keeper-sea"] == ["error"]
    assert cases["keeper-t"] == []
    assert by_name["cases"].get("errors") == "1"
    hidden = [one for one in by_name["cases"] if one.get("classname") == "test half" and one.get("name") == "all"]
    assert [one.findtext("system-out") for one in hidden] == ["1 cases: 1 wrong, 0 refused, 0 not measured"]


def test_junit_holds_characters_that_xml_cannot(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [wrong("keeper-odd", "bell \x07 & \x00 null")])
    assert ET.fromstring(render_junit(build_report(run))).find(".//failure") is not None


def test_csv_leaves_empty_what_does_not_apply_and_is_no_formula(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [right("keeper-odd", "=1+1"), declined_rightly("keeper-t")])
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(render_csv(build_report(run))))}
    assert rows["keeper-odd"]["question"] == "'=1+1"
    assert rows["keeper-odd"]["right"] == "1"
    assert rows["keeper-t"]["cites_gold"] == ""
    assert rows["keeper-t"]["declined"] == "1"


def test_json_gives_the_reason_where_there_is_no_value(run: Run) -> None:
    cases = {one["id"]: one for one in json.loads(render_json(build_report(run)))["cases"]}
    assert cases["keeper-t"]["metrics"]["cites_gold"] == {"value": None, "reason": "the answer declines"}


# --- the command ----------------------------------------------------------------------


def test_the_form_follows_the_files_ending(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    starts = {"r.html": "<!doctype html>", "r.md": "# keeper", "r.json": "{", "r.xml": "<?xml", "r.csv": "id,"}
    for name, start in starts.items():
        assert main(["report", str(run.folder), "--out", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert main(["report", str(run.folder)]) == 0
    assert (run.folder / "report.html").is_file()
    capsys.readouterr()
    assert main(["report", str(run.folder), "--format", "md"]) == 0
    assert capsys.readouterr().out.startswith("# keeper")


@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_read_or_compared_exits_with_two(run: Run, tmp_path: Path, form: str) -> None:
    assert main(["report", str(tmp_path / "nowhere"), "--format", form]) == 2
    other = write_run(tmp_path / "other", suite="another")
    out = tmp_path / f"out.{form}"
    arguments = ["report", str(run.folder), "--against", str(other.folder), "--format", form, "--out", str(out)]
    assert main(arguments) == 2
    assert out.is_file()
    assert main(["report", str(run.folder), "--format", form, "--out", str(tmp_path / "no" / "folder")]) == 2
