"""`fenghuo api`: tokens from the command line, and the interface as a process of its own."""

from __future__ import annotations

import json
import logging
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.context import console
from cli.main import app
from hub.errors import ConfigError
from hub.settings import Settings
from tests.answering import answers
from tests.api.conftest import Caller
from tests.warehouse.embedded import environment_of, free_port
from warehouse.client import Warehouse


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A wide one; the logging that commands set up ends with the test."""
    monkeypatch.setattr(console, "width", 160)
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


def run(settings: Settings, *arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={**environment_of(settings), **environment})


def test_a_token_is_shown_once_opens_listed_and_revoked(
    world: Warehouse, settings: Settings, address: str
) -> None:
    added = run(settings, "api", "token", "add", "--staff", "shijiazhuang", "--days", "7")
    assert added.exit_code == 0, added.exception
    [shown] = re.findall(r"fh_[0-9a-f]{12}_[\w-]{43}", added.output)
    caller, token_id = Caller(address, shown), shown.split("_")[1]
    assert {row["city_code"] for row in caller.items("/v1/counties")} == {"130100"}
    listed = run(settings, "api", "token", "list").output
    assert token_id in listed
    assert shown.split("_", 2)[2] not in listed
    assert run(settings, "api", "token", "revoke", token_id).exit_code == 0
    assert caller.ask("/v1/counties").status_code == 401
    assert "已吊销" in run(settings, "api", "token", "list").output


def test_a_token_for_nobody_is_refused_with_a_sentence(world: Warehouse, settings: Settings) -> None:
    refused = run(settings, "api", "token", "add", "--staff", "niemand")
    assert isinstance(refused.exception, ConfigError)
    assert "没有登录名为“niemand”的人员" in refused.exception.sentence


def test_an_assistant_needs_a_token_that_holds(world: Warehouse, settings: Settings) -> None:
    without = run(settings, "mcp", "serve")
    assert isinstance(without.exception, ConfigError)
    assert "FENGHUO_API_TOKEN" in without.exception.sentence
    wrong = run(settings, "mcp", "serve", FENGHUO_API_TOKEN="fh_000000000000_" + "x" * 43)
    assert isinstance(wrong.exception, ConfigError)
    assert "xxx" not in wrong.exception.sentence


def test_the_interface_runs_as_a_process_is_well_logs_json_and_ends(
    world: Warehouse, settings: Settings, tokens: dict[str, str], tmp_path: Path
) -> None:
    port = str(free_port())
    environment = {"FENGHUO_API_PORT": port, "FENGHUO_LOG_FORMAT": "json"}
    log = tmp_path / "api.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "api", "serve"],
            env={**environment_of(settings), **environment},
            stdout=subprocess.DEVNULL,
            stderr=file,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        assert answers(process, f"{address}/healthz", seconds=60)
        assert run(settings, "health", "check", "api", **environment).exit_code == 0
        assert Caller(address, tokens["changan"]).ask("/v1/counties").status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM)
    finally:
        process.kill()
    lines = [
        json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")
    ]
    [asked] = [line for line in lines if line["message"] == "GET /v1/counties 200"]
    assert asked["token"] == tokens["changan"].split("_")[1]
    assert tokens["changan"] not in log.read_text(encoding="utf-8")
