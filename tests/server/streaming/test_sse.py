"""Streams that were cut are resumed without answering twice, called off at once, and given up when nobody returns."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Claim, ClaimMade, Event, Question, Started
from advisor.ingestion.parsing import parse_text
from server.access.sessions import owner_of
from server.cancellation import CancelledAnswerError
from server.streaming.live_answers import LiveAnswer, LiveAnswers
from server.streaming.sse import Encoder
from tests.made import cite
from tests.server.made import HELD, REMOTE, TAILOR, Live, read_events, serving, wait_until
from tests.server.readers import Reader


@pytest.fixture
def own(tailor_parts: Parts) -> Iterator[Live]:
    """A server of this test's own, whose writer can be held."""
    with serving(tailor_parts, limit_concurrent_questions=1, limit_waiting_questions=0) as server:
        yield server


def begin_held(reader: Reader) -> tuple[str, int]:
    """Ask a held question, read two events, and vanish. Returns the answer's id and how many events were read."""
    with reader.stream("POST", "/api/chat", {"question": HELD}) as answer:
        events = read_events(answer.iter_lines())
        first, second = next(events), next(events)
        assert reader.live.writer.started.wait(30)
    return first.data["id"], int(second.id.rpartition(":")[2])


@pytest.mark.parametrize("has_session", [True, False])
def test_a_cut_stream_is_resumed_where_it_was_cut_and_answered_once(own: Live, has_session: bool) -> None:
    me = Reader(own).open() if has_session else Reader(own)
    answer_id, n_read = begin_held(me)
    own.writer.release.set()
    rest = me.resume(answer_id, n_read)
    assert [event.id for event in rest] == [f"{answer_id}:{n_read + 1 + n}" for n in range(len(rest))]
    assert [event.name for event in rest].count("done") == 1
    assert rest[-1].name == "done"
    assert own.writer.n_drafts == 1
    if has_session:
        assert len(me.call("GET", "/api/conversations").json()["conversations"]) == 1


def test_every_cut_of_a_stream_can_be_resumed(live: Live) -> None:
    me = Reader(live)
    whole = me.events(REMOTE)
    answer_id = whole[0].data["id"]
    for n in range(len(whole)):
        assert me.resume(answer_id, n) == whole[n:]


@pytest.mark.parametrize("last", ["", "nonsense", "other:3", "{id}:x", "{id}:-1", "{id}:", "{id}:99999999999"])
def test_a_last_event_that_is_none_of_this_answer_gives_it_all(live: Live, last: str) -> None:
    me = Reader(live)
    whole = me.events(REMOTE)
    answer_id = whole[0].data["id"]
    with me.stream("GET", f"/api/chat/{answer_id}", **{"Last-Event-ID": last.replace("{id}", answer_id)}) as answer:
        assert list(read_events(answer.iter_lines())) == whole


def test_a_kept_answer_gives_its_done_event_after_its_stream_was_forgotten(live: Live) -> None:
    me = Reader(live).open()
    done = me.events(REMOTE)[-1]
    live.context.live_answers.cancel(owner_of(me.secret, ""))  # as after the grace
    (again,) = me.resume(done.data["id"], 2)
    assert (again.name, again.data, again.id) == ("done", done.data, f"{done.data['id']}:3")


def test_cancel_ends_the_stream_with_one_error_and_frees_the_seat(own: Live) -> None:
    me = Reader(own).open()
    with me.stream("POST", "/api/chat", {"question": HELD}) as answer:
        events = read_events(answer.iter_lines())
        answer_id = next(events).data["id"]
        assert own.writer.started.wait(30)
        assert own.ask({"question": REMOTE}).status_code == 503
        assert me.call("POST", f"/api/chat/{answer_id}/cancel").status_code == 204
        rest = list(events)
    assert [event.name for event in rest if event.name in ("done", "error")] == ["error"]
    assert (rest[-1].data["status"], rest[-1].data["detail"]) == (499, "This answer was called off.")
    assert own.ask({"question": REMOTE}).status_code == 200
    (conversation,) = me.call("GET", "/api/conversations").json()["conversations"]
    assert conversation["n_turns"] == 0


def test_calling_off_what_has_ended_changes_nothing(live: Live) -> None:
    me = Reader(live).open()
    done = me.events(REMOTE)[-1].data
    assert me.call("POST", f"/api/chat/{done['id']}/cancel").status_code == 204
    assert me.resume(done["id"])[-1].data == done


def test_deleting_a_conversation_stops_what_is_answered_in_it(own: Live) -> None:
    me = Reader(own).open()
    with me.stream("POST", "/api/chat", {"question": HELD}) as answer:
        events = read_events(answer.iter_lines())
        start = next(events).data
        assert own.writer.started.wait(30)
        assert me.call("DELETE", f"/api/conversations/{start['conversation_id']}").status_code == 204
        assert list(events)[-1].name == "error"
    assert me.call("GET", f"/api/chat/{start['id']}").status_code == 404
    assert me.call("GET", "/api/conversations").json() == {"conversations": []}


def test_an_answer_nobody_returns_for_is_given_up_and_its_seat_is_free(own: Live) -> None:
    own.context.live_answers.grace_s = 0.2
    me = Reader(own)
    answer_id, _ = begin_held(me)
    wait_until(lambda: own.ask({"question": REMOTE}).status_code == 200)
    assert 'career_questions_unfinished_total{reason="left"} 1.0' in own.get("/metrics").text
    wait_until(lambda: me.call("GET", f"/api/chat/{answer_id}").status_code == 404)


def test_ended_answers_are_forgotten_so_that_memory_stays_flat(own: Live) -> None:
    own.context.live_answers.grace_s = 1.0  # also what a reader has to come in at all
    for _ in range(5):
        assert Reader(own).events(REMOTE)[-1].name == "done"
    wait_until(lambda: len(own.context.live_answers) == 0)


# --- the parts, without a server ---


def new_live(live_answers: LiveAnswers, name: str = "a") -> LiveAnswer:
    return LiveAnswer(name, "", "", "", lambda error: f"error {error}".encode())


def test_many_readers_of_one_answer_get_the_same_events() -> None:
    async def run() -> None:
        live_answers = LiveAnswers()
        live = new_live(live_answers)

        async def work(told: LiveAnswer) -> None:
            for n in range(5):
                told.tell(f"{n};".encode())
                if n >= 2:
                    await asyncio.sleep(0)

        live_answers.begin(live, work)
        await live.begun

        async def read(after: int) -> bytes:
            return b"".join([chunk async for chunk in live.read(after)])

        got = await asyncio.gather(*(read(after) for after in (0, 0, 2, 3)))
        assert got == [b"0;1;2;3;4;", b"0;1;2;3;4;", b"2;3;4;", b"3;4;"]
        await live_answers.stop_all()

    asyncio.run(run())


class SteppedLoop(asyncio.SelectorEventLoop):
    """A loop whose clock stands still until a test moves it."""

    now = 1000.0

    def time(self) -> float:
        return self.now

    async def pass_s(self, seconds: float) -> None:
        self.now += seconds
        for _ in range(8):
            await asyncio.sleep(0)


def test_who_vanishes_has_fifteen_seconds_from_the_last_time_and_then_the_work_stops_before_it_is_told() -> None:
    told: list[str] = []

    async def work(live: LiveAnswer) -> None:
        live.tell(b"begun;")
        try:
            await asyncio.Event().wait()
        finally:
            told.append("the work stopped")

    def write_error(error: Exception) -> bytes:
        told.append(type(error).__name__)
        return b"error"

    async def run(loop: SteppedLoop) -> None:
        live_answers = LiveAnswers()
        live = LiveAnswer("a", "", "", "", write_error)
        live_answers.begin(live, work)
        await live.begun

        async def look() -> None:
            reader = live.read()
            assert await anext(reader) == b"begun;"
            await reader.aclose()

        await loop.pass_s(14.9)
        await look()
        await loop.pass_s(14.9)
        await look()
        await loop.pass_s(14.9)
        assert told == []
        await loop.pass_s(0.2)
        assert told == ["the work stopped", "AbandonedAnswerError"]
        assert (live.is_ended, live.events) == (True, [b"begun;", b"error"])

    with asyncio.Runner(loop_factory=SteppedLoop) as runner:
        runner.run(run(runner.get_loop()))  # type: ignore[arg-type]


@dataclass
class Unending:
    """An Advisor whose answers begin and never end; ``told`` notes what became of its work."""

    advisor: Advisor
    told: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.advisor, name)

    async def stream(self, question: Question, *, answer_id: str = "") -> AsyncGenerator[Event]:
        try:
            yield Started(answer_id, question.text)
            await asyncio.Event().wait()
        finally:
            self.told.append("the work stopped")


def test_cancel_stops_the_work_before_the_reader_is_told(tailor_parts: Parts) -> None:
    with serving(tailor_parts, around=Unending, limit_concurrent_questions=1, limit_waiting_questions=0) as live:
        told = live.context.advisor.told  # type: ignore[attr-defined]
        me = Reader(live)
        with me.stream("POST", "/api/chat", {"question": REMOTE}) as answer:
            events = read_events(answer.iter_lines())
            answer_id = next(events).data["id"]
            assert told == []
            assert Reader(live).call("POST", f"/api/chat/{answer_id}/cancel").status_code == 204
            assert next(events).data["status"] == 499
            assert told == ["the work stopped"]
            assert list(events) == []
        assert live.context.admission.n_active == 0


def test_the_oldest_ended_answers_make_room_for_new_ones() -> None:
    async def run() -> None:
        live_answers = LiveAnswers(limit_ended=3)

        async def work(told: LiveAnswer) -> None:
            told.tell(b"x")

        for n in range(10):
            live = new_live(live_answers, str(n))
            live_answers.begin(live, work)
            await live.begun
            await asyncio.sleep(0.01)
        assert [live_answers.find(str(n), "", "") is not None for n in range(10)] == [False] * 7 + [True] * 3

    asyncio.run(run())


def test_stopping_twice_tells_once_and_for_the_first_reason() -> None:
    async def run() -> None:
        live_answers = LiveAnswers()
        live = new_live(live_answers)

        async def work(told: LiveAnswer) -> None:
            told.tell(b"begun;")
            await asyncio.sleep(60)

        live_answers.begin(live, work)
        await live.begun
        live_answers.stop(live, CancelledAnswerError())
        live_answers.stop(live, RuntimeError("later"))
        await live_answers.stop_all()
        assert live.events == [b"begun;", b"error This answer was called off."]
        assert live.is_ended

    asyncio.run(run())


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_no_character_of_a_question_ends_a_line_of_its_stream(live: Live, mark: str) -> None:
    question = f"Can a tailor{mark}work from home?"
    with Reader(live).stream("POST", "/api/chat", {"question": question}) as answer:
        text = answer.read().decode()
    assert text.splitlines() == text.split("\n")[:-1] or text.splitlines() == text.split("\n")
    done = [event for event in read_events(iter(text.splitlines())) if event.name == "done"]
    assert done[0].data["question"] == question


def test_a_claim_event_carries_the_translation_of_its_claim() -> None:
    guide = parse_text(TAILOR, name="tailor.md")
    citations = cite(guide, "Shears, thimble and tape")
    event = ClaimMade(Claim("Shears, thimble and tape", (1,), "Schere, Fingerhut und Maßband"), citations)
    written = Encoder("a1", "", "").event(event).decode()
    data = json.loads(next(line for line in written.splitlines() if line.startswith("data: ")).removeprefix("data: "))
    assert (data["text"], data["translation"], data["citations"]) == (event.claim.text, event.claim.translation, [1])
    assert [citation["quote"] for citation in data["new_citations"]] == [event.claim.text]
