"""Terminal output: answers with numbered quotes, tables, progress bars."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from advisor.cli.terminal import Terminal
from advisor.domain import Guide

# For annotations only: `advisor lint` shows its findings without loading an index.
if TYPE_CHECKING:
    from advisor.answering.advisor import Advisor
    from advisor.cli.review import GapGroup, ReplayedGap
    from advisor.conversations import ReviewItem
    from advisor.ingestion.lint import Finding
    from advisor.ingestion.plan import IndexedGuide
    from advisor.ingestion.summary import Summary


class ProgressBars:
    """A progress bar per stage of an ingest, on stderr.

    Silent if stderr is no terminal.
    """

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Terminal(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task: TaskID | None = None

    def __enter__(self) -> "ProgressBars":
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._progress.stop()

    def step(self, name: str) -> None:
        pass

    def expect(self, stage: str, n_total: int) -> None:
        self._task = self._progress.add_task(stage, total=n_total) if n_total else None

    def advance(self, n_done: int) -> None:
        if self._task is not None:
            self._progress.advance(self._task, n_done)


def show_summary(summary: "Summary") -> None:
    """Print what came of each file, and what lint wants."""
    from advisor.ingestion.lint import lint_guide
    from advisor.ingestion.parsing import SUFFIXES
    from advisor.ingestion.plan import Outcome

    console = Terminal()
    changed = [i for i in summary.indexed if i.outcome is not Outcome.UNCHANGED]
    same = [i.guide_id for i in summary.indexed if i.outcome is Outcome.UNCHANGED]
    counts = {i.guide_id: len(lint_guide(i.guide)) for i in changed if i.guide}
    if changed:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column("Guide", overflow="fold")
        table.add_column("")
        table.add_column("Sections", justify="right")
        table.add_column("Chunks", justify="right")
        table.add_column("Lint", justify="right")
        table.add_column("Remarks", overflow="fold")
        for indexed in changed:
            n_sections = str(len(indexed.guide.sections)) if indexed.guide else ""
            n_chunks = str(indexed.n_chunks) if indexed.guide else ""
            found = str(counts[indexed.guide_id]) if counts.get(indexed.guide_id) else ""
            remarks = Text(_remarks(indexed))
            table.add_row(Text(indexed.guide_id), indexed.outcome.value, n_sections, n_chunks, found, remarks)
        console.print(table)
    if n_found := sum(counts.values()):
        worst = max(counts, key=lambda guide_id: counts[guide_id])
        many = "1 finding" if n_found == 1 else f"{n_found} findings"
        console.print(
            Text(f"Lint has {many}; `advisor lint {worst}` shows a guide's, each with its line."), soft_wrap=True
        )
    if same:
        many = "1 guide" if len(same) == 1 else f"{len(same)} guides"
        console.print(Text(f"{many} unchanged: {', '.join(sorted(same))}."), soft_wrap=True)
    for refusal in summary.refused:
        Terminal(stderr=True).print(Text(f"Not taken: {refusal.reason}", style="red"), soft_wrap=True)
    if summary.skipped:
        kinds = Counter(path.suffix.lower() or "without an ending" for path in summary.skipped)
        listed = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
        taken = ", ".join(sorted(SUFFIXES))
        console.print(Text(f"Skipped, as guides end in {taken}: {listed}."), soft_wrap=True)
    if not summary.indexed and not summary.refused:
        console.print("There is nothing in the index.")


def _remarks(indexed: "IndexedGuide") -> str:
    if indexed.guide is None:
        return ""
    remarks = []
    if indexed.guide.repairs:
        remarks.append(f"{len(indexed.guide.repairs)} garbled runs mended")
    if indexed.guide.excluded:
        n_chars = sum(part.end - part.start + len(part.words) for part in indexed.guide.excluded)
        remarks.append(f"{n_chars:,} characters of boilerplate left out")
    return "; ".join(remarks)


def printable(text: str) -> str:
    """Typed text with undecodable bytes replaced.

    They can be neither searched for nor printed.
    """
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def show_guides(advisor: "Advisor", origins: Mapping[str, str]) -> None:
    """Print the guides as a table, then the warnings.

    An id is never broken, since it is copied from here. ``origins`` has the addresses of those from the web, by id;
    they stand below the table, where they can be copied too.
    """
    console = Terminal()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Guide", no_wrap=True, overflow="ignore")
    table.add_column("Title", overflow="fold")
    table.add_column("Figures", no_wrap=True)
    table.add_column("Date", no_wrap=True)
    for guide in advisor.guides():
        known = guide.metadata
        figures = " ".join(filter(None, (known.country, known.currency)))
        table.add_row(*map(Text, (guide.id, guide.title, figures, known.as_of or known.date or "unknown")))
    console.print(table)
    for guide_id, address in sorted(origins.items()):
        console.print(Text(f"{guide_id} is from {address}", overflow="fold"), soft_wrap=True)
    for warning in advisor.readiness().warnings:
        console.print(Text(f"Warning: {warning}", style="yellow"))


def show_findings(path: Path | str, guide: Guide, findings: "Sequence[Finding]") -> None:
    """Print ``path:line: kind: message`` per finding, or one line without any."""
    console = Terminal(soft_wrap=True)
    for finding in findings:
        line = guide.text.count("\n", 0, finding.start) + 1
        console.print(Text(f"{path}:{line}: {finding.kind}: {finding.message}"))
    if not findings:
        console.print(Text(f"{path}: nothing to remark ({len(guide.sections)} sections)"))


def show_feedback(found: "Sequence[ReviewItem]") -> None:
    """Print each answer rated down, with its question and the reason."""
    console = Terminal()
    for one in found:
        day = datetime.fromtimestamp(one.asked_at, UTC).date().isoformat()
        console.print(Text(f"{day}  {one.question}", style="bold"))
        console.print(Padding(Text(str(one.answer.get("answer", ""))), (0, 0, 0, 4)))
        if one.rating is not None and (one.rating.reason or one.rating.comment):
            why = ": ".join(filter(None, (one.rating.reason, one.rating.comment)))
            console.print(Padding(Text(why, style="yellow"), (0, 0, 0, 4)))
    console.print(f"{len(found)} {'answer' if len(found) == 1 else 'answers'} rated down.")


def show_gaps(groups: "Sequence[GapGroup]") -> None:
    """Print the unanswered questions by nearest section, most frequent first."""
    console = Terminal()
    for group in groups:
        console.print(Text(f"{group.n_times} x  {_place(group.place)}", style="bold"))
        for gap in group.gaps:
            times = f"  ({gap.n_times} times)" if gap.n_times > 1 else ""
            console.print(Padding(Text(gap.asked.question + times), (0, 0, 0, 4)))
    n_gaps = sum(len(group.gaps) for group in groups)
    console.print(f"{n_gaps} {'question' if n_gaps == 1 else 'questions'} not answered.")


def show_replay(replayed: "Sequence[ReplayedGap]") -> None:
    """Print the questions answered by the current guides."""
    console = Terminal()
    answered = [one for one in replayed if one.is_answered]
    for one in answered:
        assert one.answer is not None
        console.print(Text(f"Answered now: {one.gap.asked.question}", style="bold green"))
        console.print(Padding(Text(one.answer.text), (0, 0, 0, 4)))
    console.print(f"{len(answered)} of {len(replayed)} questions are answered now.")


def _place(path: Sequence[str]) -> str:
    return " › ".join(path) or "near nothing"
