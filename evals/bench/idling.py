"""Idle streams beside busy ones, and memory over many questions."""

import asyncio
import contextlib
import json
import statistics
import time
from collections.abc import Iterator

from evals.bench.figures import BenchFigure, Bound, CannotMeasureError
from evals.bench.loading import JSON, call
from evals.bench.made import QUESTIONS
from evals.bench.prepared import BenchData
from evals.bench.serving import HOST, RunningServer, running_server

IDLE, FLAT = "idle", "flat"
N_ACTIVE = 64
N_LOOKS = 200
N_ROUNDS = 5  # the p99 of a single round varies severalfold on a shared machine
P99_BOUND = Bound(most=20.0)
UNLIMITED = {"SERVER_LIMIT_PER_ADDRESS": "0", "SERVER_LIMIT_PER_SESSION": "0", "ADVISOR_LIMIT_WORKERS": "3"}

HELD = QUESTIONS[0]
# The server with a writer that never finishes that question.
HOLDING = f"""
import threading, sys
from advisor.answering.extractive_writer import QuotingWriter
plain = QuotingWriter.draft
def draft(self, parts):
    if any(part.question == {HELD!r} for part in parts):
        threading.Event().wait(600)
    return plain(self, parts)
QuotingWriter.draft = draft
from server.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def measure_idle(prepared: BenchData, n_idle: int) -> Iterator[BenchFigure]:
    """Measure errors and /healthz with ``n_idle`` readers of a stalled answer.

    Meanwhile ``N_ACTIVE`` questions are asked at a time.
    """
    with running_server(prepared.shipped, settings=UNLIMITED, program=("-c", HOLDING)) as server:
        n_errors, alone_ms, among_ms = asyncio.run(_idle(server, n_idle))
    yield BenchFigure(IDLE, f"errors with {n_idle} idle and {N_ACTIVE} active streams", n_errors, bound=Bound(most=0))
    yield BenchFigure(
        IDLE,
        "p99 of /healthz among them ÷ alone",
        among_ms / alone_ms,
        bound=P99_BOUND,
        beside=f"{among_ms:.1f} ÷ {alone_ms:.1f} ms",
    )


async def _idle(server: RunningServer, n_idle: int) -> tuple[int, float, float]:
    alone_ms = statistics.median([await _p99_ms(server) for _ in range(N_ROUNDS)])
    streams = [await _open(server, "POST", "/api/chat", json.dumps({"question": HELD}).encode())]
    answer_id = await _answer_id(streams[0][0])
    streams += [await _open(server, "GET", f"/api/chat/{answer_id}") for _ in range(n_idle)]
    heads = [await reader.readuntil(b"\r\n\r\n") for reader, _ in streams[1:]]
    n_errors = sum(not head.startswith(b"HTTP/1.1 200") for head in heads)

    async def ask(n: int) -> bool:
        body = json.dumps({"question": QUESTIONS[1 + n % (len(QUESTIONS) - 1)]}).encode()
        status, _ = await call(server.port, "POST", "/api/chat", body, **JSON, Accept="text/event-stream")
        return status == 200

    among = []
    for _ in range(N_ROUNDS):
        asking = asyncio.gather(*(ask(n) for n in range(N_ACTIVE)))
        among.append(await _p99_ms(server))
        n_errors += sum(not answered for answered in await asking)
    among_ms = statistics.median(among)
    for reader, writer in streams:
        n_errors += reader.at_eof()
        writer.close()
    return n_errors, alone_ms, among_ms


async def _open(
    server: RunningServer, method: str, path: str, body: bytes = b""
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(HOST, server.port)
    head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{server.port}\r\nAccept: text/event-stream\r\n"
    writer.write(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    return reader, writer


async def _answer_id(reader: asyncio.StreamReader) -> str:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(30):
            async for line in reader:
                if line.startswith(b"data: "):
                    return str(json.loads(line[6:])["id"])
    raise CannotMeasureError("The server began no stream.")


async def _p99_ms(server: RunningServer) -> float:
    times = []
    for _ in range(N_LOOKS):
        started = time.perf_counter()
        status, _ = await call(server.port, "GET", "/healthz")
        if status != 200:
            raise CannotMeasureError(f"/healthz answered {status}.")
        times.append((time.perf_counter() - started) * 1000)
    return statistics.quantiles(times, n=100)[98]


def measure_flatness(prepared: BenchData, n_questions: int) -> Iterator[BenchFigure]:
    """Measure memory growth from the first tenth of stored questions on."""
    with running_server(prepared.shipped, settings=UNLIMITED) as server:
        token, made, after_first = "", "", 0.0
        for n in range(n_questions):
            if n % 500 == 0:
                token = str(server.post("/api/session", {})["token"])
                made = ""
            body = {"question": QUESTIONS[n % len(QUESTIONS)], "guide": "production-manager"}
            more = {"conversation_id": made} if n % 10 and made else {}
            made = str(server.post("/api/chat", body | more, token)["conversation_id"])
            if n == max(1, n_questions // 10) - 1:
                after_first = server.resident_mb()
        grown = server.resident_mb() - after_first
    yield BenchFigure(FLAT, f"memory grown over the last nine tenths of {n_questions:,} questions", grown, "MB")
