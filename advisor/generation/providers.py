"""Chat model providers: LangChain clients by name, and their errors as failures."""

import importlib.util
import logging
import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from advisor.errors import SettingsError
from advisor.generation.failures import Failure, ModelFailedError
from advisor.reply_bounds import bound_replies

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger(__name__)

MAX_ANSWER_TOKENS = 500
OPENAI, OPENAI_KEY = "openai", "OPENAI_API_KEY"
# LangChain's providers by the prefix of a model's name ("llama3.2:3b" has no such prefix), each with its package and
# the environment variable of its key, if any.
PROVIDERS = {
    "anthropic": ("langchain-anthropic", "ANTHROPIC_API_KEY"),
    "azure_openai": ("langchain-openai", "AZURE_OPENAI_API_KEY"),
    "bedrock": ("langchain-aws", ""),
    "bedrock_converse": ("langchain-aws", ""),
    "cohere": ("langchain-cohere", "COHERE_API_KEY"),
    "deepseek": ("langchain-deepseek", "DEEPSEEK_API_KEY"),
    "fireworks": ("langchain-fireworks", "FIREWORKS_API_KEY"),
    "google_genai": ("langchain-google-genai", "GOOGLE_API_KEY"),
    "google_vertexai": ("langchain-google-vertexai", ""),
    "groq": ("langchain-groq", "GROQ_API_KEY"),
    "mistralai": ("langchain-mistralai", "MISTRAL_API_KEY"),
    "together": ("langchain-together", "TOGETHER_API_KEY"),
    "xai": ("langchain-xai", "XAI_API_KEY"),
}
TOO_LARGE = ("request too large", "request_too_large")
# What servers say of a request longer than they take: OpenAI and those alike, llama.cpp, vLLM, SGLang, LM Studio,
# Ollama, TGI, Anthropic, Google, Mistral, Cohere, xAI, Bedrock and LiteLLM, in lower case.
TOO_LONG = (
    "context_length_exceeded", "exceed_context_size", "contextwindowexceeded", "context length", "context size",
    "context window", "context limit", "maximum context", "maximum prompt length", "maximum model length",
    "maximum number of tokens allowed", "prompt is too long", "prompt too long", "input is too long", "input too long",
    "input is too large", "too many tokens", "too many input tokens", "tokens exceed", "input token count",
    "`inputs` tokens", "`inputs` must have less", "reduce the length", *TOO_LARGE,
)  # fmt: skip
NEVER_OF_LENGTH = (401, 403, 404)
MAX_WORDS = 2_000  # characters of an error that are read; the rest may repeat what was asked


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider and address of a model.

    ``name`` is a key of PROVIDERS or openai; ``model`` the model's name there; ``url`` its address (empty: the
    provider's own); ``key`` the key, and ``key_name`` the variable it comes from.
    """

    name: str
    model: str
    url: str
    key: str
    key_name: str

    @property
    def host(self) -> str:
        """The host of the model, without path or port.

        A provider's own address is represented by the provider's name.
        """
        return urlsplit(self.url).hostname or self.name

    @property
    def temperature(self) -> float | None:
        return None if self.is_openai and _is_reasoning_model(self.model) else 0.0

    @property
    def is_openai(self) -> bool:
        """Whether it is OpenAI, or a server with its protocol."""
        return self.name == OPENAI

    def build(self, timeout_s: float) -> tuple["BaseChatModel", Any]:
        """The model, and the connections to close in the end.

        The imports take seconds. Raises ModelFailedError.
        """
        if not self.key and self.key_name and (not self.is_openai or not self.url):
            raise ModelFailedError(Failure.NO_KEY)
        if not self.is_openai:
            return self._build_other(timeout_s)
        import httpx2
        from langchain_openai import ChatOpenAI

        client = httpx2.AsyncClient(timeout=httpx2.Timeout(timeout_s))
        bound_replies(client)
        model = ChatOpenAI(
            model=self.model,
            base_url=self.url or None,
            api_key=self.key or "none",  # type: ignore[arg-type]  # Pydantic turns it into a secret
            use_responses_api=False,
            stream_usage=True,
            stream_chunk_timeout=None,
            max_retries=0,
            max_completion_tokens=MAX_ANSWER_TOKENS,
            temperature=self.temperature,
            http_async_client=client,
        )
        return model, client

    def _build_other(self, timeout_s: float) -> tuple["BaseChatModel", Any]:
        """The model of another provider, with connections of our own if possible.

        Connections of one event loop cannot be used by another.
        """
        from langchain.chat_models import init_chat_model

        more: dict[str, Any] = {"base_url": self.url} if self.url else {}
        client: Any = None
        if self.name == "groq":
            import groq

            client = more["http_async_client"] = groq.DefaultAsyncHttpxClient(timeout=timeout_s)
        name = f"{self.name}:{self.model}"
        model = init_chat_model(name, max_tokens=MAX_ANSWER_TOKENS, max_retries=0, temperature=self.temperature, **more)
        if self.name == "anthropic":  # its package has one client for all models and loops and accepts no other
            import anthropic

            client = anthropic.DefaultAsyncHttpxClient(timeout=timeout_s)
            vars(model)["_async_client"] = model._async_client.copy(http_client=client)  # noqa: SLF001
        elif self.name == "mistralai":
            client = model.async_client
        if client is not None:
            bound_replies(client)
        return model, client


def provider_of(name: str, url: str) -> Provider:
    """The provider of a model name, without importing or calling it.

    Raises SettingsError for an invalid address or key, or a provider that is not installed.
    """
    _check_address(url)
    before, _, rest = name.partition(":")
    if rest and before == OPENAI:
        before, name = "", rest
    package, key_name = PROVIDERS.get(before, ("", "")) if rest else ("", "")
    if package and importlib.util.find_spec(package.replace("-", "_")) is None:
        raise SettingsError(
            f"ADVISOR_CHAT_MODEL is a model of {before}, which needs a package that is not installed: "
            f"pip install {package}"
        )
    key_name = key_name if package else OPENAI_KEY
    key = os.environ.get(key_name, "").strip() if key_name else ""
    if not (key.isascii() and key.isprintable()):
        raise SettingsError(f"{key_name} holds a character that no key has, such as a line break or an accent.")
    return Provider(
        name=before if package else OPENAI,
        model=rest if package else name,
        url=url,
        key=key,
        key_name=key_name,
    )


def translate_error(error: Exception) -> ModelFailedError:
    """The failure for a provider's exception.

    Errors are recognised by class name, without importing the provider's library: most libraries are generated alike
    and share these names.
    """
    names = {kind.__name__ for kind in type(error).__mro__}
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    if "ContextOverflowError" in names or _is_too_long(error, status):
        return ModelFailedError(Failure.TOO_LONG)
    if isinstance(status, int) and status >= 400:
        return _of_status(error, status)
    if names & {"APITimeoutError", "TimeoutException"}:
        return ModelFailedError(Failure.NO_FIRST_TOKEN)
    if names & {"APIConnectionError", "ConnectError"}:
        return ModelFailedError(Failure.UNREACHABLE)
    if "APIError" in names:  # an error in the middle of a stream
        return ModelFailedError(Failure.SERVER)
    if names & {"HTTPError", "OSError"}:
        return ModelFailedError(Failure.BROKE_OFF)
    # LangChain's error for an empty reply.
    if isinstance(error, ValueError) and str(error).startswith("No generation"):
        return ModelFailedError(Failure.EMPTY)
    log.warning("the chat model's reply could not be read: %s", type(error).__name__)
    return ModelFailedError(Failure.UNREADABLE)


def _is_too_long(error: Exception, status: object) -> bool:
    """Whether a server says that it was sent more than it takes."""
    if status in NEVER_OF_LENGTH:
        return False
    words = f"{getattr(error, 'code', '')} {str(error)[:MAX_WORDS]}".lower()
    # Of a limit's refusals only one means this request: "too many tokens" is also said of a whole minute's.
    return any(sign in words for sign in (TOO_LARGE if status == 429 else TOO_LONG))


def _of_status(error: Any, status: int) -> ModelFailedError:
    words = f"{error} {getattr(error, 'code', '')}".lower()
    if status in (401, 403):
        return ModelFailedError(Failure.REFUSED_KEY)
    if status == 404:
        return ModelFailedError(Failure.UNKNOWN_MODEL)
    if status == 429:
        return ModelFailedError(Failure.LIMIT, _retry_after_s(error))
    if status >= 500:
        return ModelFailedError(Failure.SERVER, _retry_after_s(error))
    if "content_filter" in words:
        return ModelFailedError(Failure.FILTERED)
    return ModelFailedError(Failure.REFUSED)


def _retry_after_s(error: Any) -> float:
    try:
        seconds = float(error.response.headers.get("retry-after", ""))
    except (ValueError, AttributeError):
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0


def _is_reasoning_model(name: str) -> bool:
    """Whether OpenAI rejects a temperature for this model."""
    return name.startswith(("o1", "o3", "o4", "gpt-5"))


def _check_address(url: str) -> None:
    """Raise SettingsError for an invalid address."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        sound = False
    if url and not sound:
        raise SettingsError("ADVISOR_CHAT_URL is not a valid address; expected one like http://localhost:11434/v1.")
