"""Settings from ADVISOR_* variables, read at construction, not at import."""

import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from advisor.errors import SettingsError

PREFIX = "ADVISOR_"
DAY_S = 86_400.0
MAX_DAYS = 36_500.0
MAX_COUNT = 1_000_000_000
MAX_TOKENS = 1_000_000_000_000
MAX_SHOWN = 60  # characters of a value that is refused


def settings_config(prefix: str) -> SettingsConfigDict:
    """Return what all settings share: their numbers are finite."""
    return SettingsConfigDict(env_prefix=prefix, frozen=True, extra="forbid", allow_inf_nan=False)


class VerifyMode(StrEnum):
    """Which of a model's sentences are read again."""

    DOUBTFUL = "doubtful"
    ALL = "all"
    OFF = "off"


class TrustMode(StrEnum):
    """How much say a chat model has."""

    AUTO = "auto"
    READS = "reads"
    PHRASES = "phrases"


class ChatCache(StrEnum):
    """Which answers of a chat model are given again."""

    OFF = "off"
    EXACT = "exact"


class Settings(BaseSettings):
    """Locations and parts; every field is the environment variable ``ADVISOR_<NAME>``."""

    model_config = settings_config(PREFIX)

    data_dir: Path = Field(
        default=Path(".data"),
        description="folder of the index and all other state; a relative path counts from where the command runs",
    )
    corpus_dir: Path | None = Field(
        default=None, description="folder of guides that the index follows; unset: the one guide that ships"
    )
    embed_model: str = Field(
        default="",
        description="an OpenAI embedding model, or one of the server at ADVISOR_EMBED_URL; unset: the local encoder",
    )
    embed_url: str = Field(
        default="",
        description="address of a server with OpenAI's embeddings protocol; unset: OpenAI (key in OPENAI_API_KEY)",
    )
    chat_model: str = Field(default="", description="the chat model that writes answers; unset: the guide is quoted")
    chat_url: str = Field(
        default="", description="address of a server with OpenAI's chat protocol; unset: the provider's own"
    )
    database_url: SecretStr = Field(
        default=SecretStr(""), description="postgresql://… for conversations; unset: SQLite in the data directory"
    )
    keep_days: float = Field(
        default=30.0, gt=0, le=MAX_DAYS, description="days after its last use until a conversation is deleted"
    )
    keep_versions: int = Field(
        default=10,
        ge=0,
        le=MAX_COUNT,
        description="newest versions of a guide that are kept, beside those that answers cite; 0: all",
    )
    chat_first_token_s: float = Field(
        default=8.0, gt=0, le=DAY_S, description="seconds a chat model may take until its first word"
    )
    chat_gap_s: float = Field(
        default=10.0, gt=0, le=DAY_S, description="seconds a chat model may pause between two words"
    )
    chat_total_s: float = Field(
        default=60.0, gt=0, le=DAY_S, description="seconds a chat model may take for a whole answer"
    )
    chat_passage_chars: int = Field(
        default=40_000,
        ge=500,
        le=MAX_COUNT,
        description="characters of the guides sent to a chat model: a guide that fits is sent whole; less for a small "
        "context window",
    )
    chat_trust: TrustMode = Field(
        default=TrustMode.AUTO,
        description="whether a chat model decides if the guide answers (`reads`), only words what the rules found "
        "(`phrases`), or is tried with a dozen questions once it matters (`auto`)",
    )
    chat_verify: VerifyMode = Field(
        default=VerifyMode.DOUBTFUL,
        description="which of a chat model's sentences a model reads again beside their quotes: "
        "`doubtful`, those that the check can neither bear out nor refute; `all`; or `off`",
    )
    chat_verify_model: str = Field(
        default="", description="the chat model that reads them, at the same address; unset: the one that writes"
    )
    chat_tokens_per_day: int | None = Field(
        default=None,
        ge=0,
        le=MAX_TOKENS,
        description="daily token budget (UTC); once it is spent, answers are quoted; 0: no limit; unset: none for your "
        "own use, and 5,000,000 for a server with SERVER_SITES",
    )
    chat_cache: ChatCache = Field(
        default=ChatCache.OFF,
        description="`exact`: the same question on the same guides, model and settings gets the answer that was "
        "written for it before, without a call, for ADVISOR_KEEP_DAYS; or `off`",
    )
    web_hosts: str = Field(
        default="",
        description="hosts whose pages may be read though their address is private, or, as `host:port`, at another "
        "port than 80 and 443; comma-separated; unset: public addresses only",
    )
    web_limit_pages: int = Field(
        default=1_000, ge=1, le=50_000, description="most pages that are visited of one sitemap"
    )
    web_pause_s: float = Field(
        default=1.0,
        ge=0,
        le=DAY_S,
        description="seconds between two requests to one host; its robots.txt may want more",
    )
    web_timeout_s: float = Field(
        default=60.0, gt=0, le=3_600, description="seconds that one page may take, from the look-up to its last byte"
    )
    probe_interval_s: float = Field(
        default=30.0, gt=0, le=DAY_S, description="seconds between checks of the serving index"
    )
    limit_workers: int = Field(
        default=2,
        ge=1,
        le=64,
        description="threads for encoding and searching; beside them, long questions have one less",
    )
    question_cpu_s: float = Field(default=5.0, gt=0, le=600, description="CPU seconds that one question may take")


def load_settings() -> Settings:
    """Read ADVISOR_* from the environment.

    Raises SettingsError for a name that is not a setting or a value that does not fit.
    """
    refuse_unknown(PREFIX, Settings.model_fields)
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else PREFIX + "*"
        raise SettingsError(f"{name}: {first['msg']} (got {shown(first['input'])}).") from error


def refuse_unknown(prefix: str, fields: Iterable[str]) -> None:
    """Raise SettingsError for an unknown environment variable with this prefix."""
    known = {prefix + name.upper() for name in fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(prefix) and name.upper() not in known)
    if unknown:
        raise SettingsError(f"Unknown setting {unknown[0]}; the settings are {', '.join(sorted(known))}.")


def shown(value: object) -> str:
    """Return a value as it was given, shortened."""
    if isinstance(value, str):
        return repr(value) if len(value) <= MAX_SHOWN else f"{value[:MAX_SHOWN]!r}…"
    return f"{value!r:.{MAX_SHOWN}}"
