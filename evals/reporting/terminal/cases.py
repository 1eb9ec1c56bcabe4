"""One case in full: question, expectation, answer, passages and metrics."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from evals.cases.record import CaseRecord
from evals.runs.records import Run

GROUNDED, DOUBTFUL = 0.9, 0.6


def show_case(record: CaseRecord, run: Run, out: Console) -> None:
    """Print one case in full."""
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
