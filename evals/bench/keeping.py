"""The CPU cost of access checks and storage, and of numbered events."""

from collections.abc import Callable, Iterator

from evals.bench.figures import BenchFigure, Bound
from evals.bench.made import QUESTIONS
from evals.bench.prepared import BenchData
from evals.bench.serving import RunningServer, running_server
from evals.bench.timing import Timing, interleave, median_cpu_ms, ratio

KEEP, EVENTS = "keep", "events"
KEEP_BOUND, EVENTS_BOUND = Bound(most=1.05), Bound(most=2.0)
N_BATCH = 24
N_PAIRS = 5
N_TURNS = 4  # questions of one conversation
UNLIMITED = {"SERVER_LIMIT_PER_ADDRESS": "0", "SERVER_LIMIT_PER_SESSION": "0", "SERVER_LIMIT_PER_SITE": "0"}
COUNTED = {"SERVER_LIMIT_PER_ADDRESS": "1000000", "SERVER_LIMIT_PER_SESSION": "1000000"}

# A server of two routes: our stream and a bare one of the same events.
STREAMS = """
import asyncio, json, sys
import uvicorn
from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, format_sse_event
from advisor.domain import Citation, Claim, ClaimMade, Guide, Section
from server.streaming.live_answers import LiveAnswer, LiveAnswers
from server.streaming.sse import AnswerStream, Encoder
n_events = int(sys.argv[1])
text = "A planner checks the schedule of the week and reviews what the shop floor reports about its machines."
section = Section(("Work", "Day"), "day", 0, len(text), ())
guide = Guide("planner", "Planner Guide", text, "0123456789abcdef", (section,))
event = ClaimMade(Claim(text, (1,)), (Citation(1, guide, section, 0, len(text)),))
data = {"text": text, "citations": [1], "new_citations": [{"number": 1, "guide": "planner", "guide_title": guide.title,
    "version": guide.version, "section": ["Work", "Day"], "anchor": "day", "start": 0, "end": len(text), "quote": text,
    "url": "/guides/planner?v=0123456789abcdef&q=0-101#day:~:text=" + text.replace(" ", "%20")}]}
app, live_answers = FastAPI(), LiveAnswers()

@app.get("/readyz")
async def ready(): return {}

@app.get("/ours")
async def ours():
    encoder = Encoder("a" * 32, "", "")
    async def work(live):
        for _ in range(n_events):
            live.tell(encoder.event(event))
            await asyncio.sleep(0.001)
    live = LiveAnswer("a" * 32, "", "", "", lambda error: b"")
    live_answers.begin(live, work)
    await live.begun
    return AnswerStream(live.read())

@app.get("/bare")
async def bare():
    async def events():
        for n in range(n_events):
            yield format_sse_event(event="claim", data_str=json.dumps(data), id=str(n))
            await asyncio.sleep(0.001)
    return EventSourceResponse(events())

uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[-1]), log_level="error")
"""


def measure_keeping(prepared: BenchData, n_questions: int) -> Iterator[BenchFigure]:
    """Compare rate-limited, stored questions of a session with plain ones."""
    n_batches = max(1, n_questions // N_BATCH)
    with (
        running_server(prepared.shipped, settings=COUNTED) as guarded,
        running_server(prepared.shipped, settings=UNLIMITED) as plain,
    ):
        token = str(guarded.post("/api/session", {})["token"])

        def keep(_: int) -> Timing:
            def ask() -> None:
                made = ""
                for n in range(N_BATCH):
                    body = {"question": QUESTIONS[n % len(QUESTIONS)], "guide": "production-manager"}
                    more = {"conversation_id": made} if n % N_TURNS else {}
                    made = str(guarded.post("/api/chat", body | more, token)["conversation_id"])

            return _spent(guarded, ask)

        def answer(_: int) -> Timing:
            def ask() -> None:
                history: list[dict[str, str]] = []  # the other server reads the same from its storage
                for n in range(N_BATCH):
                    question = QUESTIONS[n % len(QUESTIONS)]
                    history = history if n % N_TURNS else []
                    body = {"question": question, "guide": "production-manager", "history": history}
                    said = str(plain.post("/api/chat", body)["answer"])
                    history += [{"role": "user", "content": question}, {"role": "assistant", "content": said}]

            return _spent(plain, ask)

        keep(0), answer(0)
        pairs = interleave(n_batches, keep, answer)
    each = f"{median_cpu_ms(pairs.ours) / N_BATCH:.2f} ÷ {median_cpu_ms(pairs.reference) / N_BATCH:.2f} ms a question"
    yield ratio(KEEP, "a question with guards and storage ÷ without", pairs, KEEP_BOUND, each)


def measure_events(prepared: BenchData, n_events: int) -> Iterator[BenchFigure]:
    """Compare encoded, numbered and resumable events with a bare stream."""
    with running_server(prepared.folder, program=("-c", STREAMS, str(n_events))) as server:
        for path in ("/ours", "/bare"):  # warm-up
            server.read(path)
        pairs = interleave(
            N_PAIRS,
            lambda _: _spent(server, lambda: server.read("/ours")),
            lambda _: _spent(server, lambda: server.read("/bare")),
        )
    each = [f"{median_cpu_ms(runs) / n_events * 1000:.0f}" for runs in (pairs.ours, pairs.reference)]
    yield ratio(EVENTS, "a checked event ÷ a bare stream's", pairs, EVENTS_BOUND, f"{each[0]} ÷ {each[1]} µs an event")


def _spent(server: RunningServer, ask: Callable[[], object]) -> Timing:
    before = server.cpu_s()
    ask()
    cpu_s = max(server.cpu_s() - before, 1e-6)
    return Timing(cpu_s, cpu_s)
