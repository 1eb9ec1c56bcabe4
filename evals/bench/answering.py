"""One answered question beside its encoding and an exact dot product."""

import asyncio
import statistics
from collections.abc import Iterator
from contextlib import ExitStack, closing

from advisor.bootstrap import Parts
from advisor.domain import Question
from advisor.index.library import FILE_NAME, Library
from evals.bench.figures import BenchFigure, Bound
from evals.bench.prepared import BenchData, settings_for
from evals.bench.timing import Timing, interleave, measure_call, median_cpu_ms, ratio

BENCH = "answer"
MEDIAN, P95 = Bound(most=3), Bound(most=6)
ASKED = (
    "Can a Production Manager work remotely?",
    "What does a Production Manager earn?",
    "Is a Six Sigma certificate worth it?",
    "What are the pros and cons of this job?",
    "How do I become a Production Manager?",
    "What does the exam for the CPIM cost?",
    "how stresful is it",
    "What happens in the morning?",
    "Which software do they use?",
    "Do I need a degree, and how many years of experience?",
)


def measure_answers(prepared: BenchData, n_pairs: int) -> Iterator[BenchFigure]:
    """Yield the median ratio and the ratio of 95th percentiles."""
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())
        parts = Parts(settings_for(prepared.shipped), embedder=prepared.encoder)
        advisor = parts.advisor()
        stack.callback(lambda: runner.run(advisor.aclose()))
        snapshot = parts.serving_index().current()
        library = stack.enter_context(closing(Library(prepared.shipped / FILE_NAME)))
        matrix = library.matrix(snapshot.keys, prepared.encoder.dimensions)

        def ours(n: int) -> Timing:
            question = Question(ASKED[n % len(ASKED)])
            return measure_call(lambda: runner.run(advisor.ask(question)))

        def reference(n: int) -> Timing:
            return measure_call(lambda: (matrix @ prepared.encoder.encode([ASKED[n % len(ASKED)]])[0]).argmax())

        for n in range(len(ASKED)):
            ours(n)
            reference(n)
        pairs = interleave(n_pairs, ours, reference)
    beside = f"{median_cpu_ms(pairs.ours):.1f} ÷ {median_cpu_ms(pairs.reference):.1f} ms"
    yield ratio(BENCH, "a question answered end to end ÷ encode + exact dot product", pairs, MEDIAN, beside)
    slow = [_p95(side) for side in (pairs.ours, pairs.reference)]
    yield BenchFigure(
        BENCH,
        "the same, 95th percentile ÷ 95th percentile",
        slow[0] / slow[1],
        bound=P95,
        beside=f"{slow[0] * 1000:.1f} ÷ {slow[1] * 1000:.1f} ms",
    )


def _p95(runs: tuple[Timing, ...]) -> float:
    return max(r.cpu_s for r in runs) if len(runs) < 20 else statistics.quantiles([r.cpu_s for r in runs], n=20)[-1]
