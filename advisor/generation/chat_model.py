"""One call of a chat model through LangChain: text as it comes, under our own deadlines; vendor errors end here."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from advisor.generation.failures import Failure, ModelFailedError
from advisor.generation.providers import Provider, provider_of, translated

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

RETRY_WAIT_S = 0.5
LIMIT_ATTEMPTS = 3
# What providers say that a reply ended with; without any of them it was cut.
ENDINGS = ("finish_reason", "stop_reason", "stopReason", "done_reason")
REFUSALS = frozenset({"content_filter", "refusal", "safety", "guardrail_intervened"})


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds: to the first text over all attempts, between two pieces of text, and for the whole answer."""

    first_s: float = 8.0
    gap_s: float = 10.0
    total_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a service says that a call took."""

    n_in: int
    n_out: int


class ChatModel:
    """A model of OpenAI, of a server with OpenAI's protocol, or of another provider of LangChain's.

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

    async def stream(self, rules: str, asked: str, within_s: float | None = None) -> AsyncGenerator[str | Tokens]:
        """The answer's text piece by piece, and what it took when the service says so. Raises ModelFailedError.

        Tried again only while nothing has come, within the time to the first text. ``within_s``: the time for all of
        it, where that is not the usual. Closing it ends the call.
        """
        await self.prepare()  # the time that importing takes is not the model's
        begun = time.monotonic()
        end_s = begun + (self.deadlines.total_s if within_s is None else within_s)
        earlier: ModelFailedError | None = None
        for attempt in range(1, LIMIT_ATTEMPTS + 1):
            spoke = False
            try:
                async with aclosing(self._attempt(rules, asked, begun, end_s)) as pieces:
                    async for piece in pieces:
                        spoke = True
                        yield piece
                return
            except ModelFailedError as failure:
                wait_s = max(failure.wait_s, RETRY_WAIT_S)
                left_s = begun + self.deadlines.first_s - time.monotonic()
                if earlier and failure.kind is Failure.NO_FIRST_TOKEN:
                    raise earlier from None  # the time ran out, but what took it says more
                if spoke or not failure.kind.passes or wait_s >= left_s or attempt == LIMIT_ATTEMPTS:
                    raise
                earlier = failure
                await asyncio.sleep(wait_s)

    async def prepare(self) -> None:
        """Make the vendor's client, so that the first question need not wait for it. Raises ModelFailedError."""
        try:
            await self._built()
        except ModelFailedError:
            raise
        except Exception as error:  # noqa: BLE001  # a provider's door, as below
            raise translated(error) from None

    async def aclose(self) -> None:
        """Let go of the connections."""
        client, self._client, self._model = self._client, None, None
        if client is not None and self._loop is asyncio.get_running_loop():
            await client.aclose()

    async def _attempt(self, rules: str, asked: str, begun: float, end_s: float) -> AsyncGenerator[str | Tokens]:
        ended, spoke = "", False
        chunks = self._chunks(rules, asked)
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
                if chunk is None:
                    break
                ended = _ending(chunk) or ended
                if text := _text(chunk):
                    spoke, limit_s = True, self.deadlines.gap_s
                    yield text
                elif spoke:
                    limit_s = self.deadlines.gap_s
                else:  # what holds no text, such as a role or a thought, does not begin the answer
                    limit_s = begun + self.deadlines.first_s - time.monotonic()
                if usage := chunk.usage_metadata:
                    yield Tokens(usage["input_tokens"], usage["output_tokens"])
        if ended.lower() in REFUSALS:
            raise ModelFailedError(Failure.FILTERED)
        if not spoke:
            raise ModelFailedError(Failure.EMPTY)
        if not ended:
            raise ModelFailedError(Failure.BROKE_OFF)

    async def _chunks(self, rules: str, asked: str) -> AsyncGenerator["AIMessageChunk"]:
        """LangChain's own chunks. ``from None``: a service's own words may hold the key or the question."""
        try:
            model = await self._built()
            stream = model.astream([("system", rules), ("user", asked)])
            async with aclosing(cast(AsyncGenerator["AIMessageChunk"], stream)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except ModelFailedError:
            raise
        except Exception as error:  # noqa: BLE001  # a provider's door: whatever it raises is the model's failure
            raise translated(error) from None

    async def _built(self) -> "BaseChatModel":
        """The vendor's client, made on the first question of an event loop, as its connections belong to one."""
        loop = asyncio.get_running_loop()
        if self._model is not None and self._loop is loop:
            return self._model
        return await asyncio.to_thread(self._built_once, loop)  # imports for four seconds

    def _built_once(self, loop: asyncio.AbstractEventLoop) -> "BaseChatModel":
        """However many questions come at once, one client is made, as only that one is closed."""
        with self._building:
            if self._model is None or self._loop is not loop:
                self._model, self._client = self._provider.build(self.deadlines.total_s)
                self._loop = loop
            return self._model


def build_chat_model(name: str, url: str, deadlines: Deadlines) -> ChatModel:
    """The model of the settings, its key from the environment. Raises SettingsError."""
    return ChatModel(name, provider_of(name, url), deadlines)


def _text(chunk: "AIMessageChunk") -> str:
    return str(chunk.text)


def _ending(chunk: "AIMessageChunk") -> str:
    said = chunk.response_metadata
    return str(next((said[name] for name in ENDINGS if said.get(name)), ""))
