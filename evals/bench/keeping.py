"""What guards and storage add to a question, and what checking and numbering add to a streamed event, in CPU time."""

import json
import subprocess
import sys
from collections.abc import Iterator

from evals.bench.figures import Bound, CannotMeasureError, Figure
from evals.bench.made import QUESTIONS
from evals.bench.prepared import Prepared
from evals.bench.serving import RunningServer, environment, running_server
from evals.bench.timing import Pairs, Spent, interleave, last_line, median_cpu_ms, ratio

KEEP, EVENTS = "keep", "events"
KEEP_BOUND, EVENTS_BOUND = Bound(most=1.05), Bound(most=2.0)
N_BATCH = 24
N_TURNS = 4  # questions of one conversation
UNLIMITED = {"SERVER_LIMIT_PER_ADDRESS": "0", "SERVER_LIMIT_PER_SESSION": "0", "SERVER_LIMIT_PER_SITE": "0"}
COUNTED = {"SERVER_LIMIT_PER_ADDRESS": "1000000", "SERVER_LIMIT_PER_SESSION": "1000000"}

# Our stream and a bare one of the same events, each read to its end; CPU seconds of the pairs as JSON.
STREAMS = """
import asyncio, json, sys, time
from fastapi.sse import EventSourceResponse, format_sse_event
from advisor.domain import Citation, Claim, ClaimMade, Guide, Section
from server.ongoing import LiveAnswer, Ongoing
from server.streaming import AnswerStream, Encoder
n_events, n_pairs = int(sys.argv[1]), int(sys.argv[2])
text = "A planner checks the schedule of the week and reviews what the shop floor reports about its machines."
section = Section(("Work", "Day"), "day", 0, len(text), ())
guide = Guide("planner", "Planner Guide", text, "0123456789abcdef", (section,))
event = ClaimMade(Claim(text, (1,)), (Citation(1, guide, section, 0, len(text)),))
data = {"text": text, "citations": [1], "new_citations": [{"number": 1, "guide": "planner", "guide_title": guide.title,
    "version": guide.version, "section": ["Work", "Day"], "anchor": "day", "start": 0, "end": len(text), "quote": text,
    "url": "/guides/planner?v=0123456789abcdef&q=0-101#day:~:text=" + text.replace(" ", "%20")}]}

async def sent(response):
    async def send(message): pass
    async def receive(): await asyncio.sleep(60)
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "asgi": {"spec_version": "2.4"}}
    await response(scope, receive, send)

async def ours():
    ongoing, encoder = Ongoing(), Encoder("a" * 32, "", "")
    async def work(live):
        for _ in range(n_events):
            live.tell(encoder.event(event))
            await asyncio.sleep(0)
    live = LiveAnswer("a" * 32, "", "", "", lambda error: b"")
    ongoing.begin(live, work)
    await live.begun
    await sent(AnswerStream(live.read()))

async def bare():
    async def events():
        for n in range(n_events):
            yield format_sse_event(event="claim", data_str=json.dumps(data), id=str(n))
            await asyncio.sleep(0)
    await sent(EventSourceResponse(events()))

def spent(run):
    started = time.process_time()
    asyncio.run(run())
    return time.process_time() - started

spent(ours), spent(bare)
print(json.dumps([[spent(ours), spent(bare)] for _ in range(n_pairs)]))
"""


def measure_keeping(prepared: Prepared, n_questions: int) -> Iterator[Figure]:
    """Questions of a session, counted and kept, beside the same ones that are neither."""
    n_batches = max(1, n_questions // N_BATCH)
    with (
        running_server(prepared.shipped, settings=COUNTED) as guarded,
        running_server(prepared.shipped, settings=UNLIMITED) as plain,
    ):
        token = str(guarded.post("/api/session", {})["token"])

        def keep(_: int) -> Spent:
            def ask() -> None:
                made = ""
                for n in range(N_BATCH):
                    body = {"question": QUESTIONS[n % len(QUESTIONS)], "guide": "production-manager"}
                    more = {"conversation_id": made} if n % N_TURNS else {}
                    made = str(guarded.post("/api/chat", body | more, token)["conversation_id"])

            return _spent(guarded, ask)

        def answer(_: int) -> Spent:
            def ask() -> None:
                for n in range(N_BATCH):
                    body = {"question": QUESTIONS[n % len(QUESTIONS)], "guide": "production-manager"}
                    plain.post("/api/chat", body)

            return _spent(plain, ask)

        keep(0), answer(0)
        pairs = interleave(n_batches, keep, answer)
    each = f"{median_cpu_ms(pairs.ours) / N_BATCH:.2f} ÷ {median_cpu_ms(pairs.reference) / N_BATCH:.2f} ms a question"
    yield ratio(KEEP, "a question with guards and storage ÷ without", pairs, KEEP_BOUND, each)


def measure_events(prepared: Prepared, n_events: int) -> Iterator[Figure]:
    """Events that are encoded from checked claims, numbered and kept for who was cut, beside the same ones bare."""
    command = [sys.executable, "-c", STREAMS, str(n_events), "9"]
    ended = subprocess.run(command, env=environment(prepared.folder), capture_output=True, text=True, check=False)
    if ended.returncode:
        raise CannotMeasureError(f"Streams could not be measured: {last_line(ended.stderr)}")
    spent = [(max(ours, 1e-6), max(bare, 1e-6)) for ours, bare in json.loads(ended.stdout)]
    pairs = Pairs(tuple(Spent(a, a) for a, _ in spent), tuple(Spent(b, b) for _, b in spent))
    each = [f"{median_cpu_ms(runs) / n_events * 1000:.0f}" for runs in (pairs.ours, pairs.reference)]
    yield ratio(EVENTS, "a checked event ÷ a bare stream's", pairs, EVENTS_BOUND, f"{each[0]} ÷ {each[1]} µs an event")


def _spent(server: RunningServer, ask: object) -> Spent:
    assert callable(ask)
    before = server.cpu_s()
    ask()
    cpu_s = max(server.cpu_s() - before, 1e-6)
    return Spent(cpu_s, cpu_s)
