"""The report as Markdown, short enough for a pull request."""

from collections.abc import Iterable, Sequence

from evals.reporting.metric_labels import read, title_of
from evals.reporting.view import GateRow, Report, State, state_of
from evals.runs.compare import describe_flips
from evals.runs.model_decisions import in_words
from evals.runs.records import ALL

MAX_CASES = 40  # of those that went wrong


def render_markdown(report: Report) -> str:
    """Render verdict, gates, differences, figures, latency, model, blind spots, failures."""
    parts = [_head(report)]
    if report.gates:
        parts.append("## Gates\n\n" + _gates(report.gates))
    if report.goals:
        parts.append("## Goals, which do not decide\n\n" + _gates(report.goals))
    if report.comparison or report.comparison_trouble:
        parts.append(_differences(report))
    parts += [_figures(report), _latency(report), _decisions(report), _trust(report), _cases(report)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(report: Report) -> str:
    head = report.run.head
    verdict = report.verdict or "measured, no gate was given"
    return (
        f"# {head.suite.name}: {verdict}\n\n"
        f"{len(report.run.cases)} cases, {len(report.run.summary.unmeasured)} not measured · {head.started} ·"
        f" commit {head.commit[:12] or 'unknown'}{' with uncommitted changes' if head.dirty else ''}"
    )


def _gates(rows: Sequence[GateRow]) -> str:
    lines = table(("rule", "verdict", "found"), [(r.finding.rule, r.finding.verdict, r.finding.found) for r in rows])
    flips = [f"- {row.finding.rule}: {flip}" for row in rows for flip in row.finding.flips]
    return lines + ("\n\n" + "\n".join(map(_cell, flips)) if flips else "")


def _differences(report: Report) -> str:
    comparison = report.comparison
    if comparison is None:
        return f"## Paired differences\n\nCould not measure: {_cell(report.comparison_trouble)}"
    moved = [d for d in comparison.differences if d.better or d.worse]
    title = f"## Paired differences: {comparison.after} against {comparison.before}, {comparison.n_common} cases\n\n"
    if not moved:
        return title + f"No metric differs on any case (p = 1 for all {len(comparison.differences)})."
    rows = [
        (
            title_of(d.metric),
            read(d.metric, d.before).words,
            read(d.metric, d.after).words,
            f"{d.difference:+.3f} ({d.low:+.3f} … {d.high:+.3f})",
            f"{d.p:.3g}",
            d.n,
            f"{len(d.better)} / {len(d.worse)}",
        )
        for d in moved
    ]
    head = ("metric", "before", "after", "difference (95 %)", "p", "n", "better / worse")
    flips = [
        f"- {title_of(d.metric)} worse: {flip}" for d in moved for flip in describe_flips(d.worse, names=report.names)
    ]
    return title + table(head, rows) + ("\n\n" + "\n".join(flips) if flips else "")


def _figures(report: Report) -> str:
    metrics = report.families.get("Overview", ())
    if not metrics:
        return ""
    figures = {(f.metric, f.slice): f for f in report.run.summary.figures if f.half == ALL}
    rows = []
    for slice_ in report.slices:
        cells = []
        for metric in metrics:
            figure = figures.get((metric, slice_))
            words = f"{read(metric, figure.mean).words} ({figure.n})" if figure else "–"
            cells.append(f"*{words}*" if figure and figure.grey else words)
        rows.append((slice_, *cells))
    note = "Percent, with the number of cases; *italic* under 20, which say little.\n\n"
    return "## Figures by slice\n\n" + note + table(("slice", *map(title_of, metrics)), rows)


def _latency(report: Report) -> str:
    rows = [(one.stage, one.n, one.p50, one.p95) for one in report.run.summary.latency]
    return "## Latency, ms\n\n" + table(("stage", "n", "p50", "p95"), rows) if rows else ""


def _decisions(report: Report) -> str:
    """What a chat model decided beside the rules; nothing without one."""
    decided = report.decisions
    if decided is None:
        return ""
    counts = [(in_words(one.verdict), in_words(one.rules), one.n, one.n_right) for one in decided.counts]
    text = (
        f"## Chat model {_cell(decided.model)} beside the rules\n\n"
        f"It was asked for {decided.n_asked} of {decided.n_answers} answers. It and the rules differ in"
        f" {decided.n_differing}, of which {decided.n_differing_right} are right as shown.\n\n"
        + table(("the model said", "the rules would have said", "answers", "right as shown"), counts)
    )
    rows = [
        (f"`{one.id}`", one.question, in_words(one.verdict), in_words(one.rules), one.went)
        for one in report.differing[:MAX_CASES]
    ]
    text += "\n\n" + table(("case", "question", "model", "rules", "as shown"), rows) if rows else ""
    rest = [f"{len(report.differing) - MAX_CASES} more"] if len(report.differing) > MAX_CASES else []
    n_hidden = decided.n_differing - len(report.differing)
    rest += [f"{n_hidden} of the test half"] if n_hidden else []
    return text + (f"\n\nand {', '.join(rest)}." if rest else "")


def _trust(report: Report) -> str:
    rows = [(r.kind, r.n, "–" if r.share is None else f"{read('', r.share).words} %") for r in report.caught]
    spots = "; ".join(f"{r.kind} ({r.n - r.n_caught} of {r.n} unnoticed)" for r in report.blind_spots) or "none found"
    text = "## Answers spoilt on purpose\n\n" + table(("damage", "n", "noticed"), rows) + f"\n\nBlind spots: {spots}."
    judged = report.judged
    if judged:
        agreement = judged.agreement
        people = (
            f"Spearman with people {agreement.spearman} on {agreement.n} answers"
            if agreement.spearman is not None
            else f"not held against people: {agreement.reason}"
        )
        mean = read("judge", judged.mean).words
        text += f"\n\nJudge {judged.model}, which never gates: {mean} % faithful of {judged.n}; {people}."
    return text


def _cases(report: Report) -> str:
    bad = [record for record in report.shown if state_of(record) is not State.RIGHT]
    rows = [(f"`{r.id}`", state_of(r), r.case.question) for r in bad[:MAX_CASES]]
    text = f"## Cases that went wrong: {len(bad)}\n\n" + table(("case", "how", "question"), rows) if rows else ""
    if len(bad) > MAX_CASES:
        text += f"\n\nand {len(bad) - MAX_CASES} more."
    if report.n_hidden:
        counted = [(c.slice, c.n, c.n_wrong, c.n_refused, c.n_unmeasured) for c in report.hidden]
        head = ("slice", "cases", "wrong", "refused", "not measured")
        text += f"\n\n## The test half, counted only: {report.n_hidden} cases\n\n" + table(head, counted)
    return text.strip()


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Format a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(_cell(str(cell)) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Put text on one line, without cell ends and tags."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
