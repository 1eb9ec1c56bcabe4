"""Arguments of the command public, implemented in public_command.py."""

import argparse
from pathlib import Path
from typing import Any


def add_public_command(commands: Any) -> None:
    """Register the command; it exits with 0 measured or 2 could not."""
    public = commands.add_parser(
        "public", help="measure retrieval and declining on public data, beside BM25 and cosine"
    )
    public.add_argument("--data", type=Path, metavar="FOLDER", help="default: CAREER_SHARED_DATA, or ../shared/data")
    public.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help="titles, clapnq, answers, squad, hint3, guides, planted or careers",
    )
    public.add_argument("--pages", type=int, default=40, metavar="N", help="handbook pages indexed; 0: all, 15 min CPU")
    public.add_argument("--titles", type=int, default=500, metavar="N", help="job titles asked; 0: all of those pages")
    public.add_argument("--paragraphs", type=int, default=80, metavar="N", help="of SQuAD; 0: all")
    public.add_argument("--suite", type=Path, metavar="FILE", help="for guides; default: the one that ships")
    public.add_argument("--json", action="store_true", help="print JSON")
    public.add_argument("--out", type=Path, metavar="FILE", help="write the figures there as JSON, for `figures`")
    public.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> int:
    from evals.cli.public_command import run_public  # the statistics take a second to import

    return run_public(arguments)
