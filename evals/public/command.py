"""The command public: prints each figure beside BM25 alone and cosine alone."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from advisor.errors import AdvisorError
from advisor.settings import load_settings
from evals.public.data import DataError
from evals.public.measuring import PARTS, WAYS, Part, Sizes, measure_public
from evals.public.pool import RETRIEVED
from evals.reporting.commands import shared_data
from evals.showing.console import console

DONE, NOT_MEASURED = 0, 2


def run_public(arguments: argparse.Namespace) -> int:
    """Exit status: 0 measured (there is no bound to miss), 2 could not measure."""
    data: Path | None = arguments.data or shared_data()
    if data is None or not data.is_dir():
        print("advisor-evals: could not measure: the public data is not here (CAREER_SHARED_DATA).", file=sys.stderr)
        return NOT_MEASURED
    unknown = sorted(set(arguments.only) - set(PARTS))
    if unknown:
        print(f"advisor-evals: there is no {unknown[0]!r}; there are {', '.join(PARTS)}.", file=sys.stderr)
        return NOT_MEASURED
    sizes = Sizes(arguments.pages, arguments.titles, arguments.paragraphs)
    parts = []
    try:
        for part in measure_public(data, load_settings(), sizes, arguments.only):
            parts.append(part)
            if not arguments.json:
                _show(part)
    except (DataError, AdvisorError) as error:
        print(f"advisor-evals: could not measure: {error}", file=sys.stderr)
        return NOT_MEASURED
    if arguments.json:
        print(json.dumps([asdict(part) for part in parts], ensure_ascii=False, indent=1))
    else:
        print(f"CPU time in all: {sum(part.cpu_s for part in parts):.0f} s")
    return DONE


def _show(part: Part) -> None:
    table = Table(title=f"{part.title} ({part.cpu_s:.0f} s CPU)", title_justify="left", box=None, pad_edge=False)
    table.add_column("data")
    table.add_column("measure")
    for head in ("n", *WAYS, RETRIEVED, "gain (95 %)"):
        table.add_column(head, justify="right")
    for row in _rows(part):
        table.add_row(*row)
    console().print(table)
    if part.answers:
        console().print(_answers(part))
    print()


def _answers(part: Part) -> Table:
    table = Table(title="Answers", title_justify="left", box=None, pad_edge=False)
    table.add_column("what is said")
    for head in ("ROUGE-L", "recall", "unanswerable declined", "answerable refused", "words an answer"):
        table.add_column(head, justify="right")
    for a in part.answers:
        shares = (_share(value) for value in (a.rouge_l, a.recall, a.declined, a.refused))
        table.add_row(f"{a.way}, n {a.n_answerable} + {a.n_unanswerable}", *shares, f"{a.words:.0f}")
    return table


def _rows(part: Part) -> Iterator[list[str]]:
    for f in part.figures:
        gain = f"{f.gain:+.3f} ({f.low:+.3f} … {f.high:+.3f})"
        yield [f.data, f.measure, str(f.n), *(_share(f.by_way.get(way)) for way in (*WAYS, RETRIEVED)), gain]


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
