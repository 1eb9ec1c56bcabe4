"""Arguments of report, judge and figures, implemented in report_commands.py."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evals.cli.defaults import RUNS

FORMATS = ("html", "md", "json", "junit", "csv")


def add_report_commands(commands: Any) -> None:
    """Register the commands.

    Each exits with 0 when done, 2 when it could not measure or write.
    """
    report = commands.add_parser("report", help="draw a run as one HTML page, or as Markdown, JSON, JUnit or CSV")
    report.add_argument("run", nargs="?", type=Path, metavar="RUN", help=f"default: the newest in {RUNS}")
    report.add_argument("--against", type=Path, metavar="RUN", help="an earlier run of the suite, for the differences")
    report.add_argument("--format", choices=FORMATS, help="default: what the ending of --out says, else html")
    report.add_argument("--out", type=Path, metavar="FILE", help="default: html into the run's folder, else printed")
    report.add_argument("--gates", type=Path, metavar="FILE", help="default: those kept for the run's suite, if any")
    report.add_argument("--baseline", type=Path, metavar="FILE", help="default: the one kept for the run's suite")
    report.add_argument(
        "--include-test",
        dest="names",
        action="store_const",
        const="all",
        default="development",
        help="show the cases of the test half too, instead of counting them by slice",
    )
    report.set_defaults(command=_deferred("report"))

    judge = commands.add_parser("judge", help="let a chat model judge a run's faithfulness: a column, never a gate")
    judge.add_argument("run", type=Path, metavar="RUN")
    judge.add_argument("--judge-url", required=True, metavar="URL", help="an OpenAI-compatible address, up to /v1")
    judge.add_argument("--judge-model", required=True, metavar="NAME")
    judge.add_argument("--cache", type=Path, default=Path("runs/judge-cache.jsonl"), metavar="FILE")
    judge.add_argument("--limit", type=int, metavar="N", help="only the first N answers")
    judge.add_argument("--people", type=int, default=60, metavar="N", help="answers that people scored; 0: none")
    judge.set_defaults(command=_deferred("judge"))

    figures = commands.add_parser("figures", help="write what was measured into README.md and docs/")
    figures.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="run folders, and the JSON of bench, model and public; default: the newest run",
    )
    figures.add_argument("--root", type=Path, metavar="FOLDER", help="the checkout whose pages are written")
    figures.set_defaults(command=_deferred("figures"))


def _deferred(name: str) -> Callable[[argparse.Namespace], int]:
    """Defer the slow imports of a command until it is called."""

    def command(arguments: argparse.Namespace) -> int:
        from evals.cli.report_commands import call

        return call(name, arguments)

    return command
