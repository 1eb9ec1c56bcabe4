"""OpenAIEmbedder: any service with OpenAI's embeddings endpoint.

Its failures become ProviderErrors in plain words.
"""

import asyncio
import json
import math
import os
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from advisor.embeddings.background_loop import run_in_background
from advisor.embeddings.token_vectors import EncodedText, EncoderInput, wrap_vectors
from advisor.errors import ProviderError, SettingsError
from advisor.reply_bounds import Bounds, ReplyTooLargeError, bound_replies

if TYPE_CHECKING:
    import openai

OPENAI_URL = "https://api.openai.com/v1"
TEXTS_PER_REQUEST = 64
LONGEST_WAIT_S = 10.0
MAX_DIMENSIONS = 20_000
# What a reply may hold, for each text: the vector and what is said of it, and the same again around them all.
MAX_BYTES = 1024 * 1024
MAX_VALUES = MAX_DIMENSIONS + 100
MAX_CONTAINERS = 10  # lists and objects, which take twenty times the memory of their brackets
MAX_REPLY_BYTES = (TEXTS_PER_REQUEST + 1) * MAX_BYTES


class OpenAIEmbedder:
    """Vectors from a service, scaled to length 1.

    Its first reply sets ``dimensions``; reading that property may send a request. ``timeout_s`` bounds one request from
    its first to its last byte. After a transient failure it is retried once for each of ``retry_waits_s``, or later if
    the service asks for up to 10 s. Raises SettingsError for an invalid address or a key that cannot be sent. No
    message contains the key or a text.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str = OPENAI_URL,
        api_key: str = "",
        timeout_s: float = 30.0,
        retry_waits_s: Sequence[float] = (0.5, 2.0),
    ) -> None:
        address = _address(base_url)
        key = api_key.strip()
        if not (key.isascii() and key.isprintable()):
            raise SettingsError("OPENAI_API_KEY holds a character that no key has, such as a line break or an accent.")
        import openai  # takes a second, paid only when a service is configured

        self.name = model if base_url == OPENAI_URL else f"{model} at {address}"
        self._model = model
        self._where = f"The embedding service at {address}"
        self._timeout_s = timeout_s
        self._retry_waits_s = tuple(retry_waits_s)
        self._dimensions = 0
        self._settling = threading.Lock()
        client = openai.DefaultAsyncHttpxClient(timeout=timeout_s)
        bound_replies(client, Bounds(MAX_REPLY_BYTES, MAX_REPLY_BYTES, MAX_REPLY_BYTES))
        # The client requires a key although a local server may not. Its own retries take minutes, so we retry.
        self._client = openai.AsyncOpenAI(
            api_key=key or "none", base_url=base_url, timeout=timeout_s, max_retries=0, http_client=client
        )

    @property
    def dimensions(self) -> int:
        """The length of each vector.

        Sends one request if nothing was encoded yet. Raises ProviderError.
        """
        if not self._dimensions:
            self.encode(["dimensions"])
        return self._dimensions

    def encode_in_context(self, inputs: Sequence[EncoderInput]) -> list[EncodedText]:
        """The vectors of the texts with their leads, without words.

        Raises ProviderError.
        """
        return wrap_vectors(self.encode([one.whole for one in inputs]))

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One row per text, of length 1; zeros for a blank text.

        Blank texts are not sent, equal texts are sent once. Raises ProviderError.
        """
        place = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        rows = {row: text.encode("utf-8", "replace").decode() for text, row in place.items() if text.strip()}
        wanted = list(rows)
        found = [
            self._request([rows[row] for row in wanted[first : first + TEXTS_PER_REQUEST]])
            for first in range(0, len(wanted), TEXTS_PER_REQUEST)
        ]
        vectors = np.zeros((len(place), self.dimensions if texts else self._dimensions), np.float32)
        if found:
            vectors[wanted] = np.concatenate(found)
        return vectors[[place[text] for text in texts]]

    def _request(self, texts: list[str]) -> npt.NDArray[np.float32]:
        for wait_s in (*self._retry_waits_s, None):
            try:
                return self._vectors(self._reply(texts), len(texts))
            except _TransientError as failure:
                if wait_s is None:
                    raise ProviderError(str(failure)) from None
                time.sleep(min(max(wait_s, failure.wait_s), LONGEST_WAIT_S))
        raise AssertionError("the last attempt returns or raises")

    def _reply(self, texts: list[str]) -> bytes:
        """The body of one reply, read before the deadline.

        The vendor's errors end here.
        """
        import openai

        # ``from None``: the service's message may contain the key or a text and would show in every traceback.
        try:
            return run_in_background(self._read(texts))
        except ReplyTooLargeError:
            raise self._too_large(len(texts)) from None
        except (openai.APITimeoutError, TimeoutError):
            raise _TransientError(f"{self._where} did not answer within {self._timeout_s:g} s.") from None
        except openai.APIConnectionError as error:
            if isinstance(error.__cause__, ReplyTooLargeError):
                raise self._too_large(len(texts)) from None
            reason = _reason(error)
            raise _TransientError(f"{self._where} cannot be reached{reason}. Check ADVISOR_EMBED_URL.") from None
        except openai.APIStatusError as error:
            raise self._refusal(error) from None
        except openai.OpenAIError as error:
            raise ProviderError(f"{self._where} could not be asked ({type(error).__name__}).") from None
        except (_httpx_error(), OSError):
            raise _TransientError(f"{self._where} broke off in the middle of its reply.") from None

    async def _read(self, texts: list[str]) -> bytes:
        """The body of one reply. The deadline is that of everything: headers, interim replies, errors."""
        body = bytearray()
        embeddings = self._client.embeddings.with_streaming_response
        async with (
            asyncio.timeout(self._timeout_s),
            embeddings.create(model=self._model, input=texts, encoding_format="float") as reply,
        ):
            async for part in reply.iter_bytes():
                body += part
                if len(body) > (len(texts) + 1) * MAX_BYTES:
                    raise ReplyTooLargeError
        return bytes(body)

    def _too_large(self, n_texts: int) -> ProviderError:
        return ProviderError(
            f"{self._where} sent more than {n_texts} vectors can take, or sent them compressed. "
            "Check ADVISOR_EMBED_URL."
        )

    def _refusal(self, error: "openai.APIStatusError") -> Exception:
        status = error.status_code
        if status == 429:
            return _TransientError(f"{self._where} says that its limit is used up (429).", _retry_after_s(error))
        if status >= 500:
            return _TransientError(f"{self._where} failed ({status}).", _retry_after_s(error))
        if status in (401, 403):
            return ProviderError(f"{self._where} does not accept the key ({status}). Check OPENAI_API_KEY.")
        if status == 404:
            return ProviderError(
                f"{self._where} does not know the path or the model {self._model!r} (404). "
                "Check ADVISOR_EMBED_URL and ADVISOR_EMBED_MODEL."
            )
        return ProviderError(f"{self._where} refused the request ({status}). Check ADVISOR_EMBED_MODEL.")

    def _vectors(self, body: bytes, n_texts: int) -> npt.NDArray[np.float32]:
        """The unit vectors of a reply, in the order of the texts.

        Raises ProviderError.
        """
        if (
            body.count(b"[") + body.count(b"{") > (n_texts + 1) * MAX_CONTAINERS
            or body.count(b",") > (n_texts + 1) * MAX_VALUES
        ):
            raise self._too_large(n_texts)
        try:
            entries = _entries(json.loads(body))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise ProviderError(
                f"{self._where} answered something that is not a list of embeddings. Check ADVISOR_EMBED_URL."
            ) from None
        if len(entries) != n_texts:
            raise ProviderError(f"{self._where} sent {len(entries)} vectors for {n_texts} texts.")
        try:
            vectors = np.array(entries, np.float64)
        except (ValueError, TypeError, OverflowError):
            vectors = np.empty(0)
        if vectors.ndim != 2 or not 0 < vectors.shape[1] <= MAX_DIMENSIONS:
            raise ProviderError(f"{self._where} sent vectors of different lengths or malformed vectors.")
        with np.errstate(over="ignore", invalid="ignore"):
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not lengths.all():
            raise ProviderError(f"{self._where} sent a zero vector or one with values that are not finite.")
        self._settle(vectors.shape[1])
        return np.asarray(vectors / lengths, np.float32)

    def _settle(self, dimensions: int) -> None:
        with self._settling:
            self._dimensions = self._dimensions or dimensions
        if dimensions != self._dimensions:
            raise ProviderError(f"{self._where} sent vectors of {dimensions} values after ones of {self._dimensions}.")


class _TransientError(Exception):
    """A failure worth retrying, with the wait requested by the service."""

    def __init__(self, message: str, wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.wait_s = wait_s


def _entries(reply: Any) -> list[list[float]]:
    """The vectors ordered by ``index``, or as sent without one."""
    data = reply["data"]
    indexes = [entry.get("index", position) for position, entry in enumerate(data)]
    if sorted(indexes) != list(range(len(data))):
        raise ValueError("indexes are not 0..n-1")
    return [data[place]["embedding"] for place in np.argsort(indexes)]


def _address(url: str) -> str:
    """The address without user name, password and query, safe to show."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError("ADVISOR_EMBED_URL is not a valid address; expected one like http://localhost:8080/v1.")
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path.rstrip('/')}"


def _reason(error: BaseException) -> str:
    """The system's reason for a failed connection, known to hold no secret."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            # asyncio's own words hold the address, not the reason.
            is_asyncio = cause.errno and cause.strerror.startswith("Connect call failed")
            return f": {os.strerror(cause.errno or 0) if is_asyncio else cause.strerror}"
        several = cause.exceptions if isinstance(cause, BaseExceptionGroup) else ()  # one for each address of the host
        cause = next(iter(several), None) or cause.__cause__ or cause.__context__
    return ""


def _retry_after_s(error: "openai.APIStatusError") -> float:
    try:
        seconds = float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) else 0.0


def _httpx_error() -> type[Exception]:
    """The error class of openai's HTTP client while reading a body.

    openai translates only the errors raised earlier.
    """
    import httpx2

    return httpx2.HTTPError
