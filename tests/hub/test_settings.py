"""Settings are read once, typed; a mistake is one sentence and a secret is never shown."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from hub.errors import ConfigError
from hub.settings import EXAMPLE_ROSTER, Settings, load_settings


@pytest.fixture(autouse=True)
def _no_settings_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"FENGHUO_{name.upper()}", raising=False)


def test_without_settings_one_machine_runs_with_the_example_roster() -> None:
    settings = load_settings({})
    assert settings.roster == EXAMPLE_ROSTER
    assert (settings.kafka, settings.clickhouse, settings.webhook) == (None, None, None)


def test_the_environment_is_read_and_wins_over_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("FENGHUO_KAFKA=one:9092\nFENGHUO_SUPERSET_PORT=8089\n", encoding="utf-8")
    monkeypatch.setenv("FENGHUO_KAFKA", "two:9092")
    settings = load_settings()
    assert (settings.kafka, settings.superset_port) == ("two:9092", 8089)


def test_an_unknown_setting_is_an_error_that_names_it() -> None:
    with pytest.raises(ConfigError, match="FENGHUO_KAFKAA is unknown"):
        load_settings({"FENGHUO_KAFKAA": "x"})


def test_a_value_that_cannot_be_used_is_an_error_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FENGHUO_SUPERSET_PORT", "eighty")
    with pytest.raises(ConfigError, match="FENGHUO_SUPERSET_PORT cannot be used"):
        load_settings()


def test_a_secret_is_read_from_the_file_named_for_it(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("s3cret\n", encoding="utf-8")
    settings = load_settings({"FENGHUO_WEBHOOK_FILE": str(tmp_path / "key")})
    assert settings.secret("webhook") == "s3cret"
    assert "s3cret" not in repr(settings)


def test_a_secret_file_that_is_missing_is_an_error_that_names_setting_and_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent.*FENGHUO_WEBHOOK_FILE"):
        load_settings({"FENGHUO_WEBHOOK_FILE": str(tmp_path / "absent")})


def test_a_missing_secret_is_generated_once_kept_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "var")
    first = settings.secret("superset_secret_key")
    assert len(first) >= 24
    assert Settings(data=tmp_path / "var").secret("superset_secret_key") == first
    kept = tmp_path / "var" / "secrets" / "superset_secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert settings.secret("clickhouse_password") != first


def test_a_secret_that_is_set_is_not_written_to_disk(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, clickhouse_password=SecretStr("given"))
    assert settings.secret("clickhouse_password") == "given"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["superset_database", "redis"])
def test_an_address_of_another_kind_is_refused_without_showing_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "address").write_text("mysql://superset:s3cret@db/superset", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"FENGHUO_\w+ cannot be used.*must begin with") as caught:
        load_settings({f"FENGHUO_{name.upper()}_FILE": str(tmp_path / "address")})
    assert "s3cret" not in caught.value.sentence


def test_an_empty_setting_is_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGHUO_RECIPIENTS", "")
    monkeypatch.setenv("FENGHUO_WEBHOOK_FILE", "")
    settings = load_settings()
    assert (settings.recipients, settings.webhook) == (None, None)


@pytest.mark.parametrize(
    ("listen", "here"),
    [
        ("127.0.0.1", "http://127.0.0.1:1"),
        ("0.0.0.0", "http://127.0.0.1:1"),
        ("10.0.0.7", "http://10.0.0.7:1"),
    ],
)
def test_what_listens_everywhere_is_asked_on_this_machine(listen: str, here: str) -> None:
    assert load_settings({}).model_copy(update={"listen": listen}).here(1) == here
