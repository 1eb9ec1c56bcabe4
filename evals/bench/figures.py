"""Figures of benchmarks with their bounds, as a table and as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from evals.runs.run import commit_of_checkout


class CannotMeasureError(Exception):
    """A figure that cannot be measured here; the text says why."""


class BenchVerdict(StrEnum):
    HOLDS = "holds"
    MISSED = "MISSED"
    NOT_ASKED = "–"  # without a bound
    NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Bound:
    """The bounds of a figure; None leaves a side open."""

    most: float | None = None
    least: float | None = None

    def __str__(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:g}"
        return f"≥ {self.least:g}" if self.least is not None else "–"

    def holds(self, value: float) -> bool:
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)


@dataclass(frozen=True, slots=True)
class BenchFigure:
    """One measured number.

    ``value`` is None when it could not be measured, and ``beside`` then says why. For a ratio, ``value`` is of CPU time
    and ``wall`` of wall time; ``low``..``high`` are the quartiles over the pairs. ``unit`` is empty for ratios and
    counts.
    """

    bench: str
    name: str
    value: float | None
    unit: str = ""
    bound: Bound | None = None
    wall: float | None = None
    low: float | None = None
    high: float | None = None
    beside: str = ""

    @property
    def verdict(self) -> BenchVerdict:
        if self.value is None:
            return BenchVerdict.NOT_MEASURED
        if self.bound is None:
            return BenchVerdict.NOT_ASKED
        return BenchVerdict.HOLDS if self.bound.holds(self.value) else BenchVerdict.MISSED


HEADINGS = ("what", "CPU", "asked", "verdict", "pairs", "wall", "beside")


def draw_table(figures: Sequence[BenchFigure]) -> str:
    """Format an aligned Markdown table with a row per figure."""
    rows = [HEADINGS, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS) - 1)]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append(f"| {' | '.join([*cells, row[-1]])} |")
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in [*widths, len(HEADINGS[-1])]) + "|")
    return "\n".join(lines)


def dump_figures(figures: Sequence[BenchFigure], *, kind: str) -> str:
    """Format all figures as JSON, with commit and machine."""
    commit, dirty = commit_of_checkout()
    machine = {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    records = [{**asdict(f), "asked": str(f.bound or "–"), "verdict": f.verdict} for f in figures]
    content = {
        "kind": kind,
        "commit": commit,
        "dirty": dirty,
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "measured_on": machine,
        "figures": records,
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _cells(figure: BenchFigure) -> tuple[str, ...]:
    spread = (
        ""
        if figure.low is None or figure.high is None
        else f"{_format_number(figure.low)}–{_format_number(figure.high)}"
    )
    value = "–" if figure.value is None else f"{_format_number(figure.value)} {figure.unit}".rstrip()
    wall = "" if figure.wall is None else _format_number(figure.wall)
    asked = str(figure.bound) if figure.bound else "–"
    return (figure.name, value, asked, figure.verdict, spread, wall, figure.beside)


def _format_number(number: float) -> str:
    if number == int(number) or abs(number) >= 100:
        return f"{number:.0f}"
    return f"{number:.4f}" if abs(number) < 0.1 else f"{number:.3f}"
