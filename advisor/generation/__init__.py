"""Passages to sentences by a chat model, streamed as it writes.

They are unverified: citation checks each one.
"""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from advisor.careers.gazetteer import Gazetteer
from advisor.domain import ModelUse, Passage, Question, Turn
from advisor.generation.chat_model import ChatModel, Deadlines, Tokens, build_chat_model
from advisor.generation.circuit_breaker import CircuitBreaker
from advisor.generation.failures import Failure, ModelFailedError
from advisor.generation.prompt_builder import Prompt, answer_prompt, fit_passages, rewriting_prompt
from advisor.generation.providers import MAX_ANSWER_TOKENS
from advisor.generation.rewrite_guard import first_question, is_complete, rewriting_fault
from advisor.generation.sentence_stream import Sentence, SentenceStream
from advisor.generation.token_budget import Budget, build_budget, estimate
from advisor.settings import Settings
from advisor.text.invisible import strip_invisible

__all__ = ["WRITER", "ChatWriter", "Failure", "ModelFailedError", "ModelRun", "Sentence", "build_chat_writer"]

log = logging.getLogger(__name__)

WRITER = "chat"
MAX_REPLY_CHARS = 20_000  # of one call; no answer of MAX_ANSWER_TOKENS is as long
MAX_HIDDEN_TOKENS = 100_000  # tokens of thought that a service may count beside its text
TOKENS_PER_CALL = 1_000  # what a service adds to a prompt of its own


@dataclass(slots=True)
class ModelRun:
    """The model's use for one answer so far.

    ``failure`` is the reason it stopped early, None after a normal end.
    """

    use: ModelUse
    failure: Failure | None = None


class ChatWriter:
    """Writer with a chat model, guarded by circuit breaker and token budget."""

    name = WRITER

    def __init__(self, model: ChatModel, budget: Budget, breaker: CircuitBreaker, *, max_passage_chars: int) -> None:
        self._model = model
        self._budget = budget
        self._breaker = breaker
        self._max_passage_chars = max_passage_chars
        self._last: Failure | None = None

    @property
    def trouble(self) -> str:
        """The last failure in one sentence for an operator, or empty."""
        return f"{ModelFailedError(self._last, key=self._model.key_name)} Answers are quoted." if self._last else ""

    def select_passages(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """The passages to send to the model.

        Its sentences are checked against these.
        """
        return fit_passages(passages, self._max_passage_chars)

    def begin(self) -> ModelRun:
        """An empty run for one answer."""
        return ModelRun(ModelUse(self._model.name))

    async def rewrite(self, question: Question, careers: Gazetteer, run: ModelRun) -> str:
        """A follow-up rewritten as one standalone question.

        It has to be complete within the time to a first token. Empty when the model fails or adds anything. A failing
        model raises nothing; ``run`` records its failure.
        """
        prompt, said = rewriting_prompt(question.text, question.history), ""
        try:
            async with aclosing(self._metered(prompt, run, self._model.deadlines.first_s)) as pieces:
                async for piece in pieces:
                    said += piece
                    if is_complete(said):
                        break
        except ModelFailedError as failure:
            log.warning("the chat model did not rewrite a follow-up: %s", failure.kind)
            run.use = replace(run.use, follow_up=failure.kind.value)
            run.failure = failure.kind if failure.kind.is_timeout else None  # after a timeout, do not wait again
            return ""
        text = first_question(said)
        refused = rewriting_fault(text, question.text, question.history, careers)
        if refused:
            log.info("a model's rewriting was refused: %s", refused)
        run.use = replace(run.use, follow_up="refused" if refused else "rewritten")
        return "" if refused else text

    async def write(
        self, question: str, history: Sequence[Turn], passages: Sequence[Passage], run: ModelRun
    ) -> AsyncGenerator[Sentence]:
        """Sentences as they become complete.

        There are none if the rewriting used up the time. A failing model raises nothing; ``run`` records its failure.
        """
        if run.failure is not None:
            return
        try:
            async with aclosing(self._sentences(question, history, passages, run)) as sentences:
                async for sentence in sentences:
                    yield sentence
        except ModelFailedError as failure:
            run.failure = failure.kind
            log.warning("the chat model wrote no more: %s", failure.kind)

    async def prepare(self) -> None:
        """Import heavy packages before the first question.

        Raises nothing for an unusable model; ``trouble`` names it.
        """
        try:
            await self._model.prepare()
        except ModelFailedError as failure:
            self._last = failure.kind
            log.warning("%s", self.trouble)

    async def aclose(self) -> None:
        await self._model.aclose()
        await self._budget.aclose()

    async def _sentences(
        self, question: str, history: Sequence[Turn], passages: Sequence[Passage], run: ModelRun
    ) -> AsyncGenerator[Sentence]:
        stream = SentenceStream()
        async with aclosing(self._metered(answer_prompt(question, history, passages), run)) as pieces:
            try:
                async for piece in pieces:
                    for sentence in stream.add(piece):
                        yield sentence
            except ModelFailedError:
                for sentence in stream.rest_if_complete():
                    yield sentence
                raise
        for sentence in stream.rest():
            yield sentence

    async def _metered(self, prompt: Prompt, run: ModelRun, within_s: float | None = None) -> AsyncGenerator[str]:
        """The model's output for a prompt, within the token budget, without invisible characters.

        What is too long for an answer is cut off. The tokens used are added to ``run``.
        """
        n_asked = estimate(prompt.system) + estimate(prompt.user)
        reserved = n_asked + MAX_ANSWER_TOKENS
        if not await self._budget.reserve(reserved):
            self._last = Failure.CEILING
            raise ModelFailedError(Failure.CEILING)
        said: list[str] = []
        left = MAX_REPLY_CHARS
        counted: Tokens | None = None
        try:
            if not self._breaker.allows_call():
                raise ModelFailedError(Failure.CIRCUIT_OPEN)
            async with aclosing(self._observed(prompt, within_s)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Tokens):
                        counted = piece
                        continue
                    words = strip_invisible(piece[:left])
                    left -= len(piece)
                    said.append(words)
                    yield words
                    if left <= 0:
                        raise ModelFailedError(Failure.UNREADABLE)
        finally:
            if counted or said:
                counted = _believed(counted, prompt, Tokens(n_asked, estimate("".join(said))))
            if counted:
                use = run.use
                run.use = replace(
                    use, tokens_in=use.tokens_in + counted.n_in, tokens_out=use.tokens_out + counted.n_out
                )
            await self._budget.settle(reserved, counted.n_in + counted.n_out if counted else 0)

    async def _observed(self, prompt: Prompt, within_s: float | None) -> AsyncGenerator[str | Tokens]:
        """The model's output, reporting its outcome to the circuit breaker."""
        heard = False
        try:
            async with aclosing(self._model.stream(prompt.system, prompt.user, within_s)) as pieces:
                async for piece in pieces:
                    heard = True
                    yield piece
        except ModelFailedError as failure:
            self._breaker.failed(failure)
            self._last = failure.kind if failure.kind.is_service_failure else self._last
            raise
        except GeneratorExit:
            # A caller that stops listening after the first words has seen the model answer.
            (self._breaker.succeeded if heard else self._breaker.abandoned)()
            raise
        except BaseException:
            self._breaker.abandoned()
            raise
        self._breaker.succeeded()
        self._last = None


def _believed(counted: Tokens | None, prompt: Prompt, estimated: Tokens) -> Tokens:
    """The service's counts where they can be true, else the estimates from characters."""
    if counted is None:
        return estimated
    most_in = len(prompt.system.encode("utf-8", "replace")) + len(prompt.user.encode("utf-8", "replace"))
    n_in = counted.n_in if 0 <= counted.n_in <= most_in + TOKENS_PER_CALL else estimated.n_in
    n_out = counted.n_out if 0 <= counted.n_out <= MAX_REPLY_CHARS + MAX_HIDDEN_TOKENS else estimated.n_out
    if (n_in, n_out) != (counted.n_in, counted.n_out):
        log.warning("a chat model's token counts cannot be true; its tokens are estimated from characters")
    return Tokens(n_in, n_out)


def build_chat_writer(settings: Settings) -> ChatWriter:
    """The writer of the settings.

    Raises SettingsError for an invalid address or key.
    """
    deadlines = Deadlines(settings.chat_first_token_s, settings.chat_gap_s, settings.chat_total_s)
    model = build_chat_model(settings.chat_model, settings.chat_url, deadlines)
    return ChatWriter(
        model,
        build_budget(settings),
        CircuitBreaker(),
        max_passage_chars=settings.chat_passage_chars,
    )
