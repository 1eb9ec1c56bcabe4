"""Server settings from SERVER_* environment variables.

The environment is read when the settings are built, not on import.
"""

import ipaddress
import json
import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode

from advisor.errors import SettingsError
from advisor.settings import DAY_S, Settings, refuse_unknown, settings_config, shown
from server.access.sites import Site, Sites, origin_of

PREFIX = "SERVER_"
PLAINLY = {
    "missing": "is missing",
    "extra_forbidden": "is not known here; a site has origins and, if you like, guides",
    "model_type": 'must be like {"origins": ["https://www.example.org"]}',
    "list_type": "must be a list",
    "string_type": "must be a string",
    "too_short": "must name at least one",
}
WILDCARD_ADDRESSES = frozenset(("0.0.0.0", "::", ""))  # noqa: S104  # told apart, not bound
MAX_LIFE_S = 3_650 * DAY_S
MAX_LIMIT = 1_000_000_000
TOKENS_PER_DAY = 5_000_000  # with sites named: about 500 answers from whole guides, 2,500 from passages
MODEL_ANSWERS_PER_SESSION = 100
SITE_KEY = re.compile(r"[A-Za-z0-9._-]{4,64}")


class SiteIn(BaseModel):
    """One site in SERVER_SITES."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origins: list[str] = Field(min_length=1)
    guides: list[str] = []

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, value: list[str]) -> list[str]:
        return [origin_of(origin) for origin in value]


class ServerSettings(BaseSettings):
    """The server's address, limits, sites and Slack credentials.

    Each field is read from the environment variable ``SERVER_<NAME>``.
    """

    model_config = settings_config(PREFIX)

    host: str = Field(default="127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on; 0: any free one")
    workers: int = Field(default=1, ge=1, le=64, description="worker processes")
    public_url: str = Field(
        default="", description="public address, put in front of citation links that leave the site"
    )
    hosts: str = Field(
        default="",
        description="further host names by which it is called, comma-separated, besides those of SERVER_PUBLIC_URL, of "
        "this machine and of the address called; *: any",
    )
    metrics_port: int | None = Field(
        default=None, ge=0, le=65535, description="port of /metrics, which is then served there only; 0: any free one"
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="token that /metrics wants as Authorization: Bearer; without it and SERVER_METRICS_PORT only this "
        "machine reads it, and that while SERVER_HOST is a loopback address",
    )
    trusted_proxies: str = Field(
        default="",
        description="proxies whose X-Forwarded-* headers are believed: addresses or networks, comma-separated; *: all",
    )
    limit_body_bytes: int = Field(default=65_536, ge=1_024, le=MAX_LIMIT, description="largest request body accepted")
    limit_header_bytes: int = Field(
        default=32_768, ge=1_024, le=MAX_LIMIT, description="largest request line and headers accepted, together"
    )
    limit_headers: int = Field(default=100, ge=10, le=MAX_LIMIT, description="most headers of a request accepted")
    limit_connections: int = Field(
        default=2048,
        ge=1,
        le=100_000,
        description="open connections of one worker; fewer where the system allows fewer open files",
    )
    limit_connections_per_address: int = Field(
        default=512,
        ge=1,
        le=MAX_LIMIT,
        description="of these, connections from one address; trusted proxies may have all",
    )
    header_timeout_s: float = Field(
        default=10.0,
        gt=0,
        le=DAY_S,
        description="seconds for the headers of a request to arrive, also of a new connection",
    )
    body_timeout_s: float = Field(
        default=30.0, gt=0, le=DAY_S, description="seconds for the body of a request to arrive"
    )
    idle_timeout_s: float = Field(
        default=5.0,
        gt=0,
        le=DAY_S,
        description="seconds that a connection stays open between requests; streams are not cut",
    )
    sites: Annotated[dict[str, SiteIn], NoDecode] = Field(
        default_factory=dict,
        description='sites whose pages may ask, as JSON: {"public-key": {"origins": [], "guides": []}}',
    )
    calls_without_origin: Literal["allowed", "keyed"] = Field(
        default="allowed", description="whether scripts need a key; keyed: they must send a Site-Key header"
    )
    session_life_s: float = Field(
        default=900.0, ge=1, le=MAX_LIFE_S, description="seconds until a session's token expires"
    )
    limit_per_address: int = Field(
        default=3000,
        ge=0,
        le=MAX_LIMIT,
        description="calls per minute from one address; 0: no limit, nor one of its open questions",
    )
    limit_per_session: int = Field(
        default=120, ge=0, le=MAX_LIMIT, description="calls per minute of one session; 0: no limit"
    )
    limit_per_site: int = Field(
        default=6000, ge=0, le=MAX_LIMIT, description="calls per minute of one site; 0: no limit"
    )
    limit_model_answers_per_session: int | None = Field(
        default=None,
        ge=0,
        le=MAX_LIMIT,
        description="answers a day (UTC) that a chat model writes for one session, or for an address without one; "
        "after them it is answered without the model; 0: no limit; unset: 100 with SERVER_SITES, else no limit",
    )
    limit_concurrent_questions: int = Field(
        default=64, ge=1, le=MAX_LIMIT, description="questions answered at the same time"
    )
    limit_waiting_questions: int = Field(
        default=64,
        ge=0,
        le=MAX_LIMIT,
        description="questions that may wait for their turn at each worker; further ones get 503",
    )
    slack_bot_token: SecretStr = Field(
        default=SecretStr(""), description="bot token (xoxb-…) of a Slack app in one workspace; unset: no Slack"
    )
    slack_signing_secret: SecretStr = Field(
        default=SecretStr(""), description="proves that a call over HTTP comes from Slack"
    )
    slack_app_token: SecretStr = Field(
        default=SecretStr(""), description="app-level token (xapp-…): Socket Mode instead of HTTP"
    )
    slack_client_id: str = Field(
        default="", description="client id of a Slack app for many workspaces, in place of the bot token"
    )
    slack_client_secret: SecretStr = Field(default=SecretStr(""), description="the client secret that belongs to it")
    slack_follows: Literal["threads", "mentions"] = Field(
        default="threads",
        description="what an app for many workspaces may read in channels: threads it has joined, or mentions only",
    )
    slack_api_url: str = Field(default="https://slack.com/api/", description="address of Slack's Web API; for tests")
    shutdown_grace_s: float = Field(
        default=5.0, ge=0, le=DAY_S, description="seconds that open requests get to finish on shutdown"
    )
    stuck_after_s: float = Field(
        default=15.0,
        ge=0,
        le=DAY_S,
        description="seconds without a sign of life until a worker is killed and replaced, and a lone process ends; "
        "0: never",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="lowest level that is logged"
    )

    @field_validator("sites", mode="before")
    @classmethod
    def _is_json(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value or "{}")
        except ValueError:
            raise ValueError('not JSON like {"my-key": {"origins": ["https://www.example.org"]}}') from None

    @field_validator("sites")
    @classmethod
    def _have_keys(cls, value: dict[str, SiteIn]) -> dict[str, SiteIn]:
        for key in value:
            if not SITE_KEY.fullmatch(key):
                raise ValueError(f"the key {key!r} is not 4 to 64 letters, digits, dots, dashes or underscores")
        return value

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

    @field_validator("stuck_after_s")
    @classmethod
    def _is_longer_than_beats_take(cls, value: float) -> float:
        if 0 < value < 1:
            raise ValueError("less than a second; 0 is never")
        return value

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, value: str) -> str:
        for item in proxies(value):
            before, colon, _ = item.rpartition(":")
            has_port = colon and (re.search("[A-Za-z_-]", before) or re.match(r"[0-9.]++:", item))
            if has_port or not re.fullmatch(r"[A-Za-z0-9_.:-]+|\*", item):
                raise ValueError(f"{item!r} is not a host name like career.example.org, without a port")
        return value

    @property
    def host_names(self) -> frozenset[str]:
        """The names of the server, besides loopback and the address called."""
        named = {name.lower() for name in proxies(self.hosts)}
        public = urlsplit(self.public_url).hostname
        return frozenset(named | {self.host.lower()} | ({public} if public else set())) - WILDCARD_ADDRESSES

    @property
    def is_local(self) -> bool:
        """Whether only this machine can call the address."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def with_session_share(settings: ServerSettings, core: Settings) -> ServerSettings:
    """Settle how many answers a model writes for one session."""
    share = settings.limit_model_answers_per_session
    if share is None:
        share = MODEL_ANSWERS_PER_SESSION if settings.sites else 0
    return settings.model_copy(update={"limit_model_answers_per_session": share if core.chat_model else 0})


def with_token_ceiling(core: Settings, settings: ServerSettings) -> Settings:
    """Settle the day's tokens, which pages of others may not spend freely."""
    if core.chat_tokens_per_day is None and settings.sites:
        return core.model_copy(update={"chat_tokens_per_day": TOKENS_PER_DAY})
    return core


def defaults_for_sites(core: Settings, settings: ServerSettings) -> str:
    """The model limits that nobody set, in one sentence; empty for none."""
    limits = []
    if core.chat_tokens_per_day is None:
        limits.append(f"{TOKENS_PER_DAY:,} tokens a day (ADVISOR_CHAT_TOKENS_PER_DAY)")
    if settings.limit_model_answers_per_session is None:
        share = f"{MODEL_ANSWERS_PER_SESSION} answers a day for each session"
        limits.append(f"{share} (SERVER_LIMIT_MODEL_ANSWERS_PER_SESSION)")
    if not limits or not settings.sites or not core.chat_model:
        return ""
    return f"Sites may ask, so the chat model gets at most {' and '.join(limits)}; 0 lifts a limit."


def build_sites(settings: ServerSettings) -> Sites:
    sites = {key: Site(key, frozenset(site.origins), tuple(site.guides)) for key, site in settings.sites.items()}
    return Sites(sites, public_url=settings.public_url)


def proxies(value: str) -> list[str]:
    """Split a comma-separated list into its stripped, non-empty items."""
    return [item.strip() for item in value.split(",") if item.strip()]


def load_server_settings(**given: object) -> ServerSettings:
    """Read SERVER_* from the environment; ``given`` overrides it.

    ``given`` comes from the command line. Raises SettingsError for an unknown name or an invalid value.
    """
    refuse_unknown(PREFIX, ServerSettings.model_fields)
    try:
        return _checked(ServerSettings(**given))  # type: ignore[arg-type]  # validated by Pydantic
    except ValidationError as error:
        # An unknown name often explains a missing one, so it is reported first.
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else PREFIX + "*"
        where = ".".join(map(str, first["loc"][1:]))
        reason = first["msg"].removeprefix("Value error, ")
        if where:
            plainly = PLAINLY.get(first["type"])
            reason = f"{where} {plainly}" if plainly else f"{where}: {reason}"
        raise SettingsError(f"{name}: {reason} (got {shown(first['input'])}).") from error


def _checked(settings: ServerSettings) -> ServerSettings:
    """Check the Slack settings against each other and return the settings.

    Raises SettingsError; no message repeats a secret.
    """
    one, many = settings.slack_bot_token.get_secret_value(), settings.slack_client_id
    client_secret = settings.slack_client_secret.get_secret_value()
    signing_secret, app_token = (
        getattr(settings, name).get_secret_value() for name in ("slack_signing_secret", "slack_app_token")
    )
    if not any((one, many, client_secret, signing_secret, app_token)):
        return settings
    if bool(many) != bool(client_secret):
        missing = "SERVER_SLACK_CLIENT_SECRET" if many else "SERVER_SLACK_CLIENT_ID"
        raise SettingsError(f"{missing} is missing: an app that many workspaces install needs both.")
    if bool(one) == bool(many):
        raise SettingsError(
            "Slack needs either SERVER_SLACK_BOT_TOKEN, which begins with xoxb- (one workspace), or"
            " SERVER_SLACK_CLIENT_ID and SERVER_SLACK_CLIENT_SECRET (many)."
        )
    if many and app_token:
        raise SettingsError(
            "SERVER_SLACK_APP_TOKEN is for one workspace; many need SERVER_SLACK_SIGNING_SECRET and an address that"
            " Slack can reach."
        )
    if bool(signing_secret) == bool(app_token):
        raise SettingsError(
            "Slack needs either SERVER_SLACK_SIGNING_SECRET (events over HTTP) or SERVER_SLACK_APP_TOKEN (Socket Mode)."
        )
    if not settings.public_url:
        raise SettingsError("SERVER_PUBLIC_URL is missing: citations in Slack have to open from there.")
    if app_token and settings.workers > 1:
        raise SettingsError(
            "Socket Mode is answered by one process; set SERVER_WORKERS to 1, or give SERVER_SLACK_SIGNING_SECRET in"
            " place of SERVER_SLACK_APP_TOKEN."
        )
    return settings
