"""Runs, comparisons, gates and single cases as a person reads them in a terminal."""

import sys
from collections.abc import Mapping, Sequence
from typing import IO, Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from evals.comparing import MAX_NAMED, Comparison, Names, count_by_slice, name_flips
from evals.gating import GateFile, Outcome, Threshold, Verdict, figure_value
from evals.measuring import LOWER_IS_BETTER
from evals.records import CaseRecord, Figure, Run, Summary
from evals.suites import Half

PIPE_COLUMNS = 120
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
GROUNDED, DOUBTFUL = 0.9, 0.6
HALVES = (Half.DEVELOPMENT, Half.TEST)

Standing = Literal["met", "missed", "unknown"]
STANDINGS: Mapping[Standing, tuple[str, str]] = {
    "met": ("✓", "green"),
    "missed": ("✗", "bold red"),
    "unknown": ("?", "yellow"),
}
MARKS = {
    Verdict.PASSED: "[green]passed[/]",
    Verdict.FAILED: "[red]FAILED[/]",
    Verdict.UNMEASURED: "[yellow]not measured[/]",
}


def console(file: IO[str] | None = None) -> Console:
    """For stdout; a pipe gets wide lines and no colour."""
    stream = file or sys.stdout
    width = None if stream.isatty() else PIPE_COLUMNS
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def show_run(run: Run, gates: GateFile | None, out: Console, *, names: Names) -> None:
    """The measured figures beside what is asked of them, then what failed."""
    head, summary = run.head, run.summary
    rows = gates.goals if gates else tuple(_plain(metric) for metric in SHOWN_METRICS)
    n_cases = len({record.id for record in run.cases})
    table = Table(
        title=f"{head.suite.name}: {n_cases} cases, {head.target.writer or 'no writer'}", title_justify="left"
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


def failures(records: Sequence[CaseRecord], *, names: Names) -> list[str]:
    """What went wrong: cases of the development half by id, those of the test half by slice and count."""
    wrong = [record for record in records if record.round == 1 and failed(record)]
    named = [record.id for record in wrong if names == "all" or record.half is Half.DEVELOPMENT]
    rest = [record.slices for record in wrong if names != "all" and record.half is Half.TEST]
    lines = []
    if named:
        more = f" and {len(named) - MAX_NAMED} more; `report` shows them all" if len(named) > MAX_NAMED else ""
        halves = "both halves" if names == "all" else "the development half"
        lines.append(f"Wrong: {len(named)} of {halves}: {', '.join(named[:MAX_NAMED])}{more}")
    return lines + [f"Wrong: {line}" for line in count_by_slice(rest)]


def failed(record: CaseRecord) -> bool:
    """Whether the answer is wrong by the first measure that applies to the case."""
    for metric in ("mutation_followed", "right", "status_right"):
        value = record.value(metric)
        if value is not None:
            return value != 1.0
    return False


def show_comparison(comparison: Comparison, out: Console, *, names: Names) -> None:
    left = f", {comparison.n_left_out} left out" if comparison.n_left_out else ""
    table = Table(
        title=f"{comparison.before} → {comparison.after}: {comparison.n_common} cases{left}", title_justify="left"
    )
    for title in ("metric", "n", "before", "after", "difference", "95 %", "p", "better", "worse", "test"):
        table.add_column(title, justify="left" if title in ("metric", "test") else "right")
    for d in comparison.differences:
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
    for d in comparison.differences:
        for kind, flips in (("better", d.better), ("worse", d.worse)):
            for line in name_flips(flips, names=names):
                out.print(f"{d.metric} {kind}: {line}", markup=False)


def show_outcome(outcome: Outcome, out: Console) -> None:
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


def show_case(record: CaseRecord, run: Run, out: Console) -> None:
    """One case whole: what was asked and expected, what came, from where, and every metric."""
    case = record.case
    out.rule(f"{record.id} · {record.half} · {case.answerability}", align="left")
    for turn in case.history:
        out.print(Text(f"{turn.role}: {turn.content}", style="dim"))
    out.print(Text(case.question, style="bold"))
    out.print(
        Text(
            f"slices: {', '.join(record.slices)}" + (f" · copy {record.mutation}" if record.mutation else ""),
            style="dim",
        )
    )
    _show_expected(record, out)
    if record.observed is None:
        out.print(f"[yellow]Could not be asked:[/] {escape(record.error)}")
        return
    answer = record.observed.answer
    out.print(f"\n[bold]{answer.status}[/] by {answer.writer}, searched: {escape(answer.searched)}")
    if not answer.claims:
        out.print(Text(answer.answer))
    for sentence in record.sentences:
        style = "green" if sentence.support >= GROUNDED else "yellow" if sentence.support >= DOUBTFUL else "red"
        marks = "".join(f"[{n}]" for n in sentence.citations)
        signs = f" lacks {', '.join(sentence.numerals_missing)}" if sentence.numerals_missing else ""
        signs += " negation differs" if sentence.negation_differs else ""
        out.print(Text.assemble((f"{sentence.support:.2f} ", style), sentence.text, (f" {marks}{signs}", style)))
    for citation in answer.citations:
        out.print(
            Text(f"[{citation.number}] {' > '.join(citation.section)} {citation.start}–{citation.end}", style="dim")
        )
    _show_passages(record, run, out)
    table = Table("metric", "value", "why not", show_edge=False)
    for metric, measured in record.metrics.items():
        value = "–" if measured.value is None else f"{measured.value:.4g}"
        table.add_row(metric, value, measured.reason, style="dim" if measured.value is None else "")
    out.print(table)


def _show_expected(record: CaseRecord, out: Console) -> None:
    case = record.case
    for gold in case.gold:
        words = gold.quote or f"{gold.start}–{gold.end}"
        out.print(Text(f"gold {gold.part}: {' > '.join(gold.section)}: {words}", style="cyan"))
    for nugget in case.nuggets:
        kind = "vital" if nugget.vital else "okay"
        out.print(Text(f"{kind}: {' | '.join(nugget.any_of)}", style="cyan"))
    for fact in case.facts:
        out.print(Text(f"fact: {fact.value:g} {fact.unit} ± {fact.tolerance:g}", style="cyan"))
    for phrase in case.must_not:
        out.print(Text(f"never: {phrase}", style="cyan"))


def _show_passages(record: CaseRecord, run: Run, out: Console) -> None:
    assert record.observed is not None
    if record.observed.passages is None:
        out.print("[dim]What was retrieved is not known.[/]")
        return
    for rank, passage in enumerate(record.observed.passages, 1):
        score = "" if passage.score is None else f" {passage.score:.3f}"
        golden = any(gold.section == passage.section for gold in record.case.gold)
        out.print(Text(f"{rank:2}{score} {' > '.join(passage.section)}", style="bold cyan" if golden else ""))
        guide = run.guides.get(passage.guide)
        text = passage.text or (guide.text[passage.start : passage.end] if guide and passage.start is not None else "")
        shown = Text(text, style="dim")
        if passage.start is not None and not record.mutation:
            for start, end in record.gold_spans:
                shown.stylize("not dim reverse", max(0, start - passage.start), max(0, end - passage.start))
        out.print(shown)


def _plain(metric: str) -> Threshold:
    return Threshold(metric=metric, at_least=0.0)


def standing(row: Threshold, figure: Figure | None) -> Standing:
    """How a figure stands to what is asked of it; of too few cases nothing can be told."""
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
    """How many of the asked figures one half reaches, and which it does not."""
    stands = [(goal, standing(goal, summary.figure(goal.metric, goal.slice, half))) for goal in goals]
    n_met = sum(found == "met" for _, found in stands)
    words = f"{half.value.capitalize()} half: [green]✓ {n_met} met[/]"
    unmet: tuple[tuple[Standing, str], ...] = (("missed", "missed"), ("unknown", "too few cases to tell"))
    for kind, title in unmet:
        named = [escape(goal.title or goal.metric) for goal, found in stands if found == kind]
        if named:
            mark, colour = STANDINGS[kind]
            words += f", [{colour}]{mark} {len(named)} {title}[/] ({'; '.join(named)})"
    return words


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
