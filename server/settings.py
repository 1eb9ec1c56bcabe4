"""SERVER_* from the environment. Building it reads the environment; importing it does not."""

import ipaddress
import os
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from advisor.errors import SettingsError

PREFIX = "SERVER_"


class ServerSettings(BaseSettings):
    """How the server is reached and what it takes. Every field is an environment variable ``SERVER_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on; 0: any free one")
    public_url: str = Field(default="", description="put before citation links; unset: links stay on this site")
    trusted_proxies: str = Field(
        default="", description="addresses or networks, by commas, whose X-Forwarded-* headers count; *: all"
    )
    limit_body_bytes: int = Field(default=65_536, ge=1_024, description="largest request body taken")
    limit_concurrent_questions: int = Field(default=64, ge=1, description="questions answered at one time")
    shutdown_grace_s: float = Field(default=5.0, ge=0, description="time that open requests get to end")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="least level logged")

    @field_validator("public_url")
    @classmethod
    def _is_http_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
            raise ValueError("not an address like https://career.example.org")
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        for item in proxies(value):
            if item != "*":
                ipaddress.ip_network(item, strict=False)
        return value


def proxies(value: str) -> list[str]:
    """The items of a comma list, without blanks."""
    return [item.strip() for item in value.split(",") if item.strip()]


def load_server_settings(**given: object) -> ServerSettings:
    """Read SERVER_* from the environment; ``given`` (from the command line) goes before it.

    Raises SettingsError for a name that is not a setting or a value that does not fit.
    """
    known = {PREFIX + name.upper() for name in ServerSettings.model_fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise SettingsError(f"Unknown setting {unknown[0]}; the settings are {', '.join(sorted(known))}.")
    try:
        return ServerSettings(**given)  # type: ignore[arg-type]  # checked by Pydantic just here
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else PREFIX + "*"
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: {reason} (got {first['input']!r}).") from error
