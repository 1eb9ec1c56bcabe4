"""Calls of a chat model through LangChain, under our own deadlines.

The vendors' errors end here.
"""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from advisor.generation.failures import Failure, ModelFailedError
from advisor.generation.providers import Provider, provider_of, translate_error

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

RETRY_WAIT_S = 0.5
LIMIT_ATTEMPTS = 3
# The providers' names for the finish reason; a reply without one was cut off.
FINISH_KEYS = ("finish_reason", "stop_reason", "stopReason", "done_reason")
CACHE_READ = "cache_read"  # LangChain's name, preceded by a service tier's
REFUSALS = frozenset({"content_filter", "refusal", "safety", "guardrail_intervened"})


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Time limits in seconds.

    ``first_s``: to the first text over all attempts; ``gap_s``: between two pieces of text; ``total_s``: for the whole
    answer.
    """

    first_s: float = 8.0
    gap_s: float = 10.0
    total_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """The token counts of one call, as reported by the service.

    -1 for what is no number. ``n_cached`` of those read were in the service's cache.
    """

    n_in: int
    n_out: int
    n_cached: int = 0


class ChatModel:
    """A model of OpenAI, an OpenAI-compatible server or another LangChain provider.

    Building it imports nothing heavy and calls nobody.
    """

    def __init__(self, name: str, provider: Provider, deadlines: Deadlines = Deadlines()) -> None:
        self.name = name
        self.key_name = provider.key_name
        self.deadlines = deadlines
        self._provider = provider
        self._model: BaseChatModel | None = None
        self._client: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._building = threading.Lock()

    async def stream(self, system: str, user: str, within_s: float | None = None) -> AsyncGenerator[str | Tokens]:
        """The answer's text piece by piece, and token counts if reported.

        It is retried only while no text has come, within the time to the first text. ``within_s`` replaces the total
        deadline. Closing the generator ends the call. Raises ModelFailedError.
        """
        await self.prepare()  # import time does not count against the model
        begun = time.monotonic()
        end_s = begun + (self.deadlines.total_s if within_s is None else within_s)
        earlier: ModelFailedError | None = None
        for attempt in range(1, LIMIT_ATTEMPTS + 1):
            spoke = False
            try:
                async with aclosing(self._attempt(system, user, begun, end_s)) as pieces:
                    async for piece in pieces:
                        spoke = True
                        yield piece
                return
            except ModelFailedError as failure:
                wait_s = max(failure.wait_s, RETRY_WAIT_S)
                left_s = begun + self.deadlines.first_s - time.monotonic()
                if earlier and failure.kind is Failure.NO_FIRST_TOKEN:
                    raise earlier from None  # the time ran out, but the earlier failure says more
                if spoke or not failure.kind.is_transient or wait_s >= left_s or attempt == LIMIT_ATTEMPTS:
                    raise
                earlier = failure
                await asyncio.sleep(wait_s)

    async def prepare(self) -> None:
        """Build the vendor's client before the first question.

        Raises ModelFailedError.
        """
        try:
            await self._ensure_model()
        except ModelFailedError:
            raise
        except Exception as error:  # noqa: BLE001  # vendor boundary, as below
            raise translate_error(error) from None

    async def aclose(self) -> None:
        """Close the connections."""
        client, self._client, self._model = self._client, None, None
        if client is not None and self._loop is asyncio.get_running_loop():
            await client.aclose()

    async def _attempt(self, system: str, user: str, begun: float, end_s: float) -> AsyncGenerator[str | Tokens]:
        ended, spoke = "", False
        chunks = self._chunks(system, user)
        async with aclosing(chunks):
            limit_s = begun + self.deadlines.first_s - time.monotonic()
            while True:
                left_s = end_s - time.monotonic()
                try:
                    async with asyncio.timeout(min(limit_s, left_s)):
                        chunk = await anext(chunks, None)
                except TimeoutError:
                    kind = Failure.TOO_SLOW if left_s <= limit_s else Failure.STALLED
                    raise ModelFailedError(kind if spoke else Failure.NO_FIRST_TOKEN) from None
                except ModelFailedError:
                    if spoke and ended:  # the answer is whole; only what the service counts cannot be read
                        break
                    raise
                if chunk is None:
                    break
                ended = _finish_reason(chunk) or ended
                if text := _text(chunk):
                    spoke, limit_s = True, self.deadlines.gap_s
                    yield text
                elif spoke:
                    limit_s = self.deadlines.gap_s
                else:  # a chunk without text, such as a role or a thought, does not begin the answer
                    limit_s = begun + self.deadlines.first_s - time.monotonic()
                if usage := chunk.usage_metadata:
                    n_in, n_out = _count(usage.get("input_tokens")), _count(usage.get("output_tokens"))
                    yield Tokens(n_in, n_out, _count_cached(usage.get("input_token_details")))
        if ended.lower() in REFUSALS:
            raise ModelFailedError(Failure.FILTERED)
        if not spoke:
            raise ModelFailedError(Failure.EMPTY)
        if not ended:
            raise ModelFailedError(Failure.BROKE_OFF)

    async def _chunks(self, system: str, user: str) -> AsyncGenerator["AIMessageChunk"]:
        """LangChain's chunks.

        Errors are raised ``from None`` because a service's message may contain the key or the question.
        """
        try:
            model = await self._ensure_model()
            stream = model.astream([("system", system), ("user", user)])
            async with aclosing(cast(AsyncGenerator["AIMessageChunk"], stream)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except ModelFailedError:
            raise
        except Exception as error:  # noqa: BLE001  # vendor boundary: any exception is a failure of the model
            raise translate_error(error) from None

    async def _ensure_model(self) -> "BaseChatModel":
        """The vendor's client, built at the first question of an event loop.

        Its connections belong to one loop.
        """
        loop = asyncio.get_running_loop()
        if self._model is not None and self._loop is loop:
            return self._model
        return await asyncio.to_thread(self._build_model, loop)  # its imports take four seconds

    def _build_model(self, loop: asyncio.AbstractEventLoop) -> "BaseChatModel":
        """Build one client, however many questions come at once.

        Only the current client is ever closed.
        """
        with self._building:
            if self._model is None or self._loop is not loop:
                self._model, self._client = self._provider.build(self.deadlines.total_s)
                self._loop = loop
            return self._model


def build_chat_model(name: str, url: str, deadlines: Deadlines) -> ChatModel:
    """The model of the settings, its key from the environment.

    Raises SettingsError.
    """
    return ChatModel(name, provider_of(name, url), deadlines)


def _text(chunk: "AIMessageChunk") -> str:
    return str(chunk.text)


def _count(told: object) -> int:
    """A count as reported; -1 for what is none."""
    return told if isinstance(told, int) and not isinstance(told, bool) else -1


def _count_cached(details: object) -> int:
    """The prompt's tokens that came from a cache, over all service tiers."""
    if not isinstance(details, Mapping):
        return 0
    return sum(max(0, _count(n)) for name, n in details.items() if str(name).endswith(CACHE_READ))


def _finish_reason(chunk: "AIMessageChunk") -> str:
    said = chunk.response_metadata
    return str(next((said[name] for name in FINISH_KEYS if said.get(name)), ""))
