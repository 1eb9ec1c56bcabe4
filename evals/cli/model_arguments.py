"""Arguments of the command model, implemented in model_command.py."""

import argparse
from pathlib import Path
from typing import Any

PARTS = ("drafts", "sense", "writers", "follow-ups", "injections", "readers", "beside")
READERS = ("perfect", "sloppy", "liar")
STYLES = ("guide", "echo", "talk", "joined")


def add_model_command(commands: Any) -> None:
    """Register ``advisor-evals model``."""
    model = commands.add_parser("model", help="measure what chat models write and what is shown of it")
    model.add_argument("--only", action="append", choices=PARTS, help="one part; may be given again")
    model.add_argument("--limit", type=int, default=120, metavar="N", help="questions to each writer; default: 120")
    model.add_argument(
        "--limit-local",
        type=int,
        metavar="N",
        help="of these to the real small model, which is slow; default: 40, and 12 to each answerer of the part beside",
    )
    model.add_argument(
        "--sentences",
        type=Path,
        metavar="FOLDER",
        help="guides and sentences of your own for the part sense, as in evals/chat/sense; default: those, unseen half",
    )
    model.add_argument("--reader", action="append", choices=READERS, help="one reader; may be given again")
    model.add_argument("--style", action="append", choices=STYLES, help="how the perfect reader words; likewise")
    model.add_argument(
        "--sample", type=int, default=60, metavar="N", help="questions of each group to a reader; 0: all; default: 60"
    )
    model.add_argument(
        "--half", choices=("development", "test"), help="questions of one half to a reader; default: both"
    )
    model.add_argument(
        "--handbook",
        action="store_true",
        help="readers asked about twenty handbook pages loaded together, if ../shared/data exists",
    )
    model.add_argument("--plain", action="store_true", help="readers that write no verdict on a first line")
    model.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> int:
    from evals.cli.model_command import run_model

    arguments.only = arguments.only or PARTS
    arguments.reader = arguments.reader or READERS
    arguments.style = arguments.style or STYLES
    return run_model(arguments)
