"""One question's way through, as a stream of events: class Advisor."""

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
from advisor.answering.evidence_search import EvidenceSearch, Findings
from advisor.answering.manuscript import Manuscript
from advisor.answering.query_plan import plan_queries
from advisor.answering.suggestions import after, instead
from advisor.dialogue.history import Conversation, read_conversation
from advisor.dialogue.query_rewriting import Rewritten, asks_source, rewrite
from advisor.dialogue.small_talk import talk
from advisor.domain import (
    Answer,
    ClaimMade,
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
from advisor.query.parsing import Parser
from advisor.retrieval.answerability import not_in_guide
from advisor.retrieval.retriever import Retriever, parser_of

log = logging.getLogger(__name__)

MAX_QUESTION_CHARS = 2000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Readiness:
    """The state of the index for an operator.

    ``search`` is chroma, exact, lexical or none; ``warnings`` are plain sentences.
    """

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
        """Count the time since the last mark for a stage."""
        elapsed = (time.perf_counter() - self.started) * 1000 - sum(self.spent.values())
        self.spent[stage] = self.spent.get(stage, 0.0) + elapsed

    def total(self) -> dict[str, float]:
        return {**self.spent, "total": (time.perf_counter() - self.started) * 1000}


@dataclass(slots=True)
class _Taken:
    """A question that was taken, read once, with the build that it is put to.

    ``parser`` parses its texts, ``conversation`` is what was said before, ``rewritten`` its wordings that stand alone,
    and ``small_talk`` the reply to one that asks nothing of a guide.
    """

    answer_id: str
    question: Question
    snapshot: Snapshot
    parser: Parser
    conversation: Conversation
    rewritten: Rewritten
    manuscript: Manuscript
    timings: _Timings
    small_talk: Decline | None = None

    @property
    def guides(self) -> tuple[Guide, ...]:
        """The guides that the question is about as far as the reader said."""
        guides = self.snapshot.guides
        return (guides[self.question.guide_id],) if self.question.guide_id else tuple(guides.values())

    def asked(self, searched: str) -> tuple[str, ...]:
        """What was asked so far, which is not suggested again; small talk asked nothing."""
        if self.small_talk is not None:
            return ()
        earlier = (turn.content for turn in self.question.history if turn.role == "user")
        return (*earlier, self.question.text, searched)


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
        """Answer whole. Raises QuestionError, UnknownGuideError, NoIndexError, ProviderError, StorageError."""
        async for event in self.stream(question, answer_id=answer_id):
            if isinstance(event, Finished):
                return event.answer
        raise RuntimeError("a stream ended without an answer")

    async def stream(self, question: Question, *, answer_id: str | None = None) -> AsyncGenerator[Event]:
        """Answer as events: Started, Progressed, PassagesFound, a ClaimMade for each checked sentence, Suggested.

        Finished is always the last. Raises what ``ask`` raises; leaving it early leaves nothing behind.
        """
        taken = await self._work(partial(self._take, question, answer_id or secrets.token_hex(8)))
        yield Started(taken.answer_id, taken.rewritten.searched)
        findings = Findings(taken.rewritten.searched, decline=taken.small_talk)
        if findings.decline is None:
            rewritings = await self._rewritings(taken)
            yield Progressed("Searching the guides")
            findings = await self._search(taken, rewritings)
        decline = findings.decline
        if decline is None:
            yield PassagesFound(findings.passages)
            async with aclosing(self._write(taken, findings)) as claims:
                async for claim in claims:
                    yield claim
            if not taken.manuscript.claims:
                decline = not_in_guide(findings.passages)
        answer = await self._work(partial(self._finish, taken, findings, decline))
        if decline is None:
            yield Suggested(answer.suggestions)
        yield Finished(answer)

    def _take(self, question: Question, answer_id: str) -> _Taken:
        """Read a question in its conversation and choose the build to answer it from."""
        question, timings = checked(question), _Timings()
        snapshot = _seen(self._index.current(), question)
        if question.guide_id is not None and question.guide_id not in snapshot.guides:
            raise UnknownGuideError(unknown_guide(question.guide_id, snapshot))
        conversation = read_conversation(question)
        taken = _Taken(
            answer_id=answer_id,
            question=question,
            snapshot=snapshot,
            parser=parser_of(snapshot),
            conversation=conversation,
            rewritten=Rewritten(question.text, (question.text,)),
            manuscript=self._writing.manuscript(),
            timings=timings,
        )
        if not asks_source(question):
            taken.small_talk = talk(question.text, taken.guides, snapshot.bm25.vocabulary)
        if taken.small_talk is None:
            taken.rewritten = rewrite(question, conversation, self._retriever.read)
        return taken

    async def _rewritings(self, taken: _Taken) -> Sequence[Rewritten]:
        """The wordings to try in turn: a chat model's, then ours, so that no answer is lost by asking a model."""
        worded = await self._writing.restate(taken.manuscript, taken.question, taken.rewritten, taken.snapshot)
        taken.timings.mark("rewrite")
        return tuple(dict.fromkeys((worded, taken.rewritten)))

    async def _search(self, taken: _Taken, rewritings: Sequence[Rewritten]) -> Findings:
        """Find the evidence in the build that serves; in the newest when several ingests went by since."""
        try:
            return await self._work(partial(self._find, taken, rewritings))
        except SnapshotGoneError:
            taken.snapshot = await self._work(lambda: _seen(self._index.refresh(), taken.question))
            taken.parser = parser_of(taken.snapshot)
            return await self._work(partial(self._find, taken, rewritings))

    def _find(self, taken: _Taken, rewritings: Sequence[Rewritten]) -> Findings:
        """The findings of the first rewriting that is not declined, else those of the last."""
        findings = Findings("")
        for rewritten in rewritings:
            snapshot, parser = taken.snapshot, taken.parser
            plan = plan_queries(taken.question, taken.conversation, rewritten, snapshot, parser)
            taken.timings.mark("choose")
            search = EvidenceSearch(snapshot, self._retriever, parser, rewritten, taken.timings.mark)
            findings = search.find(taken.question, plan)
            if findings.decline is None:
                break
        return findings

    async def _write(self, taken: _Taken, findings: Findings) -> AsyncGenerator[ClaimMade]:
        """Write the answer, each sentence as soon as it is checked."""
        both_sides = partial(confront, wording=findings.wording, passages=findings.passages, snapshot=taken.snapshot)
        writing = self._writing.write(
            taken.manuscript, taken.question, findings.parts, taken.snapshot, both_sides, self._work
        )
        async with aclosing(writing) as claims:
            async for claim in claims:
                yield claim
        taken.timings.mark("write")

    def _finish(self, taken: _Taken, findings: Findings, decline: Decline | None) -> Answer:
        """Put the answer together: the claims that were made, or the decline."""
        manuscript, asked = taken.manuscript, taken.asked(findings.searched)
        if decline is None:
            suggestions = after(manuscript.citer.citations, taken.snapshot, asked)
            return Answer(
                id=taken.answer_id,
                question=taken.question,
                searched=findings.searched,
                status=Status.CONFLICTING if manuscript.conflicts else Status.ANSWERED,
                writer=manuscript.writer,
                claims=tuple(manuscript.claims),
                citations=tuple(manuscript.citer.citations),
                conflicts=manuscript.conflicts,
                notices=(*manuscript.notices, *findings.notices, *notices_on(manuscript.citer.citations)),
                suggestions=suggestions,
                timings_ms=taken.timings.total(),
                model=manuscript.use,
            )
        decline = instead(decline, taken.snapshot, taken.guides, asked, findings.vector)
        return Answer(
            id=taken.answer_id,
            question=taken.question,
            searched=findings.searched,
            status=decline.status,
            writer=self._writing.name,
            message=decline.message,
            suggestions=decline.suggestions,
            choices=decline.choices,
            timings_ms=taken.timings.total(),
            model=manuscript.use,
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
