"""The commands report, judge and figures."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from evals.cli.commands import UNUSABLE, baseline_path, gates_for, newest_run
from evals.reporting.html import render_html
from evals.reporting.llm_judge import Agreement, Judge, agree_with_people, judge_run
from evals.reporting.machine import render_csv, render_json, render_junit
from evals.reporting.markdown import render_markdown
from evals.reporting.marked_blocks import MEASURED, block_names, fill_blocks, pages_of
from evals.reporting.page_figures import tables_of
from evals.reporting.view import Report, build_report
from evals.runs.baseline import load_baseline
from evals.runs.records import RunError, load_run

DONE, NOT_MEASURED = 0, 2
PAGE = "report.html"
RENDER: dict[str, Callable[[Report], str]] = {
    "html": render_html,
    "md": render_markdown,
    "json": render_json,
    "junit": render_junit,
    "csv": render_csv,
}
ENDINGS = {".html": "html", ".htm": "html", ".md": "md", ".json": "json", ".xml": "junit", ".csv": "csv"}


def call(name: str, arguments: argparse.Namespace) -> int:
    """Run a command; an expected error becomes one sentence and status 2."""
    try:
        return {"report": _report, "judge": _judge, "figures": _figures}[name](arguments)
    except UNUSABLE as error:
        print(f"advisor-evals: could not measure: {error}", file=sys.stderr)
    except OSError as error:
        print(f"advisor-evals: {error.filename} cannot be written: {error.strerror}", file=sys.stderr)
    return NOT_MEASURED


def shared_data() -> Path | None:
    """Return the folder of public data, or None.

    It is CAREER_SHARED_DATA, else ``shared/data`` beside the checkout; the data is no part of this project.
    """
    named = os.environ.get("CAREER_SHARED_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "data"
    return folder if folder.is_dir() else None


def _report(arguments: argparse.Namespace) -> int:
    run = load_run(arguments.run or newest_run())
    kept = arguments.baseline or baseline_path(run)
    report = build_report(
        run,
        gates=gates_for(run, arguments.gates),
        baseline=load_baseline(kept) if arguments.baseline or kept.exists() else None,
        against=load_run(arguments.against) if arguments.against else None,
        names=arguments.names,
    )
    ending = ENDINGS.get(arguments.out.suffix.lower(), "html") if arguments.out else "html"
    form = arguments.format or ending
    text = RENDER[form](report)
    out = arguments.out or (run.folder / PAGE if form == "html" else None)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8", newline="\n")
        print(f"Report: {out}")
    if report.comparison_trouble:
        print(f"advisor-evals: could not measure the differences: {report.comparison_trouble}", file=sys.stderr)
        return NOT_MEASURED
    return DONE


def _judge(arguments: argparse.Namespace) -> int:
    run = load_run(arguments.run)
    judge = Judge(arguments.judge_url, arguments.judge_model, arguments.cache)
    agreement = Agreement(reason="it was not asked for")
    if arguments.people:
        agreement = agree_with_people(judge, shared_data(), arguments.people)
    judged = judge_run(run, judge, agreement, limit=arguments.limit)
    reasons = [one.reason for one in judged.cases.values() if one.value is None]
    people = f"Spearman {agreement.spearman} with people on {agreement.n} answers"
    if agreement.spearman is None:
        people = f"agreement with people not measured: {agreement.reason}"
    if judged.mean is None:
        why = reasons[0] if reasons else "the run has no answer to judge"
        print(f"advisor-evals: could not measure: {why}", file=sys.stderr)
        return NOT_MEASURED
    print(f"{judged.model}: {100 * judged.mean:.0f} % faithful of {judged.n} answers; {people}.")
    if reasons:
        print(f"{len(reasons)} could not be judged; the first: {reasons[0]}", file=sys.stderr)
    return DONE


def _figures(arguments: argparse.Namespace) -> int:
    root = arguments.root or Path(__file__).resolve().parents[2]
    tables: dict[str, str] = {}
    for path in arguments.paths or [newest_run()]:
        tables |= tables_of(path, lambda run: gates_for(run, None))
    unplaced = set(tables)
    for page in pages_of(root):
        text = page.read_text(encoding="utf-8")
        unplaced -= set(block_names(text, MEASURED))
        written = fill_blocks(text, MEASURED, tables)
        if written != text:
            page.write_text(written, encoding="utf-8", newline="\n")
            print(f"Written: {page.relative_to(root)}")
    if unplaced:
        raise RunError(f"No page under {root} has a place for {', '.join(sorted(unplaced))}.")
    return DONE
