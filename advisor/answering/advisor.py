"""Advisor: from a question to its answer, as a stream of events."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import TypeVar

from advisor.answering.across_guides import find_evidence
from advisor.answering.answer_cache import AnswerKey, AnswerStore, NoCache, answer_key
from advisor.answering.answer_record import replay, with_cost
from advisor.answering.composer import Composer
from advisor.answering.contradictions import balance
from advisor.answering.cpu_budget import CpuBudget
from advisor.answering.findings import Findings
from advisor.answering.finished_answer import finish, group_parts
from advisor.answering.open_question import OpenQuestion, Timings, checked, unknown_guide, visible
from advisor.answering.readiness import Readiness
from advisor.answering.starters import choose_starters
from advisor.answering.work_lanes import WorkLanes, is_long
from advisor.dialogue.history import read_conversation
from advisor.dialogue.query_rewriting import RewrittenQuestion, asks_source, rewrite
from advisor.dialogue.reader_text import bound_question
from advisor.dialogue.small_talk import reply_to_small_talk
from advisor.domain import (
    Answer,
    Arranged,
    ClaimMade,
    Event,
    Finished,
    Guide,
    Passage,
    PassagesFound,
    Progressed,
    Question,
    QuestionPart,
    Reason,
    Started,
    Status,
    Suggested,
)
from advisor.domain.declines import Decline
from advisor.errors import NoIndexError, OverBudgetError, StorageError, UnknownGuideError
from advisor.generation import needs_language_help
from advisor.index.serving import ServingIndex, SnapshotGoneError
from advisor.retrieval.answerability import not_in_guide
from advisor.retrieval.retriever import Retriever, parser_of

log = logging.getLogger(__name__)

PURGE_INTERVAL_S = 3_600.0
OUT_OF_TIME = Decline(
    Status.CLARIFY,
    "I could not work that out in time. Could you ask it in fewer words, one thing at a time?",
    reason=Reason("out_of_time"),
)

T = TypeVar("T")


class Advisor:
    """The answering of questions from the serving build."""

    def __init__(
        self,
        index: ServingIndex,
        retriever: Retriever,
        composer: Composer,
        *,
        embedder_name: str,
        probe_interval_s: float,
        limit_workers: int,
        question_cpu_s: float = 5.0,
        cache: AnswerStore | None = None,
    ) -> None:
        self._index = index
        self._retriever = retriever
        self._composer = composer
        self._embedder_name = embedder_name
        self._probe_interval_s = probe_interval_s
        self._question_cpu_s = question_cpu_s
        self._lanes = WorkLanes(limit_workers)
        self._cache: AnswerStore = cache or NoCache()

    async def ask(self, question: Question, *, answer_id: str | None = None) -> Answer:
        """Answer a question as a whole.

        Raises QuestionError, UnknownGuideError, NoIndexError, ProviderError and StorageError.
        """
        async for event in self.stream(question, answer_id=answer_id):
            if isinstance(event, Finished):
                return event.answer
        raise RuntimeError("a stream ended without an answer")

    async def stream(self, question: Question, *, answer_id: str | None = None) -> AsyncGenerator[Event]:
        """Answer a question as a stream of events.

        They are Started, Progressed, PassagesFound, Arranged where no model writes, a ClaimMade for each checked
        sentence, Suggested, and always Finished as the last. Raises what ``ask`` raises; closing it early leaves
        nothing behind.
        """
        opening = partial(self._open, question, answer_id or secrets.token_hex(8))
        opened = await self._lanes.run(opening, is_long=is_long(question))
        yield Started(opened.answer_id, opened.rewritten.searched)
        if self._composer.asks_model(opened.question) and needs_language_help(opened.question.text):
            opened = await self._in_english(opened)
        findings, key = Findings(opened.rewritten.searched, decline=opened.small_talk), None
        if findings.decline is None or await self._may_ask_guide(opened):
            rewritings = await self._rewritings(opened)
            wordings = [one.searched for one in rewritings]
            build_id, language = opened.snapshot.record.id, opened.language
            key = answer_key(opened.asked, wordings, build_id, language=language)
            if kept := await self._work(opened, partial(self._given_again, opened, key)):
                for event in replay(kept):
                    yield event
                yield Finished(kept)
                return
            yield Progressed("Searching the guides")
            findings = (await self._search(opened, rewritings)).doubted_by(opened.small_talk)
        decline = findings.decline
        if decline is None or (findings.is_doubt and await self._reads(opened)):
            passages = findings.considered or findings.passages
            yield PassagesFound(passages)
            async with aclosing(self._write(opened, findings)) as claims:
                async for claim in claims:
                    yield claim
            decline = opened.manuscript.decline
            if not opened.manuscript.claims:
                decline = decline or findings.decline or not_in_guide(passages)
            elif findings.decline is not None:
                opened.small_talk = None
                findings = replace(findings, decline=None, parts=(QuestionPart(findings.searched, passages),))
            if opened.language and opened.manuscript.claims:
                is_put = await self._composer.translate(opened.manuscript, opened.language)
                opened.language = opened.language if is_put else ""
        answer = await self._work(opened, partial(finish, opened, findings, decline, self._composer.name))
        if decline is None:
            yield Suggested(answer.suggestions)
        if key is not None:
            await self._work(opened, partial(self._cache.put, key, answer))
        yield Finished(answer)

    def _open(self, question: Question, answer_id: str) -> OpenQuestion:
        """Read a question in its conversation and choose its build."""
        asked, timings, budget = checked(question), Timings(), CpuBudget(self._question_cpu_s)
        snapshot = visible(self._index.current(), asked)
        if asked.guide_id is not None and asked.guide_id not in snapshot.guides:
            raise UnknownGuideError(unknown_guide(asked.guide_id, snapshot))
        with budget.working():
            question = bound_question(asked)
            opened = OpenQuestion(
                answer_id=answer_id,
                asked=asked,
                question=question,
                snapshot=snapshot,
                parser=parser_of(snapshot, before_each=budget.check),
                conversation=read_conversation(question),
                rewritten=RewrittenQuestion(question.text, (question.text,)),
                manuscript=self._composer.manuscript(),
                timings=timings,
                budget=budget,
            )
            if not asks_source(question):
                opened.small_talk = reply_to_small_talk(question.text, opened.guides, snapshot.bm25.vocabulary)
            if opened.small_talk is None:
                opened.rewritten = rewrite(question, opened.conversation, self._retriever.encode)
        return opened

    async def _in_english(self, opened: OpenQuestion) -> OpenQuestion:
        """Open a question again in English, as a chat model puts it.

        So is one in English that did not look so. One that the model does not put stays as it is.
        """
        found = await self._composer.understand(opened.manuscript, opened.question, opened.snapshot)
        opened.timings.mark("rewrite")
        if not (found.question and (found.language or found.is_english)):
            return opened
        meant = [guide.id for guide in opened.snapshot.guides.values() if guide.title in found.careers]
        guide_id = opened.asked.guide_id or (meant[0] if len(meant) == 1 else None)
        asked = replace(opened.asked, text=found.question, guide_id=guide_id)
        english = await self._lanes.run(partial(self._open, asked, opened.answer_id), is_long=is_long(asked))
        english.asked, english.manuscript, english.timings = opened.asked, opened.manuscript, opened.timings
        english.language, english.searches = found.language, (*found.searches, *found.parts)
        return english

    async def _may_ask_guide(self, opened: OpenQuestion) -> bool:
        """Whether a chat model decides about what the rules take for no question to a guide."""
        if opened.small_talk is None or opened.small_talk.is_certain or not await self._reads(opened):
            return False
        rewriting = partial(rewrite, opened.question, opened.conversation, self._retriever.encode)
        opened.rewritten = await self._work(opened, rewriting)
        return True

    def _given_again(self, opened: OpenQuestion, key: AnswerKey) -> Answer | None:
        """Give an answer kept, with the cost of rewording this question."""
        kept = self._cache.get(key, opened.asked, opened.snapshot, opened.answer_id)
        if kept is None:
            return None
        return replace(with_cost(kept, opened.manuscript.use), timings_ms=opened.timings.total())

    async def _rewritings(self, opened: OpenQuestion) -> Sequence[RewrittenQuestion]:
        """List the wordings to try in turn.

        A chat model's comes first, then ours, so that no answer is lost by asking a model. A question that needs no
        context is left alone.
        """
        if opened.language or not (opened.rewritten.needs_context and self._composer.asks_model(opened.question)):
            return (opened.rewritten,)
        found = await self._composer.understand(opened.manuscript, opened.question, opened.snapshot)
        opened.timings.mark("rewrite")
        opened.searches = (*found.searches, *found.parts)
        worded = opened.rewritten.reworded(found.question) if found.question else opened.rewritten
        return tuple(dict.fromkeys((worded, opened.rewritten)))

    async def _search(self, opened: OpenQuestion, rewritings: Sequence[RewrittenQuestion]) -> Findings:
        """Find the evidence, in the newest build if the question's is gone.

        A question that takes more CPU time than one may is declined.
        """
        try:
            try:
                return await self._beside(opened, await self._work(opened, partial(self._find, opened, rewritings)))
            except SnapshotGoneError:
                opened.snapshot = await self._work(opened, lambda: visible(self._index.refresh(), opened.question))
                opened.parser = parser_of(opened.snapshot, before_each=opened.budget.check)
                return await self._beside(opened, await self._work(opened, partial(self._find, opened, rewritings)))
        except OverBudgetError as error:
            log.warning("a question was given up: %s", error)
            return Findings(opened.rewritten.searched, decline=OUT_OF_TIME)

    async def _beside(self, opened: OpenQuestion, findings: Findings) -> Findings:
        """Add what a chat model's own searches find, for the model to read."""
        if not opened.searches or not (findings.parts or findings.considered):
            return findings
        searching = partial(self._retriever.retrieve, opened.snapshot, opened.searches, opened.question.guide_id)
        return replace(findings, beside=tuple(await self._work(opened, searching)))

    def _find(self, opened: OpenQuestion, rewritings: Sequence[RewrittenQuestion]) -> Findings:
        """Find evidence for the first rewriting not declined, else the last."""
        findings = Findings("")
        with opened.budget.working():
            for rewritten in rewritings:
                findings = find_evidence(opened, rewritten, self._retriever)
                if findings.decline is None:
                    break
        return findings

    async def _look(self, question: Question) -> Findings:
        """Find what the rules say to a question, without a model's help."""
        opened = await self._lanes.run(partial(self._open, question, ""), is_long=is_long(question))
        return await self._search(opened, (opened.rewritten,))

    async def _reads(self, opened: OpenQuestion) -> bool:
        """Whether a chat model decides about a question that the rules would decline."""
        return await self._composer.reads(opened.question, opened.snapshot, self._look)

    async def _write(self, opened: OpenQuestion, findings: Findings) -> AsyncGenerator[Arranged | ClaimMade]:
        """Write the answer, each sentence as soon as it is checked.

        The guide's own sentences are all there at once, and so are their parts.
        """
        if findings.table is not None:
            written = await self._work(opened, partial(findings.table.write, opened.manuscript))
            yield Arranged(opened.manuscript.laid_out)
            for claim in written:
                yield claim
            return
        both_sides = partial(
            balance,
            wording=findings.wording,
            passages=findings.passages,
            snapshot=opened.snapshot,
            needs_context=opened.rewritten.needs_context,
        )
        writing = self._composer.write(
            opened.manuscript,
            opened.question,
            findings,
            opened.snapshot,
            both_sides,
            partial(self._work, opened),
            self._look,
        )
        async with aclosing(writing) as claims:
            if self._composer.quotes_only(opened.question):
                quoted = [claim async for claim in claims]
                yield Arranged(await self._work(opened, partial(group_parts, opened, findings)))
                for claim in quoted:
                    yield claim
            else:
                async for claim in claims:
                    yield claim
        opened.timings.mark("write")

    async def nearest(self, question: Question) -> Passage | None:
        """Find the passage nearest to a question, answering or not.

        Raises what ``ask`` raises.
        """
        question, lane = bound_question(checked(question)), is_long(question)
        snapshot = await self._lanes.run(lambda: visible(self._index.current(), question), is_long=lane)
        before = [turn.content for turn in question.history if turn.role == "user"][-1:]
        wordings = (question.text, " ".join([*before, question.text]))
        retrieving = partial(self._retriever.retrieve, snapshot, wordings, question.guide_id)
        found = await self._lanes.run(retrieving, is_long=lane)
        return found[0] if found else None

    def guides(self) -> tuple[Guide, ...]:
        """List the guides that serve; none when nothing is indexed."""
        try:
            return tuple(self._index.current().guides.values())
        except NoIndexError:
            return ()

    @property
    def reads_any_language(self) -> bool:
        """Whether questions in other languages than the guides' are understood."""
        return self._composer.reads_any_language

    def starters(self, guide_ids: Sequence[str]) -> tuple[str, ...]:
        """List first questions to offer, all of which these guides answer.

        None where the library cannot be read.
        """
        try:
            snapshot = self._index.current()
            return choose_starters(snapshot, [snapshot.guides[one] for one in guide_ids if one in snapshot.guides])
        except (NoIndexError, StorageError):
            return ()

    def guide(self, guide_id: str, *, version: str = "") -> Guide:
        """Give a guide as it serves, or one of its versions.

        Raises UnknownGuideError, NoIndexError and StorageError.
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
        """Tell the state of the index and of the chat model."""
        return Readiness.of(self._index.health(), self._embedder_name, self._composer.trouble)

    async def watch(self) -> None:
        """Look after the index until cancelled.

        A new build serves within a second; the serving one is probed at its interval.
        """
        await self._composer.prepare()
        probed = purged = time.monotonic()
        purged_for = ""
        while True:
            await asyncio.sleep(min(1.0, self._probe_interval_s))
            try:
                if time.monotonic() - probed >= self._probe_interval_s:
                    probed = time.monotonic()
                    await self._lanes.run(self._index.probe)
                else:
                    await self._lanes.run(self._index.refresh)
                build = self._index.current().record.id
                if build != purged_for or time.monotonic() - purged >= PURGE_INTERVAL_S:
                    purged_for, purged = build, time.monotonic()
                    await self._lanes.run(partial(self._cache.purge, (build,)))
            except Exception:  # the watch goes on whatever fails once
                log.exception("looking after the index failed")

    async def aclose(self) -> None:
        """Close everything, without blocking the event loop."""
        await self._composer.aclose()
        await self._lanes.aclose()
        self._index.close()

    async def _work(self, opened: OpenQuestion, call: Callable[[], T]) -> T:
        return await self._lanes.run(call, is_long=is_long(opened.question, opened.budget.spent_s))
