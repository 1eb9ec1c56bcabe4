"""One question's way through: rewrite, retrieve, draft, cite. Class Advisor."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from advisor.answering.attribution import notices_on
from advisor.answering.composer import Writing
from advisor.answering.contradictions import confront
from advisor.answering.evidence_search import Looked, Mark, look
from advisor.answering.manuscript import Manuscript
from advisor.answering.suggestions import after, instead
from advisor.dialogue.query_rewriting import Rewritten, asks_source, rewrite
from advisor.dialogue.small_talk import talk
from advisor.domain import (
    Answer,
    Event,
    Finished,
    Guide,
    Passage,
    PassagesFound,
    Progressed,
    Question,
    Started,
    Status,
    Suggested,
)
from advisor.domain.declines import Decline
from advisor.errors import NoIndexError, QuestionError, UnknownGuideError
from advisor.index.serving import ServingIndex, Snapshot, SnapshotGoneError
from advisor.retrieval.answerability import nothing_holds
from advisor.retrieval.retriever import Retriever

log = logging.getLogger(__name__)

MAX_QUESTION_CHARS = 2000

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

    async def ask(self, question: Question, *, answer_id: str | None = None) -> Answer:
        """The whole answer. Raises QuestionError, UnknownGuideError, NoIndexError, ProviderError, StorageError."""
        async for event in self.stream(question, answer_id=answer_id):
            if isinstance(event, Finished):
                return event.answer
        raise RuntimeError("a stream ended without an answer")

    async def stream(self, question: Question, *, answer_id: str | None = None) -> AsyncGenerator[Event]:
        """Events in order: Started, Progressed, PassagesFound, a ClaimMade for each checked sentence, Suggested and
        always at the end Finished. Raises what ``ask`` raises; leaving it early leaves nothing behind."""
        question = checked(question)
        timings = _Timings()
        answer_id = answer_id or secrets.token_hex(8)
        snapshot = await self._work(lambda: _seen(self._index.current(), question))
        if question.guide_id is not None and question.guide_id not in snapshot.guides:
            raise UnknownGuideError(unknown_guide(question.guide_id, snapshot))
        guides = _in_scope(snapshot, question.guide_id)
        chat = await self._work(
            lambda: None if asks_source(question) else talk(question.text, guides, snapshot.bm25.vocabulary)
        )
        rewritten = (
            Rewritten(question.text, (question.text,))
            if chat
            else await self._work(lambda: rewrite(question, self._retriever.read))
        )
        yield Started(answer_id, rewritten.searched)

        manuscript = self._writing.manuscript()
        if chat is not None:
            chatted = await self._work(lambda: instead(chat, snapshot, guides, ()))
            yield Finished(self._declined(answer_id, question, rewritten.searched, chatted, timings, manuscript))
            return

        # Where a model's wording finds nothing, ours is looked for, too: no answer is lost by asking a model.
        tried = tuple(
            dict.fromkeys((await self._writing.restate(manuscript, question, rewritten, snapshot), rewritten))
        )
        timings.mark("rewrite")
        yield Progressed("Searching the guides")
        try:
            found = await self._work(lambda: self._look(snapshot, question, tried, timings.mark))
        except SnapshotGoneError:  # several ingests went by since the question came: ask the newest build
            snapshot = await self._work(lambda: _seen(self._index.refresh(), question))
            found = await self._work(lambda: self._look(snapshot, question, tried, timings.mark))
        refusal, passages = found.refusal, found.passages
        asked = (*(turn.content for turn in question.history if turn.role == "user"), question.text, found.searched)
        if refusal is not None:
            other = await self._work(lambda: instead(refusal, snapshot, guides, asked, found.vector))
            yield Finished(self._declined(answer_id, question, found.searched, other, timings, manuscript))
            return
        yield PassagesFound(passages)

        both_sides = partial(confront, understood=found.understood, passages=passages, snapshot=snapshot)
        writing = self._writing.write(manuscript, question, found.parts, snapshot, both_sides, self._work)
        async with aclosing(writing) as made:
            async for claim in made:
                yield claim
        timings.mark("write")
        if not manuscript.claims:
            other = await self._work(lambda: instead(nothing_holds(passages), snapshot, guides, asked, found.vector))
            yield Finished(self._declined(answer_id, question, found.searched, other, timings, manuscript))
            return
        citations = tuple(manuscript.citer.citations)
        follow_ups = await self._work(lambda: after(citations, snapshot, asked))
        yield Suggested(follow_ups)
        yield Finished(
            Answer(
                id=answer_id,
                question=question,
                searched=found.searched,
                status=Status.CONFLICTING if manuscript.conflicts else Status.ANSWERED,
                writer=manuscript.writer,
                claims=tuple(manuscript.claims),
                citations=citations,
                conflicts=manuscript.conflicts,
                notices=(*manuscript.notices, *found.notices, *notices_on(citations)),
                suggestions=follow_ups,
                timings_ms=timings.total(),
                model=manuscript.use,
            )
        )

    async def nearest(self, question: Question) -> Passage | None:
        """The passage that lies nearest to a question, whether it answers it or not. Raises what ``ask`` raises."""
        question = checked(question)
        snapshot = await self._work(lambda: _seen(self._index.current(), question))
        before = [turn.content for turn in question.history if turn.role == "user"][-1:]
        wordings = (question.text, " ".join([*before, question.text]))
        found = await self._work(lambda: self._retriever.retrieve(snapshot, wordings, question.guide_id))
        return found[0] if found else None

    def guides(self) -> tuple[Guide, ...]:
        """The guides that serve, by id; none when nothing is indexed."""
        try:
            return tuple(self._index.current().guides.values())
        except NoIndexError:
            return ()

    def guide(self, guide_id: str, *, version: str = "") -> Guide:
        """The guide as it serves, or as it was in a version, even when it serves no longer.

        Raises UnknownGuideError, NoIndexError, StorageError.
        """
        snapshot = self._index.current()
        held = snapshot.guides.get(guide_id)
        if version and (held is None or held.version != version):
            older = snapshot.older_guide(guide_id, version)
            if older is None:
                raise UnknownGuideError(f"There is no version {version!r} of a guide {guide_id!r} here.")
            return older
        if held is None:
            raise UnknownGuideError(unknown_guide(guide_id, snapshot))
        return held

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

    def _look(self, snapshot: Snapshot, question: Question, tried: Sequence[Rewritten], mark: Mark) -> Looked:
        """What the first of some wordings finds, that is not declined; else what the last one finds."""
        found = look(snapshot, self._retriever, question, tried[0], mark)
        return found if found.refusal is None or len(tried) == 1 else self._look(snapshot, question, tried[1:], mark)

    def _declined(
        self,
        answer_id: str,
        question: Question,
        searched: str,
        refusal: Decline,
        timings: _Timings,
        manuscript: Manuscript,
    ) -> Answer:
        return Answer(
            id=answer_id,
            question=question,
            searched=searched,
            status=refusal.status,
            writer=self._writing.name,
            message=refusal.message,
            suggestions=refusal.suggestions,
            timings_ms=timings.total(),
            model=manuscript.use,
        )


def checked(question: Question) -> Question:
    """The question without surrounding white space. Raises QuestionError when it is empty or too long."""
    text = question.text.strip()
    if not text:
        raise QuestionError("The question is empty.")
    if len(text) > MAX_QUESTION_CHARS:
        raise QuestionError(f"The question has {len(text):,} characters; at most {MAX_QUESTION_CHARS:,} are taken.")
    return replace(question, text=text)


def _seen(snapshot: Snapshot, question: Question) -> Snapshot:
    """What a question may be answered from. Raises UnknownGuideError when none of its guides is there."""
    if not question.among:
        return snapshot
    there = tuple(guide_id for guide_id in question.among if guide_id in snapshot.guides)
    if not there:
        raise UnknownGuideError(unknown_guide(question.among[0], snapshot))
    return snapshot.restricted_to(there)


def unknown_guide(guide_id: str, snapshot: Snapshot) -> str:
    return f"There is no guide {guide_id!r}; the guides are: {', '.join(snapshot.guides) or 'none'}."


def _in_scope(snapshot: Snapshot, guide_id: str | None) -> tuple[Guide, ...]:
    return (snapshot.guides[guide_id],) if guide_id else tuple(snapshot.guides.values())
