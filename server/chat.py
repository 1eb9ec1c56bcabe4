"""POST /api/chat: a question in; its answer out, whole as JSON or piece by piece as events."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from advisor.domain import Answer, Event, Finished, Question
from advisor.errors import AdvisorError
from advisor.wire import AnswerOut, answer_out
from server.accepting import prefers
from server.asking import ChatIn
from server.doors import Doors
from server.problems import problem_answers, request_id
from server.stopping import ShuttingDownError
from server.streaming import AnswerStream, Encoder, follow, ping

log = logging.getLogger(__name__)

STREAM_EXAMPLE = (
    'event: start\ndata: {"id":"9f86d081884c7d65","searched":"…"}\nid: 9f86d081884c7d65:1\n\n'
    'event: claim\ndata: {"text":"…","citations":[1],"new_citations":[…]}\nid: 9f86d081884c7d65:4\n\n'
    'event: done\ndata: {"id":"9f86d081884c7d65","status":"answered", …}\nid: 9f86d081884c7d65:6\n\n'
)
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, or with `Accept: text/event-stream` the events start, status, sources, claim, "
        "suggestions and at the end one done (the whole answer) or one error (a problem)",
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": STREAM_EXAMPLE}},
    },
    **problem_answers(
        _400="The body is not valid JSON: expecting value at character 13.",
        _404="There is no guide 'plumber'; the guides are: production-manager.",
        _413="The body is larger than 65,536 bytes.",
        _415="Send the question as JSON with the header Content-Type: application/json (this one was text/plain).",
        _422="\"history[3].role\" must be 'user' or 'assistant'.",
        _502="The chat service refused the key.",
        _503="The server is shutting down; ask again in a moment.",
    ),
}


def chat_routes(doors: Doors) -> APIRouter:
    router = APIRouter(tags=["chat"])

    @router.post("/api/chat", summary="Ask a question", response_model=AnswerOut, responses=ANSWERS)
    async def chat(request: Request, asked: ChatIn) -> Any:
        if asked.conversation_id:
            raise HTTPException(
                404, "This server keeps no conversations; send the earlier turns as history instead of conversation_id."
            )
        if prefers(request.headers.get("accept", ""), "text/event-stream", over="application/json"):
            return await _stream(doors, request, asked.to_question())
        return await _whole(doors, request, asked.to_question())

    return router


async def _whole(doors: Doors, request: Request, question: Question) -> AnswerOut | Response:
    with doors.seats.taken():
        work = asyncio.ensure_future(doors.advisor.ask(question))
        left = asyncio.ensure_future(_left(request))
        stop = asyncio.ensure_future(doors.stopping.wait())
        try:
            await asyncio.wait({work, left, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done() and not left.done():
                # Most answers are done in far less than the grace that an exit allows.
                await asyncio.wait({work, left}, timeout=doors.settings.shutdown_grace_s / 2)
            if work.done():
                answer = work.result()
                _record(doors, answer)
                return answer_out(answer, public_url=doors.link_base(request))
            doors.metrics.unfinished("left" if left.done() else "stopped")
            if left.done():
                return Response(status_code=499)
            raise ShuttingDownError
        finally:
            for task in (work, left, stop):
                task.cancel()
            await asyncio.wait({work, left, stop})


async def _stream(doors: Doors, request: Request, question: Question) -> AnswerStream:
    answer_id = secrets.token_hex(8)
    encoder = Encoder(answer_id, doors.link_base(request))
    seat = contextlib.ExitStack()
    seat.enter_context(doors.seats.taken())
    events = follow(doors.advisor.stream(question, answer_id=answer_id), doors)
    try:
        # What can be refused is refused with the first event, while the status can still say so.
        first = await anext(events)
    except BaseException:
        await events.aclose()
        seat.close()
        raise
    return AnswerStream(_encoded(first, events, encoder, seat, doors, request_id(request)))


async def _encoded(
    first: Event | None,
    events: AsyncGenerator[Event | None],
    encoder: Encoder,
    seat: contextlib.ExitStack,
    doors: Doors,
    asked_as: str,
) -> AsyncGenerator[bytes]:
    ended = "left"
    try:
        async with contextlib.aclosing(events):
            event = first
            while True:
                yield ping() if event is None else encoder.event(event)
                if isinstance(event, Finished):
                    ended = ""
                    _record(doors, event.answer)
                    return
                event = await anext(events)
    except (AdvisorError, ShuttingDownError) as error:
        ended = "stopped" if isinstance(error, ShuttingDownError) else "error"
        yield encoder.error(error, asked_as)
    except Exception as error:  # noqa: BLE001  # the edge: it is logged, and the reader told one plain sentence
        ended = "error"
        yield encoder.error(error, asked_as)
    finally:
        seat.close()
        if ended:
            doors.metrics.unfinished(ended)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _record(doors: Doors, answer: Answer) -> None:
    doors.metrics.answered(answer)
    fields = {
        "answer": answer.id,
        "status": answer.status.value,
        "writer": answer.writer,
        "n_citations": len(answer.citations),
        "ms": round(answer.timings_ms.get("total", 0.0), 1),
    }
    log.info("answered", extra={"fields": fields})
