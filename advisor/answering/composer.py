"""Composer: checked sentences of a chat model or the guide."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from advisor.answering.contradictions import BalancedDraft
from advisor.answering.evidence_search import Findings
from advisor.answering.manuscript import DOUBTS, Manuscript
from advisor.answering.model_passages import passages_to_read, reads_whole
from advisor.answering.model_reading import ModelReader, ModelReading, RunInPool
from advisor.answering.model_trust import ModelTrust, Search
from advisor.answering.support_sources import is_quotable
from advisor.dialogue.query_rewriting import RewrittenQuestion
from advisor.domain import NEAR_MISS, ClaimMade, Draft, DraftClaim, Notice, Passage, Question, QuestionPart
from advisor.embeddings import Embedder
from advisor.generation import ChatWriter, ModelRun, ReplyVerdict
from advisor.generation.failures import MESSAGES, Failure
from advisor.index.serving import Snapshot
from advisor.query.answer_type import AnswerType
from advisor.retrieval.answerability import not_in_guide, off_topic_decline
from advisor.text.tokens import stems

HEADING_SHARE = 0.9  # of all words of a question and a heading, from which they are alike


class Writer(Protocol):
    """A proposer of sentences with quotes to support them."""

    name: str

    def draft(self, parts: Sequence[QuestionPart]) -> Draft: ...


class Composer:
    """The writers of answers: a chat model or quoting.

    Every sentence of either goes through the same check.
    """

    def __init__(
        self,
        quoting: Writer,
        chat: ChatWriter | None,
        embedder: Embedder | None,
        trust: ModelTrust | None = None,
    ) -> None:
        """Keep the writers; ``chat`` None: answers are quoted. ``trust`` None: a model only words what is found."""
        self._quoting = quoting
        self._chat = chat
        self._embedder = embedder
        self._trust = trust

    @property
    def name(self) -> str:
        """The name of the writer in use."""
        return self._quoting.name if self._chat is None else self._chat.name

    def quotes_only(self, question: Question) -> bool:
        """Whether all that is written is the guide's own."""
        return self._chat is None or not question.with_model

    @property
    def trouble(self) -> str:
        """The trouble with the chat model; empty without any."""
        return "" if self._chat is None else self._chat.trouble

    def manuscript(self) -> Manuscript:
        """Begin an answer."""
        return Manuscript(self._quoting.name)

    async def restate(
        self, manuscript: Manuscript, question: Question, rewritten: RewrittenQuestion, snapshot: Snapshot
    ) -> RewrittenQuestion:
        """Replace the wording of a follow-up by a chat model's.

        Only where that adds nothing. A question that needs no context is left alone.
        """
        if self._chat is None or not question.with_model or not rewritten.needs_context:
            return rewritten
        manuscript.written = self._chat.begin()
        text = await self._chat.rewrite(question, snapshot.careers, manuscript.written)
        return rewritten.reworded(text) if text else rewritten

    async def reads(self, question: Question, snapshot: Snapshot, search: Search) -> bool:
        """Whether a chat model decides if the guide answers; ``search`` finds by the rules."""
        if self._chat is None or self._trust is None or not question.with_model:
            return False
        return await self._trust.reads(self._chat, snapshot, search)

    async def write(
        self,
        manuscript: Manuscript,
        question: Question,
        findings: Findings,
        snapshot: Snapshot,
        balance: Callable[[Draft], BalancedDraft],
        work: RunInPool,
        search: Search,
    ) -> AsyncGenerator[ClaimMade]:
        """Fill the manuscript, each sentence as soon as it is checked.

        ``balance`` adds both sides of what the guide disagrees about, which come first whoever writes. ``search`` finds
        by the rules. Without claims in the end ``manuscript.decline`` may say why. Raises ProviderError of the quoting
        writer only. Closing it early ends the model's call.
        """
        draft = Draft(self._quoting.name)
        balanced: BalancedDraft | None = None
        if findings.decline is None:
            balanced = manuscript.balanced = await work(lambda: balance(self._quoting.draft(findings.parts)))
            draft = balanced.draft
        chat = None if self.quotes_only(question) else self._chat
        if chat is not None:
            reader = ModelReader(chat, snapshot, self._embedder, work, self._trust)
            trusts = partial(self.reads, question, snapshot, search)
            sides = balanced.leading if balanced else ()
            chatting = _ChatAnswer(reader, manuscript, question, findings, sides, trusts, self._trust)
            async with aclosing(chatting.write()) as made:
                async for one in made:
                    yield one
            is_enough = manuscript.claims and not (manuscript.use and manuscript.use.failure)
            if is_enough or manuscript.decline is not None or findings.decline is not None:
                return
        if not manuscript.claims:
            manuscript.writer = draft.writer
        for claim in draft.claims:
            if chat is not None and (manuscript.shows(claim) or not is_quotable(claim.text)):
                continue
            if shown := manuscript.add(claim):
                yield shown
        if not manuscript.use and manuscript.citer.dropped:
            n_cut = len(manuscript.citer.dropped)
            manuscript.notices.append(Notice("cut", _left_out(n_cut), {"n": str(n_cut)}))

    async def prepare(self) -> None:
        """Prepare the chat model, if there is one."""
        if self._chat is not None:
            await self._chat.prepare()

    async def aclose(self) -> None:
        """Close the chat model, if there is one."""
        if self._trust is not None:
            await self._trust.aclose()
        if self._chat is not None:
            await self._chat.aclose()


@dataclass(slots=True)
class _ChatAnswer:
    """A chat model's part in one answer."""

    reader: ModelReader
    manuscript: Manuscript
    question: Question
    findings: Findings
    sides: Sequence[DraftClaim]
    trusts: Callable[[], Awaitable[bool]]  # whether the model reads: asked only where that matters
    trust: ModelTrust | None

    async def write(self) -> AsyncGenerator[ClaimMade]:
        """Yield the model's sentences that hold, and settle what its verdict comes to."""
        chat, manuscript = self.reader.chat, self.manuscript
        found = self.findings.considered or _passages(self.findings.parts)
        run = manuscript.written = manuscript.written or chat.begin()
        sent = passages_to_read(self.reader.snapshot, found, chat.max_passage_chars)
        reading = ModelReading(manuscript, chat.name, self.sides)
        async for made in self._read(reading, sent, run):
            yield made
        if run.failure is Failure.TOO_LONG and not reading.n_shown and chat.send_less():
            run.failure = None
            sent = passages_to_read(self.reader.snapshot, found, chat.max_passage_chars)
            reading = ModelReading(manuscript, chat.name, self.sides)
            async for made in self._read(reading, sent, run):
                yield made
        if reading.declines and self.findings.decline is None and run.failure is None and await self.trusts():
            more = _unread(found, sent)
            if more and not reads_whole(self.reader.snapshot, sent):
                again = passages_to_read(self.reader.snapshot, more, chat.max_passage_chars)
                reading = ModelReading(manuscript, chat.name, self.sides)
                async for made in self._read(reading, again, run):
                    yield made
        run.use = replace(run.use, rules=_rules_say(self.findings))
        await self._conclude(reading, run)

    async def _read(self, reading: ModelReading, sent: Sequence[Passage], run: ModelRun) -> AsyncGenerator[ClaimMade]:
        doubted = None
        if self.findings.decline is not None:
            wording = self.findings.wording
            doubted = wording.answer_type if wording else AnswerType(None, ())
        async with aclosing(self.reader.read(reading, self.question, sent, run, doubted)) as made:
            async for one in made:
                yield one

    async def _conclude(self, reading: ModelReading, run: ModelRun) -> None:
        """Turn the verdict into notices, or into a decline."""
        manuscript, doubt = self.manuscript, self.findings.decline
        found = self.findings.considered or _passages(self.findings.parts)
        is_heading = doubt is None and _is_heading(self.question.text, found)
        if self.trust is not None and run.failure is None:
            self.trust.learn(self.question.text, answered=reading.n_shown > 0, is_sure=is_heading)
        matters = reading.declines or reading.lacking or reading.verdict is ReplyVerdict.PARTLY or self._has_doubts()
        is_believed = run.failure is None and matters and await self.trusts()
        if is_believed and reading.declines and not is_heading:
            guides = tuple(self.reader.snapshot.guides.values())
            is_foreign = reading.verdict is ReplyVerdict.OFF_TOPIC
            manuscript.decline = off_topic_decline(guides) if is_foreign else doubt or not_in_guide(found)
            return
        if is_believed and reading.declines:
            text = "The chat model found no answer in the guide. The nearest that it says:"
            manuscript.notices.append(Notice("model_found_none", text))
            return
        if is_believed and reading.n_shown:
            manuscript.outweighs = True
            manuscript.notices.extend(_on_lacking(reading))
        manuscript.notices.extend(_notices(manuscript, run.failure, reading.repaired, reading.cut))

    def _has_doubts(self) -> bool:
        """Whether the rules are not sure of an answer."""
        return any(notice.kind in DOUBTS for notice in self.findings.notices)


def _on_lacking(reading: ModelReading) -> list[Notice]:
    """Word what the model says that the guide does not say."""
    named = tuple(dict.fromkeys(filter(None, reading.lacking)))
    if reading.is_near_miss or (reading.verdict is ReplyVerdict.PARTLY and not named):
        asked = named[0] if named else ""
        text = f"The guide does not say {asked}." if asked else "The guide does not say exactly that."
        return [Notice(NEAR_MISS, f"{text} The nearest that it says:", {"asked": asked} if asked else {})]
    return [Notice("partial", f"The guide does not say: “{asked}”", {"asked": asked}) for asked in named]


def _rules_say(findings: Findings) -> str:
    """What would have been said without a model: a status, or near_miss."""
    if findings.decline is not None:
        return findings.decline.status.value
    return NEAR_MISS if any(notice.kind == NEAR_MISS for notice in findings.notices) else "answered"


def _is_heading(question: str, found: Sequence[Passage]) -> bool:
    """Whether a question is all but a heading of the guide."""
    words = set(stems(question))
    titles = [set(stems(passage.chunk.section.title)) for passage in found]
    return any(words and len(words & one) >= HEADING_SHARE * len(words | one) for one in titles)


def _unread(found: Sequence[Passage], sent: Sequence[Passage]) -> list[Passage]:
    """The passages that were found and not read yet."""
    read = {passage.chunk.id for passage in sent}
    return [passage for passage in found if passage.chunk.id not in read]


def _passages(parts: Sequence[QuestionPart]) -> list[Passage]:
    """List all passages once, the first part's first."""
    return list({passage.chunk.id: passage for part in parts for passage in part.passages}.values())


def _notices(manuscript: Manuscript, failure: Failure | None, n_repaired: int, n_cut: int) -> list[Notice]:
    found = []
    if failure is not None:
        rest = "the rest is quoted from the guide" if manuscript.claims else "the guide is quoted instead"
        found.append(Notice("model_failed", f"The chat model {MESSAGES[failure].partition(':')[0]}, so {rest}."))
    elif not manuscript.claims:
        found.append(
            Notice("model_unsupported", "The guide does not bear out what the chat model wrote, so it is quoted.")
        )
    if manuscript.claims and n_repaired:
        text = f"{_sentences(n_repaired)} put into the guide's own words."
        found.append(Notice("repaired", text, {"n": str(n_repaired)}))
    if manuscript.claims and n_cut:
        found.append(Notice("cut", _left_out(n_cut), {"n": str(n_cut)}))
    return found


def _sentences(n: int) -> str:
    return "One sentence was" if n == 1 else f"{n} sentences were"


def _left_out(n: int) -> str:
    return f"{_sentences(n)} left out because the guide does not bear {'it' if n == 1 else 'them'} out."
