"""A chat model's name -> LangChain's client for it, and what its provider raises -> our failures."""

import importlib.util
import logging
import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from advisor.errors import SettingsError
from advisor.generation.failures import Failure, ModelFailedError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger(__name__)

MAX_ANSWER_TOKENS = 400
OPENAI, OPENAI_KEY = "openai", "OPENAI_API_KEY"
# The providers of LangChain's init_chat_model by what stands before the colon of a name ("llama3.2:3b" has none of
# them), with the package that it needs and the variable that holds its key, where there is one.
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
TOO_LONG = ("context", "too long", "maximum length", "exceed")


@dataclass(frozen=True, slots=True)
class Provider:
    """Whose model it is: ``name`` of PROVIDERS or openai, the model's own name there, the address (empty: the
    provider's own), the key and the variable that it comes from."""

    name: str
    model: str
    url: str
    key: str
    key_name: str

    @property
    def host(self) -> str:
        """Where the model answers, without path or port; a provider's own address by the provider's name."""
        return urlsplit(self.url).hostname or self.name

    @property
    def temperature(self) -> float | None:
        return None if self.is_openai and _thinks(self.model) else 0.0

    @property
    def is_openai(self) -> bool:
        """OpenAI, or a server with its protocol."""
        return self.name == OPENAI

    def build(self, timeout_s: float) -> tuple["BaseChatModel", Any]:
        """The model, and the connections to let go of in the end. Imports for seconds. Raises ModelFailedError."""
        if not self.key and self.key_name and (not self.is_openai or not self.url):
            raise ModelFailedError(Failure.NO_KEY)
        if not self.is_openai:
            return self._build_other(timeout_s)
        import httpx2
        from langchain_openai import ChatOpenAI

        client = httpx2.AsyncClient(timeout=httpx2.Timeout(timeout_s))
        model = ChatOpenAI(
            model=self.model,
            base_url=self.url or None,
            api_key=self.key or "none",  # type: ignore[arg-type]  # Pydantic makes a secret of it
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
        """Connections of our own wherever a package takes them: one event loop's are of no use to another."""
        from langchain.chat_models import init_chat_model

        more: dict[str, Any] = {"base_url": self.url} if self.url else {}
        client: Any = None
        if self.name == "groq":
            import groq

            client = more["http_async_client"] = groq.DefaultAsyncHttpxClient(timeout=timeout_s)
        name = f"{self.name}:{self.model}"
        model = init_chat_model(name, max_tokens=MAX_ANSWER_TOKENS, max_retries=0, temperature=self.temperature, **more)
        if self.name == "anthropic":  # whose package has one client for all models and loops, and takes no other
            import anthropic

            client = anthropic.DefaultAsyncHttpxClient(timeout=timeout_s)
            vars(model)["_async_client"] = model._async_client.copy(http_client=client)  # noqa: SLF001
        elif self.name == "mistralai":
            client = model.async_client
        return model, client


def provider_of(name: str, url: str) -> Provider:
    """Imports and calls nothing. Raises SettingsError for an address, a key or a provider that cannot be."""
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
    return Provider(before if package else OPENAI, rest if package else name, url, key, key_name)


def translated(error: Exception) -> ModelFailedError:
    """Providers' libraries are not imported to know their errors: most are made by one generator and share names."""
    names = {kind.__name__ for kind in type(error).__mro__}
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    if isinstance(status, int) and status >= 400:
        return _of_status(error, status)
    if names & {"APITimeoutError", "TimeoutException"}:
        return ModelFailedError(Failure.NO_FIRST_TOKEN)
    if names & {"APIConnectionError", "ConnectError"}:
        return ModelFailedError(Failure.UNREACHABLE)
    if "APIError" in names:  # an error sent in the middle of a stream
        return ModelFailedError(Failure.SERVER)
    if names & {"HTTPError", "OSError"}:
        return ModelFailedError(Failure.BROKE_OFF)
    if isinstance(error, ValueError) and str(error).startswith("No generation"):  # LangChain's word for no reply
        return ModelFailedError(Failure.EMPTY)
    log.warning("the chat model's reply could not be read: %s", type(error).__name__)
    return ModelFailedError(Failure.UNREADABLE)


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
    if status in (400, 413) and any(sign in words for sign in TOO_LONG):
        return ModelFailedError(Failure.TOO_LONG)
    if "content_filter" in words:
        return ModelFailedError(Failure.FILTERED)
    return ModelFailedError(Failure.REFUSED)


def _retry_after_s(error: Any) -> float:
    try:
        seconds = float(error.response.headers.get("retry-after", ""))
    except (ValueError, AttributeError):
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0


def _thinks(name: str) -> bool:
    """Whether OpenAI refuses a temperature for it."""
    return name.startswith(("o1", "o3", "o4", "gpt-5"))


def _check_address(url: str) -> None:
    """Raises SettingsError for what is no address."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        sound = False
    if url and not sound:
        raise SettingsError("ADVISOR_CHAT_URL is no address; it reads like http://localhost:11434/v1.")
