"""Arguments of run, compare, gate, baseline, validate, explain and draft.

What the commands do is in commands.py.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evals.cli.defaults import DEFAULT_SUITE, RUNS, SHIPPED


def add_commands(commands: Any) -> None:
    """Register the commands.

    Each exits with 0 passed, 1 missed or 2 could not measure.
    """
    run = commands.add_parser("run", help="ask a suite's questions and measure the answers")
    run.add_argument("--suite", default=DEFAULT_SUITE, metavar="NAME|PATH", help=f"default: {DEFAULT_SUITE}")
    run.add_argument("--url", default="", help="ask this server instead of the advisor in this process")
    run.add_argument("--data-dir", type=Path, help="ask this index instead of a fresh one of the suite's guide")
    run.add_argument("--guide-file", type=Path, help="the file of the suite's guide, if it is not in the corpus")
    run.add_argument("--half", choices=["development", "test", "all"], default="all")
    run.add_argument("--slice", action="append", default=[], metavar="NAME", help="only these; may be given again")
    run.add_argument("--limit", type=_count, metavar="N", help="only the first N cases")
    run.add_argument("--repeat", type=_count, default=1, metavar="N", help="ask everything N times")
    run.add_argument("--jobs", type=_count, metavar="N", help="questions at a time; default: 1, or 4 with --url")
    run.add_argument(
        "--mutations",
        nargs="?",
        const=SHIPPED,
        metavar="FILE",
        help="also ask mutated copies of the guide; without FILE the mutations of the shipped suite",
    )
    run.add_argument(
        "--name", default="", help="suffix of the run's folder name, after the time; default: the suite's name"
    )
    run.add_argument("--out", type=Path, metavar="FOLDER", help=f"the run's folder; default: {RUNS}/<time>-<name>")
    _add_names(run)
    _add_json(run)
    run.set_defaults(command=_deferred("run"))

    compare = commands.add_parser("compare", help="paired differences between two runs of a suite")
    compare.add_argument("before", type=Path, metavar="BEFORE")
    compare.add_argument("after", type=Path, metavar="AFTER")
    _add_common(compare)
    _add_names(compare)
    _add_json(compare)
    compare.set_defaults(command=_deferred("compare"))

    held = commands.add_parser("gate", help="check a run against thresholds and a baseline")
    held.add_argument("run", nargs="?", type=Path, metavar="RUN", help=f"default: the newest in {RUNS}")
    held.add_argument(
        "--gates", type=Path, metavar="FILE", help="thresholds; default: those of the run's suite, if any"
    )
    held.add_argument("--baseline", type=Path, metavar="FILE", help="default: the one kept for the run's suite")
    held.add_argument("--accept", action="store_true", help="afterwards keep this run as the baseline")
    _add_common(held)
    _add_names(held)
    _add_json(held)
    held.set_defaults(command=_deferred("gate"))

    keep = commands.add_parser("baseline", help="keep a run as the baseline of later ones")
    keep.add_argument("run", nargs="?", type=Path, metavar="RUN", help=f"default: the newest in {RUNS}")
    keep.add_argument("--baseline", type=Path, metavar="FILE", help="default: the one kept for the run's suite")
    keep.set_defaults(command=_deferred("baseline"))

    check = commands.add_parser("validate", help="check suites and mutation files against their guide")
    check.add_argument("paths", nargs="+", metavar="NAME|PATH")
    check.add_argument("--guide-file", type=Path, help="the file of the guide, if it is not in the corpus")
    _add_json(check)
    check.set_defaults(command=_deferred("validate"))

    explain = commands.add_parser("explain", help="show one case of a run in full")
    explain.add_argument("run", type=Path, metavar="RUN")
    explain.add_argument("case", metavar="CASE", help="the case's id")
    _add_json(explain)
    explain.set_defaults(command=_deferred("explain"))

    draft = commands.add_parser("draft", help="draft a suite from what `advisor gaps` or `advisor feedback` wrote out")
    draft.add_argument("path", type=Path, metavar="FILE.jsonl")
    draft.add_argument("--guide", required=True, metavar="ID", help="the guide whose questions are drafted")
    draft.add_argument("--guide-file", type=Path, help="its file, if it is not in the corpus")
    draft.set_defaults(command=_draft)


def _draft(arguments: argparse.Namespace) -> int:
    from evals.authoring.draft_cases import draft_command

    return draft_command(arguments)


def _deferred(name: str) -> Callable[[argparse.Namespace], int]:
    """Defer the slow imports of a command until it is called."""

    def command(arguments: argparse.Namespace) -> int:
        from evals.cli.commands import call

        return call(name, arguments)

    return command


def _add_names(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--names",
        choices=["development", "all"],
        default="development",
        help="halves whose failures are named by id; otherwise the test half is counted by slice",
    )


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--common", action="store_true", help="compare only the unchanged cases of a changed suite")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("has to be 1 or more")
    return number
