"""The commands run, compare, gate, baseline, validate and explain."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from advisor.bootstrap import Parts
from advisor.cli.terminal import Terminal
from advisor.errors import AdvisorError
from advisor.settings import Settings, load_settings
from evals.authoring.validate import validate
from evals.cases.record import CaseRecord
from evals.cases.shipped import MUTATIONS, suite_path
from evals.cases.suite import Half, Suite, SuiteError, load_suite
from evals.cli.defaults import RUNS, SHIPPED
from evals.reporting.terminal.cases import show_case
from evals.reporting.terminal.comparisons import show_comparison, show_outcome
from evals.reporting.terminal.console import console
from evals.reporting.terminal.runs import show_run
from evals.runs.baseline import load_baseline, save_baseline
from evals.runs.compare import Over, compare_sides, require_same_suite, side_of
from evals.runs.fresh_index import FreshIndex, counted_embedder, find_guide_file, fresh_index
from evals.runs.gate import GateError, GateFile, NoRegression, gate, load_gates
from evals.runs.mutations import Mutations, ask_mutations, load_mutations
from evals.runs.records import RUN_FILE, Run, RunError, load_run, save_run
from evals.runs.run import CaseSelection, StageClock, SuiteAnswers, ask_suite, chosen_cases, run_folder, sum_up
from evals.runs.targets import HttpTarget, InProcessTarget, Target

HERE = Path(__file__).resolve().parent.parent
BASELINES = HERE / "baselines"
GATES = BASELINES / "gates.yaml"
PASSED, MISSED, NOT_MEASURED = 0, 1, 2

UNUSABLE = (RunError, SuiteError, GateError, AdvisorError)


def baseline_path(run: Run) -> Path:
    return BASELINES / f"{run.head.suite.name}.jsonl"


def call(name: str, arguments: argparse.Namespace) -> int:
    """Run a command; an expected error becomes one sentence and status 2."""
    try:
        return COMMANDS[name](arguments)
    except UNUSABLE as error:
        print(f"advisor-evals: could not measure: {error}", file=sys.stderr)
        return NOT_MEASURED


# --- run ---


def _run(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    suite = load_suite(suite_path(arguments.suite))
    choice = CaseSelection(
        half=arguments.half if arguments.half == "all" else Half(arguments.half),
        slices=tuple(arguments.slice),
        limit=arguments.limit,
        repeat=arguments.repeat,
        jobs=arguments.jobs or (4 if arguments.url else 1),
    )
    if arguments.mutations and (arguments.url or arguments.data_dir):
        raise RunError("Changed copies need an index of their own: leave out --url and --data-dir, or --mutations.")
    shipped = arguments.mutations == SHIPPED
    mutations = load_mutations(MUTATIONS if shipped else Path(arguments.mutations)) if arguments.mutations else None
    n_asks = sum(len(m.asks) for m in mutations.file.mutations) if mutations else 0
    started, clock = datetime.now(UTC), StageClock()
    folder = arguments.out or run_folder(RUNS, arguments.name or suite.name, started)
    if (folder / RUN_FILE).exists():
        raise RunError(f"{folder} holds a run already.")
    with _bar(len(chosen_cases(suite, choice)) * choice.repeat + n_asks) as advance:
        answered = _answered(arguments, settings, suite, choice, clock, advance, mutations)
    if mutations:
        suite = suite.joined(mutations.hash)
    done = sum_up(answered, suite, choice, name=folder.name, started=started, clock=clock)
    save_run(folder, done.head, done.records, done.summary, done.guides)
    run = load_run(folder)
    if arguments.json:
        summary = run.summary.model_dump(mode="json")
        if decided := run.summary.decisions:
            summary["decisions"]["differing"] = [one.model_dump(mode="json") for one in decided.named(arguments.names)]
        print(json.dumps({"run": str(folder), "summary": summary}, ensure_ascii=False))
    else:
        out = console()
        show_run(run, gates_for(run, None), out, names=arguments.names)
        out.print(f"Run: {folder}", markup=False)
    return NOT_MEASURED if run.summary.unmeasured else PASSED


def _answered(
    arguments: argparse.Namespace,
    settings: Settings,
    suite: Suite,
    choice: CaseSelection,
    clock: StageClock,
    advance: Callable[[], None],
    mutations: Mutations | None,
) -> SuiteAnswers:
    async def ask(target: Target) -> SuiteAnswers:
        try:
            return await ask_suite(target, suite, choice, clock=clock, on_done=advance)
        finally:
            await target.aclose()

    if arguments.url:
        return asyncio.run(ask(HttpTarget(arguments.url)))
    with ExitStack() as stack:
        with clock.stage("index"):
            if arguments.data_dir:
                parts = Parts(settings.model_copy(update={"data_dir": arguments.data_dir}), build=counted_embedder)
                fresh = None
            else:
                file = arguments.guide_file or find_guide_file(settings, suite.guide)
                fresh = stack.enter_context(fresh_index(settings, [file]))
                parts = fresh.parts
            target = InProcessTarget(parts)
        answered = asyncio.run(ask(target))
        more = _mutated(mutations, fresh, clock, advance) if mutations and fresh else []
    return SuiteAnswers(answered.target, (*answered.records, *more), answered.guides)


def _mutated(
    mutations: Mutations, fresh: FreshIndex, clock: StageClock, advance: Callable[[], None]
) -> list[CaseRecord]:
    with clock.stage("changed copies"):
        return ask_mutations(mutations, fresh, on_done=advance)


# --- the others ---


def _compare(arguments: argparse.Namespace) -> int:
    before, after = side_of(load_run(arguments.before)), side_of(load_run(arguments.after))
    if not arguments.common:
        require_same_suite(before, after)
    compared = compare_sides(before, after)
    if arguments.json:
        print(json.dumps(asdict(compared), ensure_ascii=False))
    else:
        show_comparison(compared, console(), names=arguments.names)
    return PASSED


def _gate(arguments: argparse.Namespace) -> int:
    run = load_run(arguments.run or newest_run())
    path = arguments.baseline or baseline_path(run)
    baseline = load_baseline(path) if arguments.baseline or path.exists() else None
    gates = gates_for(run, arguments.gates)
    if gates is None:
        if baseline is None:
            raise GateError(
                f"There is nothing to hold a run of {run.head.suite.name} against: name --gates or --baseline."
            )
        held = {metric for case in baseline.cases.values() for metric in case.values}
        metrics = [metric for metric in NoRegression().metrics if metric in held]
        gates = GateFile(suites=(run.head.suite.name,), regressions=NoRegression(metrics=tuple(metrics)))
    over: Over = "common" if arguments.common else "suite"
    outcome = gate(run, gates, baseline, over=over, names=arguments.names)
    if arguments.json:
        print(outcome.as_json())
    else:
        show_outcome(outcome, console())
    if arguments.accept:
        n_kept = save_baseline(path, run)
        print(f"Kept as the baseline: {n_kept} cases in {path}", file=sys.stderr)
    return outcome.exit_code


def _baseline(arguments: argparse.Namespace) -> int:
    run = load_run(arguments.run or newest_run())
    path = arguments.baseline or baseline_path(run)
    print(f"Kept as the baseline: {save_baseline(path, run)} cases in {path}")
    return PASSED


def _validate(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    found = {name: list(validate(suite_path(name), settings, arguments.guide_file)) for name in arguments.paths}
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for name, faults in found.items():
            print(f"{name}: {f'{len(faults)} faults' if faults else 'sound'}")
            for fault in faults:
                print(f"    {fault}")
    return MISSED if any(found.values()) else PASSED


def _explain(arguments: argparse.Namespace) -> int:
    run = load_run(arguments.run)
    record = run.case(arguments.case)
    if arguments.json:
        print(record.model_dump_json())
    else:
        show_case(record, run, console())
    return PASSED


# --- shared ---


def gates_for(run: Run, path: Path | None) -> GateFile | None:
    """Return the given gate file, else the run's suite's, else None."""
    if path is not None:
        return load_gates(path)
    kept = load_gates(GATES)
    return kept if run.head.suite.name in kept.suites else None


def newest_run() -> Path:
    """Return the folder of the most recently finished run.

    Raises RunError when there is none.
    """
    folders = [path.parent for path in RUNS.glob(f"*/{RUN_FILE}")]
    if not folders:
        raise RunError(f"There is no run in {RUNS}; `advisor-evals run` makes one.")
    return max(folders, key=lambda folder: (folder / RUN_FILE).stat().st_mtime)


@contextmanager
def _bar(n_total: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar on stderr, if that is a terminal."""
    columns: Sequence[Any] = (
        TextColumn("Asking"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Terminal(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("Asking", total=n_total)
        yield lambda: progress.advance(task)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "compare": _compare,
    "gate": _gate,
    "baseline": _baseline,
    "validate": _validate,
    "explain": _explain,
}
