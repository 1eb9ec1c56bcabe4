"""Retrieving for one question beside the minimal vector search."""

import sqlite3
import statistics
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from advisor.embeddings import Embedder
from advisor.index.data_directory import DataDirectory
from advisor.index.library import FILE_NAME, Library
from advisor.index.pipeline import pipeline_name
from advisor.index.serving import SearchMode, ServingIndex
from advisor.retrieval.retriever import Retriever
from evals.bench.figures import BenchFigure, Bound, CannotMeasureError
from evals.bench.made import QUESTIONS
from evals.bench.prepared import BenchData
from evals.bench.timing import Timing, interleave, measure_call, median_cpu_ms, ratio

BENCH = "retrieve"
BOUND = Bound(most=1.3)
ROWS_PER_BLOCK = 500
ALL = 1_000_000  # a limit above what retrieval scores


@dataclass(slots=True)
class _ExactSearch:
    """The minimal vector search: encode, multiply, select, fetch."""

    embedder: Embedder
    keys: Sequence[int]
    blocks: Sequence[npt.NDArray[np.float32]]
    database: sqlite3.Connection

    def find(self, question: str, n_rows: int) -> list[tuple[int, bytes, bytes, bytes]]:
        """Fetch the stored vectors of the ``n_rows`` nearest chunks."""
        vector = self.embedder.encode([question])[0]
        # In blocks too small for BLAS to start a second thread, which would keep spinning.
        cosines = np.concatenate([block @ vector for block in self.blocks])
        nearest = np.argpartition(-cosines, n_rows - 1)[:n_rows]
        return self.database.execute(
            f"SELECT chunk_key, chunk, heading, sentences FROM vectors WHERE chunk_key IN ({','.join('?' * n_rows)})",
            [self.keys[row] for row in nearest.tolist()],
        ).fetchall()


def measure_retrieval(prepared: BenchData, sizes: Sequence[int], n_pairs: int) -> Iterator[BenchFigure]:
    """Yield one figure for each number of chunks in ``sizes``."""
    for n_chunks in sizes:
        yield _measure_size(prepared.encoder, prepared.enlarged(n_chunks), n_chunks, n_pairs)


def _measure_size(embedder: Embedder, data_dir: Path, n_chunks: int, n_pairs: int) -> BenchFigure:
    index = ServingIndex(
        DataDirectory(data_dir), pipeline=pipeline_name(embedder), embedder_trouble="", repair=_refuse_repair
    )
    snapshot = index.current()
    if snapshot.search is not SearchMode.CHROMA:
        raise CannotMeasureError(f"The index of {n_chunks:,} chunks is searched without Chroma: {snapshot.trouble}")
    retriever = Retriever(embedder)

    def retrieve(question: str, limit: int) -> int:
        return len(retriever.retrieve(snapshot, (question,), None, limit=limit))

    library = Library(data_dir / FILE_NAME)
    matrix = library.matrix(snapshot.keys, embedder.dimensions)
    blocks = [matrix[at : at + ROWS_PER_BLOCK] for at in range(0, len(matrix), ROWS_PER_BLOCK)]
    library.close()
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as database, closing(index):
        plain = _ExactSearch(embedder, snapshot.keys, blocks, database)
        # The reference fetches as many rows as retrieval scores; finding that out also warms both up.
        n_rows = {question: retrieve(question, ALL) for question in QUESTIONS}
        for question in QUESTIONS:
            plain.find(question, n_rows[question])

        def ours(n: int) -> Timing:
            return measure_call(partial(retrieve, QUESTIONS[n % len(QUESTIONS)], 10))

        def reference(n: int) -> Timing:
            question = QUESTIONS[n % len(QUESTIONS)]
            return measure_call(partial(plain.find, question, n_rows[question]))

        pairs = interleave(n_pairs, ours, reference)
        encodings = [measure_call(partial(embedder.encode, [question])) for question in QUESTIONS]
    return ratio(
        BENCH,
        f"retrieve one question ÷ encode + exact dot product + fetch the rows, {n_chunks:,} chunks",
        pairs,
        BOUND,
        f"{median_cpu_ms(pairs.ours):.1f} ÷ {median_cpu_ms(pairs.reference):.1f} ms,"
        f" the encoder {median_cpu_ms(encodings):.1f} of each; {statistics.median(n_rows.values()):.0f} rows",
    )


def _refuse_repair(build_id: str) -> None:
    raise CannotMeasureError(f"The Chroma build {build_id} was damaged while it was measured.")
