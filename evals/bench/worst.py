"""The slowest texts over HTTP, and a bystander while they are sent."""

import asyncio
import json
import statistics
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from itertools import cycle, islice

from advisor.bootstrap import Parts
from evals.bench.figures import BenchFigure, Bound, CannotMeasureError
from evals.bench.hostile import FOLLOW_UP, HostileTexts
from evals.bench.loading import JSON, call
from evals.bench.made import QUESTIONS
from evals.bench.prepared import BenchData, settings_for
from evals.bench.serving import RunningServer, running_server

BENCH = "worst"
QUESTION, HISTORY, BYSTANDER = Bound(most=0.5), Bound(most=1.0), Bound(most=5.0)
N_IN_FLIGHT = 4  # of the attacker
N_WORST = 6  # bodies that the attacker sends in turn
UNLIMITED = {"SERVER_LIMIT_PER_ADDRESS": "0", "SERVER_WORKERS": "1"}

Body = Mapping[str, object]


def measure_worst(prepared: BenchData, n_kinds: int, n_asked: int) -> Iterator[BenchFigure]:
    """Yield CPU times of the slowest texts, then a bystander's p99.

    ``n_kinds`` limits the texts that are tried; ``n_asked`` is the bystander's questions on either side.
    """
    texts = HostileTexts(_words(prepared))
    questions = [(name, {"question": text}) for name, text in islice(texts.questions(), n_kinds)]
    histories = [
        (name, {"question": FOLLOW_UP, "history": turns}) for name, turns in islice(texts.histories(), n_kinds)
    ]
    with running_server(prepared.shipped, settings=UNLIMITED) as server:
        for question in QUESTIONS:
            server.ask(question)
        slowest: list[tuple[float, Body]] = []
        for what, bodies, bound in (
            ("question of 2,000 characters", questions, QUESTION),
            ("history of 32,000 characters", histories, HISTORY),
        ):
            costs = sorted(((_cpu_s(server, body), name, body) for name, body in bodies), key=lambda one: -one[0])
            slowest += [(cost, body) for cost, _, body in costs]
            middle = statistics.median(cost for cost, _, _ in costs)
            beside = f"{costs[0][1]}; median {middle:.2f} s of {len(costs)} kinds"
            yield BenchFigure(BENCH, f"the slowest {what}, over HTTP", costs[0][0], "s", bound, beside=beside)
        slowest.sort(key=lambda one: -one[0])
        yield asyncio.run(_bystander(server, [body for _, body in slowest[:N_WORST]], n_asked))


def _words(prepared: BenchData) -> str:
    with ExitStack() as stack:
        advisor = Parts(settings_for(prepared.shipped), embedder=prepared.encoder).advisor()
        stack.callback(lambda: asyncio.run(advisor.aclose()))
        return "\n".join(guide.text for guide in advisor.guides())


def _cpu_s(server: RunningServer, body: Body) -> float:
    """Return the server's CPU seconds for one call, the smaller of two."""
    spent = []
    for _ in range(2):
        before = server.cpu_s()
        server.post("/api/chat", body)
        spent.append(server.cpu_s() - before)
    return min(spent)


async def _bystander(server: RunningServer, worst: Iterable[Body], n_asked: int) -> BenchFigure:
    alone = await _latencies(server, n_asked)
    bodies = cycle([json.dumps(body, ensure_ascii=False).encode() for body in worst])
    n_sent = 0

    async def attack() -> None:
        nonlocal n_sent
        while True:
            await call(server.port, "POST", "/api/chat", next(bodies), **JSON)
            n_sent += 1

    attackers = [asyncio.create_task(attack()) for _ in range(N_IN_FLIGHT)]
    beside = await _latencies(server, n_asked)
    for task in attackers:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    alone_s, beside_s = _p99(alone), _p99(beside)
    return BenchFigure(
        BENCH,
        f"a bystander's p99 while {N_IN_FLIGHT} of the worst are in flight ÷ alone",
        beside_s / alone_s,
        bound=BYSTANDER,
        beside=f"{beside_s * 1000:.0f} ÷ {alone_s * 1000:.0f} ms, median {statistics.median(beside) * 1000:.0f} ÷ "
        f"{statistics.median(alone) * 1000:.0f} ms; {n_sent} of the worst answered",
    )


async def _latencies(server: RunningServer, n_asked: int) -> list[float]:
    """Ask one question after another; the wall seconds of each."""
    spent = []
    for n in range(n_asked):
        body = json.dumps({"question": QUESTIONS[n % len(QUESTIONS)]}).encode()
        begun = time.perf_counter()
        status, _ = await call(server.port, "POST", "/api/chat", body, **JSON)
        spent.append(time.perf_counter() - begun)
        if status != 200:
            raise CannotMeasureError(f"A bystander's question was answered with {status}.")
    return spent


def _p99(latencies: list[float]) -> float:
    return max(latencies) if len(latencies) < 100 else statistics.quantiles(latencies, n=100)[-1]
