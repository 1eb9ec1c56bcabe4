"""One call of a chat model through LangChain: text as it comes, under our own deadlines; vendor errors end here."""

import asyncio
import logging
import math
import os
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from advisor.errors import SettingsError
from advisor.generation.failures import Failure, ModelFailedError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

log = logging.getLogger(__name__)

MAX_ANSWER_TOKENS = 400
RETRY_WAIT_S = 0.5
LIMIT_ATTEMPTS = 3
# Names before a colon that LangChain's init_chat_model knows; "llama3.2:3b" is none of them.
PROVIDERS = frozenset(
    {"anthropic", "bedrock", "cohere", "deepseek", "google_genai", "google_vertexai", "groq", "mistralai"}
)
TOO_LONG = ("context", "too long", "maximum length", "exceed")


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
    """A model by its name, of OpenAI, of a server with OpenAI's protocol, or of another provider of LangChain's.

    Building it imports nothing heavy and calls nobody. Raises SettingsError for an address or a key that cannot be.
    """

    def __init__(self, name: str, *, url: str = "", key: str = "", deadlines: Deadlines = Deadlines()) -> None:
        self.name = name
        self._url = _checked_address(url)
        self._key = key.strip()
        if not (self._key.isascii() and self._key.isprintable()):
            raise SettingsError("OPENAI_API_KEY holds a character that no key has, such as a line break or an accent.")
        self.deadlines = deadlines
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
            raise _translated(error) from None

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
                ended = chunk.response_metadata.get("finish_reason") or ended
                if text := _text(chunk):
                    spoke, limit_s = True, self.deadlines.gap_s
                    yield text
                elif spoke:
                    limit_s = self.deadlines.gap_s
                else:  # what holds no text, such as a role or a thought, does not begin the answer
                    limit_s = begun + self.deadlines.first_s - time.monotonic()
                if usage := chunk.usage_metadata:
                    yield Tokens(usage["input_tokens"], usage["output_tokens"])
        if ended in ("content_filter", "refusal"):
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
            raise _translated(error) from None

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
                self._model, self._client = self._build()
                self._loop = loop
            return self._model

    def _build(self) -> tuple["BaseChatModel", Any]:
        provider, _, rest = self.name.partition(":")
        if rest and provider in PROVIDERS and not self._url:
            from langchain.chat_models import init_chat_model

            try:
                return init_chat_model(self.name, max_tokens=MAX_ANSWER_TOKENS, max_retries=0, temperature=0), None
            except ImportError:
                log.warning("the chat model %r needs LangChain's package for its provider", self.name)
                raise ModelFailedError(Failure.UNKNOWN_MODEL) from None
        if not self._key and not self._url:
            raise ModelFailedError(Failure.NO_KEY)
        import httpx2
        from langchain_openai import ChatOpenAI

        client = httpx2.AsyncClient(timeout=httpx2.Timeout(self.deadlines.total_s))
        model = ChatOpenAI(
            model=self.name,
            base_url=self._url or None,
            api_key=self._key or "none",  # type: ignore[arg-type]  # Pydantic makes a secret of it
            use_responses_api=False,
            stream_usage=True,
            stream_chunk_timeout=None,
            max_retries=0,
            max_completion_tokens=MAX_ANSWER_TOKENS,
            temperature=None if _thinks(self.name) else 0,
            http_async_client=client,
        )
        return model, client


def build_chat_model(name: str, url: str, deadlines: Deadlines) -> ChatModel:
    """The model of the settings, its key from OPENAI_API_KEY. Raises SettingsError."""
    return ChatModel(name, url=url, key=os.environ.get("OPENAI_API_KEY", ""), deadlines=deadlines)


def _thinks(name: str) -> bool:
    """Whether OpenAI refuses a temperature for it."""
    return name.startswith(("o1", "o3", "o4", "gpt-5"))


def _text(chunk: "AIMessageChunk") -> str:
    return str(chunk.text)


def _translated(error: Exception) -> ModelFailedError:
    import httpx2
    import openai

    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    if isinstance(error, openai.APITimeoutError):
        return ModelFailedError(Failure.NO_FIRST_TOKEN)
    if isinstance(error, openai.APIConnectionError | httpx2.ConnectError):
        return ModelFailedError(Failure.UNREACHABLE)
    if isinstance(error, openai.APIError):  # an error sent in the middle of a stream
        return ModelFailedError(Failure.SERVER)
    if isinstance(error, httpx2.HTTPError | OSError):
        return ModelFailedError(Failure.BROKE_OFF)
    if isinstance(error, ValueError) and str(error).startswith("No generation"):  # LangChain's word for no reply
        return ModelFailedError(Failure.EMPTY)
    log.warning("the chat model's reply could not be read: %s", type(error).__name__)
    return ModelFailedError(Failure.UNREADABLE)


def _of_status(error: Any) -> ModelFailedError:
    status, words = error.status_code, f"{error} {error.code}".lower()
    if status in (401, 403):
        return ModelFailedError(Failure.REFUSED_KEY)
    if status == 404:
        return ModelFailedError(Failure.UNKNOWN_MODEL)
    if status == 429:
        return ModelFailedError(Failure.LIMIT, _retry_after_s(error))
    if status >= 500:
        return ModelFailedError(Failure.SERVER, _retry_after_s(error))
    if status in (400, 413) and any(sign in words for sign in TOO_LONG):
        return ModelFailedError(Failure.TOO_LONG)
    if "content_filter" in words:
        return ModelFailedError(Failure.FILTERED)
    return ModelFailedError(Failure.REFUSED)


def _retry_after_s(error: Any) -> float:
    try:
        seconds = float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0


def _checked_address(url: str) -> str:
    """Raises SettingsError for what is no address."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        sound = False
    if url and not sound:
        raise SettingsError("ADVISOR_CHAT_URL is no address; it reads like http://localhost:11434/v1.")
    return url
