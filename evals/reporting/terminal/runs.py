"""A run's figures beside their goals, and what went wrong."""

from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.cases.record import CaseRecord
from evals.cases.suite import Half
from evals.runs.compare import MAX_NAMED, Names, count_by_slice
from evals.runs.gate import GateFile, Threshold, figure_value
from evals.runs.model_decisions import ModelDecisions, counted, in_words
from evals.runs.records import Figure, Run, Summary

SHOWN_METRICS = (
    "right",
    "nuggets_vital",
    "cites_gold",
    "citation_validity",
    "numeral_gate",
    "declined",
    "over_refused",
    "recall@5",
    "mutation_followed",
)
HALVES = (Half.DEVELOPMENT, Half.TEST)
MAX_DIFFERING = 10  # cases listed in which a chat model and the rules differ
MAX_QUESTION_CHARS = 100

Standing = Literal["met", "missed", "unknown"]
STANDINGS: Mapping[Standing, tuple[str, str]] = {
    "met": ("✓", "green"),
    "missed": ("✗", "bold red"),
    "unknown": ("?", "yellow"),
}


def show_run(run: Run, gates: GateFile | None, out: Console, *, names: Names) -> None:
    """Print the figures beside their goals, then the failures."""
    head, summary = run.head, run.summary
    rows = gates.goals if gates else tuple(_plain(m) for m in SHOWN_METRICS if summary.figure(m))
    n_cases = len({record.id for record in run.cases})
    table = Table(
        title=f"{head.suite.name}: {n_cases} cases, {head.target.writer or 'no writer'}",
        title_justify="left",
    )
    table.add_column("what")
    table.add_column("of")
    table.add_column("asked", justify="right")
    for half in HALVES:
        table.add_column(half.value, justify="right")
        table.add_column("n", justify="right", style="dim")
    for row in rows:
        cells = [escape(row.title or row.metric), row.slice, row.asked if gates else "–"]
        for half in HALVES:
            figure = summary.figure(row.metric, row.slice, half)
            words = _cell(row, figure)
            cells += [_marked(words, standing(row, figure)) if gates else words, str(figure.n) if figure else "0"]
        table.add_row(*cells)
    out.print(table)
    if gates:
        for half in HALVES:
            out.print(_standing_words(gates.goals, summary, half))
    out.print(_time_words(summary, run), style="dim")
    if summary.unstable:
        out.print(f"[yellow]Answers that differed between rounds:[/] {_unstable_words(run, names)}")
    if summary.unmeasured:
        first = summary.unmeasured[0]
        out.print(f"[yellow]Could not be asked:[/] {len(summary.unmeasured)}; of the first: {escape(first.reason)}")
    for line in failures(run.cases, names=names):
        out.print(line, markup=False)
    if summary.decisions:
        for line in decision_lines(summary.decisions, names=names):
            out.print(line, markup=False)


def failures(records: Sequence[CaseRecord], *, names: Names) -> list[str]:
    """Describe wrong cases: development by id, test by slice counts."""
    wrong = [record for record in records if record.round == 1 and failed(record)]
    named = [record.id for record in wrong if names == "all" or record.half is Half.DEVELOPMENT]
    rest = [record.slices for record in wrong if names != "all" and record.half is Half.TEST]
    lines = []
    if named:
        more = f" and {len(named) - MAX_NAMED} more; `report` shows them all" if len(named) > MAX_NAMED else ""
        halves = "both halves" if names == "all" else "the development half"
        lines.append(f"Wrong: {len(named)} of {halves}: {', '.join(named[:MAX_NAMED])}{more}")
    return lines + [f"Wrong: {line}" for line in count_by_slice(rest)]


def decision_lines(decided: ModelDecisions, *, names: Names) -> list[str]:
    """Describe a chat model's verdicts, and the first that differ."""
    lines = [
        f"Chat model {decided.model}, asked for {decided.n_asked} of {decided.n_answers} answers",
        f"  it said: {counted(decided.by_verdict)}",
        f"  the rules would have said: {counted(decided.by_rules)}",
    ]
    if not decided.differing:
        return lines
    lines.append(f"  they differ in {decided.n_differing}, of which {decided.n_differing_right} are right as shown")
    named = decided.named(names)
    lines += [
        f"    {case.id}: model {in_words(case.verdict)}, rules {in_words(case.rules)}, {case.went}:"
        f" {shorten(case.question, MAX_QUESTION_CHARS, placeholder=' …')}"
        for case in named[:MAX_DIFFERING]
    ]
    rest = [f"{len(named) - MAX_DIFFERING} more; `report` shows them all"] if len(named) > MAX_DIFFERING else []
    n_hidden = decided.n_differing - len(named)
    rest += [f"{n_hidden} of the test half"] if n_hidden else []
    return lines + ([f"    and {', '.join(rest)}"] if rest else [])


def failed(record: CaseRecord) -> bool:
    """Whether the answer is wrong by the first applicable metric."""
    return record.right is False


def _plain(metric: str) -> Threshold:
    return Threshold(metric=metric, at_least=0.0)


def standing(row: Threshold, figure: Figure | None) -> Standing:
    """Compare a figure with its goal; unknown for too few cases."""
    value = figure_value(row, figure)
    if value is None or figure is None or figure.n < row.n_at_least:
        return "unknown"
    held = value >= row.at_least if row.at_least is not None else value <= (row.at_most or 0.0)
    return "met" if held else "missed"


def _cell(row: Threshold, figure: Figure | None) -> str:
    value = figure_value(row, figure)
    if value is None or figure is None:
        return "[dim]–[/]"
    words = f"{value:.3f}" if value < 2 else f"{value:.0f}"
    return f"[dim]{words}[/]" if figure.grey else words


def _marked(words: str, stands: Standing) -> str:
    mark, colour = STANDINGS[stands]
    return f"[{colour}]{words} {mark}[/]"


def _standing_words(goals: Sequence[Threshold], summary: Summary, half: Half) -> str:
    """Describe how many goals one half meets, and which it misses."""
    stands = [(goal, standing(goal, summary.figure(goal.metric, goal.slice, half))) for goal in goals]
    n_met = sum(found == "met" for _, found in stands)
    missed = [escape(goal.title or goal.metric) for goal, found in stands if found == "missed"]
    n_unknown = len(stands) - n_met - len(missed)
    words = [f"[green]✓ {n_met} met[/]"]
    words += [f"[bold red]✗ {len(missed)} missed[/] ({'; '.join(missed)})"] if missed else []
    words += [f"[yellow]? {n_unknown} of too few cases to tell[/]"] if n_unknown else []
    return f"{half.value.capitalize()} half: {', '.join(words)}"


def _unstable_words(run: Run, names: Names) -> str:
    records = [record for record in run.cases if record.round == 1 and record.id in run.summary.unstable]
    named = [record.id for record in records if names == "all" or record.half is Half.DEVELOPMENT]
    rest = count_by_slice([record.slices for record in records if record.id not in named])
    more = [f"and {len(named) - MAX_NAMED} more"] if len(named) > MAX_NAMED else []
    return ", ".join([*named[:MAX_NAMED], *more, *rest])


def _time_words(summary: Summary, run: Run) -> str:
    latency = {entry.stage: entry for entry in summary.latency}
    words = [
        f"{stage} {latency[stage].p50:.0f} ms (p95 {latency[stage].p95:.0f})"
        for stage in ("retrieve", "total")
        if stage in latency
    ]
    if summary.encoder_calls is not None:
        words.append(f"{summary.encoder_calls:.2f} encoder calls a question")
    if run.head.spent:
        cpu = sum(spent.cpu_s for spent in run.head.spent)
        parts = ", ".join(f"{spent.stage} {spent.cpu_s:.1f}" for spent in run.head.spent)
        words.append(f"{cpu:.1f} s CPU ({parts})")
    return " · ".join(words)
