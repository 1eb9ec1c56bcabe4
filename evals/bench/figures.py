"""What a benchmark reports: figures with the bound asked of them, as a table and as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from evals.runs.run import commit_of_checkout


class CannotMeasureError(Exception):
    """A figure cannot be had here; the text says why in one sentence."""


class Verdict(StrEnum):
    HOLDS = "holds"
    MISSED = "MISSED"
    NOT_ASKED = "–"  # no bound was asked, or the run was too small to judge by
    NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Bound:
    """What is asked of a figure: at most ``most``, at least ``least``; None leaves that side open."""

    most: float | None = None
    least: float | None = None

    def __str__(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:g}"
        return f"≥ {self.least:g}" if self.least is not None else "–"

    def holds(self, value: float) -> bool:
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. ``value`` is None where it could not be measured, and ``beside`` then says why.

    ``value`` of a ratio is of CPU time and ``wall`` the same of wall time; ``low``..``high`` are the values of the
    single pairs at the quartiles. ``unit`` is empty for ratios and counts.
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
    def verdict(self) -> Verdict:
        if self.value is None:
            return Verdict.NOT_MEASURED
        if self.bound is None:
            return Verdict.NOT_ASKED
        return Verdict.HOLDS if self.bound.holds(self.value) else Verdict.MISSED


HEADINGS = ("what", "CPU", "asked", "verdict", "pairs", "wall", "beside")


def draw_table(figures: Sequence[Figure]) -> str:
    """A Markdown table with aligned columns, one row a figure."""
    rows = [HEADINGS, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS) - 1)]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append(f"| {' | '.join([*cells, row[-1]])} |")
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in [*widths, len(HEADINGS[-1])]) + "|")
    return "\n".join(lines)


def dump_figures(figures: Sequence[Figure], *, kind: str) -> str:
    """All figures with the commit and the machine they were measured on, as JSON."""
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


def _cells(figure: Figure) -> tuple[str, ...]:
    spread = "" if figure.low is None or figure.high is None else f"{_short(figure.low)}–{_short(figure.high)}"
    value = "–" if figure.value is None else f"{_short(figure.value)} {figure.unit}".rstrip()
    wall = "" if figure.wall is None else _short(figure.wall)
    asked = str(figure.bound) if figure.bound else "–"
    return (figure.name, value, asked, figure.verdict, spread, wall, figure.beside)


def _short(number: float) -> str:
    if number == int(number) or abs(number) >= 100:
        return f"{number:.0f}"
    return f"{number:.4f}" if abs(number) < 0.1 else f"{number:.3f}"
