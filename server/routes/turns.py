"""Storage of a question's turn: conversation, history and answer, per session."""

import logging
from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException

from advisor.domain import Answer, Notice, Question, Status, Turn
from advisor.errors import StorageError
from advisor.schemas import AnswerOut, answer_out, linked_out
from server.context import ServerContext
from server.middleware.guard import Caller
from server.routes.schemas import MAX_HISTORY_CHARS, ChatIn

log = logging.getLogger(__name__)

NOT_KEPT = Notice("not_kept", "This answer could not be kept, so later questions will not know of it.")
NOT_READ = Notice(
    "not_kept", "The conversation so far could not be read, so this answer does not know of it and was not kept."
)
MODEL_SPENT = Notice(
    "model_spent", "The chat model has written as many answers for you today as it may, so the guide is quoted."
)


@dataclass(frozen=True, slots=True)
class FinishedTurn:
    """A finished answer and its JSON for this reader."""

    answer: Answer
    out: AnswerOut


@dataclass(frozen=True, slots=True)
class PendingTurn:
    """A question with its conversation; ``id`` is empty when nothing is stored.

    ``receipt`` is for the answer of a model that was taken from the visitor's share, empty where none is counted.
    """

    question: Question
    owner: str = ""
    id: str = ""
    notices: tuple[Notice, ...] = ()
    receipt: str = ""

    async def keep(self, context: ServerContext, answer: Answer) -> Answer:
        """Store the answer and return it with its conversation id.

        An answer that cannot be stored carries a notice saying so.
        """
        return (await self.finish(context, answer)).answer

    async def finish(self, context: ServerContext, answer: Answer, link_base: str = "") -> FinishedTurn:
        """Store the answer and return it with its JSON.

        The JSON is built once for both uses; ``link_base`` precedes the links of the returned copy only.
        """
        if answer.model is None or not answer.model.n_calls:
            await context.model_share.give_back(self.receipt)
        ours = tuple(one for one in self.notices if one is not MODEL_SPENT or answer.status is not Status.SMALL_TALK)
        answer = replace(answer, conversation_id=self.id, notices=(*answer.notices, *ours))
        out = answer_out(answer)
        if self.id and not await self._is_kept(context, answer, out):
            answer = replace(answer, notices=(*answer.notices, NOT_KEPT))
            out = answer_out(answer)
        return FinishedTurn(answer, linked_out(out, link_base))

    async def _is_kept(self, context: ServerContext, answer: Answer, out: AnswerOut) -> bool:
        """Store the answer; False too when its conversation was deleted, or moved away, meanwhile."""
        try:
            return await context.conversations.keep(self.id, self.owner, answer, out=out)
        except StorageError as error:
            log.warning("an answer was not kept: %s", error)
            return False


async def open_turn(context: ServerContext, caller: Caller, asked: ChatIn) -> PendingTurn:
    """Find or begin the conversation of a question.

    A visitor whose share of a model's answers is spent is answered without the model. Raises HTTPException,
    UnknownConversationError, UnknownGuideError and StorageError.
    """
    turn = await _open_conversation(context, caller, asked)
    receipt = await context.model_share.take(caller.owner or caller.address)
    if receipt is None:
        return replace(turn, question=replace(turn.question, with_model=False), notices=(*turn.notices, MODEL_SPENT))
    return replace(turn, receipt=receipt)


async def _open_conversation(context: ServerContext, caller: Caller, asked: ChatIn) -> PendingTurn:
    """Find or begin the conversation of a question.

    Raises HTTPException, UnknownConversationError, UnknownGuideError and StorageError.
    """
    question = caller.scoped(asked.to_question())
    if asked.conversation_id and asked.history:
        raise HTTPException(422, '"history" and "conversation_id" exclude each other: the server knows what was said.')
    if asked.conversation_id:
        if not caller.owner:
            raise HTTPException(401, "A conversation needs the token of its session; send it as Authorization: Bearer.")
        try:
            history = await context.conversations.history(asked.conversation_id, caller.owner)
        except StorageError as error:
            log.warning("a conversation could not be read: %s", error)
            return PendingTurn(question, notices=(NOT_READ,))
        return PendingTurn(replace(question, history=fit_history(history)), caller.owner, asked.conversation_id)
    if not caller.owner or asked.history:
        return PendingTurn(question)
    try:
        made = await context.conversations.begin(caller.owner, site=caller.site_key)
    except StorageError as error:
        log.warning("a conversation could not be begun: %s", error)
        return PendingTurn(question, notices=(NOT_KEPT,))
    return PendingTurn(question, caller.owner, made)


def fit_history(history: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return the latest question and answer pairs within ``MAX_HISTORY_CHARS``."""
    n_chars, first = 0, len(history)
    while first >= 2:
        n_chars += len(history[first - 1].content) + len(history[first - 2].content)
        if n_chars > MAX_HISTORY_CHARS:
            break
        first -= 2
    return history[first:]
