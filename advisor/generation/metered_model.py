"""Calls of a chat model, within its budget and breaker."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from advisor.domain import ModelUse
from advisor.generation.chat_model import ChatModel, Tokens
from advisor.generation.circuit_breaker import CircuitBreaker
from advisor.generation.failures import Failure, ModelFailedError
from advisor.generation.prompt_builder import Prompt
from advisor.generation.providers import MAX_ANSWER_TOKENS
from advisor.generation.token_budget import Budget, estimate
from advisor.text.invisible import strip_invisible

log = logging.getLogger(__name__)

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


class MeteredModel:
    """A chat model with budget, breaker and last failure."""

    def __init__(self, model: ChatModel, budget: Budget, breaker: CircuitBreaker) -> None:
        self.model = model
        self.last: Failure | None = None
        self._budget = budget
        self._breaker = breaker

    @property
    def trouble(self) -> str:
        """The last failure in one sentence for an operator, or empty."""
        return str(ModelFailedError(self.last, key=self.model.key_name)) if self.last else ""

    async def aclose(self) -> None:
        """Close the model and the budget."""
        await self.model.aclose()
        await self._budget.aclose()

    async def stream(self, prompt: Prompt, run: ModelRun, within_s: float | None = None) -> AsyncGenerator[str]:
        """The model's output for a prompt, within the token budget.

        What is too long for an answer is cut off. The call and its tokens are added to ``run``. Raises
        ModelFailedError.
        """
        n_asked = estimate(prompt.system) + estimate(prompt.user)
        reserved = n_asked + MAX_ANSWER_TOKENS
        if not await self._budget.reserve(reserved):
            self.last = Failure.CEILING
            raise ModelFailedError(Failure.CEILING)
        said: list[str] = []
        left = MAX_REPLY_CHARS
        counted: Tokens | None = None
        try:
            if not self._breaker.allows_call():
                raise ModelFailedError(Failure.CIRCUIT_OPEN)
            run.use = replace(run.use, n_calls=run.use.n_calls + 1)
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
                    use,
                    tokens_in=use.tokens_in + counted.n_in,
                    tokens_out=use.tokens_out + counted.n_out,
                    tokens_cached=use.tokens_cached + counted.n_cached,
                )
            await self._budget.settle(reserved, counted.n_in + counted.n_out if counted else 0)

    async def _observed(self, prompt: Prompt, within_s: float | None) -> AsyncGenerator[str | Tokens]:
        """The model's output, reporting its outcome to the circuit breaker."""
        heard = False
        try:
            async with aclosing(self.model.stream(prompt.system, prompt.user, within_s)) as pieces:
                async for piece in pieces:
                    heard = True
                    yield piece
        except ModelFailedError as failure:
            self._breaker.failed(failure)
            self.last = failure.kind if failure.kind.is_service_failure else self.last
            raise
        except GeneratorExit:
            # A caller that stops listening after the first words has seen the model answer.
            (self._breaker.succeeded if heard else self._breaker.abandoned)()
            raise
        except BaseException:
            self._breaker.abandoned()
            raise
        self._breaker.succeeded()
        self.last = None


def _believed(counted: Tokens | None, prompt: Prompt, estimated: Tokens) -> Tokens:
    """The service's counts where they can be true, else the estimates from characters."""
    if counted is None:
        return estimated
    most_in = len(prompt.system.encode("utf-8", "replace")) + len(prompt.user.encode("utf-8", "replace"))
    n_in = counted.n_in if 0 <= counted.n_in <= most_in + TOKENS_PER_CALL else estimated.n_in
    n_out = counted.n_out if 0 <= counted.n_out <= MAX_REPLY_CHARS + MAX_HIDDEN_TOKENS else estimated.n_out
    if (n_in, n_out) != (counted.n_in, counted.n_out):
        log.warning("a chat model's token counts cannot be true; its tokens are estimated from characters")
    return Tokens(n_in, n_out, max(0, min(counted.n_cached, n_in)))
