"""A server's resident memory: with the shipped guide, and per 10,000 chunks."""

from collections.abc import Iterator
from pathlib import Path

from evals.bench.figures import BenchFigure
from evals.bench.made import QUESTIONS
from evals.bench.prepared import BenchData
from evals.bench.serving import running_server

BENCH = "memory"
PER = 10_000
BYTES_PER_NUMBER = 4


def measure_memory(prepared: BenchData, n_more: int) -> Iterator[BenchFigure]:
    """Measure both figures after some questions.

    The second is scaled up from ``n_more`` chunks.
    """
    little = _resident_mb(prepared.shipped)
    yield BenchFigure(
        BENCH, "resident memory of a server with the shipped guide", little, "MB", beside="after 12 questions"
    )
    much = _resident_mb(prepared.enlarged(n_more))
    raw = PER * prepared.encoder.dimensions * BYTES_PER_NUMBER / 1e6
    yield BenchFigure(
        BENCH,
        f"resident memory for each {PER:,} chunks more",
        (much - little) * PER / n_more,
        "MB",
        beside=f"raw float32 of their vectors: {raw:.1f} MB; {much:.0f} MB with {n_more:,} more",
    )


def _resident_mb(data_dir: Path) -> float:
    with running_server(data_dir) as server:
        for question in QUESTIONS:
            server.ask(question)
        return server.resident_mb()
