"""Latency histograms as inline SVG, with median and 95th percentile."""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

WIDTH, HEIGHT, FLOOR = 560, 150, 122
N_BINS = 40


def draw_latency(values_ms: Sequence[float], p50: float, p95: float, *, label: str) -> Markup:
    """Draw a histogram up to slightly above the 99th percentile.

    Values beyond it are counted in the last bar. Colours are the page's CSS variables, for light and dark.
    """
    values = np.asarray(values_ms, np.float64)
    top = max(float(np.percentile(values, 99)) * 1.05, p95 * 1.1, 1e-6)
    counts, _ = np.histogram(np.minimum(values, top), bins=N_BINS, range=(0.0, top))
    tallest = max(int(counts.max()), 1)
    step = WIDTH / N_BINS
    bars = Markup("").join(
        Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
            n * step + 0.5, FLOOR - (height := 96 * count / tallest), step - 1, height
        )
        for n, count in enumerate(counts.tolist())
        if count
    )
    marks = Markup("").join(
        Markup(
            '<g class="{}"><line x1="{:.1f}" x2="{:.1f}" y1="16" y2="{}"/><text x="{:.1f}" y="11" text-anchor="{}">'
            "{} {}</text></g>"
        ).format(name, x, x, FLOOR, x + (4 if anchor == "start" else -4), anchor, name, plain_ms(value))
        for name, value, x, anchor in _placed(p50, p95, top)
    )
    axis = Markup("").join(
        Markup('<text class="tick" x="{:.1f}" y="{}" text-anchor="{}">{}</text>').format(
            share * WIDTH,
            HEIGHT - 10,
            "start" if share == 0 else "end" if share == 1 else "middle",
            plain_ms(share * top),
        )
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    return Markup(
        '<svg class="hist" viewBox="0 0 {} {}" role="img" aria-label="{}: half of the cases within {}, 95 % within {}">'
        '{}<line class="base" x1="0" x2="{}" y1="{}" y2="{}"/>{}{}</svg>'
    ).format(WIDTH, HEIGHT, label, plain_ms(p50), plain_ms(p95), bars, WIDTH, FLOOR, FLOOR, marks, axis)


def plain_ms(ms: float) -> str:
    """Format milliseconds: ``0.84 ms``, ``18 ms``, ``1.4 s``."""
    if ms >= 1000:
        return f"{ms / 1000:.1f} s"
    return f"{ms:.0f} ms" if ms >= 10 or ms == 0 else f"{ms:.2g} ms"


def _placed(p50: float, p95: float, top: float) -> list[tuple[str, float, float, str]]:
    """Place the labels of the two marks apart and inside the chart."""
    x50, x95 = p50 / top * WIDTH, p95 / top * WIDTH
    return [
        ("p50", p50, x50, "end" if x50 > 0.2 * WIDTH else "start"),
        ("p95", p95, x95, "end" if x95 > 0.8 * WIDTH and x95 - x50 > 0.3 * WIDTH else "start"),
    ]
