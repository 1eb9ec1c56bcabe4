"""The ``advisor-evals`` command."""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from advisor.cli.terminal import printable_streams
from advisor.errors import AdvisorError
from advisor.warning_log import log_warnings
from evals.cli.arguments import add_commands
from evals.cli.model_arguments import add_model_command
from evals.cli.public_arguments import add_public_command
from evals.cli.report_arguments import add_report_commands

EXIT_MISSED = 1
EXIT_NOT_MEASURED = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    0: everything holds; 1: something asked for is missed; 2: something could not be measured.
    """
    with printable_streams():
        return _run(argv)


def _run(argv: Sequence[str] | None) -> int:
    arguments = build_parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s: %(message)s", stream=sys.stderr)
    log_warnings()
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except AdvisorError as error:
        print(f"advisor-evals: {error}", file=sys.stderr)
        return EXIT_NOT_MEASURED
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="advisor-evals", description="Measures answers, speed and memory.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    add_commands(commands)
    add_report_commands(commands)
    add_public_command(commands)
    add_model_command(commands)

    bench = commands.add_parser("bench", help="measure speed and memory, as ratios to an unavoidable minimum")
    bench.add_argument("--quick", action="store_true", help="small sizes, which only prove that it runs")
    bench.add_argument("--only", action="append", metavar="NAME", help="one benchmark; may be given several times")
    bench.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    bench.set_defaults(command=_bench)
    return parser


def _bench(arguments: argparse.Namespace) -> int:
    if find_spec("psutil") is None:
        print("advisor-evals: benchmarks need psutil, one of the packages of the extra `dev`.", file=sys.stderr)
        return EXIT_NOT_MEASURED
    from evals.bench import BENCHES, FULL, QUICK, measure
    from evals.bench.figures import BenchFigure, BenchVerdict, draw_table, dump_figures

    names = arguments.only or list(BENCHES)
    for name in names:
        if name not in BENCHES:
            print(f"advisor-evals: there is no benchmark {name!r}; there are {', '.join(BENCHES)}.", file=sys.stderr)
            return EXIT_NOT_MEASURED
    sizes = QUICK if arguments.quick else FULL
    figures: list[BenchFigure] = []
    for figure in measure(names, sizes):
        print(f"{figure.name}: done", file=sys.stderr)
        figures.append(figure)
    if arguments.quick:
        print("Quick sizes, too small to judge by:")
    print(draw_table(figures))
    if arguments.json:
        arguments.json.write_text(dump_figures(figures, kind=sizes.kind), encoding="utf-8")
    verdicts = {figure.verdict for figure in figures}
    if BenchVerdict.NOT_MEASURED in verdicts:
        return EXIT_NOT_MEASURED
    return EXIT_MISSED if BenchVerdict.MISSED in verdicts and not arguments.quick else 0


if __name__ == "__main__":
    sys.exit(main())
