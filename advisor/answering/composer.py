"""Passages -> checked sentences, one by one: a chat model's where there is one and they hold, else the guide's own."""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Protocol, TypeVar

import numpy as np

from advisor.answering.contradictions import Confronted
from advisor.answering.manuscript import Manuscript
from advisor.citation.checks import MARKUP
from advisor.citation.support import SourceSentence, SupportChecker, SupportResult
from advisor.dialogue.query_rewriting import Rewritten
from advisor.domain import ClaimMade, Draft, Notice, Passage, Question, Sought
from advisor.embeddings import Embedder
from advisor.errors import ProviderError
from advisor.generation import ChatWriter, Sentence
from advisor.generation.failures import MESSAGES, Failure
from advisor.index.serving import Snapshot, SnapshotGoneError

log = logging.getLogger(__name__)

MAX_CLAIMS = 8  # a model that goes on beyond is stopped
MAX_REFUSED = 8  # so is one of whose sentences so many did not hold, or only repeated others
CUT = "left out because the guide does not bear it out."
ADDRESSES_US = (
    "ignore previous",
    "ignore all",
    "ignore the above",
    "disregard",
    "system prompt",
    "you are now",
    "as an ai",
)

T = TypeVar("T")


class Work(Protocol):
    """Runs a call in the pool of workers."""

    async def __call__(self, call: Callable[[], T]) -> T: ...


class Writer(Protocol):
    """Proposes sentences with the quotes that are to bear them."""

    name: str

    def draft(self, parts: Sequence[Sought]) -> Draft: ...


class Writing:
    """Both ways to write; every sentence of either goes through the same gate."""

    def __init__(self, quoting: Writer, chat: ChatWriter | None, embedder: Embedder | None) -> None:
        """``chat`` None: answers are quoted."""
        self._quoting = quoting
        self._chat = chat
        self._embedder = embedder

    @property
    def name(self) -> str:
        return self._quoting.name if self._chat is None else self._chat.name

    @property
    def trouble(self) -> str:
        return "" if self._chat is None else self._chat.trouble

    def manuscript(self) -> Manuscript:
        return Manuscript(self._quoting.name)

    async def restate(
        self, manuscript: Manuscript, question: Question, rewritten: Rewritten, snapshot: Snapshot
    ) -> Rewritten:
        """A follow-up with a chat model's wording in place of ours, where there is a model and it adds nothing. A
        question that says enough by itself is left alone."""
        if self._chat is None or not rewritten.leans:
            return rewritten
        manuscript.written = self._chat.begin()
        text = await self._chat.rewrite(question, snapshot.careers, manuscript.written)
        return rewritten.reworded(text) if text else rewritten

    async def write(
        self,
        manuscript: Manuscript,
        question: Question,
        parts: Sequence[Sought],
        snapshot: Snapshot,
        confront: Callable[[Draft], Confronted],
        work: Work,
    ) -> AsyncGenerator[ClaimMade]:
        """Fill the manuscript, each sentence as soon as it is checked. ``confront`` adds both sides of what the guide
        disagrees about, which come first whoever writes; ``work`` runs a call in the pool of workers.

        Raises ProviderError of the quoting writer only. Closing it early ends the model's call.
        """
        confronted = await work(lambda: confront(self._quoting.draft(parts)))
        manuscript.confronted = confronted
        if self._chat is not None:
            for claim in confronted.leading:
                if shown := manuscript.add(claim):
                    yield shown
            n_leading = len(manuscript.claims)
            passages = _passages(parts)
            async with aclosing(self._chatted(self._chat, manuscript, question, snapshot, passages, work)) as made:
                async for one in made:
                    yield one
            if len(manuscript.claims) > n_leading and not (manuscript.use and manuscript.use.failure):
                return
        draft = confronted.draft
        if not manuscript.claims:
            manuscript.writer = draft.writer
        for claim in draft.claims:
            if self._chat is not None and (manuscript.shows(claim) or not _is_quotable(claim.text)):
                continue
            if shown := manuscript.add(claim):
                yield shown
        if not manuscript.use and manuscript.citer.dropped:
            n_cut = len(manuscript.citer.dropped)
            manuscript.notices.append(Notice("cut", _left_out(n_cut)))

    async def prepare(self) -> None:
        if self._chat is not None:
            await self._chat.prepare()

    async def aclose(self) -> None:
        if self._chat is not None:
            await self._chat.aclose()

    async def _chatted(
        self,
        chat: ChatWriter,
        manuscript: Manuscript,
        question: Question,
        snapshot: Snapshot,
        passages: Sequence[Passage],
        work: Work,
    ) -> AsyncGenerator[ClaimMade]:
        """The model's sentences as far as they hold; ``manuscript`` is told how it went."""
        sent = chat.select_passages(passages)
        bearing = await work(lambda: SupportChecker(sources(snapshot, sent), self._embedder))
        written = manuscript.written = manuscript.written or chat.begin()
        kept = repaired = cut = refused = 0
        try:
            async with aclosing(chat.write(question.text, question.history, sent, written)) as sentences:
                async for sentence in sentences:
                    borne = await work(partial(_bear, bearing, sentence))
                    claim = borne.claim or borne.replacement
                    if claim is None:
                        cut += 1
                        log.info("a sentence of the model was cut: %s", borne.reason)
                    elif not manuscript.shows(claim) and (made := manuscript.add(claim)):
                        if borne.claim:
                            kept += 1
                        else:
                            repaired += 1
                            log.info("a sentence of the model was replaced by the guide's: %s", borne.reason)
                        manuscript.writer = chat.name
                        yield made
                        if len(manuscript.claims) == MAX_CLAIMS:
                            break
                        continue
                    refused += 1
                    if refused == MAX_REFUSED:
                        break
        finally:
            failure = written.failure.value if written.failure else ""
            written.use = replace(written.use, n_kept=kept, n_repaired=repaired, n_cut=cut, failure=failure)
        manuscript.notices.extend(_notices(manuscript, written.failure, repaired, cut))


def _passages(parts: Sequence[Sought]) -> list[Passage]:
    """All passages once, the first part's first."""
    return list({passage.chunk.id: passage for part in parts for passage in part.passages}.values())


def sources(snapshot: Snapshot, passages: Sequence[Passage]) -> list[SourceSentence]:
    """The sentences that may bear an answer, with the vectors that the index holds of them. What speaks to a machine
    rather than to a reader bears nothing."""
    rows = [snapshot.row_of_chunk.get(passage.chunk.id) for passage in passages]
    known = [row for row in rows if row is not None]
    vectors: dict[str, np.ndarray] = {}
    words: dict[str, list[np.ndarray]] = {}
    if snapshot.record.dimensions and len(known) == len(rows) and known:
        try:
            made, stored = snapshot.vectors(known), snapshot.words(known)
        except SnapshotGoneError:
            known = []
        else:
            starts = (0, *made.ends[:-1])
            spans = {key: (start, end) for key, start, end in zip(made.keys, starts, made.ends, strict=True)}
            cuts = np.split(stored.words, np.cumsum(stored.counts.astype(np.intp))[:-1]) if stored.words.size else []
            at = 0
            for row, passage in zip(known, passages, strict=True):
                start, end = spans[snapshot.keys[row]]
                vectors[passage.chunk.id] = made.sentences[start:end]
                words[passage.chunk.id] = list(cuts[at : at + end - start])
                at += end - start
    found = []
    for number, passage in enumerate(passages, 1):
        own, own_words = vectors.get(passage.chunk.id), words.get(passage.chunk.id, [])
        for n, span in enumerate(passage.chunk.sentences):
            source = SourceSentence(
                passage,
                span,
                number,
                None if own is None else own[n],
                own_words[n] if n < len(own_words) else None,
            )
            if _is_quotable(source.text):
                found.append(source)
    return found


def _bear(bearing: SupportChecker, sentence: Sentence) -> SupportResult:
    try:
        return bearing.check(sentence.text, sentence.hints)
    except ProviderError as error:  # an embedding service that fails now: by wording then
        log.warning("a sentence is checked by its wording alone: %s", error)
        return SupportChecker(bearing.sources, None).check(sentence.text, sentence.hints)


def _is_quotable(text: str) -> bool:
    plain = text.lower()
    return not MARKUP.search(text) and not any(words in plain for words in ADDRESSES_US)


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
        found.append(Notice("repaired", f"{_sentences(n_repaired)} put into the guide's own words."))
    if manuscript.claims and n_cut:
        found.append(Notice("cut", _left_out(n_cut)))
    return found


def _sentences(n: int) -> str:
    return "One sentence was" if n == 1 else f"{n} sentences were"


def _left_out(n: int) -> str:
    return f"{_sentences(n)} left out because the guide does not bear {'it' if n == 1 else 'them'} out."
