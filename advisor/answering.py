"""One question's way through: rewrite, retrieve, draft, cite. Class Advisor."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TypeVar

from advisor.declining import Decline, decline, nothing_holds, small_talk, suggestions
from advisor.domain import (
    Answer,
    Event,
    Finished,
    Guide,
    PassagesFound,
    Progressed,
    Question,
    Started,
    Status,
    Suggested,
)
from advisor.errors import NoIndexError, QuestionError, UnknownGuideError
from advisor.evidence import Evidence, weigh
from advisor.questions.understanding import Understood
from advisor.retrieval import Retriever
from advisor.rewriting import Rewritten, rewrite
from advisor.serving import ServingIndex, Snapshot, SnapshotGoneError
from advisor.writing import Writing

log = logging.getLogger(__name__)

MAX_QUESTION_CHARS = 2000
STANDS_ALONE = 0.66  # likeness to a usual question from which a follow-up needs nothing of what was said before
LIMIT_WEIGHED = 16  # passages whose sentences are weighed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Readiness:
    """What an operator wants to know. ``search`` is chroma, exact, lexical or none; ``warnings`` plain sentences."""

    ready: bool
    n_guides: int
    n_chunks: int
    embedder: str
    search: str
    build: str
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Timings:
    """Milliseconds spent in each stage of one question."""

    started: float = field(default_factory=time.perf_counter)
    spent: dict[str, float] = field(default_factory=dict)

    def mark(self, stage: str) -> None:
        now = time.perf_counter()
        self.spent[stage] = (now - self.started) * 1000 - sum(self.spent.values())

    def total(self) -> dict[str, float]:
        return {**self.spent, "total": (time.perf_counter() - self.started) * 1000}


class Advisor:
    """Answers questions from whatever build serves at the moment a question arrives."""

    def __init__(
        self,
        index: ServingIndex,
        retriever: Retriever,
        writing: Writing,
        *,
        embedder_name: str,
        probe_interval_s: float,
        limit_workers: int,
    ) -> None:
        self._index = index
        self._retriever = retriever
        self._writing = writing
        self._embedder_name = embedder_name
        self._probe_interval_s = probe_interval_s
        self._pool = ThreadPoolExecutor(limit_workers, thread_name_prefix="advisor")

    async def ask(self, question: Question) -> Answer:
        """The whole answer. Raises QuestionError, UnknownGuideError, NoIndexError, ProviderError, StorageError."""
        async for event in self.stream(question):
            if isinstance(event, Finished):
                return event.answer
        raise RuntimeError("a stream ended without an answer")

    async def stream(self, question: Question, *, answer_id: str | None = None) -> AsyncIterator[Event]:
        """Events in order: Started, Progressed, PassagesFound, a ClaimMade for each checked sentence, Suggested and
        always at the end Finished. Raises what ``ask`` raises; leaving it early leaves nothing behind."""
        question = checked(question)
        timings = _Timings()
        answer_id = answer_id or secrets.token_hex(8)
        snapshot = await self._work(self._index.current)
        if question.guide_id is not None and question.guide_id not in snapshot.guides:
            raise UnknownGuideError(unknown_guide(question.guide_id, snapshot))
        rewritten = rewrite(question)
        yield Started(answer_id, rewritten.searched)

        guides = _in_scope(snapshot, question.guide_id)
        chat = small_talk(question.text, guides)
        if chat is not None:
            yield Finished(self._declined(answer_id, question, rewritten, chat, timings))
            return

        yield Progressed("Searching the guides")
        wordings, guide_id = rewritten.wordings, question.guide_id
        try:
            found = await self._work(lambda: self._find(snapshot, wordings, guide_id, timings))
        except SnapshotGoneError:  # several ingests went by since the question came: ask the newest build
            newest = await self._work(self._index.refresh)
            found = await self._work(lambda: self._find(newest, wordings, guide_id, timings))
        passages = found.evidence.passages
        refusal = decline(found.understood, found.evidence, guides)
        if refusal is not None:
            yield Finished(self._declined(answer_id, question, rewritten, refusal, timings))
            return
        yield PassagesFound(passages)

        manuscript = self._writing.manuscript()
        writing = self._writing.write(manuscript, question, rewritten.searched, found.snapshot, passages, self._work)
        async with aclosing(writing) as made:
            async for claim in made:
                yield claim
        timings.mark("write")
        if not manuscript.claims:
            yield Finished(self._declined(answer_id, question, rewritten, nothing_holds(passages), timings))
            return
        citations = tuple(manuscript.citer.citations)
        follow_ups = suggestions((citations[0].guide,), {c.section.anchor for c in citations})
        yield Suggested(follow_ups)
        yield Finished(
            Answer(
                id=answer_id,
                question=question,
                searched=rewritten.searched,
                status=Status.ANSWERED,
                writer=manuscript.writer,
                claims=tuple(manuscript.claims),
                citations=citations,
                notices=tuple(manuscript.notices),
                suggestions=follow_ups,
                timings_ms=timings.total(),
                model=manuscript.use,
            )
        )

    def _find(self, snapshot: Snapshot, wordings: Sequence[str], guide_id: str | None, timings: _Timings) -> "_Found":
        """Retrieve for all wordings, and weigh what is found against each: the one that finds most is answered."""
        understood = self._retriever.understand(snapshot, wordings)
        own = understood[0].likeness
        if own is not None and own.usual >= STANDS_ALONE:
            understood = understood[:1]
        timings.mark("understand")
        passages = self._retriever.search(snapshot, understood, guide_id, LIMIT_WEIGHED)
        timings.mark("retrieve")
        weighed = [_Found(snapshot, u, weigh(snapshot, u, passages)) for u in understood]
        timings.mark("weigh")
        return max(weighed, key=lambda found: found.evidence.passages[0].score if found.evidence.passages else 0.0)

    def guides(self) -> tuple[Guide, ...]:
        """The guides that serve, by id; none when nothing is indexed."""
        try:
            return tuple(self._index.current().guides.values())
        except NoIndexError:
            return ()

    def guide(self, guide_id: str) -> Guide:
        """Raises UnknownGuideError, NoIndexError."""
        snapshot = self._index.current()
        if guide_id not in snapshot.guides:
            raise UnknownGuideError(unknown_guide(guide_id, snapshot))
        return snapshot.guides[guide_id]

    def readiness(self) -> Readiness:
        health = self._index.health()
        return Readiness(
            ready=health.search is not None,
            n_guides=health.n_guides,
            n_chunks=health.n_chunks,
            embedder=self._embedder_name,
            search=health.search or "none",
            build=health.build,
            warnings=(*health.warnings, *filter(None, [self._writing.trouble])),
        )

    async def watch(self) -> None:
        """Until cancelled: move to new builds within a second, and probe the serving one at its interval."""
        await self._writing.prepare()
        probed = time.monotonic()
        while True:
            await asyncio.sleep(min(1.0, self._probe_interval_s))
            try:
                if time.monotonic() - probed >= self._probe_interval_s:
                    probed = time.monotonic()
                    await self._work(self._index.probe)
                else:
                    await self._work(self._index.refresh)
            except Exception:  # the watch outlives whatever one look meets
                log.exception("looking after the index failed")

    async def aclose(self) -> None:
        """Let go of everything; what a thread still works on is not waited for on the event loop."""
        await self._writing.aclose()
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)
        self._index.close()

    async def _work(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    def _declined(
        self, answer_id: str, question: Question, rewritten: Rewritten, refusal: Decline, timings: _Timings
    ) -> Answer:
        return Answer(
            id=answer_id,
            question=question,
            searched=rewritten.searched,
            status=refusal.status,
            writer=self._writing.name,
            message=refusal.message,
            suggestions=refusal.suggestions,
            timings_ms=timings.total(),
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """One wording and the evidence for it in one build."""

    snapshot: Snapshot
    understood: Understood
    evidence: Evidence


def checked(question: Question) -> Question:
    """The question without surrounding white space. Raises QuestionError when it is empty or too long."""
    text = question.text.strip()
    if not text:
        raise QuestionError("The question is empty.")
    if len(text) > MAX_QUESTION_CHARS:
        raise QuestionError(f"The question has {len(text):,} characters; at most {MAX_QUESTION_CHARS:,} are taken.")
    return Question(text, question.history, question.guide_id)


def unknown_guide(guide_id: str, snapshot: Snapshot) -> str:
    return f"There is no guide {guide_id!r}; the guides are: {', '.join(snapshot.guides) or 'none'}."


def _in_scope(snapshot: Snapshot, guide_id: str | None) -> tuple[Guide, ...]:
    return (snapshot.guides[guide_id],) if guide_id else tuple(snapshot.guides.values())
