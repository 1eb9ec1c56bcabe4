"""Answers in progress: their events, readers and grace period."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field

from server.cancellation import AbandonedAnswerError, CancelledAnswerError, ShuttingDownError
from server.streaming.sse import PING_INTERVAL_S, ping

GRACE_S = 15.0  # for a disconnected client to come back
LIMIT_ENDED = 256


@dataclass(eq=False, slots=True)
class LiveAnswer:
    """One answer's events, past and to come.

    It belongs to ``owner`` or, without one, to any caller with its id from pages of ``origin``. ``begun`` is done with
    the first event; ``on_left`` is called when no reader came back within ``grace_s``.
    """

    id: str
    owner: str
    origin: str
    conversation_id: str
    write_error: Callable[[Exception], bytes]
    grace_s: float = GRACE_S
    events: list[bytes] = field(default_factory=list)
    is_ended: bool = False
    begun: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    on_left: Callable[[], None] = lambda: None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _n_readers: int = 0
    _leaving: asyncio.TimerHandle | None = None

    def belongs_to(self, owner: str, origin: str) -> bool:
        return self.owner == owner if self.owner else self.origin == origin

    def tell(self, event: bytes) -> None:
        self.events.append(event)
        if not self.begun.done():
            self.begun.set_result(None)
        self._wake()

    def end(self, error: Exception | None = None) -> None:
        """Mark the end of the events.

        An error before the first event is raised by ``begun``; a later one becomes the last event.
        """
        if error is not None and not self.begun.done():
            self.begun.set_exception(error)
            self.begun.exception()  # retrieved here, since the caller may have gone
        elif error is not None:
            self.events.append(self.write_error(error))
        self.is_ended = True
        self._cancel_grace()
        self._wake()

    async def read(self, after: int = 0) -> AsyncGenerator[bytes]:
        """Yield the events after the first ``after``, with pings between.

        Ends after the last event.
        """
        self._n_readers += 1
        self._cancel_grace()
        n_read = min(after, len(self.events))
        try:
            while True:
                if n_read < len(self.events):
                    news, n_read = self.events[n_read:], len(self.events)
                    yield b"".join(news)
                elif self.is_ended:
                    return
                else:
                    changed = self._changed
                    try:
                        async with asyncio.timeout(PING_INTERVAL_S):
                            await changed.wait()
                    except TimeoutError:
                        yield ping()
        finally:
            self._n_readers -= 1
            if not self._n_readers and not self.is_ended:
                self.await_reader()

    def await_reader(self) -> None:
        """Start the grace period for a reader to arrive or return."""
        self._leaving = asyncio.get_running_loop().call_later(self.grace_s, self.on_left)

    def _cancel_grace(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class LiveAnswers:
    """All live answers of this process, by id.

    Ended ones stay for the grace period, at most ``limit_ended`` of them, so that a disconnected client can resume.
    """

    def __init__(self, *, grace_s: float = GRACE_S, limit_ended: int = LIMIT_ENDED) -> None:
        self.grace_s = grace_s
        self._limit_ended = limit_ended
        self._running: dict[LiveAnswer, asyncio.Task[None]] = {}
        self._reasons: dict[LiveAnswer, Exception] = {}
        self._by_id: dict[str, LiveAnswer] = {}
        self._ended: OrderedDict[LiveAnswer, asyncio.TimerHandle] = OrderedDict()

    def __len__(self) -> int:
        return len(self._by_id)

    def begin(self, live: LiveAnswer, work: Callable[[LiveAnswer], Awaitable[None]]) -> None:
        """Run ``work`` in a task; its exception ends the answer."""
        live.grace_s = self.grace_s
        live.on_left = lambda: self.stop(live, AbandonedAnswerError())
        live.await_reader()
        self._by_id[live.id] = live
        self._running[live] = asyncio.create_task(self._run(live, work))

    def find(self, answer_id: str, owner: str, origin: str) -> LiveAnswer | None:
        """Return the caller's live answer of this id, if any."""
        live = self._by_id.get(answer_id)
        return live if live is not None and live.belongs_to(owner, origin) else None

    def stop(self, live: LiveAnswer, reason: Exception) -> None:
        """Cancel the work; readers get ``reason`` as the last event."""
        task = self._running.get(live)
        if task is not None:
            self._reasons.setdefault(live, reason)
            task.cancel()

    def cancel(self, owner: str, conversation_id: str = "") -> None:
        """Cancel and forget an owner's answers, of one conversation or of all."""
        for live in list(self._by_id.values()):
            if owner and live.owner == owner and (not conversation_id or live.conversation_id == conversation_id):
                self.stop(live, CancelledAnswerError())
                self._forget(live)

    async def stop_all(self) -> None:
        """Cancel every answer for shutdown and wait for their work to end."""
        tasks = set(self._running.values())
        for live in list(self._running):
            self.stop(live, ShuttingDownError())
        if tasks:
            await asyncio.wait(tasks)

    async def _run(self, live: LiveAnswer, work: Callable[[LiveAnswer], Awaitable[None]]) -> None:
        error: Exception | None = None
        try:
            await work(live)
        except asyncio.CancelledError:
            error = self._reasons.get(live) or ShuttingDownError()
        except Exception as raised:  # noqa: BLE001  # the edge: logged, and answered with one plain sentence
            error = raised
        finally:
            self._running.pop(live, None)
            self._reasons.pop(live, None)
            live.end(error)
            self._remember(live)

    def _remember(self, live: LiveAnswer) -> None:
        if live.id not in self._by_id:
            return  # cancelled and already forgotten
        self._ended[live] = asyncio.get_running_loop().call_later(self.grace_s, self._forget, live)
        while len(self._ended) > self._limit_ended:
            self._forget(next(iter(self._ended)))

    def _forget(self, live: LiveAnswer) -> None:
        timer = self._ended.pop(live, None)
        if timer is not None:
            timer.cancel()
        self._by_id.pop(live.id, None)
