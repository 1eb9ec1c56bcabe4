"""POST /api/chat: answers as JSON or as a resumable, cancellable stream."""

import asyncio
import contextlib
import logging
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request
from starlette.responses import Response

from advisor.domain import Answer, Finished
from advisor.errors import UnknownAnswerError
from advisor.schemas import AnswerOut
from server.cancellation import AbandonedAnswerError, CancelledAnswerError, ShuttingDownError
from server.context import ServerContext
from server.middleware.guard import caller_of
from server.problems import problem_answers, request_id
from server.routes.content_negotiation import prefers
from server.routes.schemas import ChatIn
from server.routes.turns import FinishedTurn, PendingTurn, open_turn
from server.streaming.live_answers import LiveAnswer
from server.streaming.sse import AnswerStream, Encoder, event_number, kept_stream

log = logging.getLogger(__name__)

STREAM_EXAMPLE = (
    'event: start\ndata: {"id":"9f86d081884c7d65","conversation_id":"","searched":"…"}\nid: 9f86d081884c7d65:1\n\n'
    'event: claim\ndata: {"text":"…","citations":[1],"new_citations":[…]}\nid: 9f86d081884c7d65:4\n\n'
    'event: done\ndata: {"id":"9f86d081884c7d65","status":"answered", …}\nid: 9f86d081884c7d65:6\n\n'
)
EVENTS = ("start", "status", "sources", "claim", "suggestions", "done", "error")
STREAM = {
    "itemSchema": {
        "type": "object",
        "properties": {
            "event": {"type": "string", "enum": list(EVENTS)},
            "data": {"type": "string", "contentMediaType": "application/json"},
            "id": {"type": "string", "description": "the answer's id, a colon and the event's number, from 1"},
        },
        "required": ["event", "data"],
    },
    "example": STREAM_EXAMPLE,
}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, or with `Accept: text/event-stream` the events start, status, sources, claim, "
        "suggestions and at the end one done (the whole answer) or one error (a problem)",
        "content": {"text/event-stream": STREAM},
    },
    **problem_answers(
        _400="The body is not valid JSON: expecting value at character 13.",
        _401="A conversation needs the token of its session; send it as Authorization: Bearer.",
        _404="There is no guide 'plumber'; the guides are: production-manager.",
        _413="The body is larger than 65,536 bytes.",
        _415="Send the question as JSON with the header Content-Type: application/json (this one was text/plain).",
        _422="\"history[3].role\" must be 'user' or 'assistant'.",
        _502="The chat service refused the key.",
        _503="The server is shutting down; ask again in a moment.",
    ),
}
ASK = """\
Without a session, or with `history`, nothing is kept. With a session's token a question begins a conversation,
whose id the answer carries; `conversation_id` asks on in it. `Accept: text/event-stream` streams checked sentences."""
RESUME = """\
The events after the one that `Last-Event-ID` names, as they come; without the header, from the first. Whoever vanishes
has 15 seconds to come back. An answer that was kept gives its `done` event for as long as it is kept."""
UNKNOWN = problem_answers(_404="There is no such answer here; ask again.")

AnswerId = Annotated[str, Path(description="the answer's id, as its start event told it")]
LastEventId = Annotated[str, Header(description="id of the last event that was read")]


def chat_routes(context: ServerContext) -> APIRouter:
    router = APIRouter(tags=["chat"])

    @router.post("/api/chat", summary="Ask a question", description=ASK, response_model=AnswerOut, responses=ANSWERS)
    async def chat(request: Request, asked: ChatIn) -> Any:
        turn = await open_turn(context, caller_of(request), asked)
        if context.shutdown.begun:  # the open answers have been told already
            raise ShuttingDownError
        if prefers(request.headers.get("accept", ""), "text/event-stream", over="application/json"):
            return await _stream(context, request, turn)
        return await _whole(context, request, turn)

    @router.get(
        "/api/chat/{answer}",
        summary="Resume a stream",
        description=RESUME,
        response_class=Response,
        responses={200: {"description": "The events", "content": {"text/event-stream": STREAM}}, **UNKNOWN},
    )
    async def resume(request: Request, answer: AnswerId, last_event_id: LastEventId = "") -> Response:
        caller = caller_of(request)
        live = context.live_answers.find(answer, caller.owner, caller.origin)
        if live is not None:
            return AnswerStream(live.read(event_number(last_event_id, answer)))
        if handed_on := await context.mesh.forward_to_maker(request, answer):
            return handed_on
        kept = await context.conversations.answer(answer, caller.owner) if caller.owner else None
        if kept is None:
            raise UnknownAnswerError
        return AnswerStream(kept_stream(kept, context.link_base(request), event_number(last_event_id, answer)))

    @router.post(
        "/api/chat/{answer}/cancel",
        summary="Call an answer off",
        description="Its work stops, and its stream ends with one `error` event of status 499.",
        status_code=204,
        responses=UNKNOWN,
    )
    async def cancel(request: Request, answer: AnswerId) -> Response:
        caller = caller_of(request)
        live = context.live_answers.find(answer, caller.owner, caller.origin)
        if live is not None:
            context.live_answers.stop(live, CancelledAnswerError())
            return Response(status_code=204)
        if handed_on := await context.mesh.forward_to_maker(request, answer):
            return handed_on
        if not caller.owner or await context.conversations.answer(answer, caller.owner) is None:
            raise UnknownAnswerError
        return Response(status_code=204)

    return router


async def _whole(context: ServerContext, request: Request, turn: PendingTurn) -> AnswerOut | Response:
    async def answered() -> FinishedTurn:
        async with context.admission.admit(caller_of(request).address):
            answer = await context.advisor.ask(turn.question, answer_id=context.new_answer_id())
            return await turn.finish(context, answer, context.link_base(request))

    work = asyncio.ensure_future(answered())
    left = asyncio.ensure_future(_wait_for_disconnect(request))
    stop = asyncio.ensure_future(context.shutdown.wait())
    try:
        await asyncio.wait({work, left, stop}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done() and not left.done():
            # Most answers finish well within the grace period.
            await asyncio.wait({work, left}, timeout=context.settings.shutdown_grace_s / 2)
        if work.done():
            kept = work.result()
            record_answer(context, kept.answer)
            return kept.out
        context.metrics.unfinished("left" if left.done() else "stopped")
        if left.done():
            return Response(status_code=499)
        raise ShuttingDownError
    finally:
        for task in (work, left, stop):
            task.cancel()
        await asyncio.wait({work, left, stop})


async def _stream(context: ServerContext, request: Request, turn: PendingTurn) -> AnswerStream:
    caller = caller_of(request)
    answer_id = context.new_answer_id()
    encoder = Encoder(answer_id, context.link_base(request), turn.id)
    asked_as = request_id(request)

    def write_error(error: Exception) -> bytes:
        context.metrics.unfinished(_end_reason(error))
        return encoder.error(error, asked_as)

    async def work(live: LiveAnswer) -> None:
        async with (
            context.admission.admit(caller.address),
            contextlib.aclosing(context.advisor.stream(turn.question, answer_id=answer_id)) as events,
        ):
            async for event in events:
                if not isinstance(event, Finished):
                    live.tell(encoder.event(event))
                    continue
                kept = await turn.finish(context, event.answer, context.link_base(request))
                record_answer(context, kept.answer)
                live.tell(encoder.write("done", kept.out))

    live = LiveAnswer(answer_id, turn.owner, caller.origin, turn.id, write_error)
    context.live_answers.begin(live, work)
    # An error before the first event is still answered with its own HTTP status.
    await live.begun
    return AnswerStream(live.read())


def _end_reason(error: Exception) -> str:
    kinds = {AbandonedAnswerError: "left", CancelledAnswerError: "cancelled", ShuttingDownError: "stopped"}
    return kinds.get(type(error), "error")


async def _wait_for_disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def record_answer(context: ServerContext, answer: Answer) -> None:
    """Count and log a finished answer."""
    context.metrics.answered(answer)
    fields = {
        "answer": answer.id[:8],  # enough to correlate log lines, too little to read the stream
        "status": answer.status.value,
        "writer": answer.writer,
        "n_citations": len(answer.citations),
        "ms": round(answer.timings_ms.get("total", 0.0), 1),
    }
    log.info("answered", extra={"fields": fields})
