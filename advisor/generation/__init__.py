"""Passages to a chat model's verdict and sentences, streamed as it writes.

They are unverified: citation checks each sentence.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from advisor.domain import ModelUse, Passage, Turn
from advisor.generation.chat_model import Deadlines, build_chat_model
from advisor.generation.circuit_breaker import CircuitBreaker
from advisor.generation.failures import Failure, ModelFailedError
from advisor.generation.metered_model import MeteredModel, ModelRun
from advisor.generation.prompt_builder import Prompt, answer_prompt
from advisor.generation.refusals import read_refusal
from advisor.generation.reply_protocol import (
    ENDING,
    REFUSING,
    MissingSaid,
    ReplyItem,
    ReplyStream,
    ReplyVerdict,
    VerdictSaid,
)
from advisor.generation.second_reader import SecondReader, SentenceToRead
from advisor.generation.sentence_stream import Opener, Sentence
from advisor.generation.token_budget import build_budget
from advisor.generation.translation import Translator
from advisor.generation.understanding import Understander, Understanding, needs_language_help
from advisor.settings import Settings, VerifyMode

__all__ = [
    "ENDING",
    "REFUSING",
    "SHORT_PASSAGE_CHARS",
    "WRITER",
    "ChatWriter",
    "Failure",
    "MissingSaid",
    "ModelFailedError",
    "ModelRun",
    "Opener",
    "ReplyItem",
    "ReplyVerdict",
    "Sentence",
    "SentenceToRead",
    "Understanding",
    "VerdictSaid",
    "build_chat_writer",
    "needs_language_help",
]

log = logging.getLogger(__name__)

WRITER = "chat"
SHORT_PASSAGE_CHARS = 6_000  # sent to a server that refused more


class ChatWriter:
    """Writer with a chat model, guarded by circuit breaker and token budget."""

    name = WRITER

    def __init__(self, calls: MeteredModel, *, max_passage_chars: int, second: SecondReader | None = None) -> None:
        """Write by the calls of a model; ``second`` reads what the check leaves in doubt."""
        self.understander = Understander(calls)
        self.translator = Translator(calls)
        self._calls = calls
        self.max_passage_chars = max_passage_chars  # characters of passages in one prompt
        self.second = second

    @property
    def model_name(self) -> str:
        """The name of the model that writes."""
        return self._calls.model.name

    @property
    def trouble(self) -> str:
        """The last failure in one sentence for an operator, or empty."""
        return f"{self._calls.trouble} Answers are quoted." if self._calls.last else ""

    def send_less(self) -> None:
        """Send fewer passages from now on, as the service takes no more."""
        log.warning("the chat model refused a prompt as too long; it gets %d characters now", SHORT_PASSAGE_CHARS)
        self.max_passage_chars = min(self.max_passage_chars, SHORT_PASSAGE_CHARS)

    def begin(self) -> ModelRun:
        """An empty run for one answer."""
        return ModelRun(ModelUse(self._calls.model.name))

    async def write(
        self,
        question: str,
        history: Sequence[Turn],
        passages: Sequence[Passage],
        run: ModelRun,
        *,
        phrases: bool = False,
    ) -> AsyncGenerator[ReplyItem]:
        """The verdict and sentences as they become complete.

        ``phrases``: the model is asked for sentences alone, by a shorter prompt. There are none if rewriting used up
        the time. A failing model raises nothing; ``run`` records its failure.
        """
        if run.failure is not None:
            return
        try:
            prompt = answer_prompt(question, history, passages, phrases=phrases)
            async with aclosing(self._items(prompt, run)) as items:
                async for item in items:
                    yield item
        except ModelFailedError as failure:
            run.failure = failure.kind
            log.warning("the chat model wrote no more: %s", failure.kind)

    async def prepare(self) -> None:
        """Import heavy packages before the first question.

        Raises nothing for an unusable model; ``trouble`` names it.
        """
        await asyncio.to_thread(read_refusal, "")
        try:
            await self._calls.model.prepare()
        except ModelFailedError as failure:
            self._calls.last = failure.kind
            log.warning("%s", self.trouble)

    async def aclose(self) -> None:
        await self._calls.aclose()
        if self.second is not None:
            await self.second.aclose()

    async def _items(self, prompt: Prompt, run: ModelRun) -> AsyncGenerator[ReplyItem]:
        stream = ReplyStream()
        async with aclosing(self._calls.stream(prompt, run)) as pieces:
            try:
                async for piece in pieces:
                    for item in stream.add(piece):
                        yield item
            except ModelFailedError:
                for item in stream.rest_if_complete():
                    yield item
                raise
        for item in stream.rest():
            yield item


def build_chat_writer(settings: Settings) -> ChatWriter:
    """The writer of the settings.

    Raises SettingsError for an invalid address or key.
    """
    deadlines = Deadlines(settings.chat_first_token_s, settings.chat_gap_s, settings.chat_total_s)
    budget = build_budget(settings)
    model = build_chat_model(settings.chat_model, settings.chat_url, deadlines)
    calls = MeteredModel(model, budget, CircuitBreaker())
    second = None
    if settings.chat_verify is not VerifyMode.OFF:
        other = calls
        if settings.chat_verify_model:
            other_model = build_chat_model(settings.chat_verify_model, settings.chat_url, deadlines)
            other = MeteredModel(other_model, budget, CircuitBreaker())
        second = SecondReader(other, settings.chat_verify)
    return ChatWriter(calls, max_passage_chars=settings.chat_passage_chars, second=second)
