"""Benchmarks: CPU time as a ratio to an unavoidable minimum.

Both sides of a ratio are measured in the same run.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.bench.acknowledging import measure_slack
from evals.bench.answering import measure_answers
from evals.bench.browsing import measure_widget
from evals.bench.checking import measure_checks
from evals.bench.figures import BenchFigure, CannotMeasureError
from evals.bench.guarding import measure_guards
from evals.bench.guides import measure_guides
from evals.bench.idling import measure_flatness, measure_idle
from evals.bench.ingesting import measure_cold_ingest, measure_second_ingest
from evals.bench.keeping import measure_events, measure_keeping
from evals.bench.loading import measure_load
from evals.bench.memory import measure_memory
from evals.bench.prepared import BenchData
from evals.bench.retrieving import measure_retrieval
from evals.bench.starting import measure_ask, measure_server
from evals.bench.worst import measure_worst


@dataclass(frozen=True, slots=True)
class BenchSizes:
    """The amount of work per benchmark.

    Only ``FULL`` is enough to hold the figures against their bounds.
    """

    kind: str
    retrieval_chunks: tuple[int, ...]
    n_questions: int
    n_starts: int
    cold_chunks: int
    n_cold: int
    again_chunks: int
    more_chunks: int
    n_guides: int
    n_kept: int
    n_events: int
    load_s: float
    n_idle: int
    n_flat: int
    n_loads: int
    n_asked: tuple[int, int]
    slack: tuple[int, int]  # number of bursts and events per burst
    n_guarded: int  # batches of questions over HTTP
    worst: tuple[int, int]  # number of kinds of texts and of a bystander's questions


FULL = BenchSizes(
    "full",
    (1_000, 10_000),
    120,
    5,
    320,
    3,
    1_000,
    10_000,
    300,
    480,
    4_000,
    10.0,
    1_000,
    10_000,
    15,
    (20, 200),
    (8, 100),
    12,
    (1_000, 300),
)
QUICK = BenchSizes("quick", (200,), 24, 1, 40, 1, 100, 200, 4, 48, 400, 2.0, 100, 400, 2, (2, 4), (1, 10), 1, (3, 10))

BENCHES: dict[str, Callable[[BenchData, BenchSizes], Iterable[BenchFigure]]] = {
    "retrieve": lambda prepared, sizes: measure_retrieval(prepared, sizes.retrieval_chunks, sizes.n_questions),
    "answer": lambda prepared, sizes: measure_answers(prepared, sizes.n_questions),
    "guides": lambda prepared, sizes: measure_guides(prepared, sizes.n_guides, sizes.n_questions),
    "ask": lambda prepared, sizes: measure_ask(prepared, sizes.n_starts),
    "check": lambda prepared, sizes: measure_checks(prepared, sizes.n_questions),
    "server": lambda prepared, sizes: measure_server(prepared, sizes.n_starts),
    "cold": lambda prepared, sizes: measure_cold_ingest(prepared, sizes.cold_chunks, sizes.n_cold),
    "again": lambda prepared, sizes: measure_second_ingest(prepared, sizes.again_chunks),
    "keep": lambda prepared, sizes: measure_keeping(prepared, sizes.n_kept),
    "events": lambda prepared, sizes: measure_events(prepared, sizes.n_events),
    "load": lambda prepared, sizes: measure_load(prepared, sizes.load_s),
    "idle": lambda prepared, sizes: measure_idle(prepared, sizes.n_idle),
    "flat": lambda prepared, sizes: measure_flatness(prepared, sizes.n_flat),
    "slack": lambda prepared, sizes: measure_slack(prepared, *sizes.slack),
    "guards": lambda prepared, sizes: measure_guards(prepared, sizes.n_questions, sizes.n_guarded),
    "worst": lambda prepared, sizes: measure_worst(prepared, *sizes.worst),
    "memory": lambda prepared, sizes: measure_memory(prepared, sizes.more_chunks),
    "widget": lambda prepared, sizes: measure_widget(prepared, sizes.n_loads, *sizes.n_asked),
}


def measure(names: Iterable[str], sizes: BenchSizes) -> Iterator[BenchFigure]:
    """Run benchmarks in a temporary folder.

    One that cannot be measured gives a figure without a value.
    """
    with TemporaryDirectory(prefix="career-advisor-bench-") as folder:
        prepared = BenchData(Path(folder))
        for name in names:
            try:
                yield from BENCHES[name](prepared, sizes)
            except CannotMeasureError as error:
                yield BenchFigure(name, name, None, beside=str(error))
