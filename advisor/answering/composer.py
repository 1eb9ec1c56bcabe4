"""Composer: checked sentences of a chat model or the guide."""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

from advisor.answering.contradictions import BalancedDraft
from advisor.answering.manuscript import Manuscript
from advisor.answering.support_sources import is_quotable, support_sources
from advisor.citation.checks import headed_text
from advisor.citation.support import SupportChecker, SupportResult
from advisor.dialogue.query_rewriting import RewrittenQuestion
from advisor.domain import ClaimMade, Draft, DraftClaim, Notice, Passage, Question, QuestionPart
from advisor.embeddings import Embedder
from advisor.errors import ProviderError
from advisor.generation import ChatWriter, ModelRun, Sentence, SentenceToRead
from advisor.generation.failures import MESSAGES, Failure
from advisor.generation.second_reader import SecondReader
from advisor.index.serving import Snapshot
from advisor.settings import VerifyMode

log = logging.getLogger(__name__)

MAX_CLAIMS = 8  # after which a model is stopped
MAX_CUT = 8  # sentences without support or repeating others, after which it is stopped too

T = TypeVar("T")


class RunInPool(Protocol):
    """A function to run a call in the pool of workers."""

    async def __call__(self, call: Callable[[], T]) -> T: ...


class Writer(Protocol):
    """A proposer of sentences with quotes to support them."""

    name: str

    def draft(self, parts: Sequence[QuestionPart]) -> Draft: ...


class Composer:
    """The writers of answers: a chat model or quoting.

    Every sentence of either goes through the same check.
    """

    def __init__(self, quoting: Writer, chat: ChatWriter | None, embedder: Embedder | None) -> None:
        """Keep the writers; ``chat`` None: answers are quoted."""
        self._quoting = quoting
        self._chat = chat
        self._embedder = embedder

    @property
    def name(self) -> str:
        """The name of the writer in use."""
        return self._quoting.name if self._chat is None else self._chat.name

    @property
    def quotes_only(self) -> bool:
        """Whether all that is written is the guide's own."""
        return self._chat is None

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
        if self._chat is None or not rewritten.needs_context:
            return rewritten
        manuscript.written = self._chat.begin()
        text = await self._chat.rewrite(question, snapshot.careers, manuscript.written)
        return rewritten.reworded(text) if text else rewritten

    async def write(
        self,
        manuscript: Manuscript,
        question: Question,
        parts: Sequence[QuestionPart],
        snapshot: Snapshot,
        balance: Callable[[Draft], BalancedDraft],
        work: RunInPool,
    ) -> AsyncGenerator[ClaimMade]:
        """Fill the manuscript, each sentence as soon as it is checked.

        ``balance`` adds both sides of what the guide disagrees about, which come first whoever writes. Raises
        ProviderError of the quoting writer only. Closing it early ends the model's call.
        """
        balanced = await work(lambda: balance(self._quoting.draft(parts)))
        manuscript.balanced = balanced
        if self._chat is not None:
            for claim in balanced.leading:
                if shown := manuscript.add(claim):
                    yield shown
            n_leading = len(manuscript.claims)
            passages = _passages(parts)
            chatting = self._write_by_chat(self._chat, manuscript, question, snapshot, passages, work)
            async with aclosing(chatting) as made:
                async for one in made:
                    yield one
            if len(manuscript.claims) > n_leading and not (manuscript.use and manuscript.use.failure):
                return
        draft = balanced.draft
        if not manuscript.claims:
            manuscript.writer = draft.writer
        for claim in draft.claims:
            if self._chat is not None and (manuscript.shows(claim) or not is_quotable(claim.text)):
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
        if self._chat is not None:
            await self._chat.aclose()

    async def _write_by_chat(
        self,
        chat: ChatWriter,
        manuscript: Manuscript,
        question: Question,
        snapshot: Snapshot,
        passages: Sequence[Passage],
        work: RunInPool,
    ) -> AsyncGenerator[ClaimMade]:
        """Yield the model's supported sentences.

        The manuscript gets the notices and the counts.
        """
        sent = chat.select_passages(passages)
        checker = await work(lambda: SupportChecker(support_sources(snapshot, sent), self._embedder))
        written = manuscript.written = manuscript.written or chat.begin()
        tally = _Tally(manuscript, chat.name)
        waiting: list[SupportResult] = []  # from the first that is to be read again on: their order is kept
        try:
            async with aclosing(chat.write(question.text, question.history, sent, written)) as sentences:
                async for sentence in sentences:
                    checked = await work(partial(_check_support, checker, sentence))
                    if waiting or _to_read(chat.second, checked):
                        waiting.append(checked)
                    elif made := tally.settle(checked):
                        yield made
                    if tally.is_full(len(waiting)):
                        break
            if waiting and chat.second is not None:
                for checked in await _read_again(chat.second, waiting, written):
                    if not tally.is_full() and (made := tally.settle(checked)):
                        yield made
        finally:
            failure = written.failure.value if written.failure else ""
            written.use = replace(
                written.use, n_kept=tally.kept, n_repaired=tally.repaired, n_cut=tally.cut, failure=failure
            )
        manuscript.notices.extend(_notices(manuscript, written.failure, tally.repaired, tally.cut))


@dataclass(slots=True)
class _Tally:
    """What became of a model's sentences so far."""

    manuscript: Manuscript
    writer: str
    kept: int = 0
    repaired: int = 0
    cut: int = 0
    n_unused: int = 0

    def settle(self, checked: SupportResult) -> ClaimMade | None:
        """Show a sentence, the guide's in its place, or none."""
        claim = checked.claim or checked.replacement
        if claim is None:
            self.cut += 1
            log.info("a sentence of the model was cut: %s", checked.reason)
        elif not self.manuscript.shows(claim) and (made := self.manuscript.add(claim)):
            if checked.claim:
                self.kept += 1
            else:
                self.repaired += 1
                log.info("a sentence of the model was replaced by the guide's: %s", checked.reason)
            self.manuscript.writer = self.writer
            return made
        self.n_unused += 1
        return None

    def is_full(self, n_waiting: int = 0) -> bool:
        """Whether enough is shown or unused, with those that wait."""
        return len(self.manuscript.claims) + n_waiting >= MAX_CLAIMS or self.n_unused >= MAX_CUT


def _to_read(reader: SecondReader | None, checked: SupportResult) -> bool:
    """Whether a sentence is to be read again; what is refuted never is."""
    if reader is None:
        return False
    return checked.doubtful is not None or (reader.mode is VerifyMode.ALL and checked.claim is not None)


async def _read_again(reader: SecondReader, checked: Sequence[SupportResult], run: ModelRun) -> list[SupportResult]:
    """Put sentences to a second reading; those it does not call supported are the guide's own again."""
    asked = [n for n, one in enumerate(checked) if _to_read(reader, one)]
    claims = [claim for n in asked if (claim := checked[n].claim or checked[n].doubtful)]
    supported = await reader.read([SentenceToRead(claim.text, _texts_of(claim)) for claim in claims], run)
    found = list(checked)
    for n, claim, holds in zip(asked, claims, supported, strict=True):
        reason = checked[n].reason or "a second reading does not find it supported"
        found[n] = replace(checked[n], claim=claim if holds else None, doubtful=None, reason=reason)
    return found


def _texts_of(claim: DraftClaim) -> tuple[str, ...]:
    """The quotes of a claim, each below its headings."""
    return tuple(": ".join((*headed_text(quote).headings, quote.text)) for quote in claim.quotes)


def _passages(parts: Sequence[QuestionPart]) -> list[Passage]:
    """List all passages once, the first part's first."""
    return list({passage.chunk.id: passage for part in parts for passage in part.passages}.values())


def _check_support(checker: SupportChecker, sentence: Sentence) -> SupportResult:
    """Check a sentence, by its wording alone where the encoder fails."""
    try:
        return checker.check(sentence.text, sentence.hints)
    except ProviderError as error:
        log.warning("a sentence is checked by its wording alone: %s", error)
        return SupportChecker(checker.sources, None).check(sentence.text, sentence.hints)


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
