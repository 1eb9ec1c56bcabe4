"""Slack events: time to acknowledgement, and CPU beyond the answer."""

import asyncio
import hashlib
import hmac
import itertools
import json
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from evals.bench.figures import BenchFigure, Bound, CannotMeasureError
from evals.bench.loading import call
from evals.bench.made import QUESTIONS
from evals.bench.prepared import BenchData
from evals.bench.serving import HOST, RunningServer, running_server

BENCH = "slack"
ACK_BOUND, CPU_BOUND = Bound(most=3.0), Bound(most=15.0)
N_BATCH = 12
SIGNING = "for the length of a benchmark"
ANSWER_TIMEOUT_S = 120

# A Bolt app that ignores its events.
BARE = """
import sys
import uvicorn
from fastapi import FastAPI, Request
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
slack = AsyncApp(client=AsyncWebClient(token="xoxb-1", base_url=sys.argv[1]), signing_secret=sys.argv[2])
handler, app = AsyncSlackRequestHandler(slack), FastAPI()

@slack.event("message")
async def message(): pass

@app.get("/readyz")
async def ready(): return {}

@app.post("/slack/events")
async def events(request: Request): return await handler.handle(request)

uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[-1]), log_level="error")
"""


class FakeSlackApi:
    """A fake Slack Web API: accepts every call and counts answers."""

    def __init__(self) -> None:
        self.n_answered = 0
        self.address = ""
        self._n = itertools.count(1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:")
                await reader.readexactly(length)
                method = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
                reply = json.dumps(self._reply(method)).encode()
                lines = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(reply)}\r\n\r\n"
                writer.write(lines.encode() + reply)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _reply(self, method: str) -> dict[str, object]:
        self.n_answered += method in ("chat.stopStream", "chat.postMessage")
        return {"ok": True, "ts": f"1.{next(self._n)}", "user_id": "UBOT", "bot_id": "BBOT", "team_id": "T1"}


@contextmanager
def _web_api() -> Iterator[FakeSlackApi]:
    api, loop = FakeSlackApi(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(asyncio.start_server(api.serve, HOST, 0), loop).result()
        api.address = f"http://{HOST}:{server.sockets[0].getsockname()[1]}/api/"
        yield api
        loop.call_soon_threadsafe(server.close)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def measure_slack(prepared: BenchData, n_bursts: int, n_in_flight: int) -> Iterator[BenchFigure]:
    """Compare acknowledgement with a bare Bolt app, then measure an event's CPU."""
    with _web_api() as api:
        settings = {
            "SERVER_SLACK_BOT_TOKEN": "xoxb-1",
            "SERVER_SLACK_SIGNING_SECRET": SIGNING,
            "SERVER_SLACK_API_URL": api.address,
            "SERVER_PUBLIC_URL": "https://career.example.org",
            "SERVER_LIMIT_PER_ADDRESS": "0",
        }
        with (
            running_server(prepared.shipped, settings=settings) as ours,
            running_server(prepared.folder, program=("-c", BARE, api.address, SIGNING)) as bare,
        ):
            yield _acknowledgement(ours, bare, api, n_bursts, n_in_flight)
            yield _cpu_beyond_answer(ours, api, n_bursts)


def _acknowledgement(
    ours: RunningServer, bare: RunningServer, api: FakeSlackApi, n_bursts: int, n_in_flight: int
) -> BenchFigure:
    times: dict[bool, list[float]] = {True: [], False: []}
    for n in range(n_bursts + 1):
        for is_ours in (True, False):
            n_answered = api.n_answered
            took = asyncio.run(_burst(ours if is_ours else bare, n_in_flight))
            if is_ours:
                _wait_for(api, n_answered + n_in_flight)
            if n:  # the first burst is a warm-up
                times[is_ours] += took
    p99 = {side: _percentile(took, 99) for side, took in times.items()}
    medians = {side: statistics.median(took) for side, took in times.items()}
    return BenchFigure(
        BENCH,
        f"p99 to acknowledgement, {n_in_flight} events in flight ÷ a bare Bolt app's",
        p99[True] / p99[False],
        bound=ACK_BOUND,
        beside=f"{p99[True]:.0f} ÷ {p99[False]:.0f} ms; medians {medians[True]:.0f} ÷ {medians[False]:.0f} ms",
    )


def _cpu_beyond_answer(ours: RunningServer, api: FakeSlackApi, n_batches: int) -> BenchFigure:
    beyond = []
    for n in range(n_batches + 1):
        before = ours.cpu_s()
        for m in range(N_BATCH):
            n_answered = api.n_answered
            asyncio.run(_burst(ours, 1, first=m))
            _wait_for(api, n_answered + 1)
        as_events = ours.cpu_s() - before
        before = ours.cpu_s()
        for m in range(N_BATCH):
            ours.ask(QUESTIONS[m])
        as_questions = ours.cpu_s() - before
        if n:
            beyond.append((as_events - as_questions) / N_BATCH * 1000)
    return BenchFigure(
        BENCH,
        "CPU of one event beyond the answer itself",
        statistics.median(beyond),
        "ms",
        CPU_BOUND,
        beside=f"median of {n_batches} batches of {N_BATCH}",
    )


async def _burst(server: RunningServer, n_events: int, *, first: int = 0) -> list[float]:
    """Send direct messages at once and return each acknowledgement's milliseconds."""

    async def send(n: int) -> float:
        body = _event(QUESTIONS[(first + n) % len(QUESTIONS)])
        headers = {"Content-Type": "application/json", **_signed(body)}
        started = time.perf_counter()
        status, _ = await call(server.port, "POST", "/slack/events", body, **headers)
        if status != 200:
            raise CannotMeasureError(f"An event was answered with {status}.")
        return (time.perf_counter() - started) * 1000

    return await asyncio.gather(*(send(n) for n in range(n_events)))


_numbers = itertools.count(1)


def _event(text: str) -> bytes:
    n = next(_numbers)
    event = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": text, "ts": f"5.{n:06d}"}
    return json.dumps(
        {
            "type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event": event, "event_id": f"Ev{n}",
            "event_time": int(time.time()), "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
        }
    ).encode()  # fmt: skip


def _signed(body: bytes) -> dict[str, str]:
    """Sign a body as Slack does.

    See https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    sent_at = str(int(time.time()))
    digest = hmac.new(SIGNING.encode(), f"v0:{sent_at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": sent_at, "X-Slack-Signature": f"v0={digest}"}


def _wait_for(api: FakeSlackApi, n_answered: int) -> None:
    """Wait until ``n_answered`` answers have arrived.

    Raises CannotMeasureError.
    """
    end = time.monotonic() + ANSWER_TIMEOUT_S
    while api.n_answered < n_answered:
        if time.monotonic() > end:
            raise CannotMeasureError("Not every event was answered.")
        time.sleep(0.005)


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1] if len(values) > 1 else values[0]
