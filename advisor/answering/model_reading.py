"""One reading of passages by a chat model, with its checked sentences."""

import logging
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol, TypeVar

from advisor.answering.manuscript import Manuscript
from advisor.answering.model_trust import ModelTrust
from advisor.answering.named_gaps import sayable
from advisor.answering.support_sources import support_sources
from advisor.answering.verdicts import opening_label
from advisor.citation.checks import headed_text
from advisor.citation.support import SupportChecker, SupportResult
from advisor.domain import ClaimMade, DraftClaim, Passage, Question
from advisor.embeddings import Embedder
from advisor.errors import ProviderError
from advisor.generation import (
    ENDING,
    REFUSING,
    ChatWriter,
    MissingSaid,
    ModelRun,
    ReplyVerdict,
    Sentence,
    SentenceToRead,
    VerdictSaid,
)
from advisor.generation.refusals import Refusal, read_refusal
from advisor.generation.second_reader import SecondReader
from advisor.index.serving import Snapshot
from advisor.query.answer_type import AnswerType
from advisor.settings import VerifyMode

log = logging.getLogger(__name__)

MAX_CLAIMS = 12  # after which a model is stopped
MAX_CUT = 8  # sentences without support, repeating others or naming gaps, after which it is stopped too

_ONLY_SAYS = re.compile(
    r"^(?:but )?(?:it|they|the (?:guide|passages?|text))"
    r" (?:(?:only|just|merely) (?:says?|states?|mentions?|gives?|notes?)"
    r"|(?:says?|states?|mentions?|gives?|notes?) only)(?: that)? (?=\S)",
    re.IGNORECASE,
)

T = TypeVar("T")


class RunInPool(Protocol):
    """A function to run a call in the pool of workers."""

    async def __call__(self, call: Callable[[], T]) -> T: ...


@dataclass(slots=True)
class ModelReading:
    """What became of one reading so far.

    ``verdict`` is the model's own, None without a first line; ``about`` are the careers among which it cannot choose.
    ``refuses``: it said that the guide does not say.
    ``lacking`` are the things that it named as not said. ``is_near_miss``: it said so before anything else, and what is
    shown is only near. ``sides`` are shown before its first sentence: what the guide disagrees about. ``kept``,
    ``repaired`` and ``cut`` count its sentences.
    """

    manuscript: Manuscript
    writer: str
    sides: Sequence[DraftClaim] = ()
    verdict: ReplyVerdict | None = None
    about: tuple[str, ...] = ()
    refuses: bool = False
    is_near_miss: bool = False
    lacking: list[str] = field(default_factory=list)
    kept: int = 0
    repaired: int = 0
    cut: int = 0
    n_unused: int = 0

    @property
    def n_shown(self) -> int:
        """The number of its sentences that are shown, as written or not."""
        return self.kept + self.repaired

    @property
    def declines(self) -> bool:
        """Whether it found no answer: it said so, and shows nothing."""
        return (self.refuses or self.verdict in REFUSING) and not self.n_shown

    def settle(self, checked: SupportResult, sentence: Sentence) -> list[ClaimMade]:
        """Show a sentence, the guide's in its place, or none."""
        claim = checked.claim or checked.replacement
        if sentence.text.endswith(":") and checked.claim is None:
            return []  # the head of a list states nothing of its own
        if claim is None:
            self.cut += 1
            self.n_unused += 1
            log.info("a sentence of the model was cut: %s", checked.reason)
            return []
        made = [side for one in self.sides if (side := self.manuscript.add(one))]
        self.sides = ()
        if own := self._shown(claim, is_own=checked.claim is not None):
            made.append(own)
            if sentence.is_item:
                self.manuscript.items.add(len(self.manuscript.claims) - 1)
            self.kept += checked.claim is not None
            self.repaired += checked.claim is None
            if checked.claim is None:
                log.info("a sentence of the model was replaced by the guide's: %s", checked.reason)
            elif sentence.opener and self.manuscript.opener is None:
                self.manuscript.opener = len(self.manuscript.claims) - 1, sentence.opener
            self.manuscript.writer = self.writer
        else:
            self.n_unused += 1
        return made

    def is_full(self, n_waiting: int = 0) -> bool:
        """Whether enough is shown or unused, with those that wait."""
        n_useless = self.n_unused + len(self.lacking)
        return len(self.manuscript.claims) + n_waiting >= MAX_CLAIMS or n_useless >= MAX_CUT

    def _shown(self, claim: DraftClaim, *, is_own: bool) -> ClaimMade | None:
        # Another sentence on the same place may say more of it; the guide's own would only be said twice.
        shown = self.manuscript
        is_known = shown.says(claim) or (shown.repeats(claim) if is_own else shown.shows(claim))
        return None if is_known else shown.add(claim)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A sentence with its check."""

    sentence: Sentence
    result: SupportResult


@dataclass(slots=True)
class _Gate:
    """Holds back a doubted answer until a sentence proves it.

    The rules doubt it. A proof is a sentence that holds, or the guide's own from the passage that the model named, with
    the kind of value that is asked for in its quotes.
    """

    asked: AnswerType
    sent: Sequence[Passage]
    waiting: list[_Checked] = field(default_factory=list)
    is_open: bool = False

    def add(self, checked: _Checked, *, is_near_miss: bool) -> list[_Checked]:
        """What may be shown now.

        What is told as only near need not have what was asked for.
        """
        if self.is_open:
            return [checked]
        self.waiting.append(checked)
        if self._proves(checked, is_near_miss=is_near_miss):
            self.is_open = True
            return self.waiting
        return []

    def _proves(self, checked: _Checked, *, is_near_miss: bool) -> bool:
        claim = checked.result.claim or checked.result.doubtful or checked.result.replacement
        if claim is None:
            return False
        if not is_near_miss and not any(self.asked.is_told_by(quote.text) for quote in claim.quotes):
            return False
        named = {self.sent[n - 1].chunk.id for n in checked.sentence.hints if 0 < n <= len(self.sent)}
        return checked.result.claim is not None or any(quote.passage.chunk.id in named for quote in claim.quotes)


@dataclass(frozen=True, slots=True)
class ModelReader:
    """A chat model's reading of one question in its passages."""

    chat: ChatWriter
    snapshot: Snapshot
    embedder: Embedder | None
    work: RunInPool
    trust: ModelTrust | None = None

    async def read(
        self,
        reading: ModelReading,
        question: Question,
        sent: Sequence[Passage],
        run: ModelRun,
        doubted: AnswerType | None = None,
    ) -> AsyncGenerator[ClaimMade]:
        """Yield the model's sentences that hold; ``reading`` gets the rest.

        ``doubted``: what an answer has to have that the rules would not give, None where they would.
        """
        checker = await self.work(lambda: SupportChecker(support_sources(self.snapshot, sent), self.embedder))
        gate = None if doubted is None else _Gate(doubted, sent)
        waiting: list[_Checked] = []  # from the first that is to be read again on: their order is kept
        try:
            only_phrases = self.trust is None or self.trust.only_phrases(self.chat, self.snapshot)
            writing = self.chat.write(question.text, question.history, sent, run, phrases=only_phrases)
            async with aclosing(writing) as items:
                async for item in items:
                    if isinstance(item, VerdictSaid):
                        reading.verdict, reading.about = item.verdict, item.about
                    if reading.verdict in ENDING and isinstance(item, Sentence):
                        break  # all is said
                    if isinstance(item, VerdictSaid) or reading.verdict in ENDING:
                        continue
                    sentence = _heard(reading, item, question, sent)
                    if sentence is None:
                        if reading.is_full(len(waiting)):
                            break
                        continue
                    result = await self.work(partial(_check_support, checker, sentence))
                    checked = _Checked(sentence, await self._doubted(result))
                    for one in [checked] if gate is None else gate.add(checked, is_near_miss=reading.is_near_miss):
                        if waiting or _to_read(self.chat.second, one.result):
                            waiting.append(one)
                        else:
                            for made in reading.settle(one.result, one.sentence):
                                yield made
                    if reading.is_full(len(waiting)):
                        break
            if waiting and self.chat.second is not None:
                results = await _read_again(self.chat.second, [one.result for one in waiting], run)
                for one, result in zip(waiting, results, strict=True):
                    for made in [] if reading.is_full() else reading.settle(result, one.sentence):
                        yield made
            await self._prove_opener(reading, question, run)
        finally:
            failure = run.failure.value if run.failure else ""
            run.use = replace(
                run.use,
                n_kept=reading.kept,
                n_repaired=reading.repaired,
                n_cut=reading.cut,
                failure=failure,
                verdict=_verdict_of(reading),
            )

    async def _prove_opener(self, reading: ModelReading, question: Question, run: ModelRun) -> None:
        """Let a reader that proved itself decide about a yes or no that words do not settle."""
        shown, second = reading.manuscript, self.chat.second
        if shown.opener is None or second is None or self.trust is None:
            return
        n, opener = shown.opener
        claim = shown.claims[n]
        cited = [shown.citer.citations[number - 1] for number in claim.citations]
        if opening_label(opener.value, claim.text, question.text, cited[0].guide.metadata.role):
            return
        if await self.trust.verifies(second, self.snapshot):
            text = f"To the question “{question.text}” the answer is: {opener.value}. {claim.text}"
            (shown.opener_holds,) = await second.read([SentenceToRead(text, tuple(c.quote for c in cited))], run)

    async def _doubted(self, result: SupportResult) -> SupportResult:
        """Let a reader that proved itself decide about all that the check does not refute."""
        if self.chat.second is None or self.trust is None or result.unsure is None or result.doubtful is not None:
            return result
        is_able = await self.trust.verifies(self.chat.second, self.snapshot)
        return replace(result, doubtful=result.unsure) if is_able else result


def _heard(
    reading: ModelReading, item: Sentence | MissingSaid, question: Question, sent: Sequence[Passage]
) -> Sentence | None:
    """Take down what is said to be missing; the sentence that is left to check."""
    if isinstance(item, MissingSaid):
        reading.lacking.append(sayable(item.text, question, _texts_read(sent)))
        return None
    refusal = read_refusal(item.text)
    if refusal is None and (only := _ONLY_SAYS.match(item.text)):
        refusal = Refusal("", item.text[only.end()].upper() + item.text[only.end() + 1 :])
    if refusal is None:
        return item
    reading.is_near_miss = reading.is_near_miss or not reading.n_shown
    reading.refuses = True
    reading.lacking.append(sayable(refusal.lacks, question, _texts_read(sent)))
    return replace(item, text=refusal.rest, opener=None) if refusal.rest else None


def _texts_read(sent: Sequence[Passage]) -> Iterator[str]:
    for passage in sent:
        yield passage.chunk.heading_text
        yield passage.chunk.text


def _verdict_of(reading: ModelReading) -> str:
    """The verdict in one word; of a model that gives none what its sentences come to."""
    if reading.verdict is not None and not (reading.verdict is ReplyVerdict.ANSWER and reading.declines):
        return reading.verdict.value
    if reading.refuses:
        return (ReplyVerdict.PARTLY if reading.n_shown else ReplyVerdict.NOT_IN_GUIDE).value
    return ReplyVerdict.ANSWER.value if reading.n_shown or reading.cut else ""


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


def _check_support(checker: SupportChecker, sentence: Sentence) -> SupportResult:
    """Check a sentence, by its wording alone where the encoder fails."""
    try:
        return checker.check(sentence.text, sentence.hints)
    except ProviderError as error:
        log.warning("a sentence is checked by its wording alone: %s", error)
        return SupportChecker(checker.sources, None).check(sentence.text, sentence.hints)
