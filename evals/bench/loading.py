"""Goodput at four times saturation, with polite and rude clients.

Polite clients obey Retry-After.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

from evals.bench.figures import BenchFigure, Bound
from evals.bench.made import QUESTIONS
from evals.bench.prepared import BenchData
from evals.bench.serving import HOST, RunningServer, running_server

BENCH = "load"
SEATS, WAITING = 16, 16
OVER = 4
SETTINGS = {
    "SERVER_LIMIT_PER_ADDRESS": "0",
    "SERVER_LIMIT_CONCURRENT_QUESTIONS": str(SEATS),
    "SERVER_LIMIT_WAITING_QUESTIONS": str(WAITING),
}
JSON = {"Content-Type": "application/json"}
RUDE_PAUSE_S = 0.01  # a rude client's pause after a refusal


@dataclass
class Tally:
    """Counts of calls by outcome."""

    n_answered: int = 0
    n_refused: int = 0
    n_failed: int = 0


async def call(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, float]:
    """Return status and Retry-After seconds; status 0 for a broken connection."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{port}", "Connection: close", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    try:
        reader, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return 0, 0.0
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head, _, _ = (await reader.read()).partition(b"\r\n\r\n")
    except OSError:
        return 0, 0.0
    finally:
        writer.close()
    known = dict(line.lower().split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:] if ": " in line)
    return (int(head[9:12]) if head[9:12].isdigit() else 0), float(known.get("retry-after", 0))


def measure_load(prepared: BenchData, seconds: float) -> Iterator[BenchFigure]:
    """Compare goodput under overload with the peak."""
    with running_server(prepared.shipped, settings=SETTINGS) as server:
        asyncio.run(_load(server, 2, seconds / 4, polite=True))
        peak = max(
            (asyncio.run(_load(server, n, seconds, polite=True)) for n in (4, SEATS)), key=lambda t: t.n_answered
        )
        for polite, least in ((True, 0.85), (False, 0.5)):
            tally = asyncio.run(_load(server, OVER * (SEATS + WAITING), seconds, polite=polite))
            yield BenchFigure(
                BENCH,
                f"goodput at {OVER} × saturation ÷ peak, {'polite' if polite else 'rude'} clients",
                tally.n_answered / max(peak.n_answered, 1),
                bound=Bound(least=least),
                beside=f"{tally.n_answered / seconds:.0f} ÷ {peak.n_answered / seconds:.0f} answers/s, "
                f"{tally.n_refused} refused, {tally.n_failed} failed",
            )


async def _load(server: RunningServer, n_clients: int, seconds: float, *, polite: bool) -> Tally:
    """Run clients that ask one question after another for ``seconds``."""
    tally, end = Tally(), time.monotonic() + seconds

    async def client(n: int) -> None:
        await asyncio.sleep(min(seconds / 4, 0.5) * n / n_clients)
        while (left_s := end - time.monotonic()) > 0:
            n += 1
            body = json.dumps({"question": QUESTIONS[n % len(QUESTIONS)]}).encode()
            try:
                async with asyncio.timeout(left_s):
                    status, retry_s = await call(server.port, "POST", "/api/chat", body, **JSON)
            except TimeoutError:
                return
            if status == 200:
                tally.n_answered += 1
            elif status == 503:
                tally.n_refused += 1
                await asyncio.sleep(min(retry_s, left_s) if polite else RUDE_PAUSE_S)
            else:
                tally.n_failed += 1

    await asyncio.gather(*(client(n) for n in range(n_clients)))
    return tally
