"""Settings from ADVISOR_* variables, read when built, not when imported."""

import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from advisor.errors import SettingsError

PREFIX = "ADVISOR_"


class Settings(BaseSettings):
    """Locations and parts; every field is the environment variable ``ADVISOR_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data_dir: Path = Field(default=Path(".data"), description="the index and all state")
    corpus_dir: Path | None = Field(default=None, description="the guides that ship; unset: those inside the package")
    embed_model: str = Field(default="", description="an embedding model's name; unset: the local encoder")
    embed_url: str = Field(default="", description="address of an OpenAI-compatible embeddings server")
    chat_model: str = Field(default="", description="a chat model's name; unset: answers are quoted")
    chat_url: str = Field(default="", description="address of an OpenAI-compatible chat server")
    database_url: SecretStr = Field(
        default=SecretStr(""), description="postgresql://… for conversations; unset: SQLite in the data directory"
    )
    keep_days: float = Field(default=30.0, gt=0, description="days that an unused conversation is kept")
    keep_versions: int = Field(
        default=10, ge=0, description="newest versions of a guide that are kept, beside those that answers cite; 0: all"
    )
    chat_first_token_s: float = Field(default=8.0, gt=0, description="seconds that a chat model has to begin")
    chat_gap_s: float = Field(default=10.0, gt=0, description="seconds that a chat model may pause")
    chat_total_s: float = Field(default=60.0, gt=0, description="seconds that a chat model has for an answer")
    chat_passage_chars: int = Field(default=6_000, ge=500, description="characters of passages sent to a chat model")
    chat_tokens_per_day: int = Field(default=0, ge=0, description="tokens a day from which answers are quoted; 0: none")
    probe_interval_s: float = Field(default=30.0, gt=0, description="seconds between checks of the serving index")
    limit_workers: int = Field(default=2, ge=1, le=64, description="threads for encoding and search")


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
        raise SettingsError(f"{name}: {first['msg']} (got {first['input']!r}).") from error


def refuse_unknown(prefix: str, fields: Iterable[str]) -> None:
    """Raise SettingsError for an unknown environment variable with this prefix."""
    known = {prefix + name.upper() for name in fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(prefix) and name.upper() not in known)
    if unknown:
        raise SettingsError(f"Unknown setting {unknown[0]}; the settings are {', '.join(sorted(known))}.")
