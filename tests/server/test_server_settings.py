"""SERVER_*: read from the environment, checked, and refused in one sentence."""

import subprocess
import sys
from collections.abc import Callable
from typing import get_args

import pytest
from pydantic_settings import BaseSettings

from advisor.errors import SettingsError
from advisor.settings import Settings, load_settings
from server.settings import (
    MODEL_ANSWERS_PER_SESSION,
    TOKENS_PER_DAY,
    ServerSettings,
    SiteIn,
    defaults_for_sites,
    load_server_settings,
    with_session_share,
    with_token_ceiling,
)


def test_without_settings_the_server_is_on_loopback_port_8000() -> None:
    settings = load_server_settings()
    assert (settings.host, settings.port, settings.public_url, settings.trusted_proxies) == ("127.0.0.1", 8000, "", "")


def test_the_environment_is_read_and_the_command_line_goes_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_PORT", "9001")
    monkeypatch.setenv("SERVER_HOST", "::1")
    settings = load_server_settings(port="9002")
    assert (settings.host, settings.port) == ("::1", 9002)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SERVER_PRT", "1"),
        ("SERVER_PORT", "http"),
        ("SERVER_PORT", "70000"),
        ("SERVER_PUBLIC_URL", "career.example.org"),
        ("SERVER_PUBLIC_URL", "javascript:alert(1)"),
        ("SERVER_TRUSTED_PROXIES", "10.0.0.1, proxy.local"),
        ("SERVER_LIMIT_BODY_BYTES", "0"),
        ("SERVER_SHUTDOWN_GRACE_S", "-1"),
        ("SERVER_LOG_LEVEL", "loud"),
    ],
)
def test_a_setting_that_cannot_work_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_server_settings()
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("acme", "not JSON like"),
        ('{"acme": "https://x.example"}', 'acme must be like {"origins"'),
        ('{"acme": {}}', "acme.origins is missing"),
        ('{"acme": {"origins": []}}', "acme.origins must name at least one"),
        ('{"acme": {"origin": ["https://x.example"]}}', "acme.origin is not known here"),
        ('{"acme": {"origins": "https://x.example"}}', "acme.origins must be a list"),
        ('{"acme": {"origins": ["x.example"]}}', "acme.origins: not an origin like https://www.example.org"),
        ('{"a": {"origins": ["https://x.example"]}}', "the key 'a' is not 4 to 64"),
    ],
)
def test_what_is_wrong_with_a_site_is_said_with_its_place(
    monkeypatch: pytest.MonkeyPatch, value: str, told: str
) -> None:
    monkeypatch.setenv("SERVER_SITES", value)
    with pytest.raises(SettingsError) as caught:
        load_server_settings()
    assert str(caught.value).startswith(f"SERVER_SITES: {told}")


def test_the_public_address_ends_without_a_slash() -> None:
    assert ServerSettings(public_url="https://x.example/career/").public_url == "https://x.example/career"


MANY = {"slack_bot_token": "", "slack_client_id": "1.2", "slack_client_secret": "client-secret"}
SLACK = {"slack_bot_token": "xoxb-secret", "slack_signing_secret": "signing-secret", "public_url": "https://c.example"}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"slack_bot_token": ""}, "SERVER_SLACK_BOT_TOKEN"),
        ({"slack_signing_secret": ""}, "SERVER_SLACK_SIGNING_SECRET"),
        ({"slack_app_token": "xapp-secret"}, "SERVER_SLACK_APP_TOKEN"),
        ({"public_url": ""}, "SERVER_PUBLIC_URL"),
        ({"slack_signing_secret": "", "slack_app_token": "xapp-secret", "workers": "2"}, "SERVER_WORKERS"),
        ({"slack_client_id": "1.2", "slack_client_secret": "client-secret"}, "SERVER_SLACK_CLIENT_ID"),
        ({"slack_bot_token": "", "slack_client_id": "1.2"}, "SERVER_SLACK_CLIENT_SECRET"),
        ({"slack_bot_token": "", "slack_client_secret": "client-secret"}, "SERVER_SLACK_CLIENT_ID"),
        (
            MANY | {"slack_signing_secret": "", "slack_app_token": "xapp-secret"},
            "SERVER_SLACK_APP_TOKEN",
        ),
    ],
)
def test_settings_of_slack_that_do_not_go_together_are_named_and_no_secret_is_told(
    changed: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_server_settings(**SLACK | changed)
    assert named in str(caught.value)
    assert "secret" not in str(caught.value).replace("SECRET", "")


def test_either_way_into_slack_is_enough() -> None:
    load_server_settings(**SLACK)
    load_server_settings(**SLACK | {"workers": "2"})
    load_server_settings(**SLACK | {"slack_signing_secret": "", "slack_app_token": "xapp-secret"})
    load_server_settings(**SLACK | MANY)
    assert "xoxb-secret" not in repr(load_server_settings(**SLACK))


@pytest.mark.process
def test_without_its_settings_nothing_of_slack_is_imported() -> None:
    code = "import sys, server.app, server.workers.run; print([m for m in sys.modules if m.startswith('slack_')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


LOADERS: dict[type[BaseSettings], Callable[[], BaseSettings]] = {
    Settings: load_settings,
    ServerSettings: load_server_settings,
}
NUMBERS = [
    (kind, name)
    for kind in LOADERS
    for name, field in kind.model_fields.items()
    if {int, float} & {field.annotation, *get_args(field.annotation)}
]
NO_NUMBERS = ("inf", "-inf", "nan", "Infinity", "1e400", "-1e400", "1" + "0" * 400, "9" * 5_000, "0x7", "-1")


@pytest.mark.parametrize(("kind", "name"), NUMBERS)
@pytest.mark.parametrize("value", NO_NUMBERS)
def test_no_number_without_end_is_taken(
    monkeypatch: pytest.MonkeyPatch, kind: type[BaseSettings], name: str, value: str
) -> None:
    variable = f"{kind.model_config['env_prefix']}{name}".upper()
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        LOADERS[kind]()
    told = str(caught.value)
    assert told.startswith((f"{variable}: Input should be ", f"{variable}: Unable to parse "))
    assert len(told) < 200
    assert "\n" not in told


def test_every_setting_that_is_a_number_was_found() -> None:
    assert {"keep_days", "chat_tokens_per_day", "session_life_s", "metrics_port"} <= {name for _, name in NUMBERS}


SITES = {"acme-key": SiteIn(origins=["https://acme.example"])}


@pytest.mark.parametrize(
    ("sites", "given", "settled"),
    [({}, None, None), (SITES, None, TOKENS_PER_DAY), (SITES, 0, 0), (SITES, 7, 7), ({}, 7, 7)],
)
def test_with_sites_named_the_days_tokens_have_a_ceiling_unless_another_is_set(
    sites: dict[str, SiteIn], given: int | None, settled: int | None
) -> None:
    core = Settings(chat_model="m", chat_tokens_per_day=given)
    assert with_token_ceiling(core, ServerSettings(sites=sites)).chat_tokens_per_day == settled


@pytest.mark.parametrize(
    ("sites", "model", "given", "settled"),
    [
        ({}, "m", None, 0),
        (SITES, "m", None, MODEL_ANSWERS_PER_SESSION),
        (SITES, "m", 0, 0),
        ({}, "m", 5, 5),
        (SITES, "", None, 0),
        (SITES, "", 5, 0),
    ],
)
def test_with_sites_named_a_session_has_a_share_of_a_models_answers(
    sites: dict[str, SiteIn], model: str, given: int | None, settled: int
) -> None:
    settings = ServerSettings(sites=sites, limit_model_answers_per_session=given)
    found = with_session_share(settings, Settings(chat_model=model))
    assert found.limit_model_answers_per_session == settled


def test_limits_that_nobody_set_are_told_and_no_others() -> None:
    core, settings = Settings(chat_model="m"), ServerSettings(sites=SITES)
    told = defaults_for_sites(core, settings)
    assert "5,000,000 tokens a day (ADVISOR_CHAT_TOKENS_PER_DAY)" in told
    assert "100 answers a day for each session (SERVER_LIMIT_MODEL_ANSWERS_PER_SESSION)" in told
    one = defaults_for_sites(Settings(chat_model="m", chat_tokens_per_day=0), settings)
    assert "ADVISOR_CHAT_TOKENS_PER_DAY" not in one
    assert "SERVER_LIMIT_MODEL_ANSWERS_PER_SESSION" in one
    assert defaults_for_sites(Settings(), settings) == ""
    assert defaults_for_sites(core, ServerSettings()) == ""
    both = ServerSettings(sites=SITES, limit_model_answers_per_session=9)
    assert defaults_for_sites(Settings(chat_model="m", chat_tokens_per_day=9), both) == ""


@pytest.mark.parametrize("value", ["https://x.example", "x.example:8000", "a b", "x.example/path", "127.0.0.1:80"])
def test_hosts_are_names_without_more(value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_server_settings(hosts=value)
    assert "SERVER_HOSTS" in str(caught.value)


def test_hosts_are_the_named_ones_and_that_of_the_public_address() -> None:
    settings = load_server_settings(hosts="One.example, ::1", public_url="https://Two.example:8443/x", host="10.0.0.1")
    assert settings.host_names == {"one.example", "::1", "two.example", "10.0.0.1"}
