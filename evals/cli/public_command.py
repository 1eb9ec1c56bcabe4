"""The command public: figures on public data beside BM25 and cosine."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from advisor.errors import AdvisorError
from advisor.settings import load_settings
from evals.cli.report_commands import shared_data
from evals.public.answering import WHOLE
from evals.public.data import DataError
from evals.public.guides import SUITE
from evals.public.measuring import PARTS, WAYS, DatasetResult, PublicSizes, measure_public
from evals.public.pool import RETRIEVED
from evals.reporting.terminal.console import console
from evals.runs.run import commit_of_checkout

DONE, NOT_MEASURED = 0, 2


def run_public(arguments: argparse.Namespace) -> int:
    """Run the command and return its exit status.

    0: measured (there is no bound to miss); 2: could not measure.
    """
    data: Path | None = arguments.data or shared_data()
    if data is None or not data.is_dir():
        print("advisor-evals: could not measure: the public data is not here (CAREER_SHARED_DATA).", file=sys.stderr)
        return NOT_MEASURED
    unknown = sorted(set(arguments.only) - set(PARTS))
    if unknown:
        print(f"advisor-evals: there is no {unknown[0]!r}; there are {', '.join(PARTS)}.", file=sys.stderr)
        return NOT_MEASURED
    sizes = PublicSizes(arguments.pages, arguments.titles, arguments.paragraphs, arguments.suite or SUITE)
    parts = []
    try:
        for part in measure_public(data, load_settings(), sizes, arguments.only):
            parts.append(part)
            if not arguments.json:
                _show(part)
    except (DataError, AdvisorError) as error:
        print(f"advisor-evals: could not measure: {error}", file=sys.stderr)
        return NOT_MEASURED
    if arguments.out:
        names = [name for name in PARTS if not arguments.only or name in arguments.only]
        arguments.out.write_text(_kept(names, parts), encoding="utf-8")
    if arguments.json:
        print(json.dumps([asdict(part) for part in parts], ensure_ascii=False, indent=1))
    else:
        print(f"CPU time in all: {sum(part.cpu_s for part in parts):.0f} s")
    return DONE


def _kept(names: Sequence[str], parts: Sequence[DatasetResult]) -> str:
    """Format the results of some data sets as JSON, with the commit."""
    commit, dirty = commit_of_checkout()
    ended = datetime.now(UTC).isoformat(timespec="seconds")
    named = [{"name": name, **asdict(part)} for name, part in zip(names, parts, strict=True)]
    content = {"commit": commit, "dirty": dirty, "ended": ended, "parts": named}
    return json.dumps(content, ensure_ascii=False, indent=1)


def _show(part: DatasetResult) -> None:
    table = Table(title=f"{part.title} ({part.cpu_s:.0f} s CPU)", title_justify="left", box=None, pad_edge=False)
    table.add_column("data")
    table.add_column("measure")
    ways = [way for way in (*WAYS, RETRIEVED, WHOLE) if any(way in figure.by_way for figure in part.figures)]
    for head in ("n", *ways, "gain (95 %)"):
        table.add_column(head, justify="right")
    for row in _rows(part, ways):
        table.add_row(*row)
    console().print(table)
    print()


def _rows(part: DatasetResult, ways: Sequence[str]) -> Iterator[list[str]]:
    for f in part.figures:
        gain = "" if f.gain is None else f"{f.gain:+.3f} ({f.low:+.3f} … {f.high:+.3f})"
        yield [f.data, f.measure, str(f.n), *(_share(f.by_way.get(way)) for way in ways), gain]


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}" if value <= 1 else f"{value:.0f}"
