"""Machine-readable reports: JSON, JUnit for CI, and CSV."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any
from xml.etree import ElementTree as ET

from evals.cases.record import CaseRecord
from evals.metrics.score import METRICS
from evals.reporting.view import GateRow, Report, State, state_of
from evals.runs.compare import Difference, describe_flips
from evals.runs.gate import Verdict


def render_json(report: Report) -> str:
    """Render everything that may be shown as JSON.

    Head, verdict, gates, goals, figures, latency, differences, perturbations and cases.
    """
    comparison = report.comparison
    content: dict[str, Any] = {
        "verdict": report.verdict,
        "exit_code": report.outcome.exit_code if report.outcome else None,
        "run": report.run.head.model_dump(mode="json"),
        "gates": [_gate(row) for row in report.gates],
        "goals": [_gate(row) for row in report.goals],
        "summary": report.run.summary.model_dump(mode="json"),
        "comparison": None
        if comparison is None
        else {
            "before": comparison.before,
            "after": comparison.after,
            "n_common": comparison.n_common,
            "n_left_out": comparison.n_left_out,
            "differences": [_difference(d, report) for d in comparison.differences],
        },
        "comparison_trouble": report.comparison_trouble,
        "perturbations": [
            {**asdict(row), "share": row.share, "blind_spot": row.is_blind_spot} for row in report.caught
        ],
        "judge": report.judged.model_dump(mode="json", exclude={"cases"}) if report.judged else None,
        "cases": [_case(record) for record in report.shown],
        "hidden": {"n": report.n_hidden, "by_slice": [asdict(one) for one in report.hidden]},
    }
    shown = {record.id for record in report.shown}
    content["summary"]["unmeasured"] = [one for one in content["summary"]["unmeasured"] if one["id"] in shown]
    content["summary"]["unstable"] = [one for one in content["summary"]["unstable"] if one in shown]
    if report.decisions:
        content["summary"]["decisions"]["differing"] = [one.model_dump(mode="json") for one in report.differing]
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def render_junit(report: Report) -> str:
    """Render the gate's rules and the cases as two JUnit suites.

    Wrong cases are failures, cases that could not be asked are errors. Cases that may not be named are one test case
    per slice, which never fails.
    """
    root = ET.Element("testsuites", name=report.run.head.suite.name)
    gates = ET.SubElement(root, "testsuite", name="gates")
    for row in report.gates:
        case = ET.SubElement(gates, "testcase", classname="gates", name=row.finding.rule)
        text = "\n".join((row.finding.found, *row.finding.flips))
        if row.finding.verdict is Verdict.FAILED:
            ET.SubElement(case, "failure", message=_plain(row.finding.found)).text = _plain(text)
        elif row.finding.verdict is Verdict.UNMEASURED:
            ET.SubElement(case, "error", message=_plain(row.finding.found)).text = _plain(text)
    cases = ET.SubElement(root, "testsuite", name="cases")
    for record in report.shown:
        _junit_case(cases, record)
    for one in report.hidden:
        case = ET.SubElement(cases, "testcase", classname="test half", name=one.slice)
        words = f"{one.n} cases: {one.n_wrong} wrong, {one.n_refused} refused, {one.n_unmeasured} not measured"
        ET.SubElement(case, "system-out").text = words
    for suite in (gates, cases):
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
        suite.set("errors", str(len(suite.findall("testcase/error"))))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def render_csv(report: Report) -> str:
    """Render one row per case that may be shown.

    A metric that does not apply is an empty field.
    """
    out = io.StringIO()
    there = [metric for metric in METRICS if any(metric in record.metrics for record in report.shown)]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "round", "half", "slices", "mutation", "question", "state", "status", "ms", *there])
    for record in report.shown:
        status = record.observed.answer.status.value if record.observed else ""
        values = [record.value(metric) for metric in there]
        writer.writerow(
            [
                record.id,
                record.round,
                record.half.value,
                " ".join(record.slices),
                record.mutation,
                _harmless(record.case.question),
                state_of(record).value,
                status,
                record.wall_ms,
                *("" if value is None else f"{value:.6g}" for value in values),
            ]
        )
    return out.getvalue()


def _gate(row: GateRow) -> dict[str, Any]:
    return {
        **asdict(row.finding),
        "value": row.value,
        "figure": row.figure.model_dump(mode="json") if row.figure else None,
    }


def _difference(difference: Difference, report: Report) -> dict[str, Any]:
    return {
        **asdict(difference),
        "better": describe_flips(difference.better, names=report.names),
        "worse": describe_flips(difference.worse, names=report.names),
    }


def _case(record: CaseRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "round": record.round,
        "half": record.half,
        "slices": record.slices,
        "mutation": record.mutation,
        "question": record.case.question,
        "state": state_of(record),
        "error": record.error,
        "answer": record.observed.answer.model_dump(mode="json") if record.observed else None,
        "metrics": {name: {"value": m.value, "reason": m.reason} for name, m in record.metrics.items()},
    }


def _junit_case(suite: ET.Element, record: CaseRecord) -> None:
    name = f"{record.id} ({record.round})" if record.round > 1 else record.id
    case = ET.SubElement(
        suite, "testcase", classname=record.case.answerability.value, name=name, time=f"{record.wall_ms / 1000:.4f}"
    )
    state = state_of(record)
    if state is State.UNMEASURED:
        ET.SubElement(case, "error", message=_plain(record.error or "no metric applies"))
    elif state is not State.RIGHT and record.observed is not None:
        answer = record.observed.answer
        failure = ET.SubElement(case, "failure", message=f"{state.value}: {answer.status.value}")
        failure.text = _plain(f"{record.case.question}\n\n{answer.answer}")


def _plain(text: str) -> str:
    """Remove the control characters XML cannot hold."""
    return "".join(
        c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff" and not 0xD800 <= ord(c) < 0xE000)
    )


def _harmless(text: str) -> str:
    """Quote a question that a spreadsheet would read as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
