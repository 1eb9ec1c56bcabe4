"""The report as one HTML file without outside assets.

It reads without JavaScript, on wide and narrow screens, in light and dark.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from advisor.schemas import CitationOut
from evals.cases.record import CaseRecord
from evals.metrics.answers import answer_metrics
from evals.metrics.score import LOWER_IS_BETTER
from evals.reporting import highlighting, metric_labels
from evals.reporting.latency_chart import draw_latency, plain_ms
from evals.reporting.view import HALVES, Report, State, state_of
from evals.runs.compare import describe_flips
from evals.runs.model_decisions import in_words
from evals.runs.records import ALL, GREY_UNDER

TEMPLATES = Path(__file__).with_name("templates")
STAGES = {"retrieve": "Retrieving", "write": "Writing", "total": "The whole answer", "asked": "As the asker sees it"}


def render_html(report: Report) -> str:
    """Render the whole page."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "read": metric_labels.read,
        "title_of": metric_labels.title_of,
        "amount": metric_labels.amount,
        "state_of": state_of,
        "passages_of": lambda record: highlighting.passages_of(record, report.run.head.suite.guide),
        "sections_of": highlighting.sections_of,
        "place_id": highlighting.place_id,
        "step_of": highlighting.groundedness_step,
        "trouble_of": highlighting.trouble_of,
        "nuggets_of": nuggets_of,
        "href_of": lambda citation: _href(citation, report),
        "said": split_metrics,
        "plain_ms": plain_ms,
        "in_words": in_words,
        "flip_lines": lambda flips: describe_flips(flips, names=report.names),
    }
    text = environment.get_template("report.html.j2").render(
        report=report,
        run=report.run,
        summary=report.run.summary,
        cells=_cells(report),
        columns=_columns(report),
        shown_ids={record.id for record in report.shown},
        headline=metric_labels.TILES,
        halves=HALVES,
        grey_under=GREY_UNDER,
        latency=_latency(report),
        states=_count_states(report),
        lower_is_better=LOWER_IS_BETTER,
        all=ALL,
    )
    return "\n".join(line for line in text.split("\n") if line.strip()) + "\n"


def nuggets_of(record: CaseRecord) -> list[tuple[str, bool, bool | None]]:
    """Return each nugget's words, whether vital, and whether stated.

    The last is None when nothing was observed.
    """
    found = []
    for nugget in record.case.nuggets:
        alone = record.case.model_copy(update={"nuggets": (nugget,)})
        said = answer_metrics(alone, record.observed)["nuggets_all"].value == 1.0 if record.observed else None
        found.append((" / ".join(nugget.any_of), nugget.vital, said))
    return found


def split_metrics(record: CaseRecord) -> tuple[list[tuple[str, metric_labels.FormattedValue]], dict[str, list[str]]]:
    """Split a case's metrics into formatted values and titles by reason."""
    said, silent = [], dict[str, list[str]]()
    for metric, measured in record.metrics.items():
        if measured.value is None:
            silent.setdefault(measured.reason, []).append(metric_labels.title_of(metric))
        else:
            said.append((metric_labels.title_of(metric), metric_labels.read(metric, measured.value)))
    return said, silent


def _cells(report: Report) -> dict[tuple[str, str, str], tuple[metric_labels.FormattedValue, int, str]]:
    """Return each figure formatted, with its number of cases and its interval.

    Keys are (metric, slice, half).
    """
    cells: dict[tuple[str, str, str], tuple[metric_labels.FormattedValue, int, str]] = {}
    for figure in report.run.summary.figures:
        interval = ""
        if figure.low is not None and figure.high is not None:
            low, high = (
                metric_labels.read(figure.metric, figure.low).words,
                metric_labels.read(figure.metric, figure.high).words,
            )
            interval = f"95 % {low}–{high}"
        reading = metric_labels.read(figure.metric, figure.mean)
        cells[figure.metric, figure.slice, figure.half] = (reading, figure.n, interval)
    return cells


def _columns(report: Report) -> list[tuple[str, str]]:
    """Return each metric once, with CSS classes for its families."""
    families = list(report.families.values())
    metrics = dict.fromkeys(metric for family in families for metric in family)
    return [(m, " ".join(f"f{n}" for n, family in enumerate(families) if m in family)) for m in metrics]


def _latency(report: Report) -> list[tuple[str, str, int, Markup]]:
    """Return title, percentiles, number of cases and chart of each timed stage."""
    drawn = []
    observed = [record for record in report.run.cases if record.observed is not None]
    for stage, title in STAGES.items():
        known = next((one for one in report.run.summary.latency if one.stage == stage), None)
        if known is None:
            continue
        values = [
            r.observed.answer.timings_ms.get(stage, 0.0)
            for r in observed
            if r.observed and stage in r.observed.answer.timings_ms
        ]
        if stage == "asked":
            values = [record.wall_ms for record in observed]
        if values:
            words = f"p50 {plain_ms(known.p50)} · p95 {plain_ms(known.p95)}"
            drawn.append((title, words, known.n, draw_latency(values, known.p50, known.p95, label=title)))
    return drawn


def _count_states(report: Report) -> dict[State, int]:
    """Count the cases of both halves by state."""
    counts = dict.fromkeys(State, 0)
    for record in report.run.cases:
        counts[state_of(record)] += 1
    return counts


def _href(citation: CitationOut, report: Report) -> str:
    """Return a citation's link: into the asked server, else into the report."""
    if report.run.head.target.url and citation.url.startswith("/"):
        return report.run.head.target.url.rstrip("/") + citation.url
    if citation.url.startswith(("http://", "https://")):
        return citation.url
    return f"#{highlighting.place_id(citation.guide, citation.section)}"
