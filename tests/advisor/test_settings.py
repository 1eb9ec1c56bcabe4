"""ADVISOR_* settings: defaults that work, and one sentence for what cannot."""

from pathlib import Path

import pytest

from advisor.errors import SettingsError
from advisor.settings import Settings, load_settings


def test_nothing_needs_to_be_set() -> None:
    assert load_settings() == Settings()
    assert load_settings().data_dir == Path(".data")


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ADVISOR_PROBE_INTERVAL_S", "2.5")

    assert (load_settings().data_dir, load_settings().probe_interval_s) == (tmp_path, 2.5)


def test_an_unknown_setting_is_an_error_that_names_it_and_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATADIR", "x")

    with pytest.raises(SettingsError, match=r"^Unknown setting ADVISOR_DATADIR; the settings are .*ADVISOR_DATA_DIR"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"), [("PROBE_INTERVAL_S", "0"), ("PROBE_INTERVAL_S", "soon"), ("LIMIT_WORKERS", "0")]
)
def test_a_value_that_cannot_work_is_an_error_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ADVISOR_{name}", value)

    with pytest.raises(SettingsError, match=f"^ADVISOR_{name}: .*'{value}'"):
        load_settings()


def test_a_key_in_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")

    assert load_settings() == Settings()
    assert (load_settings().embed_model, load_settings().chat_model) == ("", "")
