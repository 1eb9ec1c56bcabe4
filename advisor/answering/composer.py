"""Composer: checked sentences of a chat model or the guide."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Protocol

from advisor.answering.chat_answer import ChatAnswer
from advisor.answering.contradictions import BalancedDraft
from advisor.answering.findings import Findings
from advisor.answering.manuscript import Manuscript, left_out
from advisor.answering.model_reading import ModelReader, RunInPool
from advisor.answering.model_trust import ModelTrust, Search
from advisor.answering.support_sources import is_quotable
from advisor.domain import ClaimMade, Draft, Notice, Question, QuestionPart
from advisor.embeddings import Embedder
from advisor.generation import ChatWriter, Understanding
from advisor.index.serving import Snapshot


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
        return not self.asks_model(question)

    @property
    def reads_any_language(self) -> bool:
        """Whether questions are understood in any language."""
        return self._chat is not None

    @property
    def trouble(self) -> str:
        """The trouble with the chat model; empty without any."""
        return "" if self._chat is None else self._chat.trouble

    def manuscript(self) -> Manuscript:
        """Begin an answer."""
        return Manuscript(self._quoting.name)

    def asks_model(self, question: Question) -> bool:
        """Whether a chat model takes part in answering a question."""
        return self._chat is not None and question.with_model

    async def understand(self, manuscript: Manuscript, question: Question, snapshot: Snapshot) -> Understanding:
        """Put a question by a chat model's words.

        Empty without one, or where it adds anything.
        """
        if self._chat is None or not question.with_model:
            return Understanding()
        manuscript.written = manuscript.written or self._chat.begin()
        titles = [guide.title for guide in snapshot.guides.values()]
        return await self._chat.understander.understand(question, titles, snapshot.careers, manuscript.written)

    async def translate(self, manuscript: Manuscript, language: str) -> bool:
        """Put the claims into a language, each beside its own sentence.

        False where none could be.
        """
        if self._chat is None or manuscript.written is None:
            return False
        said = [claim.text for claim in manuscript.claims]
        put = await self._chat.translator.translate(said, language, manuscript.written)
        manuscript.claims[:] = [
            replace(claim, translation=text) for claim, text in zip(manuscript.claims, put, strict=True)
        ]
        return any(put)

    async def reads(self, question: Question, snapshot: Snapshot, search: Search) -> bool:
        """Whether a chat model decides if the guide answers.

        ``search`` finds by the rules.
        """
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
            chatting = ChatAnswer(reader, manuscript, question, findings, sides, trusts, self._trust)
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
            manuscript.notices.append(Notice("cut", left_out(n_cut), {"n": str(n_cut)}))

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
