"""The cost of the guards: bounds, CPU budget and the server's limits."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from unittest.mock import patch

from advisor.bootstrap import Parts
from advisor.domain import Question
from evals.bench.answering import ASKED
from evals.bench.figures import BenchFigure, Bound
from evals.bench.made import QUESTIONS
from evals.bench.prepared import BenchData, settings_for
from evals.bench.serving import RunningServer, running_server
from evals.bench.timing import Timing, interleave, measure_call, median_cpu_ms, ratio

BENCH = "guards"
BOUND = Bound(most=1.05)
N_BATCH = 48
# The same number of limits, high enough for every question.
LIMITED = {"SERVER_LIMIT_PER_ADDRESS": "1000000"}

# The server without what it does against too much and too often; all else is as it is.
UNGUARDED = """
import sys
import advisor.answering.advisor as answering
import server.app
import server.workers.run
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from evals.bench.guarding import NoBudget
from server.middleware.guard import Caller

class Open:
    def __init__(self, app, *_, **__): self._app = app
    async def __call__(self, scope, receive, send):
        scope["caller"] = Caller()
        await self._app(scope, receive, send)

answering.bound_question, answering.CpuBudget = lambda question: question, NoBudget
for name in ("BodyLimit", "Guard", "NamedHosts"):
    setattr(server.app, name, Open)
server.workers.run.limited_protocol = lambda *_: HttpToolsProtocol
from server.__main__ import main
sys.exit(main())
"""


class NoBudget:
    """A CPU budget that counts nothing."""

    spent_s = 0.0

    def __init__(self, limit_s: float) -> None: ...

    def working(self) -> nullcontext[None]:
        return nullcontext()

    def check(self) -> None: ...


@contextmanager
def unguarded() -> Iterator[None]:
    """Answer without bounds on texts and without CPU budgets in the block."""
    with patch.multiple("advisor.answering.advisor", bound_question=lambda question: question, CpuBudget=NoBudget):
        yield


def measure_guards(prepared: BenchData, n_pairs: int, n_batches: int) -> Iterator[BenchFigure]:
    """Compare a question with and without guards, in process and over HTTP."""
    yield _in_process(prepared, n_pairs)
    yield _over_http(prepared, n_batches)


def _in_process(prepared: BenchData, n_pairs: int) -> BenchFigure:
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())
        advisor = Parts(settings_for(prepared.shipped), embedder=prepared.encoder).advisor()
        stack.callback(lambda: runner.run(advisor.aclose()))

        def guarded(n: int) -> Timing:
            question = Question(ASKED[n % len(ASKED)])
            return measure_call(lambda: runner.run(advisor.ask(question)))

        def plain(n: int) -> Timing:
            with unguarded():
                return guarded(n)

        for n in range(len(ASKED)):
            guarded(n)
            plain(n)
        pairs = interleave(n_pairs, guarded, plain)
    beside = f"{median_cpu_ms(pairs.ours):.2f} ÷ {median_cpu_ms(pairs.reference):.2f} ms"
    return ratio(BENCH, "a question with bounds and CPU budget ÷ without", pairs, BOUND, beside)


def _over_http(prepared: BenchData, n_batches: int) -> BenchFigure:
    with (
        running_server(prepared.shipped, settings=LIMITED) as guarded,
        running_server(prepared.shipped, settings=LIMITED, program=("-c", UNGUARDED)) as plain,
    ):

        def batch(server: RunningServer) -> Callable[[int], Timing]:
            def ask(_: int) -> Timing:
                before = server.cpu_s()
                for n in range(N_BATCH):
                    server.ask(QUESTIONS[n % len(QUESTIONS)])
                spent = max(server.cpu_s() - before, 1e-6)
                return Timing(spent, spent)

            ask(0)
            return ask

        pairs = interleave(n_batches, batch(guarded), batch(plain))
    each = f"{median_cpu_ms(pairs.ours) / N_BATCH:.2f} ÷ {median_cpu_ms(pairs.reference) / N_BATCH:.2f} ms a question"
    return ratio(BENCH, "a question over HTTP with all guards ÷ without", pairs, BOUND, each)
