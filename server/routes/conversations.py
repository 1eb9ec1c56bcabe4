"""Sessions, conversations and feedback: list, read, rate and delete."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import ConfigDict, Field, StringConstraints
from starlette.exceptions import HTTPException

from advisor.conversations import (
    LIMIT_KEPT_TURNS,
    LIMIT_READ_BYTES,
    LIMIT_READ_TURNS,
    MAX_TITLE_CHARS,
    KeptConversation,
    Rating,
    Reason,
)
from advisor.schemas import AnswerOut, Out
from server.access.sessions import SECRET, Session, new_secret, owner_of
from server.context import ServerContext
from server.middleware.guard import caller_of
from server.problems import problem_answers
from server.routes.schemas import In
from server.streaming.sse import linked
from server.streaming.worker_mesh import is_relayed

MAX_COMMENT_CHARS = 1000


class SessionIn(In):
    """An empty object, or the secret of an earlier session."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    secret: Annotated[str, StringConstraints(pattern=f"^{SECRET.pattern}$")] | None = Field(
        default=None, description="43 characters, as an earlier answer gave them"
    )


class SessionOut(Out):
    token: str = Field(description="to send as `Authorization: Bearer …`, from pages of the same origin only")
    expires_in_s: int = Field(description="seconds that the token is good for; the secret gives a new one")
    secret: str = Field(description="the key to this reader's conversations: keep it, and show it to nobody")


class FeedbackIn(In):
    """A reader's rating of one answer; it replaces an earlier one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"answer": "9f86d081884c7d65", "rating": "down", "reason": "incomplete"}]}
    )

    answer: Annotated[str, StringConstraints(min_length=1, max_length=128)] = Field(description="the answer's id")
    rating: Literal["up", "down"]
    reason: Reason | None = None
    comment: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_COMMENT_CHARS)] = ""


class FeedbackOut(Out):
    rating: Literal["up", "down"]
    reason: Reason | None
    comment: str


class ConversationBriefOut(Out):
    id: str
    started_at: datetime
    updated_at: datetime
    n_turns: int
    title: str = Field(description=f"the first question that is kept, its first {MAX_TITLE_CHARS} characters")


class ConversationsOut(Out):
    conversations: list[ConversationBriefOut]


class TurnOut(Out):
    asked_at: datetime
    answer: AnswerOut
    feedback: FeedbackOut | None


class ConversationOut(Out):
    id: str
    started_at: datetime
    updated_at: datetime
    n_turns: int = Field(description=f"turns that are kept; the oldest of more than {LIMIT_KEPT_TURNS} are dropped")
    turns: list[TurnOut] = Field(description="the newest, oldest first; older ones are left out when they are long")
    before: str | None = Field(description="when older turns are left out: `?before=` with this reads those before")


READ = f"""\
The newest turns: at most {LIMIT_READ_TURNS} and about {LIMIT_READ_BYTES // 1024} KiB, at least one. While `before` is
not null there are older ones; give it as `before` to read those."""
Before = Annotated[str, Query(description="id of an answer: only turns before it are read")]

UNKNOWN = problem_answers(_404="There is no such conversation here; begin a new one.")
BODY = problem_answers(
    _400="The body is not valid JSON: expecting value at character 13.",
    _413="The body is larger than 65,536 bytes.",
    _415="Send JSON with the header Content-Type: application/json (this one was text/plain).",
    _422="\"rating\" must be 'up' or 'down'.",
)


def session_routes(context: ServerContext) -> APIRouter:
    """Build ``POST /api/session``."""
    router = APIRouter(tags=["conversations"])

    @router.post(
        "/api/session",
        summary="Open or renew a session",
        description="Anonymous, without cookies. The token is short-lived and bound to the origin of the page and its "
        "site; the secret outlives it and gives a new one for the same conversations.",
        responses=BODY,
    )
    async def session(request: Request, asked: SessionIn) -> SessionOut:
        caller = caller_of(request)
        secret = asked.secret or new_secret()
        token = await context.sessions.token(Session(owner_of(secret, caller.site_key), caller.site_key, caller.origin))
        return SessionOut(token=token, expires_in_s=int(context.sessions.life_s), secret=secret)

    return router


def conversation_routes(context: ServerContext) -> APIRouter:
    """Build ``POST /api/feedback`` and the ``/api/conversations`` routes."""
    router = APIRouter(tags=["conversations"])
    kept = context.conversations

    @router.post(
        "/api/feedback",
        summary="Rate an answer",
        description="For answers that are kept in a conversation of this session.",
        status_code=204,
        responses={**BODY, **problem_answers(_404="There is no such answer here; ask again.")},
    )
    async def feedback(request: Request, given: FeedbackIn) -> None:
        await kept.rate(given.answer, owner(request), Rating(given.rating, given.reason or "", given.comment))

    @router.get("/api/conversations", summary="List this session's conversations, the last used first")
    async def conversations(request: Request) -> ConversationsOut:
        found = await kept.list(owner(request))
        return ConversationsOut(
            conversations=[
                ConversationBriefOut(
                    id=one.id,
                    started_at=_time(one.started_at),
                    updated_at=_time(one.updated_at),
                    n_turns=one.n_turns,
                    title=one.title,
                )
                for one in found
            ]
        )

    @router.delete("/api/conversations", summary="Delete all of this session's conversations", status_code=204)
    async def delete_all(request: Request) -> None:
        me = owner(request)
        context.live_answers.cancel(me)
        await context.mesh.broadcast(request)
        if not is_relayed(request):
            await kept.delete_all(me)

    @router.get(
        "/api/conversations/{conversation_id}",
        summary="Read or export a conversation",
        description=READ,
        responses=UNKNOWN,
    )
    async def conversation(request: Request, conversation_id: str, before: Before = "") -> ConversationOut:
        held = await kept.read(conversation_id, owner(request), before=before)
        return _conversation_out(held, context.link_base(request))

    @router.delete(
        "/api/conversations/{conversation_id}",
        summary="Delete a conversation with its answers and ratings",
        status_code=204,
        responses=UNKNOWN,
    )
    async def delete(request: Request, conversation_id: str) -> None:
        me = owner(request)
        context.live_answers.cancel(me, conversation_id)
        await context.mesh.broadcast(request)
        if not is_relayed(request):
            await kept.delete(conversation_id, me)

    return router


def owner(request: Request) -> str:
    """Return the owner of the caller's session.

    Raises HTTPException 401 without a session.
    """
    found = caller_of(request).owner
    if not found:
        raise HTTPException(401, "This needs a session: send its token as Authorization: Bearer.")
    return found


def _conversation_out(held: KeptConversation, link_base: str) -> ConversationOut:
    turns = [
        TurnOut(
            asked_at=_time(turn.asked_at),
            answer=AnswerOut.model_validate(linked(turn.answer, link_base)),
            feedback=_feedback_out(turn.rating),
        )
        for turn in held.turns
    ]
    return ConversationOut(
        id=held.id,
        started_at=_time(held.started_at),
        updated_at=_time(held.updated_at),
        n_turns=held.n_turns,
        turns=turns,
        before=held.before or None,
    )


def _feedback_out(rating: Rating | None) -> FeedbackOut | None:
    if rating is None:
        return None
    return FeedbackOut(rating=rating.rating, reason=rating.reason or None, comment=rating.comment)


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
