"""The command line as a person uses it: in a process of its own, before a real embedded warehouse."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.context import console
from cli.main import app
from hub.settings import Settings
from tests.dashboards.small_province import fill
from tests.warehouse.embedded import ServerProcess, embedded_settings, environment_of
from warehouse.client import connect
from warehouse.migrations import migrate

Run = Callable[..., subprocess.CompletedProcess[str]]
RunHere = Callable[..., Result]


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For commands inside the test's process: a wide terminal, and logging that ends with the test."""
    monkeypatch.setattr(console, "width", 160)
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One machine's settings; its warehouse runs and holds a small province."""
    server = ServerProcess(embedded_settings(tmp_path_factory.mktemp("一台 机器") / "var"))
    server.start()
    try:
        warehouse = connect(server.settings, patience=30)
        migrate(warehouse)
        fill(warehouse)
        warehouse.close()
        yield server.settings
    finally:
        server.stop()


@pytest.fixture(scope="module")
def fenghuo(machine: Settings) -> Run:
    """Run `fenghuo ARGUMENTS` on that machine."""
    return runner(machine)


@pytest.fixture
def fenghuo_alone(tmp_path: Path) -> Run:
    """Run `fenghuo ARGUMENTS` on a machine where nothing runs."""
    return runner(embedded_settings(tmp_path / "var"))


def runner(settings: Settings) -> Run:
    """Runs `fenghuo` with these settings."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            env={**environment_of(settings), "COLUMNS": "120"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def fenghuo_here(machine: Settings) -> RunHere:
    """Run `fenghuo ARGUMENTS` on that machine inside the test's process, which is quicker; see `fenghuo`."""

    def run(*arguments: str, **options: str) -> Result:
        return CliRunner().invoke(app, arguments, env=environment_of(machine), **options)

    return run
