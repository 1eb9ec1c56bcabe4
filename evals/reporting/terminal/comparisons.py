"""Comparisons of two runs, and gate outcomes, as tables."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.cases.suite import Half
from evals.metrics.score import LOWER_IS_BETTER
from evals.runs.compare import MAX_NAMED, Comparison, Difference, Flip, Names, count_by_slice
from evals.runs.gate import GateOutcome, Verdict

MAX_METRICS = 5  # named per case
MARKS = {
    Verdict.PASSED: "[green]passed[/]",
    Verdict.FAILED: "[red]FAILED[/]",
    Verdict.UNMEASURED: "[yellow]not measured[/]",
}


def show_comparison(comparison: Comparison, out: Console, *, names: Names) -> None:
    left = f", {comparison.n_left_out} left out" if comparison.n_left_out else ""
    table = Table(
        title=f"{comparison.before} → {comparison.after}: {comparison.n_common} cases{left}", title_justify="left"
    )
    for title in ("metric", "n", "before", "after", "difference", "95 %", "p", "better", "worse", "test"):
        table.add_column(title, justify="left" if title in ("metric", "test") else "right")
    moved = [d for d in comparison.differences if d.better or d.worse]
    n_same = len(comparison.differences) - len(moved)
    if not moved:
        out.print(f"{table.title}. No metric differs on any case: p = 1 for all {n_same}.")
        return
    for d in moved:
        good = d.difference < 0 if d.metric in LOWER_IS_BETTER else d.difference > 0
        style = "" if d.p >= 0.05 or not d.difference else "green" if good else "red"
        table.add_row(
            d.metric,
            str(d.n),
            f"{d.before:.3f}",
            f"{d.after:.3f}",
            f"{d.difference:+.3f}",
            f"{d.low:+.3f} … {d.high:+.3f}",
            f"{d.p:.3g}",
            str(len(d.better)),
            str(len(d.worse)),
            d.test,
            style=style,
        )
    out.print(table)
    if n_same:
        out.print(f"The other {n_same} metrics are the same on every case.", style="dim")
    for line in _flipped_cases(moved, names):
        out.print(line, markup=False, soft_wrap=True)


def _flipped_cases(moved: Sequence[Difference], names: Names) -> list[str]:
    """Describe each changed case in one line, worsened ones first."""
    changes: dict[str, list[tuple[str, Flip]]] = {}
    n_worse: Counter[str] = Counter()
    for d in moved:
        for flip in (*d.worse, *d.better):
            changes.setdefault(flip.id, []).append((d.metric, flip))
        n_worse.update(flip.id for flip in d.worse)
    order = sorted(changes, key=lambda case_id: (-n_worse[case_id], case_id))
    named = [i for i in order if names == "all" or changes[i][0][1].half is Half.DEVELOPMENT]
    lines = [f"{case_id}: {_changed(changes[case_id])}" for case_id in named[:MAX_NAMED]]
    more = [f"and {len(named) - MAX_NAMED} more cases"] if len(named) > MAX_NAMED else []
    return lines + more + count_by_slice([changes[i][0][1].slices for i in order if i not in named])


def _changed(changes: Sequence[tuple[str, Flip]]) -> str:
    """Describe one case's changed metrics, ``right`` first, at most ``MAX_METRICS``."""
    ordered = sorted(changes, key=lambda pair: pair[0] != "right")
    words = [f"{metric} {flip.before:.3g} → {flip.after:.3g}" for metric, flip in ordered[:MAX_METRICS]]
    return ", ".join(words) + (f" and {len(ordered) - MAX_METRICS} more" if len(ordered) > MAX_METRICS else "")


def show_outcome(outcome: GateOutcome, out: Console) -> None:
    for finding in outcome.findings:
        out.print(f"{MARKS[finding.verdict]}  {escape(finding.rule)} — {escape(finding.found)}")
        for flip in finding.flips:
            out.print(f"        {flip}", markup=False)
    words = {
        0: "[green]The gate is passed.[/]",
        1: "[red]The gate is not passed.[/]",
        2: "[yellow]Could not measure.[/]",
    }
    out.print(words[outcome.exit_code])
