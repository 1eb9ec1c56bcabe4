"""Tables of figures for README.md and docs/, made from run files.

Each carries the commit it was measured at.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from evals.reporting.markdown import table
from evals.runs.gate import GateFile, Threshold
from evals.runs.records import ALL, RUN_FILE, Figure, Run, RunError, load_run

DEFAULT_SUITE = "production-manager"
HALVES = ("test", "development")

# The rows of README.md: a goal of the gate, in the words of somebody who has not read about metrics.
SHORT = {
    ("citation_validity", ALL): "quotes that stand in the guide, character for character",
    ("nuggets_vital", "answerable"): "what a good answer has to say, said",
    ("cites_gold", "answerable"): "answers that cite the right section",
    ("declined", "unanswerable"): "questions whose answer the guide lacks, declined",
    ("declined", "out_of_scope"): "questions about other careers or anything else, declined",
    ("over_refused", "answerable"): "answerable questions declined by mistake",
}
# Without goals of its own, what a suite of questions tells most about.
PLAIN = (
    ("right", ALL, "answered or declined rightly"),
    ("nuggets_vital", "answerable", "what a good answer has to say, said"),
    ("direct", "answerable", "answers that begin with what was asked"),
    ("right_and_direct", "answerable", "answers right, direct and short"),
    ("beside_the_point", "answerable", "sentences beside the point"),
    ("declined", "unanswerable", "questions whose answer the guide lacks, declined"),
    ("absence_told", "unanswerable", "the same, or answered with what is said to be a near miss"),
    ("over_refused", "answerable", "answerable questions declined by mistake"),
)


def tables_of(path: Path, gates_for: Callable[[Run], GateFile | None]) -> dict[str, str]:
    """Tables of a run folder or figures file, by block name.

    Raises RunError.
    """
    if (path / RUN_FILE).is_file():
        run = load_run(path)
        return quality_tables(run, gates_for(run))
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if "measured_on" in content:
            return {"speed": _speed_table(content)}
        if "writers" in content:
            return {"chat-models": _model_table(content)}
        if "parts" in content:
            return {f"public-{part['name']}": _public_table(part, content) for part in content["parts"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path} is no run folder and no file of figures ({error}).") from error
    raise RunError(f"{path} is no run folder and no file of figures.")


def quality_tables(run: Run, gates: GateFile | None) -> dict[str, str]:
    """The quality tables of a suite, long and short.

    ``quality-SUITE`` has every goal over both halves, ``quality-SUITE-short`` six rows of the test half.
    """
    name = run.head.suite.name
    told = _told_of_run(run)
    goals = gates.goals if gates else ()
    if not goals:
        rows = [_row(run, metric, slice_, "", title) for metric, slice_, title in PLAIN]
        return {f"quality-{name}": _with_caption(("what", *_heads()), rows, told)}
    whole = [_row(run, goal.metric, goal.slice, goal.asked, goal.title, goal) for goal in goals]
    aims = {(goal.metric, goal.slice): goal.asked for goal in goals}
    short = [(title, aims.get(key, "–"), _value(run.summary.figure(*key, HALVES[0]))) for key, title in SHORT.items()]
    return {
        f"quality-{name}": _with_caption(("what", "aim", *_heads()), whole, told),
        f"quality-{name}-in-short": _in_short(run),
        f"quality-{name}-short": f"{_in_short(run)}\n\n{_with_caption(('what', 'aim', 'test half'), short, told)}",
    }


def _in_short(run: Run) -> str:
    said, declined, told = (
        run.summary.figure(metric, slice_, HALVES[0])
        for metric, slice_ in (
            ("nuggets_vital", "answerable"),
            ("declined", "unanswerable"),
            ("absence_told", "unanswerable"),
        )
    )
    return (
        f"It says {_percent(said)} of what a good answer has to say. Of the questions whose answer the guide lacks, it"
        f" says so in {_percent(told)} ({_percent(declined)} are declined) and answers the rest beside the point, with"
        " true sentences of the guide."
    )


def _percent(figure: Figure | None) -> str:
    return "–" if figure is None or figure.mean is None else f"{100 * figure.mean:.0f} %"


def _heads() -> tuple[str, ...]:
    return tuple(f"{half} half" for half in HALVES)


def _row(run: Run, metric: str, slice_: str, aim: str, title: str, goal: Threshold | None = None) -> tuple[str, ...]:
    of_median = goal is not None and goal.of == "median"
    cells = [_long_value(run.summary.figure(metric, slice_, half), of_median=of_median) for half in HALVES]
    return (title or metric, aim, *cells) if aim else (title or metric, *cells)


def _value(figure: Figure | None) -> str:
    return "–" if figure is None or figure.mean is None else _number(figure.mean)


def _long_value(figure: Figure | None, *, of_median: bool) -> str:
    if figure is None or figure.mean is None:
        return "–"
    if of_median:
        return f"{_number(figure.median or 0.0)}, n = {figure.n}"
    between = "" if figure.low is None or figure.high is None else f" ({_number(figure.low)}–{_number(figure.high)})"
    return f"{_number(figure.mean)}{between}, n = {figure.n}"


def _number(value: float) -> str:
    """Two digits, three where two would round a miss up to 1 or down to 0."""
    if value == round(value):
        return f"{value:.0f}"
    return f"{value:.2f}" if 0.005 <= value < 0.995 else f"{value:.3f}" if value < 1 else f"{value:.1f}"


def _told_of_run(run: Run) -> str:
    head = run.head
    suite = "" if head.suite.name == DEFAULT_SUITE else f" --suite evals/suites/{head.suite.name}"
    mutations = " --mutations" if run.summary.figure("mutation_followed", "mutation") else ""
    half = "" if head.half == "all" else f" --half {head.half}"
    writer = f"; answers written by {head.target.model}" if head.target.model else ""
    command = f"advisor-evals run{suite}{half}{mutations}"
    measured = _measured({"commit": head.commit, "dirty": head.dirty}, head.started, command)
    return f"{head.suite.n_cases:,} questions{writer}. {measured}"


def _measured(origin: Mapping[str, Any], when: str, command: str) -> str:
    at = f"at commit `{origin['commit'][:10]}`" if origin["commit"] else "outside a checkout"
    at += " with uncommitted changes" if origin["dirty"] else ""
    day = datetime.fromisoformat(when)
    return f"Measured {at} on {day.day} {day:%B %Y} with `{command}`."


def _with_caption(heads: Sequence[str], rows: Iterable[Sequence[object]], caption: str) -> str:
    whole = re.sub(
        r"([≥≤=]) (?=\d)", "\\1\u00a0", table(heads, [tuple(row) for row in rows])
    )  # "≥ 0.9" stays in one line
    return f"{whole}\n\n{caption}"


# --- speed, chat models, public data ---


def _speed_table(content: Mapping[str, Any]) -> str:
    rows = [
        (
            figure["name"],
            figure["asked"],
            _amount(figure["value"], figure["unit"]),
            "–" if figure["low"] is None else f"{_amount(figure['low'])} – {_amount(figure['high'])}",
            figure["verdict"],
            figure["beside"],
        )
        for figure in content["figures"]
    ]
    machine = content["measured_on"]
    where = f"{machine['cores']} cores, {machine['machine']}, Python {machine['python']}"
    kind = "" if content["kind"] == "full" else f" --{content['kind']}"  # quick sizes prove nothing, and say so
    told = _measured(content, content["ended"], f"advisor-evals bench{kind}")
    heads = ("what", "asked", "measured", "quartiles of the pairs", "verdict", "beside")
    return _with_caption(heads, rows, f"{where}. {told}")


def _amount(value: float | None, unit: str = "") -> str:
    if value is None:
        return "–"
    short = f"{value:.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.3g}"
    return f"{short} {unit}".rstrip()


def _model_table(content: Mapping[str, Any]) -> str:
    rows = []
    for line in content["figures"]:
        least, most = line["least"], line["most"]
        asked = f"≥ {least:g}" if least is not None else f"≤ {most:g}" if most is not None else "–"
        rows.append((line["name"], asked, _amount(line["value"]), line["n"], line["verdict"]))
    told = _measured(content, content["started"], "advisor-evals model")
    whole = _with_caption(("what", "asked", "measured", "n", "verdict"), rows, told)
    return f"{whole}\n\n{_kinds_table(content['kinds'])}" if content.get("kinds") else whole


def _kinds_table(kinds: Sequence[Mapping[str, Any]]) -> str:
    """What became of other authors' sentences, a row for each kind."""
    by_label = {(one["kind"], one["is_true"]): one for one in kinds}
    rows = []
    for kind in dict.fromkeys(one["kind"] for one in kinds):
        cells: list[object] = [kind.replace("_", " ")]
        for is_true in (False, True):
            one = by_label.get((kind, is_true))
            cells += ["–"] * 4 if one is None else [one["n"], *(f"{one[f]:.2f}" for f in ("shown", "replaced", "cut"))]
        rows.append(tuple(cells))
    heads = ("kind", "false", "shown", "replaced", "cut", "true", "shown", "replaced", "cut")
    return table(heads, rows)


def _public_table(part: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    ways = list(dict.fromkeys(way for figure in part["figures"] for way in figure["by_way"]))
    gains = [figure["gain"] is not None for figure in part["figures"]]
    rows = [
        (
            figure["data"].strip(),
            figure["measure"].strip(),
            figure["n"],
            *(_amount(figure["by_way"].get(way)) for way in ways),
            *((_gain(figure) if has_gain else "–",) if any(gains) else ()),
        )
        for figure, has_gain in zip(part["figures"], gains, strict=True)
    ]
    heads = ("data", "measure", "n", *ways, *(("gain on the better of the others (95 %)",) if any(gains) else ()))
    told = _measured(content, content["ended"], f"advisor-evals public --only {part['name']}")
    title = part["title"].rstrip(".").replace("*", r"\*")
    return _with_caption(heads, rows, f"{title}. {told}")


def _gain(figure: Mapping[str, Any]) -> str:
    return f"{figure['gain']:+.3f} ({figure['low']:+.3f} … {figure['high']:+.3f})"
