"""Questions from Slack answered by the advisor, in sequence within a thread."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import aclosing
from dataclasses import replace
from hashlib import sha256
from typing import Any
from weakref import WeakValueDictionary

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from advisor.conversations import Rating
from advisor.domain import Answer, Arranged, ClaimMade, Finished, Question
from advisor.errors import StorageError, UnknownConversationError
from advisor.schemas import AnswerOut, answer_out, citation_out, claim_out, part_out
from server.cancellation import ShuttingDownError
from server.context import ServerContext
from server.problems import problem_of
from server.routes.chat import record_answer
from server.routes.turns import NOT_KEPT, PendingTurn, fit_history
from server.slack.answer_stream import CONNECTION_ERRORS, NoAccessError, RevokedError, ThreadReply, error_code
from server.slack.deduplication import QuietPeriod, SeenEvents
from server.slack.home import prompts
from server.slack.installation_store import WorkspaceStore
from server.slack.locations import SlackThread, owner_of
from server.slack.rendering import StreamedParts, render
from server.streaming.sse import linked

log = logging.getLogger(__name__)

UNFORESEEN = "Something went wrong here, so there is no answer. Please try again."
NOT_SENT = "The answer could not be sent to Slack just now. Please try again."
OUTSIDE = "I may not write in <#{channel}>. Invite me there (/invite), or ask me here."
STOPPED = "Stopped."
RESTARTING = "The server is being restarted, and this answer was not finished. Please try again in a moment."
FORGET = "forget"
TAKEN_LIFE_S = 7200.0  # Slack repeats an event for up to an hour

Say = Callable[[AnswerOut | str], Awaitable[None]]


class SlackAdvisor:
    """The advisor behind the Slack listeners.

    It shares admission control, storage and metrics with the rest of the server.
    """

    def __init__(self, context: ServerContext, workspaces: WorkspaceStore | None = None) -> None:
        """Take the store of installations, if this server keeps one."""
        self.context = context
        self._workspaces = workspaces
        self.seen = SeenEvents()
        self.quiet_period = QuietPeriod()
        self._is_closing = False
        self._running: dict[SlackThread, set[asyncio.Task[None]]] = {}
        self._check_locks: WeakValueDictionary[SlackThread, asyncio.Lock] = WeakValueDictionary()
        self._cancelled: set[asyncio.Task[None]] = set()
        self._turn_locks: dict[SlackThread, asyncio.Lock] = {}

    # --- questions ---

    async def ask(self, client: AsyncWebClient, thread: SlackThread, user: str, text: str, *, event_id: str) -> None:
        """Answer in the thread; a failure ends there with a plain sentence."""
        await self._run(thread, self._ask(ThreadReply(client, thread, user), text, answer_id_of(thread.team, event_id)))

    async def ask_privately(self, thread: SlackThread, text: str, say: Say, *, event_id: str) -> None:
        """Pass ``say`` the stored answer, or a sentence explaining its absence."""
        await self._run(thread, self._ask_privately(thread, text, say, answer_id_of(thread.team, event_id)))

    def stop(self, thread: SlackThread) -> bool:
        """Cancel the running answers of a thread; False when there are none."""
        running = self._running.get(thread, set())
        self._cancel(running)
        return bool(running)

    async def is_engaged(self, thread: SlackThread) -> bool:
        """Whether the advisor is in the thread already, or about to be.

        Checks of one thread are answered in the order they were made.
        """
        async with self._check_locks.setdefault(thread, asyncio.Lock()):
            if thread in self._running:
                return True
            try:
                await self.context.conversations.history(thread.conversation_id, thread.owner)
            except UnknownConversationError:
                return False
            except StorageError as error:
                log.warning("%s", error)
                return False
            return True

    async def forget(self, thread: SlackThread) -> None:
        """Delete the thread's stored conversation.

        Raises StorageError.
        """
        self.stop(thread)
        try:
            await self.context.conversations.delete(thread.conversation_id, thread.owner)
        except UnknownConversationError:
            pass

    # --- answers and workspaces ---

    async def example(self) -> str:
        """Return a sample question, to show after an empty one."""
        return prompts(await asyncio.to_thread(self.context.advisor.guides))[0]["message"]

    async def kept(self, team: str, answer_id: str) -> AnswerOut | None:
        """Load a stored answer of the workspace, if there is one.

        Raises StorageError.
        """
        found = await self.context.conversations.answer(answer_id, owner_of(team))
        return AnswerOut.model_validate(linked(found, self.context.settings.public_url)) if found else None

    async def rate(self, team: str, answer_id: str, rating: Rating) -> None:
        """Store a rating.

        Raises UnknownAnswerError and StorageError.
        """
        await self.context.conversations.rate(answer_id, owner_of(team), rating)

    async def forget_workspace(self, team: str, *, at: float) -> None:
        """Delete a workspace's installation and all its conversations.

        ``at`` is when the app was removed, in seconds since 1970. Raises StorageError.
        """
        for thread in [thread for thread in self._running if thread.team == team]:
            self.stop(thread)
        if self._workspaces:
            await self._workspaces.leave(team, at=at)
        n_deleted = await self.context.conversations.delete_all(owner_of(team))
        log.info("a Slack workspace left", extra={"fields": {"n_deleted": n_deleted}})

    async def aclose(self) -> None:
        """Cancel running answers and wait until their readers are told.

        Later questions are told that the server is restarting.
        """
        self._is_closing = True
        tasks = {task for running in self._running.values() for task in running}
        self._cancel(tasks)
        if tasks:
            await asyncio.wait(tasks)

    # --- inside ---

    async def _run(self, thread: SlackThread, work: Coroutine[Any, Any, None]) -> None:
        async def begin() -> None:  # registered when it runs: cancelled earlier, it could tell nobody
            task = asyncio.current_task()
            assert task is not None
            running = self._running.setdefault(thread, set())
            running.add(task)
            try:
                await work
            finally:
                running.discard(task)
                self._cancelled.discard(task)
                if not running and self._running.get(thread) is running:
                    del self._running[thread]
                    self._turn_locks.pop(thread, None)

        task = asyncio.create_task(begin())
        task.add_done_callback(lambda _: work.close())  # for a task that was cancelled before it ran
        await asyncio.wait({task})
        task.result()

    def _cancel(self, tasks: Iterable[asyncio.Task[None]]) -> None:
        """Cancel each task once: a second time would interrupt its last message."""
        for task in set(tasks) - self._cancelled:
            self._cancelled.add(task)
            task.cancel()

    async def _ask(self, reply: ThreadReply, text: str, answer_id: str) -> None:
        thread = reply.thread
        try:
            async with self._turn_locks.setdefault(thread, asyncio.Lock()):
                await self._answer_in_thread(reply, text, answer_id)
        except asyncio.CancelledError:
            note, question = (RESTARTING, text) if self._is_closing else (STOPPED, "")
            await _log_failure(reply.cut_short(note, question))

    async def _answer_in_thread(self, reply: ThreadReply, text: str, answer_id: str) -> None:
        try:
            self._check_open()
            await self.quiet_period.wait()
            if await self._was_taken(reply.thread, answer_id):
                return
            await reply.begin()
            answer = await self._answer(reply, text, answer_id)
            await _uncancelled(reply.finish(render(answer)))
        except RevokedError:
            log.warning("Slack no longer accepts this app's calls: its token was revoked or the app was removed")
        except NoAccessError:
            await _log_failure(reply.send_directly(OUTSIDE.format(channel=reply.thread.channel)))
        except Exception as error:  # noqa: BLE001  # the edge: it is logged, and the reader told one plain sentence
            await _log_failure(reply.fail(self._failure_sentence(error), text))

    async def _ask_privately(self, thread: SlackThread, text: str, say: Say, answer_id: str) -> None:
        try:
            self._check_open()
            await self.quiet_period.wait()
            if await self._was_taken(thread, answer_id):
                return
            async with self.context.admission.admit():
                turn = await self._open(thread, text)
                turn = replace(turn, question=Question(text))  # no history: earlier replies are not shown
                answer = await self.context.advisor.ask(turn.question, answer_id=answer_id)
            answer = await turn.keep(self.context, answer)
            record_answer(self.context, answer)
            said: AnswerOut | str = self._answer_out(answer)
        except asyncio.CancelledError:
            said = RESTARTING if self._is_closing else STOPPED
        except Exception as error:  # noqa: BLE001  # the edge: it is logged, and the reader told one plain sentence
            said = self._failure_sentence(error)
        await say(said)

    def _check_open(self) -> None:
        """Raise ShuttingDownError once the server is stopping."""
        if self._is_closing:
            raise ShuttingDownError

    async def _answer(self, reply: ThreadReply, text: str, answer_id: str) -> AnswerOut:
        turn = await self._open(reply.thread, text)
        streamed = StreamedParts()
        async with (
            self.context.admission.admit(),
            aclosing(self.context.advisor.stream(turn.question, answer_id=answer_id)) as events,
        ):
            async for event in events:
                if isinstance(event, Arranged):
                    streamed.arrange([part_out(part) for part in event.parts])
                elif isinstance(event, ClaimMade):
                    new = [citation_out(c, public_url=self._base) for c in event.new_citations]
                    for paragraph in streamed.add(claim_out(event.claim), new):
                        reply.add(paragraph)
                elif isinstance(event, Finished):
                    answer = await turn.keep(self.context, event.answer)
                    record_answer(self.context, answer)
                    return self._answer_out(answer)
        raise RuntimeError("a stream ended without an answer")

    async def _open(self, thread: SlackThread, text: str) -> PendingTurn:
        question = Question(text)
        kept = self.context.conversations
        try:
            await kept.begin(thread.owner, conversation_id=thread.conversation_id, site="slack")
            history = await kept.history(thread.conversation_id, thread.owner)
        except StorageError as error:
            log.warning("a conversation could not be begun: %s", error)
            return PendingTurn(question, notices=(NOT_KEPT,))
        return PendingTurn(replace(question, history=fit_history(history)), thread.owner, thread.conversation_id)

    async def _was_taken(self, thread: SlackThread, answer_id: str) -> bool:
        """Whether this event was answered before or is another worker's.

        Stored answers outlast a restart.
        """
        kept = self.context.conversations
        try:
            if await kept.answer(answer_id, thread.owner) is not None:
                return True
            if self.context.settings.workers == 1:
                return False
            return not await kept.notes.is_first(f"slack-event:{answer_id}", life_s=TAKEN_LIFE_S)
        except StorageError:
            return False

    def _failure_sentence(self, error: Exception) -> str:
        self.context.metrics.unfinished("error")
        if isinstance(error, (SlackApiError, *CONNECTION_ERRORS)):
            log.warning("an answer could not be sent to Slack: %s", error_code(error) or type(error).__name__)
            return NOT_SENT
        problem = problem_of(error)
        return problem.detail if problem.status != 500 else UNFORESEEN

    @property
    def _base(self) -> str:
        return self.context.settings.public_url

    def _answer_out(self, answer: Answer) -> AnswerOut:
        return answer_out(answer, public_url=self._base)


def is_forget(text: str) -> bool:
    """Whether a message asks only for deletion."""
    return text.lower().rstrip(".!") == FORGET


def answer_id_of(team: str, event_id: str) -> str:
    """Derive the answer id from an event, so repeated events are recognized."""
    return sha256(f"{team}\0{event_id}".encode()).hexdigest()[:32]


async def _uncancelled(finishing: Coroutine[Any, Any, None]) -> None:
    """Finish even when cancelled: a partial message would help nobody."""
    task = asyncio.create_task(finishing)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task


async def _log_failure(reply: Any) -> None:
    """Await a message to Slack and log its failure."""
    try:
        await reply
    except (RevokedError, NoAccessError, SlackApiError, *CONNECTION_ERRORS) as error:
        log.warning("Slack could not be told how an answer ended: %s", error_code(error) or type(error).__name__)
