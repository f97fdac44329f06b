"""Where processes listen, and what `fenghuo health check` says of those that do not run here."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.context import require_free_port
from cli.main import app
from dashboards.metadata import superset_home
from hub.errors import ConfigError, PortTaken
from tests.warehouse.embedded import embedded_settings, environment_of, free_port


def check(data: Path, part: str, **environment: str) -> Result:
    return CliRunner().invoke(
        app, ["health", "check", part], env={**environment_of(embedded_settings(data)), **environment}
    )


def test_an_address_of_another_machine_is_named() -> None:
    require_free_port(free_port(), "FENGHUO_SUPERSET_PORT")
    with pytest.raises(ConfigError, match=r"FENGHUO_LISTEN=192\.0\.2\.1 is no address of this machine"):
        require_free_port(free_port(), "FENGHUO_SUPERSET_PORT", "192.0.2.1")


def test_a_taken_port_is_named_with_its_address() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortTaken, match=r"on 127\.0\.0\.1 is taken"):
            require_free_port(taken.getsockname()[1], "FENGHUO_SUPERSET_PORT")


@pytest.mark.parametrize(("part", "port"), [("dashboards", "SUPERSET"), ("pages", "HEALTH"), ("api", "API")])
def test_pages_that_do_not_answer_are_not_well(tmp_path: Path, part: str, port: str) -> None:
    said = check(tmp_path, part, **{f"FENGHUO_{port}_PORT": str(free_port())})
    assert said.exit_code == 1
    assert "没有回应" in said.output


def test_a_beat_is_well_as_long_as_it_keeps_its_file(tmp_path: Path) -> None:
    assert check(tmp_path, "beat").exit_code == 1
    file = superset_home(embedded_settings(tmp_path)) / "beat.db"
    file.touch()
    assert check(tmp_path, "beat").exit_code == 0
    os.utime(file, (time.time() - 3600,) * 2)
    assert check(tmp_path, "beat").exit_code == 1


def test_a_worker_needs_redis_and_a_redis_that_is_away_is_named(tmp_path: Path) -> None:
    without = check(tmp_path, "worker")
    assert isinstance(without.exception, ConfigError)
    assert "FENGHUO_REDIS" in without.exception.sentence
    away = check(tmp_path, "worker", FENGHUO_REDIS=f"redis://:s3cret@127.0.0.1:{free_port()}/0")
    assert away.exit_code == 1
    sentence = str(getattr(away.exception, "sentence", ""))
    assert "Redis does not answer" in sentence
    assert "s3cret" not in sentence


def test_an_unknown_part_is_refused_with_those_there_are(tmp_path: Path) -> None:
    refused = check(tmp_path, "nonsense")
    assert "crawlers" in str(getattr(refused.exception, "sentence", ""))
