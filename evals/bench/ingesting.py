"""Ingesting guides, beside bare encoding, and ingesting them again."""

import statistics
from collections.abc import Iterator
from pathlib import Path

from advisor.bootstrap import Parts
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.embed_chunks import collect_inputs
from advisor.ingestion.parsing import parse_guide
from advisor.ingestion.summary import Summary
from evals.bench.figures import BenchFigure, Bound, CannotMeasureError
from evals.bench.made import write_guides
from evals.bench.prepared import BenchData, measurable, settings_for
from evals.bench.timing import Pairs, Timing, interleave, measure_call, median_cpu_ms, ratio

COLD, AGAIN = "cold", "again"
THROUGHPUT = Bound(least=0.85)
SECOND = Bound(most=0.02)
N_AGAIN = 5
SHORT = 2  # sentences per section: a cheap cold ingest makes the ratio harder to meet


def measure_cold_ingest(prepared: BenchData, n_chunks: int, n_pairs: int) -> Iterator[BenchFigure]:
    """Compare a first ingest's throughput with the bare encoder's.

    Both encode the texts whose vectors are stored.
    """
    guides = prepared.folder / f"cold-{n_chunks}"
    write_guides(guides, n_chunks)
    chunks = [chunk for path in sorted(guides.iterdir()) for chunk in chunk_guide(parse_guide(path))]
    texts = [one.whole for one in collect_inputs(chunks)]
    prepared.encoder.encode(texts[:1])

    pairs = interleave(
        n_pairs,
        lambda n: _measure_ingest(prepared, guides, prepared.folder / f"cold-data-{n}", n_encoded=len(texts)),
        lambda _: measure_call(lambda: prepared.encoder.encode(texts)),
    )
    yield ratio(
        COLD,
        f"cold ingest ÷ raw encoder loop, throughput, {len(chunks):,} chunks",
        pairs.turned,
        THROUGHPUT,
        f"{median_cpu_ms(pairs.ours) / 1000:.1f} s against {median_cpu_ms(pairs.reference) / 1000:.1f} s CPU"
        f" for {len(texts):,} texts",
    )


def measure_second_ingest(prepared: BenchData, n_chunks: int) -> Iterator[BenchFigure]:
    """Compare an ingest of unchanged guides with their first one."""
    guides, data_dir = prepared.folder / f"again-{n_chunks}", prepared.folder / "again-data"
    write_guides(guides, n_chunks, n_sentences=SHORT)
    prepared.encoder.encode(["Is the encoder awake?"])
    cold = _measure_ingest(prepared, guides, data_dir)
    again = [_measure_ingest(prepared, guides, data_dir, n_encoded=0) for _ in range(N_AGAIN)]
    pairs = Pairs(tuple(again), (cold,) * N_AGAIN)
    median = statistics.median(run.wall_s for run in again)
    yield ratio(
        AGAIN,
        f"unchanged ingest ÷ cold ingest, {n_chunks:,} chunks",
        pairs,
        SECOND,
        f"{median_cpu_ms(again):.0f} ms ÷ {cold.cpu_s:.1f} s CPU, {median * 1000:.0f} ms wall; no text encoded again",
    )


def _measure_ingest(prepared: BenchData, guides: Path, data_dir: Path, *, n_encoded: int | None = None) -> Timing:
    """Ingest the guides and return the time.

    Raises CannotMeasureError when a guide is refused or another number than ``n_encoded`` texts was encoded.
    """
    parts = Parts(settings_for(data_dir), embedder=prepared.encoder)
    summaries: list[Summary] = []
    with measurable():
        spent = measure_call(lambda: summaries.append(parts.ingest([guides])))
    for refusal in summaries[0].refused:
        raise CannotMeasureError(refusal.reason)
    if n_encoded is not None and summaries[0].n_encoded != n_encoded:
        raise CannotMeasureError(f"An ingest encoded {summaries[0].n_encoded:,} texts, not {n_encoded:,}.")
    return spent
