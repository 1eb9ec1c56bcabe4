"""Passages -> sentences by a chat model, one after the other as it writes them. Unverified: citation checks each."""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from advisor.careers.gazetteer import Gazetteer
from advisor.domain import ModelUse, Passage, Question, Turn
from advisor.generation.chat_model import ChatModel, Deadlines, Tokens, build_chat_model
from advisor.generation.circuit_breaker import Breaker
from advisor.generation.failures import Failure, ModelFailedError
from advisor.generation.prompt_builder import Prompt, answer_prompt, fitting, rewriting_prompt
from advisor.generation.providers import MAX_ANSWER_TOKENS
from advisor.generation.rewrite_guard import addition, first_question, is_whole
from advisor.generation.sentence_stream import Gatherer, Sentence
from advisor.generation.token_budget import Spending, estimate
from advisor.settings import Settings

__all__ = ["WRITER", "ChatWriter", "Failure", "ModelFailedError", "Sentence", "Written", "build_chat_writer"]

log = logging.getLogger(__name__)

WRITER = "chat"


@dataclass(slots=True)
class Written:
    """What one answer took so far. ``failure`` says why the model wrote no more, empty when it ended as it should."""

    use: ModelUse
    failure: Failure | None = None


class ChatWriter:
    """Writes with a chat model, unless it rests after failures or the day's tokens are used up."""

    name = WRITER

    def __init__(self, model: ChatModel, spending: Spending, breaker: Breaker, *, max_passage_chars: int) -> None:
        self._model = model
        self._spending = spending
        self._breaker = breaker
        self._max_passage_chars = max_passage_chars
        self._last: Failure | None = None

    @property
    def trouble(self) -> str:
        """What an operator should know, in one sentence; empty while the model does as it should."""
        return f"{ModelFailedError(self._last, key=self._model.key_name)} Answers are quoted." if self._last else ""

    def sent(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """Those of the passages that are sent to the model; what it writes is held against them."""
        return fitting(passages, self._max_passage_chars)

    def begin(self) -> Written:
        return Written(ModelUse(self._model.name))

    async def restate(self, question: Question, careers: Gazetteer, written: Written) -> str:
        """A follow-up as one question that stands alone, whole within the time to a first word; empty where the model
        fails or adds anything. Never raises for a model that fails: ``written`` says so then."""
        prompt, said = rewriting_prompt(question.text, question.history), ""
        try:
            async with aclosing(self._pieces(prompt, written, self._model.deadlines.first_s)) as pieces:
                async for piece in pieces:
                    said += piece
                    if is_whole(said):
                        break
        except ModelFailedError as failure:
            log.warning("the chat model did not rewrite a follow-up: %s", failure.kind)
            written.use = replace(written.use, follow_up=failure.kind.value)
            written.failure = failure.kind if failure.kind.takes_time else None  # nobody waits for it a second time
            return ""
        text = first_question(said)
        refused = addition(text, question.text, question.history, careers)
        if refused:
            log.info("a model's rewriting was not taken: %s", refused)
        written.use = replace(written.use, follow_up="refused" if refused else "rewritten")
        return "" if refused else text

    async def write(
        self, question: str, history: Sequence[Turn], passages: Sequence[Passage], written: Written
    ) -> AsyncGenerator[Sentence]:
        """Sentences as they become complete; none where the rewriting used up the time. Never raises for a model that
        fails: ``written`` says so then."""
        if written.failure is not None:
            return
        try:
            async with aclosing(self._sentences(question, history, passages, written)) as sentences:
                async for sentence in sentences:
                    yield sentence
        except ModelFailedError as failure:
            written.failure = failure.kind
            log.warning("the chat model wrote no more: %s", failure.kind)

    async def prepare(self) -> None:
        """Import what is heavy before the first question comes. Never raises for a model that cannot be."""
        try:
            await self._model.prepare()
        except ModelFailedError as failure:
            self._last = failure.kind
            log.warning("%s", self.trouble)

    async def aclose(self) -> None:
        await self._model.aclose()

    async def _sentences(
        self, question: str, history: Sequence[Turn], passages: Sequence[Passage], written: Written
    ) -> AsyncGenerator[Sentence]:
        gatherer = Gatherer()
        async with aclosing(self._pieces(answer_prompt(question, history, passages), written)) as pieces:
            try:
                async for piece in pieces:
                    for sentence in gatherer.add(piece):
                        yield sentence
            except ModelFailedError:
                for sentence in gatherer.rest_if_whole():
                    yield sentence
                raise
        for sentence in gatherer.rest():
            yield sentence

    async def _pieces(self, prompt: Prompt, written: Written, within_s: float | None = None) -> AsyncGenerator[str]:
        """What the model says to a prompt, within the day's tokens; what it took is added to ``written``."""
        n_asked = estimate(prompt.rules) + estimate(prompt.asked)
        aside = n_asked + MAX_ANSWER_TOKENS
        if not self._spending.set_aside(aside):
            self._last = Failure.CEILING
            raise ModelFailedError(Failure.CEILING)
        said: list[str] = []
        counted: Tokens | None = None
        try:
            if not self._breaker.may_ask():
                raise ModelFailedError(Failure.RESTING)
            async with aclosing(self._heard(prompt, within_s)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Tokens):
                        counted = piece
                        continue
                    said.append(piece)
                    yield piece
        finally:
            counted = counted or (Tokens(n_asked, estimate("".join(said))) if said else None)
            if counted:
                use = written.use
                written.use = replace(
                    use, tokens_in=use.tokens_in + counted.n_in, tokens_out=use.tokens_out + counted.n_out
                )
            self._spending.settle(aside, counted.n_in + counted.n_out if counted else 0)

    async def _heard(self, prompt: Prompt, within_s: float | None) -> AsyncGenerator[str | Tokens]:
        """The model's pieces, with the breaker told how it ended."""
        heard = False
        try:
            async with aclosing(self._model.stream(prompt.rules, prompt.asked, within_s)) as pieces:
                async for piece in pieces:
                    heard = True
                    yield piece
        except ModelFailedError as failure:
            self._breaker.failed(failure)
            self._last = failure.kind if failure.kind.is_of_the_service else self._last
            raise
        except GeneratorExit:
            # Whoever stops listening after the first words has heard that the model answers.
            (self._breaker.succeeded if heard else self._breaker.left)()
            raise
        except BaseException:
            self._breaker.left()
            raise
        self._breaker.succeeded()
        self._last = None


def build_chat_writer(settings: Settings) -> ChatWriter:
    """The writer that the settings name. Raises SettingsError for an address or a key that cannot be."""
    deadlines = Deadlines(settings.chat_first_token_s, settings.chat_gap_s, settings.chat_total_s)
    model = build_chat_model(settings.chat_model, settings.chat_url, deadlines)
    return ChatWriter(
        model,
        Spending(settings.data_dir, settings.chat_tokens_per_day),
        Breaker(),
        max_passage_chars=settings.chat_passage_chars,
    )
